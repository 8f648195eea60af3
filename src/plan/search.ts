// Where to look for a boundary that a window did not hold.

/** What is known of where a point lies among the vendor's indexes while it is looked for. */
export interface Search {
  /** A row at this index stood before the point; -1: none is known. */
  readonly low: number
  /** A row at this index stood behind it, or the list ended before; null: none is known. */
  readonly high: number | null
  readonly step: number
}
export const startSearch = (size: number): Search => ({ low: -1, high: null, step: size })

/**
 * Where to look next: gallop while one side is open, then bisect. O(log n) windows.
 * @param seen the window that was judged.
 * @param size how many rows a window has.
 * @param end how long the list is; null: not known. Nothing is asked behind it.
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
  // Behind the end once more: it may be far, whatever the size of a window.
  const step = Math.max(search.step * 2, isBehindEnd && search.high !== null && high !== null ? Math.ceil(high / 2) : 0)
  if (high === null) {
    const farthest = end === null ? Infinity : Math.max(low, end - size + 1)
    // The first window goes on where the one before ended.
    const start = Math.max(0, Math.min(low + search.step - size, farthest))
    return { search: { low, high, step }, start, count: size }
  }
  if (low < 0) return { search: { low, high, step }, start: Math.max(0, high - step), count: size }
  // Close enough to hold both sides in one window. The list may have moved between two probes, so that the bounds
  // have crossed: then this window tells the direction anew.
  if (high - low <= size)
    return {
      search: { low: -1, high: null, step },
      start: Math.max(0, Math.min(low, high) - 1),
      count: Math.abs(high - low) + size + 2,
    }
  // A window of one row would else be the last one again.
  const middle = Math.max(low + 1, Math.floor((low + high) / 2 - size / 2))
  return { search: { low, high, step }, start: middle, count: size }
}
