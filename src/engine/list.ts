// One ordered connection over unlike sources: plans what each is asked, merges what they give, tells what is missing.

import type { AnyList, ListName } from '../../adapters/contract.js'
import type { ActiveCallOrder } from '../../schema/enums.js'
import type { CursorScope } from '../plan/cursor.js'
import { conditionsOf, type SplitFilter, splitFilter } from '../plan/filter.js'
import { OrderBroken } from '../plan/locate.js'
import { compileTest } from '../plan/match.js'
import type { ListOrder } from '../plan/order.js'
import { readBoundary, type PageRequest, toPageRequest } from './arguments.js'
import { badInput } from './bad-input.js'
import { ConnectionPage } from './connection.js'
import type { PreparedList } from './customer-accounts.js'
import { explainList } from './explain.js'
import { formFor } from './forms.js'
import { tellContributions } from './list-events.js'
import { Merge, type Part } from './merge.js'
import { OrderedReader } from './ordered-reader.js'
import type { Reader } from './reader.js'
import { readingPlan } from './reading-plan.js'
import { Rows } from './rows.js'
import { SnapshotReader } from './snapshot.js'
import type { Asking, Source } from './source.js'
import type { SourceMemory } from './source-memory.js'
import { failureOf, unsupported } from './trouble-of.js'

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

/**
 * Answers one list.
 * @throws GraphQLError BAD_USER_INPUT naming the argument; SOURCES_FAILED when every source that was asked failed.
 */
export async function listRecords(
  engine: ListEngine,
  list: ListName,
  args: ListArguments,
  selection: Selection,
  asking: Asking,
  prepared: { readonly list: PreparedList } = { list: null },
): Promise<ConnectionPage> {
  const sources = chooseSources(engine.sources, args.sources)
  const order = orderOf(list, args.orderBy)
  const filter = args.filter ?? {}
  const scope: CursorScope = {
    list,
    order,
    filter: JSON.stringify(conditionsOf(filter)),
    sources: sources.map(({ name }) => name).sort(),
  }
  const page = toPageRequest(args, engine.limits)
  const boundary = readBoundary(page, scope)
  const request: PartRequest = { engine, list, order, filter, scope, page, boundary, selection, asking, prepared: prepared.list }
  const parts = scope.sources.map((name) => startPart(request, requireSource(sources, name)))
  await Promise.all(parts.map((part) => begin(request, part)))
  const merge = new Merge(parts, page, selection.hasNextPage)
  await merge.run()
  asking.explain?.(explainList(list, parts, merge))
  tellContributions(list, parts, merge, asking.watch)
  return new ConnectionPage({ parts, merge, scope, page, boundary, requireAll: args.requireAllSources === true })
}

interface PartRequest {
  readonly engine: ListEngine
  readonly list: ListName
  readonly order: ListOrder
  readonly filter: object
  readonly scope: CursorScope
  readonly page: PageRequest
  readonly boundary: ReturnType<typeof readBoundary>
  readonly selection: Selection
  readonly asking: Asking
  /** A whole list that was read for many, and holds what is asked for here. */
  readonly prepared: PreparedList
}

/** What one source has to do, or why it has nothing to. */
function startPart(request: PartRequest, source: Source): Part {
  const { list, filter } = request
  const declaration: AnyList | undefined = source.declaration.lists[list]
  if (declaration === undefined) return unsupportedPart(source, `${source.node.title} has no list of ${list}`)
  const split = request.prepared === null ? splitFilter(declaration, filter) : allResidual(filter)
  if (split.unsupported.length > 0)
    return unsupportedPart(source, `${source.node.title} cannot filter by ${split.unsupported.join(', ')}`)
  const problem = declaration.problem?.(split.pushed) ?? null
  if (problem !== null) throw badInput('filter', problem)
  const part: Part = { source, make: source.records[list] ?? null, reader: null, trouble: null, requests: 0, missed: false, asked: [], split }
  part.reader = makeReader(request, part, declaration, split)
  return part
}

/** Of a list that was read whole, the gateway picks what matches. */
const allResidual = (filter: object): SplitFilter => ({ pushed: {}, pushedPaths: [], residual: conditionsOf(filter), unsupported: [] })

function unsupportedPart(source: Source, message: string): Part {
  return { source, make: null, reader: null, trouble: unsupported(message), requests: 0, missed: false, asked: [], split: null }
}

function makeReader(
  request: PartRequest,
  part: Part,
  declaration: AnyList,
  split: SplitFilter,
  wholeOnly = false,
): Reader | null {
  const { engine, list, order, page, boundary, selection } = request
  const { source, make } = part
  const residual = compileTest(list, split.residual, source.declaration.region)
  const granted = [...selection.fields].filter((field) => !engine.withheld.has(`${list}.${field}`))
  const detail = formFor(declaration, new Set([...granted, ...residual.reads]))
  const asking: Asking = {
    ...request.asking,
    count: (requests) => (part.requests += requests),
    trace: (asked) => part.asked.push(asked),
  }
  const asked = { list, declaration, pushed: split.pushed, order, detail }
  const rows = new Rows(source, asked, asking, engine.memory.timesOf(source))
  const plan = readingPlan({
    page,
    boundary,
    scope: request.scope,
    source: source.name,
    conditions: split.residual,
    wantsRows: selection.rows,
    startMayFollowOrderTime: declaration.startMayFollowOrderTime === true,
    test: (row, fetchedAtMs) => {
      const record = make?.(row, fetchedAtMs)
      return record !== undefined && residual.test((name) => Reflect.get(record, name))
    },
  })
  if (plan === null) return null
  part.missed = plan.hint.kind === 'missed'
  const { prepared } = request
  if (prepared !== null) return new SnapshotReader(() => prepared, plan, source.options.maxScanRows)
  if (!wholeOnly && engine.memory.pagesInOrder(source, list, order)) return new OrderedReader(rows, plan)
  return new SnapshotReader(() => engine.memory.wholeList(source, asked, asking), plan, source.options.maxScanRows)
}

/** Reads the first window; a source whose rows are not in the declared order is read whole from then on. */
async function begin(request: PartRequest, part: Part): Promise<void> {
  try {
    await part.reader?.advance()
  } catch (error) {
    if (!(error instanceof OrderBroken)) {
      part.trouble = failureOf(error)
      return
    }
    const { list, filter, engine } = request
    engine.memory.orderIsBroken(part.source, list)
    const declaration: AnyList | undefined = part.source.declaration.lists[list]
    if (declaration === undefined) return
    part.reader = makeReader(request, part, declaration, splitFilter(declaration, filter), true)
    await part.reader?.advance().catch((again: unknown) => (part.trouble = failureOf(again)))
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
