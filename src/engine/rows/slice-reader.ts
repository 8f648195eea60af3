import type { Row, SlicePaging } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { type SeenRow, showsEverything } from '../../access/rows/row-view.js'
import { filterInSlices, yieldIfLong } from '../../async/event-loop-slices.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import type { SourceHint } from '../../plan/cursor.js'
import { compareEntries, type Entry, isBeyond } from '../../plan/locate.js'
import { boundsOf, floorOf } from '../../plan/slice-bounds.js'
import { type Slice, SliceScan } from '../../plan/slices.js'
import { lostRows } from './lost-rows.js'
import type { Reader, ReadingPlan } from './reader.js'
import type { RowFetcher } from './row-fetcher.js'
import type { DensityMemory } from './slice-densities.js'
import { readParts, SliceFetcher, type SliceRows, scanPaging } from './slice-fetcher.js'

// Reads a list that the vendor neither orders nor pages by itself: one time slice after another, from the boundary on.
//
// Slices are ranges of the time that the vendor compares, which may be later than the time by which the list is ordered.
// So a row is only passed on when no slice that is still to be read can have one that comes before it.

/** When rows are left out, slices for at least this many are read at once, and for more each time. */
const LEAST_SCAN_ROWS = 50
const LARGEST_SCAN_ROWS = 1000
/** This many slices in a row without any row are all that one page may cost. */
const MOST_EMPTY_SLICES = 40
/** Examining this many rows takes about as long as returning one record. */
const ENTRIES_PER_UNIT = 8
/** Less than the distance of two instants: between the rows of one and of the next. */
const BETWEEN_MS = 0.001

export class SliceReader implements Reader {
  #buffer: readonly Entry<SeenRow>[] = []
  state: Reader['state'] = 'more'
  lastExamined: Reader['lastExamined'] = null
  otherSide: Reader['otherSide']
  total: number | null = null
  #lost: SourceFailure | null = null
  fetchedAtMs: EpochMs | null = null
  stale = false
  rowsRead = 0
  taken = 0
  readonly #parts: readonly SliceFetcher[]
  readonly #scan: SliceScan
  /** Rows that were read, but rows that come before them may not have been. */
  #pending: readonly Entry<Row>[] = []
  readonly #seen = new Set<string>()
  #scanRows: number
  #matches = 0
  #refused = 0
  #empty = 0
  #unjoined: SourceFailure | null = null

  /** @param parts the lists that together have all rows; usually one. */
  constructor(
    private readonly rows: Pick<RowFetcher, 'source' | 'slices'>,
    parts: readonly RowFetcher[],
    private readonly paging: SlicePaging,
    private readonly plan: ReadingPlan,
    private readonly memory: DensityMemory,
  ) {
    this.#parts = parts.map((part) => new SliceFetcher(part, paging))
    this.#scanRows = this.#isSelective ? Math.max(plan.want, LEAST_SCAN_ROWS) : plan.want
    this.otherSide = plan.point === null ? 'no' : 'unknown'
    this.#scan = new SliceScan({
      paging: scanPaging(paging),
      ...boundsOf({ paging, side: plan.side, pointMs: this.#pointMs, ...plan.range, nowMs: rows.source.now() }),
      rows: Math.max(1, this.#scanRows),
      density: memory.recall(),
    })
    if (this.#scan.isDone) this.#end()
  }

  /** Whether rows that are read may be left out, so that more must be read than the page shows. */
  get #isSelective(): boolean {
    return this.plan.isFiltered || !showsEverything(this.plan.view)
  }

  get shortfall(): SourceFailure | null {
    return this.#lost ?? this.#unjoined
  }

  get oldestMs(): EpochMs | null {
    return this.paging.oldestMs === null ? null : floorOf(this.paging, this.rows.source.now())
  }

  get #pointMs(): EpochMs | null {
    return this.plan.point === null ? null : -Number(this.plan.point.place)
  }

  peek(): Entry<SeenRow> | undefined {
    return this.#buffer[this.taken]
  }

  take(): Entry<SeenRow> | undefined {
    const entry = this.#buffer[this.taken]
    if (entry !== undefined) this.taken++
    return entry
  }

  dropRows(): void {
    this.#buffer = []
    this.#pending = []
    this.lastExamined = null
  }

  hintAfter(): SourceHint {
    return { kind: 'none' }
  }

  async advance(): Promise<void> {
    if (this.state !== 'more') return
    const { slice, read } = await this.#readNext()
    const { slices } = this.rows
    slices?.spend(read.entries.length / ENTRIES_PER_UNIT)
    if (slices?.isOver() === true) await slices.next()
    this.fetchedAtMs = Math.min(this.fetchedAtMs ?? Infinity, read.fetchedAtMs)
    this.stale ||= read.stale
    this.#learn(slice, read)
    const complete = this.#takeComplete(slice, read.entries)
    await yieldIfLong(complete)
    await this.#show(complete.toSorted(compareEntries))
    this.#progress()
  }

  /** Reads the next slice, or a shorter one where that is too long. */
  async #readNext(): Promise<{ readonly slice: Slice; readonly read: SliceRows }> {
    const left = this.#scanRows - (this.#isSelective ? 0 : this.#buffer.length)
    // Where no row is left of what was wanted, the page is passed on in parts and this is the next one.
    const wanted = left > 0 ? left : this.#scanRows
    for (;;) {
      const slice = this.#scan.next(wanted)
      if (slice === null) throw new Error('there is no further slice')
      const read = await readParts(this.#parts, slice)
      if (read.kind === 'rows') return { slice, read }
      this.#scan.wasFull(slice, read.total, read.times)
    }
  }

  #learn(slice: Slice, { entries, lost, unjoined }: SliceRows): void {
    this.#scan.wasRead(slice, entries.length)
    const { density } = this.#scan
    // A stretch without calls says little about the rest of the list.
    if (density !== null && (entries.length > 0 || this.memory.recall() === null)) this.memory.remember(density)
    this.#empty = entries.length > 0 ? 0 : this.#empty + 1
    if (lost !== null) this.#lost ??= lostRows(lost)
    if (unjoined != null) this.#unjoined ??= unjoined
  }

  /** The rows that come before all that is still to be read; the others wait. */
  #takeComplete(slice: Slice, entries: readonly Entry<Row>[]): readonly Entry<Row>[] {
    const all = [...this.#pending]
    for (const entry of entries) {
      if (this.#seen.has(entry.nativeId) || this.#isPassed(entry, slice)) continue
      this.#seen.add(entry.nativeId)
      if (entry.rank === Infinity) this.#lost ??= lostRows('untimed')
      else all.push(entry)
    }
    if (this.#scan.isDone) {
      this.#pending = []
      return all
    }
    const limitMs = this.#completeMs
    const isComplete = ({ rank }: Entry<Row>): boolean =>
      this.plan.side === 'after' ? -rank >= limitMs : -rank < limitMs
    this.#pending = all.filter((entry) => !isComplete(entry))
    return all.filter(isComplete)
  }

  /** Whether a row belongs to what was read before this slice: the vendor has given more than was asked for. */
  #isPassed({ rank }: Entry<Row>, { fromMs, toMs }: Slice): boolean {
    return this.plan.side === 'after' ? -rank >= toMs : -rank < fromMs - this.paging.slackMs
  }

  /** Rows that begin at this time or later (after), or before it (before), have all been read. */
  get #completeMs(): EpochMs {
    return this.plan.side === 'after' ? this.#scan.frontierMs : this.#scan.frontierMs - this.paging.slackMs
  }

  async #show(entries: readonly Entry<Row>[]): Promise<void> {
    const { plan } = this
    const inOrder = plan.side === 'after' ? entries : entries.toReversed()
    const isWanted = (entry: Entry<Row>): boolean =>
      plan.point === null || isBeyond(entry, plan.point) === (plan.side === 'after')
    const wanted = inOrder.filter(isWanted)
    const matching = await this.#matching(wanted)
    if (this.otherSide === 'unknown' && wanted.length < inOrder.length) {
      const others = await this.#matching(inOrder.filter((entry) => !isWanted(entry)))
      if (others.length > 0) this.otherSide = 'yes'
    }
    this.rowsRead += wanted.length
    this.#matches += matching.length
    this.#refused += wanted.length - matching.length
    this.#buffer = this.#buffer.length === 0 ? matching : [...this.#buffer, ...matching]
  }

  /** Those that the viewer may see and that match. */
  async #matching(entries: readonly Entry<Row>[]): Promise<readonly Entry<SeenRow>[]> {
    const { view, isFiltered, test } = this.plan
    const seen = view.seeEntries(entries)
    if (!isFiltered) return seen
    const fetchedAtMs = this.fetchedAtMs ?? 0
    return filterInSlices(seen, ({ row }) => test(row, fetchedAtMs), this.rows.slices)
  }

  /** Decides whether and where reading goes on. */
  #progress(): void {
    if (this.#scan.isDone) return this.#end()
    // Only the total is wanted, and one slice does not show it.
    if (this.plan.want === 0) {
      this.state = 'done'
      return
    }
    if (this.#isSelective) this.#scanRows = Math.max(this.#scanRows, Math.min(this.#scanRows * 2, LARGEST_SCAN_ROWS))
    const place = this.#placeOfFrontier()
    if (place === null) {
      this.#empty = 0
      return
    }
    this.lastExamined = place
    const isTooMuch = this.#refused >= this.rows.source.options.maxScanRows || this.#empty >= MOST_EMPTY_SLICES
    if (isTooMuch) this.state = 'stopped'
  }

  /** A place between the rows that have all been read and the others; null: it lies before the page begins. */
  #placeOfFrontier(): Entry<Row> | null {
    const rank = -this.#completeMs + BETWEEN_MS
    const from = this.plan.point?.place
    if (typeof from === 'number' && (this.plan.side === 'after' ? rank <= from : rank >= from)) return null
    return { rank, place: rank, nativeId: '', row: {}, index: 0, groupFirst: 0, groupLast: 0 }
  }

  #end(): void {
    this.state = 'done'
    if (this.#isBeforeRetention()) this.#lost ??= lostRows('retention')
    // Where the page began at one end of the list and has reached the other, its rows are all that there are.
    if (this.#beginsAtEdge() && this.#lost === null) this.total = this.#matches
  }

  #beginsAtEdge(): boolean {
    const { point, side, range } = this.plan
    const edge = side === 'after' ? range.toMs : range.fromMs
    return point === null || (edge !== null && point.place === -edge && point.upToNativeId === null)
  }

  /** Whether older rows are wanted than the vendor keeps, and the page is the one that should have them. */
  #isBeforeRetention(): boolean {
    const { fromMs } = this.plan.range
    const { source } = this.rows
    if (fromMs === null || this.paging.oldestMs === null) return false
    const isThere = this.plan.side === 'after' || this.#beginsAtEdge()
    return isThere && fromMs < floorOf(this.paging, source.now())
  }
}
