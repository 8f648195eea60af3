// Where to search for a boundary that a window did not contain.

/** What is known about the position of a point among the vendor's indexes during the search. */
export interface Search {
  /** A row at this index was before the point; -1 when none is known. */
  readonly low: number
  /** A row at this index was behind the point, or the list ended before it; null when none is known. */
  readonly high: number | null
  readonly step: number
}
export const startSearch = (size: number): Search => ({ low: -1, high: null, step: size })

/**
 * The next window to fetch: exponential search while one side is open, then bisection. O(log n) windows.
 * @param seen the window that was examined.
 * @param size how many rows a window has.
 * @param end the length of the list; null when not known. No rows behind it are requested.
 */
export function nextProbe(
  search: Search,
  kind: 'left' | 'right',
  seen: { readonly start: number; readonly size: number },
  size: number,
  end: number | null,
): { readonly search: Search; readonly start: number; readonly count: number } {
  const low = kind === 'right' ? Math.max(search.low, seen.start + seen.size - 1) : search.low
  const isBehindEnd = kind === 'left' && seen.size === 0
  const high =
    kind === 'left'
      ? Math.min(search.high ?? Infinity, seen.start, isBehindEnd ? (end ?? Infinity) : Infinity)
      : search.high
  // Past the end for a second time: the end may be far away compared with the size of a window.
  const step = Math.max(search.step * 2, isBehindEnd && search.high !== null && high !== null ? Math.ceil(high / 2) : 0)
  if (high === null) {
    const farthest = end === null ? Infinity : Math.max(low, end - size + 1)
    // The first window starts where the previous one ended.
    const start = Math.max(0, Math.min(low + search.step - size, farthest))
    return { search: { low, high, step }, start, count: size }
  }
  if (low < 0) return { search: { low, high, step }, start: Math.max(0, high - step), count: size }
  // Both bounds fit in one window. If the list moved between two probes, the bounds may have crossed; then this window
  // shows the direction again.
  if (high - low <= size)
    return {
      search: { low: -1, high: null, step },
      start: Math.max(0, Math.min(low, high) - 1),
      count: Math.abs(high - low) + size + 2,
    }
  // Otherwise a window of one row could be the same as the last one.
  const middle = Math.max(low + 1, Math.floor((low + high) / 2 - size / 2))
  return { search: { low, high, step }, start: middle, count: size }
}
