import type { Paging, Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { Entry } from '../../plan/locate.js'
import { requestsFor, type WindowRequest, windowsFor } from '../../plan/windows.js'
import type { RowFetcher } from './row-fetcher.js'

// Reading a list from its beginning to its end, where its rows have no order to page by.

/** What was read of a list. */
export interface WholeReading {
  readonly entries: readonly Entry<Row>[]
  readonly fetchedAtMs: EpochMs
  readonly stale: boolean
  /** Characters of the answers. */
  readonly size: number
  /** Whether the end was reached; otherwise the list is longer than what may be read. */
  readonly ended: boolean
  /** The list moved faster than it could be read: some of its rows may be missing. */
  readonly torn: boolean
  /** How many rows the vendor counts beyond those that it has given. */
  readonly missing: number
  /** How many rows the vendor said that it has; null: it did not. */
  readonly total: number | null
}

/** A list that moves faster than it can be read is not read more often than this. */
const MOST_READINGS = 3

/** A list whose rows are fewer than its total is read once more: a second reading decides between drift and a fault. */
const READINGS_TO_COUNT = 2

/**
 * Reads a whole list, up to the source's bound. Where rows have moved between two requests, or are fewer than the vendor
 * counts, some may have slipped past: then the list is read again, and the rows of all readings are taken together.
 * @param freshMs how old a shared answer may be, in milliseconds; as configured unless given.
 */
export async function readToTheEnd(rows: RowFetcher, freshMs?: number): Promise<WholeReading> {
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

/** Whether the vendor counts exactly the rows that one reading has shown: nothing needs to be added from another. */
const isConfirmed = ({ torn, ended, leastTotal, byId }: Reading): boolean => ended && !torn && leastTotal === byId.size

/**
 * How many rows the vendor counts and has not given. At any moment of the last reading it counted at least so many, so
 * rows that come and go meanwhile do not matter. An offset alone proves nothing: a page may repeat rows of another.
 */
function missingOf(readings: readonly Reading[]): number {
  const last = readings.at(-1)
  if (last === undefined || !last.ended || last.leastTotal === null) return 0
  if (last.byId.size >= last.leastTotal) return 0
  const seen = new Set(readings.flatMap(({ byId }) => [...byId.keys()])).size
  return Math.max(0, last.leastTotal - seen)
}

/** The rows of all readings; of one that several have shown, how the last has shown it. */
function allOf(readings: readonly Reading[]): readonly Entry<Row>[] {
  const [first, ...others] = readings
  const byId = first?.byId ?? new Map<string, Entry<Row>>()
  for (const reading of others) for (const [nativeId, entry] of reading.byId) byId.set(nativeId, entry)
  return [...byId.values()]
}

/** @param freshMs how old a shared answer may be, in milliseconds; as configured unless given. */
async function readOnce(rows: RowFetcher, freshMs?: number): Promise<Reading> {
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
    // A full page of nothing but rows that were read already: so many have come in before it that the rest of the list
    // was pushed on. (One that repeats itself behind its end is told by its pages: they count as short.)
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
 * What to ask for next. The last row that was read is read again, so that rows that move between two requests are
 * noticed; the smallest pages leave no room for that. Until the vendor has told how long the list is, it is asked for
 * one page at a time: nothing is asked behind its end.
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

type UnorderedPage = Awaited<ReturnType<RowFetcher['fetchUnordered']>>

/** What one reading from the beginning on has shown. */
class Reading {
  total: number | null = null
  /** The smallest number of rows that any of its pages reported; null: none did. */
  leastTotal: number | null = null
  readonly byId = new Map<string, Entry<Row>>()
  fetchedAtMs = Infinity
  stale = false
  size = 0
  ended = false
  /** Whether a page lacks the last row of the page before it, which it was asked for as well. */
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
