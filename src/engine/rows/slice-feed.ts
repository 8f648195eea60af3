import type { Row, SlicePaging } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { RowView } from '../../access/rows/row-view.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import type { Entry } from '../../plan/locate.js'
import { boundsOf, floorOf } from '../../plan/slice-bounds.js'
import { mostInside, type Slice, SliceScan } from '../../plan/slices.js'
import { lostRows } from './lost-rows.js'
import type { FeedRange, RowBatch, RowFeed } from './row-feed.js'
import type { RowFetcher } from './row-fetcher.js'
import type { DensityMemory } from './slice-densities.js'
import { readParts, SliceFetcher, type SliceRows, scanPaging } from './slice-fetcher.js'

/** How many rows a slice should have where one answer has all rows of a slice. */
const ROWS_PER_SLICE = 1000

/**
 * Reads a list in time slices, from the newest to the oldest. A row is handed over as soon as no slice that is still to be
 * read can have one that starts later. Until then it waits; so a row that several slices return is handed over once, and
 * the ids of rows that were handed over need not be kept: their slices have passed.
 */
export class SliceFeed implements RowFeed {
  coveredFromMs: EpochMs | null = null
  shortfall: SourceFailure | null = null
  readonly #parts: readonly SliceFetcher[]
  readonly #scan: SliceScan
  readonly #rowsWanted: number
  /** Rows of answers that were too full to be used, since the last batch. */
  #discarded = 0
  /** Rows that were read, by id, while rows that start later may be unread. */
  readonly #waiting = new Map<string, Entry<Row>>()

  /** @param parts the lists that together have all rows; usually one. */
  constructor(
    parts: readonly RowFetcher[],
    private readonly paging: SlicePaging,
    private readonly plan: {
      readonly range: FeedRange
      readonly view: RowView
      readonly memory: DensityMemory
      readonly nowMs: EpochMs
    },
  ) {
    const { range, memory, nowMs } = plan
    this.#parts = parts.map((part) => new SliceFetcher(part, paging))
    const most = mostInside(paging.inside)
    this.#rowsWanted = most === Infinity ? ROWS_PER_SLICE : most
    this.#scan = new SliceScan({
      paging: scanPaging(paging),
      ...boundsOf({ paging, side: 'after', pointMs: null, ...range, nowMs }),
      rows: this.#rowsWanted,
      density: memory.recall(),
      fillsAnswers: true,
    })
    if (this.#scan.isDone) this.#end()
  }

  get isDone(): boolean {
    return this.#scan.isDone
  }

  async next(): Promise<RowBatch | null> {
    for (;;) {
      const slice = this.#scan.next(this.#rowsWanted)
      if (slice === null) return null
      const read = await readParts(this.#parts, slice)
      if (read.kind === 'full') {
        this.#scan.wasFull(slice, read.total, read.times)
        this.#discarded += read.times.length
        continue
      }
      this.#scan.wasRead(slice, this.#countBefore(read.entries))
      const { density } = this.#scan
      if (density !== null && read.entries.length > 0) this.plan.memory.remember(density)
      if (read.lost !== null) this.shortfall ??= lostRows(read.lost)
      return this.#handOver(slice, read)
    }
  }

  /** How many rows start before the end of the range. */
  #countBefore(entries: readonly Entry<Row>[]): number {
    let count = 0
    for (const { rank } of entries) if (-rank < this.plan.range.toMs) count++
    return count
  }

  #handOver(slice: Slice, { entries, fetchedAtMs, stale, unjoined }: SliceRows): RowBatch {
    if (unjoined != null) this.shortfall ??= unjoined
    const completeMs = this.#scan.isDone ? -Infinity : this.#scan.frontierMs
    const complete = new Map<string, Entry<Row>>()
    for (const [nativeId, entry] of this.#waiting) {
      if (-entry.rank < completeMs) continue
      complete.set(nativeId, entry)
      this.#waiting.delete(nativeId)
    }
    for (const entry of entries) {
      if (entry.rank === Infinity) this.shortfall ??= lostRows('untimed')
      // Rows that start after the slice were handed over before: the vendor has returned more than was asked for.
      else if (-entry.rank < slice.toMs) {
        const to = -entry.rank >= completeMs ? complete : this.#waiting
        to.set(entry.nativeId, entry)
      }
    }
    if (this.#scan.isDone) this.#end()
    else this.coveredFromMs = Math.min(this.plan.range.toMs, Math.max(completeMs, this.plan.range.fromMs))
    const rowsReturned = entries.length + this.#discarded
    this.#discarded = 0
    return { entries: this.plan.view.seeEntries([...complete.values()]), rowsReturned, fetchedAtMs, stale }
  }

  #end(): void {
    const { range, nowMs } = this.plan
    const floorMs = this.paging.oldestMs === null ? -Infinity : floorOf(this.paging, nowMs)
    this.coveredFromMs = Math.min(range.toMs, Math.max(range.fromMs, floorMs))
    if (range.fromMs < floorMs) this.shortfall ??= lostRows('retention')
  }
}
