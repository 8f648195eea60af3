import type { DecodedPage, Paging, Row, StartDecoder, VendorRequest, Window } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { OperationSlices } from '../../async/operation-slices.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { type Extent, extentOf, extentWith } from '../../plan/extent.js'
import { type Entry, markGroups, OrderBroken } from '../../plan/locate.js'
import { joinRuns } from '../../plan/runs.js'
import { type WindowRequest, windowsFor } from '../../plan/windows.js'
import type { CallContext } from '../source/call-context.js'
import type { Source } from '../source/source.js'
import { fullIncludesCondensed, joinDetails } from './row-detail.js'
import type { RowEntries } from './row-entries.js'
import { type FetchedWindow, type RowQuery, requestFor } from './row-query.js'

// Fetches the rows of one list at one source, under one filter and order, in windows, with the data that paging needs.

interface Page {
  /** None once their entries have been made. */
  rows: readonly Row[]
  readonly count: number
  readonly total: number | null
  /** Characters of the answers. */
  readonly size: number
  readonly fetchedAtMs: EpochMs
  readonly stale: boolean
  /** Whether the vendor returned fewer rows than were requested. */
  readonly short: boolean
  /** The token of the next page, where pages are continued so; null: this was the last one, or there are no tokens. */
  readonly next: string | null
}

const NO_PAGE = { count: 0, total: null, size: 0, stale: false, short: true, next: null } as const

export class RowFetcher {
  constructor(
    readonly source: Source,
    readonly query: RowQuery,
    private readonly callContext: CallContext,
    private readonly rowEntries: RowEntries,
  ) {}

  /** The time slices of the operation that reads the rows. */
  get slices(): OperationSlices | undefined {
    return this.callContext.slices
  }

  /** Asks for rows of another list. @throws SourceFailure */
  async ask(request: VendorRequest, decode: StartDecoder<DecodedPage>, freshMs: number): Promise<DecodedPage> {
    return (await this.source.ask(request, decode, { ...this.callContext, freshMs })).result
  }

  get #freshMs(): number {
    return this.source.options.freshnessMs[this.query.list]
  }

  /**
   * Fetches consecutive rows, with parallel requests where the vendor's limit makes several necessary.
   * @param keep which end of the span matters, when rows that moved meanwhile leave a gap between two requests.
   * @param freshMs how old shared answers may be, in milliseconds; the configured freshness unless given.
   * @throws SourceFailure; OrderBroken when the rows are not in the declared order.
   */
  async fetch(start: number, count: number, keep: 'first' | 'last', freshMs = this.#freshMs): Promise<FetchedWindow> {
    const windows = windowsFor(this.query.declaration.paging, start, count)
    let { pages, joined } = await this.#span(windows, keep, freshMs)
    const repeating = repeatsRows(pages, joined) ? joined.entries[0] : undefined
    // Shared answers may be from different moments.
    if (repeating !== undefined || (!joined.complete && freshMs > 0))
      ({ pages, joined } = await this.#span(windows, keep, 0))
    // If new rows had arrived, the first row would be another one, too.
    if (repeating?.nativeId === joined.entries[0]?.nativeId && repeatsRows(pages, joined))
      throw new OrderBroken('one page repeats rows of another')
    const at = joined.complete ? endingPage(windows, pages) : -1
    const { ends, total } = await this.#extent(windows.at(at), pages.at(at))
    const { entries } = joined
    joined.entries = []
    markGroups(entries, joined.start)
    return {
      start: joined.start,
      entries,
      atEnd: ends && (keep === 'last' || joined.complete),
      total,
      fetchedAtMs: Math.min(...pages.map((page) => page.fetchedAtMs)),
      stale: pages.some((page) => page.stale),
    }
  }

  async #extent(window?: WindowRequest, page?: Page): Promise<Extent> {
    if (window === undefined || page === undefined) return { ends: true, total: null }
    const { paging } = this.query.declaration
    const { count, short, total } = page
    const read = { end: window.start + count, isEmpty: count === 0, short, total }
    return extentOf(read, paging) ?? extentWith(read, await this.#hasRow(read.end))
  }

  async #hasRow(index: number): Promise<boolean> {
    const [window] = windowsFor(this.query.declaration.paging, index, 1)
    return window !== undefined && window.start + (await this.#page(window)).count > index
  }

  /** How many rows the vendor reports, found with the smallest request. */
  async count(): Promise<Pick<FetchedWindow, 'total' | 'fetchedAtMs' | 'stale'>> {
    const [window] = windowsFor(this.query.declaration.paging, 0, 1)
    if (window === undefined) throw new Error('the smallest span has no window')
    return this.#page(window)
  }

  async #span(windows: readonly WindowRequest[], keep: 'first' | 'last', freshMs?: number) {
    const fetching = windows.map((window) => this.#page(window, freshMs))
    const pages = fetching.length === 1 && fetching[0] !== undefined ? [await fetching[0]] : await Promise.all(fetching)
    const runs = windows.map(({ start, size }, at) => ({ start, size, entries: this.#entries(pages[at]) }))
    for (const page of pages) page.rows = []
    return { pages, joined: joinRuns(runs, keep) }
  }

  /**
   * Fetches one page, whose rows may be in any order. Its entries are shared, and must not be changed.
   * @param freshMs how old a shared answer may be, in milliseconds; the configured freshness unless given.
   */
  async fetchUnordered(
    request: WindowRequest,
    freshMs?: number,
  ): Promise<Page & { readonly entries: readonly Entry<Row>[] }> {
    const page = await this.#page(request, freshMs)
    const entries = await this.rowEntries.entriesOf(this.query, page.rows, page.fetchedAtMs, this.slices)
    return { ...page, entries }
  }

  async #page({ window, start, size }: WindowRequest, freshMs: number = this.#freshMs): Promise<Page> {
    const { declaration, detail } = this.query
    const ask = (requested: 'condensed' | 'full', of: Window = window) => {
      const isInFull = freshMs > 0 && requested === 'condensed' && fullIncludesCondensed(declaration)
      const wider = isInFull ? [requestFor(this.query, of, 'full')] : []
      return this.source.ask(requestFor(this.query, of, requested), declaration.decode, {
        ...this.callContext,
        freshMs,
        wider,
        replaceKept: freshMs < this.#freshMs,
        isAnswer: (error) => this.#hasNone(error, of),
      })
    }
    try {
      const [answer, other] =
        detail === 'both' ? await Promise.all([ask('full'), ask('condensed')]) : [await ask(detail)]
      const { total } = answer.result
      const isBehindEnd = start >= (total ?? 0) && (await this.#isRepeated(window, answer.result.rows, ask))
      const rows = isBehindEnd ? [] : answer.result.rows
      const whole = this.#whole(other === undefined ? rows : joinDetails(declaration, rows, other.result.rows))
      const next = answer.result.next ?? null
      answer.release()
      other?.release()
      return {
        size: answer.size + (other?.size ?? 0),
        rows: whole,
        count: whole.length,
        total,
        fetchedAtMs: answer.receivedAtMs,
        stale: answer.stale || (other?.stale ?? false),
        short: rows.length < size,
        next,
      }
    } catch (error) {
      if (this.#hasNone(error, window)) return { ...NO_PAGE, rows: [], fetchedAtMs: this.source.now() }
      throw error
    }
  }

  /** With what the vendor leaves out because it was asked for it. */
  #whole(rows: readonly Row[]): readonly Row[] {
    const { declaration, pushed } = this.query
    return declaration.completeRow === undefined
      ? rows
      : rows.map((row) => declaration.completeRow?.(row, pushed) ?? row)
  }

  /** Some vendors answer a page after the last one with the last page again: then the page before it is the same. */
  async #isRepeated(
    window: Window,
    rows: readonly Row[],
    ask: (detail: 'condensed', of: Window) => Promise<{ readonly result: DecodedPage }>,
  ): Promise<boolean> {
    const { paging, fields } = this.query.declaration
    const previous = pastTheEndOf(paging) === 'repeat' ? pageBefore(paging, window) : null
    if (previous === null) return false
    const before = await ask('condensed', previous)
    const first = rows[0]
    const firstBefore = before.result.rows[0]
    if (first === undefined || firstBefore === undefined) return true
    return fields.nativeId.read(first) === fields.nativeId.read(firstBefore)
  }

  /** Whether an error means that there are no rows. */
  #hasNone(error: unknown, window: Window): boolean {
    const { declaration, pushed } = this.query
    const fault = error instanceof SourceFailure ? error.observed : null
    if (fault !== null && declaration.hasNone?.(fault, pushed) === true) return true
    return this.#isPastTheEnd(error, window)
  }

  /** Some vendors answer a page after the last one with an error. */
  #isPastTheEnd(error: unknown, window: Window): boolean {
    const { paging } = this.query.declaration
    return (
      pastTheEndOf(paging) === 'error' &&
      pageBefore(paging, window) !== null &&
      error instanceof SourceFailure &&
      error.observed?.httpStatus === 400
    )
  }

  #entries(page: Page | undefined): Entry<Row>[] {
    if (page === undefined) return []
    return page.rows.map((row) => this.rowEntries.entryOf(this.query, row, page.fetchedAtMs))
  }
}

/**
 * Which page of a span shows where the list ends: the first one that is short, or that holds as many rows as there are by
 * its own total; otherwise the last one. Answers about the pages behind it are of another moment.
 */
function endingPage(windows: readonly WindowRequest[], pages: readonly Page[]): number {
  return pages.findIndex(({ count, short, total }, at) => short || (windows[at]?.start ?? 0) + count === total)
}

/** What the vendor returns for a page after the last one; null where it has no pages. */
function pastTheEndOf(paging: Paging): 'error' | 'empty' | 'repeat' | null {
  const pages = paging.style === 'slices' ? paging.inside : paging
  return pages.style === 'page' ? pages.pastTheEnd : null
}

/** The page before the one that a window asks for; null: it is the first, or there are no pages. */
function pageBefore(paging: Paging, window: Window): Window | null {
  if (window.style === 'slice') return window.offset > 0 ? { ...window, offset: window.offset - window.limit } : null
  if (paging.style !== 'page' || window.style !== 'page' || window.page <= paging.firstPage) return null
  return { ...window, page: window.page - 1 }
}

/**
 * Whether pages that were read in parallel hold fewer different rows than the span between their ends has, although all
 * report the same total. New rows that move others from page to page cause this, and vendors that repeat rows. A vendor
 * that returns the same page for every window is not meant: its list has no more rows to read.
 */
const repeatsRows = (
  pages: readonly Page[],
  { complete, start, end, entries }: ReturnType<typeof joinRuns<Row>>,
): boolean =>
  complete &&
  pages.length > 1 &&
  entries.length < end - start &&
  entries.length > (pages[0]?.count ?? 0) &&
  pages.every(({ total }) => total !== null && total === pages[0]?.total)
