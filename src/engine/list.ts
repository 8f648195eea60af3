// One ordered connection over unlike sources: plans what each is asked, merges what they give, tells what is missing.

import type { ListName } from '../../adapters/contract.js'
import type { ActiveCallOrder } from '../../schema/enums.js'
import type { CursorScope } from '../plan/cursor.js'
import { conditionsOf } from '../plan/filter.js'
import type { ListOrder } from '../plan/order.js'
import { readBoundary, toPageRequest } from './arguments.js'
import { badInput } from './bad-input.js'
import { ConnectionPage, type PageParts } from './connection.js'
import type { PreparedLists } from './lists-for-many.js'
import { explainList } from './explain.js'
import { tellContributions } from './list-events.js'
import { Disordered, Merge } from './merge.js'
import { type Part, type PartRequest, startPart } from './part.js'
import type { Asking, Source } from './source.js'
import type { SourceMemory } from './source-memory.js'

/** The arguments that every list takes. */
export interface ListArguments {
  readonly filter?: object | null | undefined
  readonly sources?: readonly string[] | null
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
  readonly requireAllSources?: boolean | null
  readonly orderBy?: ActiveCallOrder | null
}

/** What the client selected, as far as it changes what is asked of the vendors. */
export interface Selection {
  /** Fields of the records, with parts by dotted path (`ratePlan.name`). */
  readonly fields: ReadonlySet<string>
  /** Whether anything of the rows or the page's place was selected at all. */
  readonly rows: boolean
  readonly hasNextPage: boolean
}

/** What a server needs to answer lists; made once. */
export interface ListEngine {
  readonly sources: readonly Source[]
  readonly memory: SourceMemory
  readonly limits: { readonly defaultPageSize: number; readonly maxPageSize: number }
  /** Fields that this server does not grant, as `list.field`: nothing is asked of a vendor for their sake. */
  readonly withheld: ReadonlySet<string>
}

type ReadList = (
  engine: ListEngine,
  list: ListName,
  args: ListArguments,
  selection: Selection,
  asking: Asking,
  prepared?: PreparedLists,
) => Promise<PageParts>

/**
 * Answers one list.
 * @throws GraphQLError BAD_USER_INPUT naming the argument; SOURCES_FAILED when every source that was asked failed.
 */
export const listRecords = async (...of: Parameters<ReadList>): Promise<ConnectionPage> => new ConnectionPage(await readList(...of))

/**
 * Reads one page of a list; what goes wrong at a source stands in its part.
 * @throws GraphQLError BAD_USER_INPUT naming the argument.
 */
export const readList: ReadList = async (engine, list, args, selection, asking, prepared = new Map()) => {
  const sources = chooseSources(engine.sources, args.sources)
  const order = orderOf(list, args.orderBy)
  const filter = args.filter ?? {}
  const scope = new ListScope(list, order, filter, sources.map(({ name }) => name).sort())
  const page = toPageRequest(args, engine.limits)
  const boundary = readBoundary(page, scope)
  const request: PartRequest = { engine, list, order, filter, scope, page, boundary, selection, asking, prepared }
  const chosen = scope.sources.map((name) => requireSource(sources, name))
  const { parts, merge } = await readPage(request, chosen)
  asking.explain?.(explainList(list, parts, merge))
  tellContributions(list, parts, asking)
  return { parts, merge, scope, page, boundary, requireAll: args.requireAllSources === true }
}

class ListScope implements CursorScope {
  #filter: string | null = null
  constructor(
    readonly list: ListName,
    readonly order: ListOrder,
    private readonly given: object,
    readonly sources: readonly string[],
  ) {}
  // Only cursors tell it.
  get filter(): string {
    return (this.#filter ??= JSON.stringify(conditionsOf(this.given)))
  }
}

/** A source whose rows turn out not to be in the declared order is read whole from then on: the page begins anew. */
async function readPage(
  request: PartRequest,
  sources: readonly Source[],
  before: readonly Part[] = [],
): Promise<{ readonly parts: readonly Part[]; readonly merge: Merge }> {
  const { engine, list, page, selection } = request
  const parts = sources.map((source, at) => startPart(request, source, before[at]))
  const merge = new Merge(parts, page, selection.hasNextPage)
  try {
    await merge.run()
    return { parts, merge }
  } catch (error) {
    if (!(error instanceof Disordered)) throw error
    for (const source of error.sources) engine.memory.orderIsBroken(source, list)
    return readPage(request, sources, parts)
  }
}

const orderOf = (list: ListName, orderBy: ActiveCallOrder | null | undefined): ListOrder =>
  list === 'sipAccounts' ? 'NATIVE_ID' : list === 'activeCalls' ? (orderBy ?? 'NEWEST_FIRST') : 'NEWEST_FIRST'

function requireSource(sources: readonly Source[], name: string): Source {
  const found = sources.find((source) => source.name === name)
  if (found !== undefined) return found
  const known = sources.map((source) => `"${source.name}"`).join(', ')
  throw badInput('sources', `there is no source ${JSON.stringify(name)}; there are ${known}`)
}

/**
 * The sources that a client names; all when it names none.
 * @throws GraphQLError BAD_USER_INPUT for a name that is not configured.
 */
export function chooseSources(all: readonly Source[], names: readonly string[] | null | undefined): readonly Source[] {
  if (names === null || names === undefined) return all
  if (names.length === 0) throw badInput('sources', 'must name at least one source, or be left out for all')
  return [...new Set(names)].map((name) => requireSource(all, name))
}
