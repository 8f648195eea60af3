import type { Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { type SeenRow, showsEverything } from '../../access/rows/row-view.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { SourceHint } from '../../plan/cursor.js'
import { type Entry, type Finding, judge, OrderBroken, type Point } from '../../plan/locate.js'
import { nextProbe, startSearch } from '../../plan/search.js'
import { withSlack } from '../../plan/windows.js'
import type { Reader, ReadingPlan } from './reader.js'
import type { RowFetcher } from './row-fetcher.js'
import type { FetchedWindow } from './row-query.js'
import { reportWholeList } from './whole-list-event.js'

interface Located {
  readonly window: FetchedWindow
  readonly found: Extract<Finding<Row>, { kind: 'found' }>
}

/** More than enough to bisect any list; one that has not shown the boundary by then never will. */
const MAX_PROBES = 48
const LEAST_SLACK = 2
/** A larger window with no more rows may be due to rows that move meanwhile, but not this many times in a row. */
const MAX_IDLE_PROBES = 3
/** The most rows that are read at once to get a whole group of rows of equal time. */
const LARGEST_GROUP = 100_000
/** When the gateway filters, the first window has at least this many rows, and later ones are larger. */
const LEAST_SCAN_WINDOW = 50
const LARGEST_SCAN_WINDOW = 1000

/** Examining this many rows takes about as long as returning one record. */
const ENTRIES_PER_UNIT = 8

/** Reads a list that the vendor keeps in order, window by window from the boundary on. */
export class OrderedReader implements Reader {
  #buffer: readonly Entry<SeenRow>[] = []
  state: Reader['state'] = 'more'
  lastExamined: Reader['lastExamined'] = null
  otherSide: Reader['otherSide'] = 'unknown'
  total: number | null = null
  readonly shortfall = null
  fetchedAtMs: EpochMs | null = null
  stale = false
  readonly oldestMs = null
  rowsRead = 0
  taken = 0
  #point: Point | null
  #hint: SourceHint
  #drift = 0
  #listLength: number | null = null
  /** How many rows were read that match. */
  #matched = 0
  /** Where the boundary is in the vendor's list: the hint for the next page if this one takes no row of the source. */
  #untaken = { start: 0, span: 1 }
  #windowSize: number
  #isFirstWindow = true

  constructor(
    private readonly rows: RowFetcher,
    private readonly plan: ReadingPlan,
  ) {
    this.#point = plan.point
    this.#hint = plan.hint
    this.#windowSize = Math.max(plan.want, LEAST_SCAN_WINDOW)
  }

  /** Whether rows that are read may be left out, so that more must be read than the page shows. */
  get #isSelective(): boolean {
    return this.plan.isFiltered || !showsEverything(this.plan.view)
  }

  /** Whether the vendor's total counts just the rows that the viewer may see and that match. */
  get #countsAll(): boolean {
    return !this.plan.isFiltered && (this.plan.asksForOwnOnly || showsEverything(this.plan.view))
  }

  peek(): Entry<SeenRow> | undefined {
    return this.#buffer[this.taken]
  }

  take(): Entry<SeenRow> | undefined {
    const entry = this.#buffer[this.taken]
    if (entry !== undefined) this.taken++
    return entry
  }

  /** Takes every row that was read. The reader then keeps none of them, however long the list is. */
  takeAll(): readonly Entry<SeenRow>[] {
    const all = this.#buffer.slice(this.taken)
    this.#buffer = []
    this.taken = 0
    return all
  }

  async advance(): Promise<void> {
    if (this.state !== 'more') return
    if (this.plan.want === 0) return this.#countOnly()
    const located = await this.#locate()
    const { window, found } = this.#lacksLast(located) ? await this.#lookAround(located.window) : located
    const { slices } = this.rows
    slices?.spend(window.entries.length / ENTRIES_PER_UNIT)
    if (slices?.isOver() === true) await slices.next()
    this.fetchedAtMs = Math.min(this.fetchedAtMs ?? Infinity, window.fetchedAtMs)
    this.stale ||= window.stale
    this.#listLength = window.total
    // A total is not relied on once the vendor stops reporting one.
    if (window.total === null && window.entries.length > 0) this.total = null
    if (this.#isFirstWindow) this.#learn({ window, found })
    this.#isFirstWindow = false
    const end = this.plan.stop === null ? -1 : found.entries.findIndex(this.plan.stop)
    const within = end < 0 ? found.entries : found.entries.slice(0, end)
    this.rowsRead += within.length
    const matching = this.#matching(within, window)
    this.#matched += matching.length
    this.#buffer = this.#buffer.length === 0 ? matching : [...this.#buffer, ...matching]
    const last = within.at(-1)
    // Read from one end to the other: the vendor's total may be of another moment.
    if (found.exhausted && this.plan.point === null && this.total !== null) this.total = this.#matched
    if (found.exhausted || end >= 0) this.state = 'done'
    else if (last !== undefined) this.#continueAfter(last)
    // The promises that were awaited hold both: see ReadRows.
    window.entries = found.entries = found.beyond = []
  }

  dropRows(): void {
    this.#buffer = []
    this.lastExamined = null
  }

  /** Those that the viewer may see and that match. */
  #matching(entries: readonly Entry<Row>[], { fetchedAtMs }: Pick<FetchedWindow, 'fetchedAtMs'>) {
    const { view, isFiltered, test } = this.plan
    const seen = view.seeEntries(entries)
    return isFiltered ? seen.filter(({ row }) => test(row, fetchedAtMs)) : seen
  }

  hintAfter(last: Entry<Row> | null, atBoundary: boolean): SourceHint {
    if (last === null) return this.#hintAt(this.#untaken.start, this.#untaken.span)
    if (this.plan.side === 'before') return this.#hintAt(Math.max(0, last.groupFirst - 1), 1)
    const start = atBoundary ? Math.max(0, last.groupFirst - 1) : last.groupLast
    return this.#hintAt(start, last.groupLast - start + 1)
  }

  #hintAt(start: number, span: number): SourceHint {
    return { kind: 'offset', start, span, drift: this.#drift, total: this.#listLength }
  }

  /** Whether a window lacks the last row that was read, which it should contain, although the list is as long as before. */
  #lacksLast({ window: { total }, found: { beyond } }: Located): boolean {
    const last = this.lastExamined
    if (last === null || beyond.length === 0 || total === null || total !== this.#listLength) return false
    return !beyond.some(({ nativeId }) => nativeId === last.nativeId)
  }

  /**
   * Reads the rows around a window that lacks the last row that was read. If that row has ended, and another one has come,
   * it is not there either. If it is there, the window held rows of another page, and others are missing from it, too.
   */
  async #lookAround({ start, entries: { length } }: FetchedWindow): Promise<Located> {
    const { side } = this.plan
    const window = await this.rows.fetch(
      Math.max(0, start - length),
      3 * length,
      side === 'after' ? 'first' : 'last',
      0,
    )
    const found = judge(window, this.#point, side)
    const isThere = window.entries.some(({ nativeId }) => nativeId === this.lastExamined?.nativeId)
    if (found.kind !== 'found' || isThere) throw new OrderBroken('a page lacks the row that it should begin with')
    return { window, found }
  }

  /** The smallest window is enough for the total. */
  async #countOnly(): Promise<void> {
    const { total, fetchedAtMs, stale } = await this.rows.count()
    this.fetchedAtMs = fetchedAtMs
    this.stale = stale
    this.total = this.#countsAll ? total : null
    this.state = 'done'
  }

  #continueAfter(last: Entry<Row>): void {
    this.lastExamined = last
    this.#point = { place: last.place, upToNativeId: last.nativeId, inclusive: this.plan.side === 'after' }
    this.#hint =
      this.plan.side === 'after'
        ? this.#hintAt(Math.max(0, last.groupFirst - 1), last.groupLast - last.groupFirst + 2)
        : this.#hintAt(last.groupFirst, 1)
    if (!this.#isSelective) return
    this.#windowSize = Math.min(this.#windowSize * 2, LARGEST_SCAN_WINDOW)
    if (this.rowsRead >= this.rows.source.options.maxScanRows) this.state = 'stopped'
  }

  /** Takes from the first window what concerns the whole list. */
  #learn({ window, found }: Located): void {
    const matches = found.beyond.some((entry) => this.#matching([entry], window).length > 0)
    this.otherSide = matches ? 'yes' : this.plan.point === null || found.beyondComplete ? 'no' : 'unknown'
    this.total = this.#countsAll ? window.total : null
    if (this.plan.point === null && found.exhausted) reportWholeList(this.rows, { ...window, entries: found.entries })
    const hint = this.plan.hint
    const nearest = found.entries[0]
    // If no row is left on the wanted side, the next page finds that out again from the last row on the other side.
    const row = nearest ?? (this.plan.side === 'after' ? found.beyond.at(-1) : undefined)
    const start = Math.max(0, (row?.groupFirst ?? 0) - 1)
    this.#untaken = { start, span: row === undefined || row === nearest ? 1 : row.groupLast - start + 1 }
    if (hint.kind === 'offset' && nearest !== undefined)
      this.#drift = Math.max(0, nearest.groupFirst - hint.start - (this.plan.side === 'after' ? hint.span : 0))
  }

  async #locate(): Promise<Located> {
    const { side } = this.plan
    let { start, count } = this.#firstProbe()
    const size = count
    let search = startSearch(size)
    let [longest, idle] = [0, 0]
    let isTotalTried = false
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const window = await this.rows.fetch(start, count, side === 'after' ? 'first' : 'last')
      const finding = judge(window, this.#point, side)
      if (finding.kind === 'found') return { window, found: finding }
      if (finding.kind === 'grow') {
        idle = window.entries.length > longest ? 0 : idle + 1
        longest = Math.max(longest, window.entries.length)
        if (idle === MAX_IDLE_PROBES)
          throw new SourceFailure('PROTOCOL', 'the source reports more rows, but returns the same ones again')
        if (side === 'before') start = Math.max(0, start - count)
        count *= side === 'before' ? 3 : 2
        if (count > LARGEST_GROUP)
          throw new SourceFailure(
            'TOO_LARGE',
            `more than ${LARGEST_GROUP} rows have the same time, so their order cannot be decided`,
          )
      } else if (this.#point === null && side === 'before' && window.total !== null && !isTotalTried) {
        isTotalTried = true
        start = Math.max(0, window.total - count)
        // One row more than the total, which shows whether the total is too small.
        count = window.total - start + 1
      } else {
        const seen = { start: window.start, size: window.entries.length }
        // With a hint it cannot be far; without one it may be anywhere.
        const known = this.#hint.kind === 'offset' ? search : { ...search, high: search.high ?? window.total }
        const next = nextProbe(known, finding.kind, seen, size, window.total)
        search = next.search
        start = next.start
        count = next.count
      }
    }
    throw new SourceFailure('PROTOCOL', `the list never shows where to continue (after ${MAX_PROBES} requests)`)
  }

  #firstProbe(): { start: number; count: number } {
    const { side, want } = this.plan
    const needed = this.#isSelective ? this.#windowSize : Math.max(1, want - this.#buffer.length + this.taken)
    // One more, because the last row of a window may belong to a group that continues after it.
    if (this.#hint.kind !== 'offset' || this.#point === null || this.#hint.span > LARGEST_GROUP)
      return { start: 0, count: needed + 1 }
    const { start, span, drift, total } = this.#hint
    const slack = Math.max(LEAST_SLACK, Math.ceil(drift * 1.5))
    const left = total === null ? Infinity : Math.max(1, total - start)
    const { paging } = this.rows.query.declaration
    if (side === 'after') return withSlack(paging, start, Math.min(span + needed, left), slack)
    const from = Math.max(0, start - needed)
    return withSlack(paging, from, start - from + span + 1, slack)
  }
}
