// A vendor's list read to its end, by the paging that its adapter declares.

import type { AnyList, DecodedPage, Row, SlicePaging, Window } from '../../adapters/contract.js'
import { VendorFault } from '../../adapters/contract.js'
import type { InProcessSource } from './in-process.js'
import { nativeIdOf } from './records.js'
import { readSlices } from './slice-list.js'

/** The rows of one window. */
export function readWindow(source: InProcessSource, list: AnyList, filter: object, window: Window): DecodedPage {
  const page = source.ask(list.request({ filter, window, detail: 'full' }), list.decode)
  return { ...page, rows: page.rows.map((row) => list.completeRow?.(row, filter) ?? row) }
}

/** The rows of a page that may lie behind the last one; null when the vendor answers with an error. */
export function readPastTheEnd(
  source: InProcessSource,
  list: AnyList,
  filter: object,
  window: Window,
): readonly Row[] | null {
  try {
    return readWindow(source, list, filter, window).rows
  } catch (error) {
    if (error instanceof VendorFault) return null
    throw error
  }
}

export interface WholeList {
  readonly rows: readonly Row[]
  readonly ids: readonly string[]
  /** The vendor's own count, of the first answer. */
  readonly total: number | null
  readonly windows: number
}

const FAR_TOO_MANY = 10_000

/**
 * Reads a list to its end.
 * @param limit the most rows to request at once.
 * @throws Error when it does not end, which C8 reports.
 */
export function readWhole(source: InProcessSource, list: AnyList, filter: object, limit: number): WholeList {
  const parts = partsFor(source, list, filter)
  if (parts) return joinParts(parts.map((part) => readOne(source, list, part, limit)))
  return readOne(source, list, filter, limit)
}

/** The filters whose lists together are the list under this one; null: one request can ask for it. */
function partsFor(source: InProcessSource, list: AnyList, filter: object): readonly object[] | null {
  // A list of one customer at a time is read for each.
  if (typeof list.unavailable?.(filter) === 'string')
    return source.customers.map((customerId) => ({ ...filter, customerId }))
  return list.joins?.(filter) ?? null
}

/** As the gateway joins them. */
const joinParts = (parts: readonly WholeList[]): WholeList => ({
  rows: parts.flatMap(({ rows }) => rows),
  ids: parts.flatMap(({ ids }) => ids),
  total: null,
  windows: parts.reduce((sum, { windows }) => sum + windows, 0),
})

function readOne(source: InProcessSource, list: AnyList, filter: object, limit: number): WholeList {
  const { paging } = list
  if (paging.style === 'slices') return readOneInSlices(source, list, paging, filter, limit)
  if (paging.style === 'token') return readOneByTokens(source, list, filter, Math.min(limit, paging.maxLimit))
  const rows: Row[] = []
  let total: number | null = null
  let windows = 0
  for (; ; windows += 1) {
    if (windows > FAR_TOO_MANY) throw new Error('the list does not end')
    const size = paging.style === 'offset' ? Math.min(limit, paging.maxLimit) : limit
    const pageSize = paging.style === 'page' ? Math.min(limit, paging.maxPageSize) : size
    const window: Window =
      paging.style === 'offset'
        ? { style: 'offset', offset: rows.length, limit: size }
        : paging.style === 'page'
          ? { style: 'page', page: paging.firstPage + windows, pageSize }
          : { style: 'snapshot' }
    const page = readWindow(source, list, filter, window)
    if (windows === 0) total = page.total
    rows.push(...page.rows)
    if (paging.style === 'snapshot' || page.rows.length < pageSize || rows.length === total) break
  }
  return { rows, ids: rows.map((row) => nativeIdOf(list.fields, row)), total, windows: windows + 1 }
}

function readOneByTokens(source: InProcessSource, list: AnyList, filter: object, limit: number): WholeList {
  const rows: Row[] = []
  let token: string | null = null
  for (let windows = 1; windows <= FAR_TOO_MANY; windows += 1) {
    const page: DecodedPage = readWindow(source, list, filter, { style: 'token', token, limit })
    rows.push(...page.rows)
    token = page.next ?? null
    if (token === null) return { rows, ids: rows.map((row) => nativeIdOf(list.fields, row)), total: null, windows }
  }
  throw new Error('the list does not end')
}

function readOneInSlices(
  source: InProcessSource,
  list: AnyList,
  paging: SlicePaging,
  filter: object,
  limit: number,
): WholeList {
  let windows = 0
  const ask = (window: Window) => {
    windows += 1
    return readWindow(source, list, filter, window)
  }
  const rows = readSlices(list, paging, ask, source.now(), limit)
  return { rows, ids: rows.map((row) => nativeIdOf(list.fields, row)), total: null, windows }
}
