import type { ListName } from '../../../adapters/contract.js'
import type { CursorScope } from '../../plan/cursor.js'
import { conditionsOf } from '../../plan/filter.js'
import { defaultOrderOf, type ListOrder } from '../../plan/order.js'
import { checkRanges } from '../lists/check-ranges.js'
import type { ListEngine, Selection } from '../lists/list-engine.js'
import type { PreparedLists } from '../lists/prepared-list.js'
import type { CallContext } from '../source/call-context.js'
import type { Source } from '../source/source.js'
import { sourcesOfList } from '../source/visibility.js'
import { ConnectionPage, type PageContents } from './connection-page.js'
import { explainList } from './explain-list.js'
import { reportContributions } from './list-events.js'
import { Merge, OutOfOrder } from './merge.js'
import { type ListArguments, readBoundary, toPageRequest } from './page-arguments.js'
import { planSlice, type SliceRequest } from './plan-slice.js'
import type { SourceSlice } from './source-slice.js'

// One ordered connection over different sources: plans the requests for each source, merges the rows that they return,
// and reports what is missing.

/** The list to read, and from which sources. */
export interface ListQuery extends SliceRequest {
  readonly sources: readonly Source[]
  readonly requireAll: boolean
  readonly areNamed: boolean
}
interface Read {
  readonly slices: readonly SourceSlice[]
  readonly merge: Merge
}
const NONE: PreparedLists = new Map()
const NO_FILTER = {}

/** Starting a list costs about as much processor time as this many records. */
const UNITS_PER_LIST = 16

type ListParameters = [
  engine: ListEngine,
  list: ListName,
  args: ListArguments,
  selection: Selection,
  callContext: CallContext,
  prepared?: PreparedLists,
]

/**
 * Reads one page of a list as a connection. Returns synchronously when the prepared lists hold everything that is needed.
 * @throws GraphQLError BAD_USER_INPUT naming the argument; SOURCES_FAILED when every source that was queried failed.
 */
export function listRecords(...of: ListParameters): ConnectionPage | Promise<ConnectionPage> {
  const query = toListQuery(...of)
  const read = readPage(query)
  const open = (result: Read): ConnectionPage => {
    const page = new ConnectionPage(report(query, result))
    query.callContext.readRows?.add(page)
    return page
  }
  return read instanceof Promise ? read.then(open) : open(read)
}

/**
 * Reads one page of a list. The failure of a source is stored in its slice and not thrown.
 * @throws GraphQLError BAD_USER_INPUT naming the argument.
 */
export async function readList(...of: ListParameters): Promise<PageContents> {
  const query = toListQuery(...of)
  return report(query, await readPage(query))
}

/** What one list of an operation reads. @throws GraphQLError BAD_USER_INPUT naming the argument. */
export function toListQuery(
  ...[engine, list, args, selection, callContext, prepared = NONE]: ListParameters
): ListQuery {
  callContext.budget?.checkLists()
  callContext.slices?.spend(UNITS_PER_LIST)
  const readable = sourcesOfList(engine.sources, callContext.access, list)
  const sources = readable.choose(args.sources).toSorted(byName)
  const order = (list === 'activeCalls' ? args.orderBy : null) ?? defaultOrderOf(list)
  const filter = args.filter ?? NO_FILTER
  checkRanges(filter)
  const scope = new ListScope(
    list,
    order,
    filter,
    sources.map(({ name }) => name),
    callContext.access.fingerprint,
  )
  const page = toPageRequest(args, engine.limits)
  const boundary = readBoundary(page, scope, engine.cursorSeal)
  const requireAll = args.requireAllSources === true
  const areNamed = args.sources !== undefined && args.sources !== null
  return {
    engine,
    list,
    order,
    filter,
    scope,
    page,
    boundary,
    selection,
    callContext,
    prepared,
    sources,
    requireAll,
    areNamed,
  }
}

/** Cursors list the sources in this order, whatever the order in which a client names them. */
const byName = (a: Source, b: Source): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

function report({ list, callContext, ...of }: ListQuery, { slices, merge }: Read): PageContents {
  const { engine, scope, page, boundary, requireAll, areNamed } = of
  callContext.slices?.spend(merge.taken.length)
  callContext.explain?.(explainList(list, slices, merge))
  reportContributions(list, slices, callContext)
  const { access } = callContext
  return { list, slices, merge, scope, cursorSeal: engine.cursorSeal, access, page, boundary, requireAll, areNamed }
}

class ListScope implements CursorScope {
  #filter: string | null = null
  constructor(
    readonly list: ListName,
    readonly order: ListOrder,
    private readonly given: object,
    readonly sources: readonly string[],
    readonly viewer: string,
  ) {}
  // Only cursors need it, so it is computed when the first cursor is read or written.
  get filter(): string {
    return (this.#filter ??= JSON.stringify(conditionsOf(this.given)))
  }
}

/** When the rows of a source are not in the declared order, its lists are read whole from then on, and the page is read again. */
function readPage(query: ListQuery, before: readonly SourceSlice[] | null = null): Read | Promise<Read> {
  const { engine, list, page, selection, sources } = query
  const slices = sources.map((source, at) => planSlice(query, source, before?.[at]))
  if (before === null) query.callContext.budget?.takeList(slices.flatMap(({ listKey }) => listKey ?? []))
  const merge = new Merge(slices, page, selection.hasNextPage)
  const retry = (error: unknown): Read | Promise<Read> => {
    if (!(error instanceof OutOfOrder)) throw error
    for (const source of error.sources) engine.listCache.distrustOrder(source, list)
    return readPage(query, slices)
  }
  return merge.run()?.then(() => ({ slices, merge }), retry) ?? { slices, merge }
}
