// How a list is paged, and in which order its rows are.

/** Pages that whole lists and the slices of a list may have. */
type Pages =
  | { readonly style: 'offset'; readonly maxLimit: number }
  | {
      readonly style: 'page'
      readonly firstPage: 0 | 1
      readonly maxPageSize: number
      /** What the vendor returns for a page after the last one: an error, no rows, or the last page again. */
      readonly pastTheEnd: 'error' | 'empty' | 'repeat'
    }
  /**
   * Each answer has the token of the next page (`DecodedPage.next`). No page can be requested without the one before it:
   * unless it is read in slices, the list is read whole, and `order` is `none`, so that it must be short.
   */
  | { readonly style: 'token'; readonly maxLimit: number }

export type Paging = Pages | { readonly style: 'snapshot' } | SlicePaging

/**
 * A list that is read in time slices: for vendors that filter by time but promise no order, or have no pages. The engine
 * asks for one slice after another, sorts inside, and drops what lies outside or was seen before. `order` is then `none`,
 * and so is the pushdown of `startedFrom` and `startedTo`, because the slices apply them. It has no `joins`.
 */
export interface SlicePaging {
  readonly style: 'slices'
  /** The smallest slice, in milliseconds: 1000 for times in whole seconds, 86,400,000 for days. */
  readonly granularityMs: number
  /**
   * Which ends of the range the vendor includes: both (inclusive), the first (exclusive), or it is not known: then the
   * slice begins one granularity earlier.
   */
  readonly ends: 'inclusive' | 'exclusive' | 'unknown'
  /** The widest slice that the vendor accepts, in milliseconds; at least the granularity. */
  readonly maxSpanMs: number
  /** How far back the vendor keeps rows, in milliseconds before now; null: for as long as it has run. */
  readonly oldestMs: number | null
  /** Which time of a row the vendor compares with the range. */
  readonly comparedTime: 'start' | 'end' | 'unknown'
  /**
   * By how much the compared time of a row may be later than its `orderTime`, in milliseconds: the longest call, where
   * the vendor compares the end. It is never earlier. Each page reads this much more, so choose it no larger than needed.
   */
  readonly slackMs: number
  /** The first slice of a list whose density is not known yet, in milliseconds. */
  readonly firstSpanMs: number
  /** How the rows of one slice are paged. */
  readonly inside: PagingInside
}

export type PagingInside =
  | Pages
  /** One answer has all rows of a slice, or the first `cap` of them; null: always all. */
  | { readonly style: 'none'; readonly cap: number | null }

/** The order of rows that the vendor guarantees. `none`: no order, so the whole list is read and sorted. */
export type RowOrder = 'newest-first' | 'native-id' | 'none'
