import type { Paging, Window } from '../../adapters/contract.js'

// Which requests give the rows [start, start + count) of a vendor's list.

/** One request, and which of its rows are wanted. */
export interface WindowRequest {
  readonly window: Window
  /** Vendor index of the first row that the window gives. */
  readonly start: number
  /** How many rows it gives unless the list ends. */
  readonly size: number
}

/**
 * Windows of at most the vendor's limit that cover a span, each sharing one row with the one before, so that rows
 * that move between two requests are noticed.
 */
function offsetWindows(start: number, count: number, maxLimit: number): readonly WindowRequest[] {
  const windows: WindowRequest[] = []
  let from = start
  while (from < start + count) {
    const limit = Math.min(maxLimit, start + count - from)
    windows.push({ window: { style: 'offset', offset: from, limit }, start: from, size: limit })
    if (from + limit >= start + count || maxLimit < 2) from += limit
    else from += limit - 1
  }
  return windows
}

/**
 * Pages that cover a span. The page size is free, so each is chosen such that its page holds as much of the span as
 * the vendor's limit allows: a page of the client then costs one request at any depth. Pages of one span share a row,
 * so that rows that move between two requests are noticed.
 */
function coveringPages(
  start: number,
  count: number,
  paging: { readonly firstPage: 0 | 1; readonly maxPageSize: number },
): readonly WindowRequest[] {
  const windows: WindowRequest[] = []
  const end = start + count
  let from = start
  while (from < end) {
    const { page, pageSize } = bestPage(from, end, paging.maxPageSize)
    const next = (page + 1) * pageSize
    windows.push({
      window: { style: 'page', page: page + paging.firstPage, pageSize },
      start: page * pageSize,
      size: pageSize,
    })
    // The smallest limits leave no room for a shared row.
    const shared = bestPage(next - 1, end, paging.maxPageSize)
    from = next < end && (shared.page + 1) * shared.pageSize > next ? next - 1 : next
  }
  return windows
}

/** The smallest page that holds all rows from one on up to an end; if none may, the one that reaches farthest. */
function bestPage(from: number, end: number, maxPageSize: number): { page: number; pageSize: number } {
  let best = { page: Math.floor(from / maxPageSize), pageSize: maxPageSize }
  const reach = ({ page, pageSize }: typeof best) => (page + 1) * pageSize
  // By their sizes, of which there are few at any depth.
  for (let pageSize = Math.max(1, end - from); pageSize <= maxPageSize; pageSize++) {
    const page = Math.floor(from / pageSize)
    if (reach({ page, pageSize }) >= end) return { page, pageSize }
  }
  for (let page = Math.ceil(from / maxPageSize); page <= from && page < best.page + maxPageSize; page++) {
    const candidate = { page, pageSize: page === 0 ? maxPageSize : Math.min(maxPageSize, Math.floor(from / page)) }
    if (candidate.pageSize > 0 && reach(candidate) > reach(best)) best = candidate
  }
  return best
}

/**
 * The requests for a span under a vendor's paging.
 * @throws Error for a list that is read in slices, and behind the first page of a list that is continued with tokens: their
 * rows have no index.
 */
export function windowsFor(paging: Paging, start: number, count: number): readonly WindowRequest[] {
  switch (paging.style) {
    case 'offset':
      return offsetWindows(start, count, paging.maxLimit)
    case 'page':
      return coveringPages(start, count, paging)
    case 'snapshot':
      return [{ window: { style: 'snapshot' }, start: 0, size: Infinity }]
    case 'token': {
      if (start > 0) throw new Error('the rows of a list that is continued with tokens have no index')
      const limit = Math.min(count, paging.maxLimit)
      return [{ window: { style: 'token', token: null, limit }, start, size: limit }]
    }
    case 'slices':
      throw new Error('the rows of a list that is read in slices have no index')
  }
}

/** How many requests a list of so many rows takes, at least; Infinity where that depends on when its rows began. */
export function requestsFor(paging: Paging, rows: number): number {
  if (paging.style === 'slices') return Infinity
  if (paging.style === 'token') return Math.max(1, Math.ceil(rows / paging.maxLimit))
  return Math.max(1, windowsFor(paging, 0, rows).length)
}

/** A span with more rows at its end, in case the list has moved, but only as many as need no further request. */
export function withSlack(
  paging: Paging,
  start: number,
  count: number,
  slack: number,
): { start: number; count: number } {
  const most = paging.style === 'offset' ? paging.maxLimit : paging.style === 'page' ? paging.maxPageSize : 0
  const cost = (rows: number): number => windowsFor(paging, start, rows).length
  let more = Math.min(slack, most)
  while (more > 0 && cost(count + more) > cost(count)) more >>= 1
  return { start, count: count + more }
}
