import type { ListName } from '../../../adapters/contract.js'
import type { CursorScope } from '../../plan/cursor.js'
import type { ListOrder } from '../../plan/order.js'
import { checkPlan, planForPrepared } from '../lists/filter-plans.js'
import type { ListEngine, Selection } from '../lists/list-engine.js'
import type { PreparedLists } from '../lists/prepared-list.js'
import { visibleFilter } from '../lists/visible-filter.js'
import { EmptyReader } from '../rows/empty-reader.js'
import { needsJoin } from '../rows/joined-rows.js'
import { OrderedReader } from '../rows/ordered-reader.js'
import type { Reader, ReadingPlan } from '../rows/reader.js'
import { RowFetcher } from '../rows/row-fetcher.js'
import { keyOf, type RowQuery } from '../rows/row-query.js'
import { SliceReader } from '../rows/slice-reader.js'
import { SnapshotReader } from '../rows/snapshot.js'
import type { CallContext } from '../source/call-context.js'
import { withheldFrom } from '../source/credentials.js'
import { checkAvailable, failureOf, requireList } from '../source/failures.js'
import { unmasked } from '../source/records.js'
import type { Source } from '../source/source.js'
import { rowsOf } from '../source/visibility.js'
import type { PageRequest, readBoundary } from './page-arguments.js'
import { readingPlan } from './reading-plan.js'
import type { Cost, SourceSlice } from './source-slice.js'

/** The part of the request that is the same for every source. */
export interface SliceRequest {
  readonly engine: ListEngine
  readonly list: ListName
  readonly order: ListOrder
  readonly filter: object
  readonly scope: CursorScope
  readonly page: PageRequest
  readonly boundary: ReturnType<typeof readBoundary>
  readonly selection: Selection
  readonly callContext: CallContext
  /** Whole lists that were read for many parents at once and hold the rows for this one. */
  readonly prepared: PreparedLists
}

/**
 * Plans what one source contributes to the page, or why it contributes nothing.
 * @param before its slice from an earlier attempt to read the same page, which is included in the cost.
 * @throws GraphQLError BAD_USER_INPUT for a filter that the vendor's list refuses.
 */
export function planSlice(request: SliceRequest, source: Source, before?: SourceSlice): SourceSlice {
  const slice: SourceSlice = {
    source,
    make: source.records[request.list] ?? null,
    view: rowsOf(request.callContext.access, source, request.list),
    reader: null,
    plan: null,
    failure: null,
    cost: before?.cost ?? { requests: 0, sent: [] },
    listKey: null,
    missed: null,
    continuesAtMs: continuesAt(request),
    split: null,
  }
  try {
    slice.reader = makeReader(request, slice)
  } catch (error) {
    slice.failure = failureOf(error)
  }
  return slice
}

const continuesAt = ({ order, page, boundary }: SliceRequest): number | null =>
  order === 'NEWEST_FIRST' && page.side === 'after' && boundary !== null ? -boundary.key.rank : null

/** @throws SourceFailure when the source cannot contribute, or when the list that was read before could not be read. */
function makeReader(request: SliceRequest, slice: SourceSlice): Reader | null {
  const { engine, list, order, page, boundary, selection, filter } = request
  const { source, make, view } = slice
  const declaration = requireList(source, list)
  const prepared = request.prepared.get(source.name)
  const filterPlan =
    prepared === undefined
      ? engine.listCache.filterPlans.of(source, list, declaration, filter)
      : planForPrepared(source, list, filter, prepared.by)
  checkPlan(source, declaration, filterPlan)
  const { split, conditions, residual } = filterPlan
  slice.split = split
  const visible = visibleFilter(view, source, declaration, filter, split)
  if (visible === null) return new EmptyReader()
  const { pushed, asksForOwnOnly, parts } = visible
  if (prepared === undefined) checkAvailable(source, declaration, parts ?? [pushed])
  const plan = readingPlan({
    page,
    boundary,
    scope: request.scope,
    source: source.name,
    conditions,
    wantsRows: selection.rows,
    wantsHasMore: selection.hasNextPage,
    longestCallMs: declaration.longestCallMs ?? Infinity,
    startMayFollowOrderTime: declaration.startMayFollowOrderTime === true,
    view,
    asksForOwnOnly,
    test: (row, fetchedAtMs) => {
      const record = make?.(row, fetchedAtMs)
      if (record === undefined) return false
      const whole = unmasked(record)
      return residual.test((name) => Reflect.get(whole, name))
    },
  })
  slice.plan = plan
  const { paging } = declaration
  const inSlices = paging.style === 'slices' && order === 'NEWEST_FIRST'
  const isInOrder = parts === undefined && engine.listCache.pagesInOrder(source, list, order, pushed)
  const isPaged = prepared === undefined && (inSlices || isInOrder)
  slice.missed = missedBefore(request, source, plan, isPaged || prepared !== undefined)
  if (plan === null) return null
  const { maxScanRows } = source.options
  if (prepared !== undefined) return SnapshotReader.over(prepared.read(), plan, maxScanRows)
  const withheld = withheldFrom(request.callContext.access, source.name)
  const detail = engine.listCache.rowDetails.of(
    { source, list, declaration, withheld },
    selection.fields,
    residual.reads,
    view.needs,
  )
  const callContext: CallContext = { ...request.callContext, ...countInto(slice.cost) }
  const query: RowQuery = {
    list,
    ...detail,
    pushed,
    order,
    isJoined: needsJoin(declaration, selection.fields),
    ...(parts === undefined ? {} : { parts }),
  }
  slice.listKey = `${keyOf(source, query)} ${isPaged ? JSON.stringify(page) : ''}`
  const fetcherFor = (filter: object): RowFetcher =>
    new RowFetcher(source, { ...query, pushed: filter }, callContext, engine.listCache.rowEntriesOf(source))
  if (isPaged && paging.style === 'slices') {
    const rows = { source, slices: callContext.slices }
    const memory = engine.listCache.densities.of(source, query)
    return new SliceReader(rows, (parts ?? [pushed]).map(fetcherFor), paging, plan, memory)
  }
  if (isPaged) return new OrderedReader(fetcherFor(pushed), plan)
  return new SnapshotReader(
    () => engine.listCache.seenList(source, query, view, callContext),
    plan,
    maxScanRows,
    callContext.slices,
  )
}

/** These closures retain only the cost. If they referred to the slice, its rows would be garbage-collected late. */
const countInto = (cost: Cost): Pick<CallContext, 'count' | 'trace'> => ({
  count: (requests) => (cost.requests += requests),
  trace: (request) => cost.sent.push(request),
})

/** Why the pages before this one lack records of the source, as the cursor says. */
function missedBefore(
  { boundary, scope, order }: SliceRequest,
  source: Source,
  plan: ReadingPlan | null,
  isTrusted: boolean,
): SourceSlice['missed'] {
  const hint = boundary?.hints[scope.sources.indexOf(source.name)]
  // In native-id order all records of one source precede those of the next, so no record of this one was missed yet.
  const liesAhead = order === 'NATIVE_ID' && plan !== null && plan.point === null
  if (hint?.kind === 'missed') return liesAhead ? null : 'failed'
  // The source was paged in its declared order, which turned out to be wrong.
  return hint?.kind === 'offset' && plan !== null && !isTrusted && !liesAhead ? 'disordered' : null
}
