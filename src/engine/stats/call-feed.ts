import type { AnyList, SlicePaging } from '../../../adapters/contract.js'
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
}

/**
 * The rows of a list of calls, in the way in which it can be read.
 * @param callContext its answers are not kept, except those of whole lists.
 */
export function feedCalls(engine: ListEngine, reading: CallReading, callContext: CallContext): RowFeed {
  const { source, declaration, visible, detail, range, view } = reading
  const { listCache } = engine
  const query = queryFor('calls', declaration, visible.pushed, detail)
  const { paging } = declaration
  const passing: CallContext = { ...callContext, keepsAnswers: false }
  // What ends the reading is the budget of statistics.
  const unbounded: Source = { ...source, options: { ...source.options, maxScanRows: Number.MAX_SAFE_INTEGER } }
  const fetcherFor = (pushed: object): RowFetcher =>
    new RowFetcher(unbounded, { ...query, pushed }, passing, listCache.rowEntriesOf(source))
  const parts = visible.parts === undefined ? {} : { parts: visible.parts }
  if (paging.style === 'slices') return feedSlices(paging)
  if (visible.parts === undefined && listCache.pagesInOrder(source, 'calls', defaultOrderOf('calls'), visible.pushed)) {
    const pageSize = paging.style === 'page' ? paging.maxPageSize : paging.style === 'offset' ? paging.maxLimit : 1
    const startMayFollow = declaration.startMayFollowOrderTime === true
    return new OrderedFeed(fetcherFor(visible.pushed), range, view, startMayFollow, pageSize)
  }
  return new WholeFeed(
    () => listCache.seenList(source, { ...query, ...parts }, view, callContext),
    range,
    source.options.maxScanRows,
  )

  function feedSlices(slicePaging: SlicePaging): RowFeed {
    const memory = listCache.densities.of(source, { ...query, ...parts })
    const fetchers = (visible.parts ?? [visible.pushed]).map(fetcherFor)
    return new SliceFeed(fetchers, slicePaging, { range, view, memory, nowMs: source.now() })
  }
}
