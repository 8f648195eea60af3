import type { Paging } from '../../adapters/contract.js'

// Whether a list ends with a page, and how long it is. Vendors' totals may be wrong, so they are checked against the rows.

/** What one page shows about the end of its list. */
export interface PageExtent {
  /** Vendor index behind its last row. */
  readonly end: number
  readonly isEmpty: boolean
  /** Whether the vendor returned fewer rows than were requested. */
  readonly short: boolean
  /** How many rows there are, as the vendor says; null: it does not. */
  readonly total: number | null
}

export interface Extent {
  readonly ends: boolean
  /** Null where the rows show that it cannot be true. */
  readonly total: number | null
}

/**
 * Examines the last page of a span. A total is valid at the time of its own answer, so only the rows of that answer can be
 * compared with it.
 * @returns null when one more row must be requested to decide: see `extentWith`.
 */
export function extentOf({ end, isEmpty, short, total }: PageExtent, paging: Paging): Extent | null {
  if (total === null) return { ends: short, total }
  // Where as many were returned as the total says, nothing is requested behind them.
  if (end === total) return { ends: true, total }
  // Behind the end there are no rows to hold it against; or the last page once more.
  const repeats = paging.style === 'page' && paging.pastTheEnd === 'repeat'
  if (isEmpty || (repeats && end >= total)) return { ends: true, total: end > total || repeats ? total : null }
  if (end > total) return { ends: short, total: null }
  // The vendor says that there are more, and returns fewer than were requested: there may be a limit to one request.
  return short ? null : { ends: false, total }
}

/** The same, once it is known whether there is a row behind the page. */
export const extentWith = ({ total }: PageExtent, hasMore: boolean): Extent => ({
  ends: !hasMore,
  total: hasMore ? total : null,
})
