import type { Paging, Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { Entry } from '../../plan/locate.js'
import { requestsFor, type WindowRequest, windowsFor } from '../../plan/windows.js'
import type { RowFetcher } from './row-fetcher.js'

// Reading a list from its beginning to its end, where its rows have no order to page by.

/** What reading a list from beginning to end returned. */
export interface WholeReading {
  readonly entries: readonly Entry<Row>[]
  readonly fetchedAtMs: EpochMs
  readonly stale: boolean
  /** Characters of the answers. */
  readonly size: number
  /** Whether the end was reached; otherwise the list is longer than what may be read. */
  readonly ended: boolean
  /** The list changed faster than it could be read: some of its rows may be missing. */
  readonly torn: boolean
  /** How many rows the vendor counts but did not return. */
  readonly missing: number
  /** How many rows the vendor reports in total; null: it does not. */
  readonly total: number | null
}

/** A list that can be read page by page: a vendor's list, or one slice of it. */
export interface PagedList {
  readonly query: { readonly declaration: { readonly paging: Paging }; readonly mostRequests?: number }
  readonly source: { readonly options: { readonly maxScanRows: number } }
  fetchUnordered(request: WindowRequest, freshMs?: number): ReturnType<RowFetcher['fetchUnordered']>
}

/** A list that changes faster than it can be read is read at most this often. */
const MOST_READINGS = 3

/** A list with fewer rows than its total is read a second time: that shows whether rows moved or are really missing. */
const READINGS_TO_COUNT = 2

/**
 * Reads a whole list, up to `maxScanRows` of the source. If rows moved between two requests, or are fewer than the
 * vendor counts, some may have been missed: the list is then read again, and the rows of all readings are joined.
 * @param freshMs how old a shared answer may be, in milliseconds; the configured freshness unless given.
 */
export async function readToTheEnd(rows: PagedList, freshMs?: number): Promise<WholeReading> {
  let last = await readOnce(rows, freshMs)
  const readings = [last]
  const most = rows.query.mostRequests === undefined ? MOST_READINGS : 1
  while (readings.length < most && (last.torn || (readings.length < READINGS_TO_COUNT && missingOf(readings) > 0)))
    readings.push((last = await readOnce(rows, 0)))
  return {
    entries: isConfirmed(last) ? [...last.byId.values()] : allOf(readings),
    fetchedAtMs: Math.min(...readings.map(({ fetchedAtMs }) => fetchedAtMs)),
    stale: readings.some(({ stale }) => stale),
    size: readings.reduce((sum, { size }) => sum + size, 0),
    ended: last.ended,
    torn: last.torn,
    missing: missingOf(readings),
    total: last.total,
  }
}

/** Whether one reading returned exactly the rows that the vendor counts, so that no other reading is needed. */
const isConfirmed = ({ torn, ended, leastTotal, byId }: Reading): boolean => ended && !torn && leastTotal === byId.size

/**
 * How many rows the vendor counts but did not return. It counted at least `leastTotal` rows throughout the last
 * reading, so rows that came and went meanwhile do not matter. Offsets prove nothing: one page may repeat rows of
 * another.
 */
function missingOf(readings: readonly Reading[]): number {
  const last = readings.at(-1)
  if (last === undefined || !last.ended || last.leastTotal === null) return 0
  if (last.byId.size >= last.leastTotal) return 0
  const seen = new Set(readings.flatMap(({ byId }) => [...byId.keys()])).size
  return Math.max(0, last.leastTotal - seen)
}

/** The rows of all readings; a row that several returned is as the last one returned it. */
function allOf(readings: readonly Reading[]): readonly Entry<Row>[] {
  const [first, ...others] = readings
  const byId = first?.byId ?? new Map<string, Entry<Row>>()
  for (const reading of others) for (const [nativeId, entry] of reading.byId) byId.set(nativeId, entry)
  return [...byId.values()]
}

/** @param freshMs how old a shared answer may be, in milliseconds; the configured freshness unless given. */
async function readOnce(rows: PagedList, freshMs?: number): Promise<Reading> {
  const {
    declaration: { paging },
    mostRequests = Infinity,
  } = rows.query
  const bound = rows.source.options.maxScanRows
  const reading = new Reading()
  let end = 0
  let requests = 0
  while (!reading.ended && end < bound && requests < mostRequests) {
    if (requestsFor(paging, reading.total ?? 0) > mostRequests) break
    const windows = windowsBehind(paging, end, reading.total, bound)
    requests += windows.length
    const before = reading.byId.size
    const pages = await Promise.all(windows.map((window) => rows.fetchUnordered(window, freshMs)))
    pages.forEach((page, at) => reading.add(windows[at]?.start ?? 0, page))
    end = endOf(windows)
    const last = pages.at(-1)
    const total = last?.total ?? null
    reading.total = total
    // A full page with only rows that were read already: so many new rows came before it that the rest of the list was
    // pushed back. (Pages that a vendor repeats after its end are a different case: they count as short.)
    const isPushedOn = total === null && last?.short === false && reading.byId.size === before
    reading.torn ||= isPushedOn
    reading.ended =
      isPushedOn ||
      paging.style === 'snapshot' ||
      last === undefined ||
      last.rows.length === 0 ||
      (total === null ? last.short : end >= total && (last.short || end === total))
  }
  return reading
}

/**
 * The next windows to fetch. The last row that was read is fetched again, so that rows that move between two requests
 * are noticed; pages of one row leave no room for that. Until the vendor has reported how long the list is, one page is
 * fetched at a time, so that no request goes past the end.
 */
function windowsBehind(paging: Paging, end: number, total: number | null, bound: number): readonly WindowRequest[] {
  const limit = paging.style === 'offset' ? paging.maxLimit : paging.style === 'page' ? paging.maxPageSize : bound
  const from = (start: number): readonly WindowRequest[] =>
    total === null || end >= total
      ? windowsFor(paging, start, limit).slice(0, 1)
      : windowsFor(paging, start, Math.min(total, bound) - start)
  const sharing = from(Math.max(0, end - 1))
  return endOf(sharing) > end ? sharing : from(end)
}

const endOf = (windows: readonly WindowRequest[]): number => {
  const last = windows.at(-1)
  return last === undefined ? Infinity : last.start + last.size
}

export type UnorderedPage = Awaited<ReturnType<RowFetcher['fetchUnordered']>>

/** What one reading from the beginning has returned. */
class Reading {
  total: number | null = null
  /** The smallest number of rows that any of its pages reported; null: none did. */
  leastTotal: number | null = null
  readonly byId = new Map<string, Entry<Row>>()
  fetchedAtMs = Infinity
  stale = false
  size = 0
  ended = false
  /** Whether a page lacks the last row of the page before it, although that row was requested again. */
  torn = false
  #last: { readonly nativeId: string; readonly end: number } | null = null

  add(start: number, { entries, total, fetchedAtMs, stale, size }: UnorderedPage): void {
    const last = this.#last
    if (last !== null && start < last.end) this.torn ||= entries.every(({ nativeId }) => nativeId !== last.nativeId)
    for (const entry of entries) this.byId.set(entry.nativeId, entry)
    const entry = entries.at(-1)
    if (entry !== undefined) this.#last = { nativeId: entry.nativeId, end: start + entries.length }
    if (total !== null) this.leastTotal = Math.min(this.leastTotal ?? total, total)
    this.fetchedAtMs = Math.min(this.fetchedAtMs, fetchedAtMs)
    this.stale ||= stale
    this.size += size
  }
}
