import type { AnyList, Paging } from '../../../adapters/contract.js'
import type { RowView } from '../../access/rows/row-view.js'
import { defaultOrderOf } from '../../plan/order.js'
import type { ListEngine } from '../lists/list-engine.js'
import type { VisibleFilter } from '../lists/visible-filter.js'
import type { Detail } from '../rows/row-detail.js'
import { type FeedRange, OrderedFeed, type RowFeed, WholeFeed } from '../rows/row-feed.js'
import { RowFetcher } from '../rows/row-fetcher.js'
import { queryFor } from '../rows/row-query.js'
import { SliceFeed } from '../rows/slice-feed.js'
import type { CallContext } from '../source/call-context.js'
import type { Source } from '../source/source.js'

/** The calls of one source to be read. */
export interface CallReading {
  readonly source: Source
  readonly declaration: AnyList
  readonly visible: VisibleFilter
  readonly detail: Detail
  readonly range: FeedRange
  readonly view: RowView
  /** Whether fields of the vendor's second list are needed. */
  readonly isJoined: boolean
}

/**
 * The rows of a list of calls, in the way in which it can be read.
 * @param callContext its answers are not kept, except those of whole lists.
 */
export function feedCalls(engine: ListEngine, reading: CallReading, callContext: CallContext): RowFeed {
  const { source, declaration, visible, detail, range, view, isJoined } = reading
  const { listCache } = engine
  const { paging } = declaration
  const { pushed, parts } = visible
  const query = {
    ...queryFor('calls', declaration, pushed, detail),
    isJoined,
    ...(parts === undefined ? {} : { parts }),
  }
  const passing: CallContext = { ...callContext, keepsAnswers: false }
  // What ends the reading is the budget of statistics.
  const unbounded: Source = { ...source, options: { ...source.options, maxScanRows: Number.MAX_SAFE_INTEGER } }
  const fetcherFor = (filter: object): RowFetcher =>
    new RowFetcher(unbounded, { ...query, pushed: filter }, passing, listCache.rowEntriesOf(source))
  if (paging.style === 'slices') {
    const memory = listCache.densities.of(source, query)
    return new SliceFeed((parts ?? [pushed]).map(fetcherFor), paging, { range, view, memory, nowMs: source.now() })
  }
  if (parts === undefined && listCache.pagesInOrder(source, 'calls', defaultOrderOf('calls'), pushed)) {
    const startMayFollow = declaration.startMayFollowOrderTime === true
    return new OrderedFeed(fetcherFor(pushed), range, view, startMayFollow, largestPage(paging))
  }
  const load = () => listCache.seenList(source, query, view, callContext)
  return new WholeFeed(load, range, source.options.maxScanRows)
}

function largestPage(paging: Paging): number {
  if (paging.style === 'page') return paging.maxPageSize
  return paging.style === 'offset' ? paging.maxLimit : 1
}
