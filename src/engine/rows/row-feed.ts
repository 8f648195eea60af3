import type { EpochMs } from '../../../schema/scalars.js'
import type { RowView, SeenRow } from '../../access/rows/row-view.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import type { Entry } from '../../plan/locate.js'
import { OrderedReader } from './ordered-reader.js'
import type { RowFetcher } from './row-fetcher.js'
import { type SeenSnapshot, shortfallOf } from './snapshot.js'

// The rows of a list within a time range, from the newest to the oldest, in batches that are not kept: for totals and other
// readings of more rows than a page has.

/** Rows that were read at once. */
export interface RowBatch {
  /** The rows that the viewer may see, each once over all batches; some may lie outside of the range. */
  readonly entries: readonly Entry<SeenRow>[]
  /** How many rows the source returned for it, seen or not, used or not. */
  readonly rowsReturned: number
  readonly fetchedAtMs: EpochMs
  readonly stale: boolean
}

export interface RowFeed {
  /**
   * All rows that start at this time or later were handed over, as far as the source has them; null: that is not known for
   * any time before the last batch.
   */
  readonly coveredFromMs: EpochMs | null
  /** Whether there are no further rows in the range. */
  readonly isDone: boolean
  /** Why rows are missing from what was handed over; null: none are. */
  readonly shortfall: SourceFailure | null
  /**
   * The next batch; null: there is none.
   * @throws SourceFailure; OrderBroken when the rows are not in the declared order.
   */
  next(): Promise<RowBatch | null>
}

/** The wanted range by the start of calls: from the first time on, up to but without the second. */
export interface FeedRange {
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
}

/** A list that the vendor keeps in order. */
export class OrderedFeed implements RowFeed {
  readonly shortfall = null
  coveredFromMs: EpochMs | null = null
  readonly #reader: OrderedReader
  #rowsBefore = 0

  /**
   * @param rows of a source without a bound of its own (`maxScanRows`): the caller decides when to stop.
   * @param startMayFollow whether a call may start later than the time that it is ordered by.
   * @param pageSize how many rows to request at once.
   */
  constructor(
    rows: RowFetcher,
    private readonly range: FeedRange,
    view: RowView,
    private readonly startMayFollow: boolean,
    pageSize: number,
  ) {
    const { fromMs, toMs } = range
    this.#reader = new OrderedReader(rows, {
      side: 'after',
      point: { place: -toMs, upToNativeId: null, inclusive: true },
      hint: { kind: 'none' },
      // The reader asks for one row more.
      want: Math.max(1, pageSize - 1),
      view,
      test: () => true,
      isFiltered: false,
      asksForOwnOnly: false,
      range: { fromMs: startMayFollow ? null : fromMs, toMs },
      stop: startMayFollow ? null : (entry) => entry.rank > -fromMs,
    })
  }

  get isDone(): boolean {
    return this.#reader.state !== 'more'
  }

  async next(): Promise<RowBatch | null> {
    const reader = this.#reader
    if (this.isDone) return null
    await reader.advance()
    const entries = reader.takeAll()
    const rowsReturned = reader.rowsRead - this.#rowsBefore
    this.#rowsBefore = reader.rowsRead
    if (this.isDone) this.coveredFromMs = this.range.fromMs
    // Rows of the same time may follow.
    else if (!this.startMayFollow && reader.lastExamined !== null) this.coveredFromMs = -reader.lastExamined.rank + 1
    return { entries, rowsReturned, fetchedAtMs: reader.fetchedAtMs ?? 0, stale: reader.stale }
  }
}

/** A list that has no order to page by, or always comes whole: all of it is one batch. */
export class WholeFeed implements RowFeed {
  coveredFromMs: EpochMs | null = null
  shortfall: SourceFailure | null = null
  isDone = false

  constructor(
    private readonly load: () => Promise<SeenSnapshot>,
    private readonly range: FeedRange,
    private readonly maxScanRows: number,
  ) {}

  async next(): Promise<RowBatch | null> {
    if (this.isDone) return null
    const snapshot = await this.load()
    this.isDone = true
    this.shortfall = shortfallOf(snapshot, this.maxScanRows)
    if (this.shortfall === null) this.coveredFromMs = this.range.fromMs
    const { entries, fetchedAtMs, stale } = snapshot
    return { entries, rowsReturned: entries.length, fetchedAtMs, stale }
  }
}
