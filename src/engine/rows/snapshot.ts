import type { Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { SeenList, SeenRow } from '../../access/rows/row-view.js'
import { filterInSlices, yieldIfLong } from '../../async/event-loop-slices.js'
import type { OperationSlices } from '../../async/operation-slices.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { SourceHint } from '../../plan/cursor.js'
import { compareEntries, type Entry, isBeyond, type Point } from '../../plan/locate.js'
import { comparePlaces } from '../../plan/order.js'
import { readToTheEnd, type WholeReading } from './full-scan.js'
import type { Reader, ReadingPlan } from './reader.js'
import type { RowFetcher } from './row-fetcher.js'
import { readSlicesToTheEnd } from './slice-scans.js'
import { readTokensToTheEnd } from './token-scan.js'
import { reportWholeList } from './whole-list-event.js'

// A list that is read whole, because the vendor always returns all of it or because its rows have no order to page by.

/** All rows of a list at one moment, in the connection's order. It is shared by all viewers, and so never changed. */
export interface Snapshot {
  readonly entries: readonly Entry<Row>[]
  readonly fetchedAtMs: EpochMs
  readonly stale: boolean
  /** Characters of the answers that it was made from. */
  readonly size: number
  /**
   * Some rows may be missing: the list is longer than what may be read, it changed too fast, or the vendor returned
   * fewer rows than it counts.
   */
  readonly truncated: boolean
  /** It changed faster than it could be read. */
  readonly torn: boolean
  /** How many rows the vendor counts but did not return. */
  readonly missing: number
  /** How many rows the vendor reports in total; null: it does not. */
  readonly total: number | null
  /** Whether the vendor returned the rows in this order. */
  readonly wasInOrder: boolean
  /** Whether these are the rows of all customers. Where they are not, no number of rows is reported. */
  readonly hasEveryone: boolean
}

/** The rows that one viewer may see of a whole list. */
export type SeenSnapshot = SeenList<Snapshot>

/**
 * Reads a whole list, up to `maxScanRows` of the source.
 * @param parts the lists that it consists of, where no single request can return it.
 */
export async function readWhole(rows: RowFetcher, parts?: readonly RowFetcher[]): Promise<Snapshot> {
  const readings = await readParts(parts ?? [rows])
  const entries = readings.length === 1 ? (readings[0]?.entries ?? []) : joined(readings)
  await yieldIfLong(entries)
  const torn = readings.some((reading) => reading.torn)
  const missing = readings.reduce((sum, reading) => sum + reading.missing, 0)
  const snapshot: Snapshot = {
    entries: entries.toSorted(compareEntries),
    fetchedAtMs: Math.min(...readings.map(({ fetchedAtMs }) => fetchedAtMs)),
    stale: readings.some(({ stale }) => stale),
    size: readings.reduce((sum, { size }) => sum + size, 0),
    total: readings.length === 1 ? (readings[0]?.total ?? null) : null,
    truncated: torn || missing > 0 || readings.some(({ ended }) => !ended),
    torn,
    missing,
    wasInOrder: torn || readings.every((reading) => isInOrder(reading.entries)),
    hasEveryone: true,
  }
  if (!snapshot.truncated) reportWholeList(rows, snapshot)
  return snapshot
}

/**
 * Reads the parts one after another, none from an answer older than the part before it: no record that moves on is
 * missed.
 */
async function readParts(parts: readonly RowFetcher[]): Promise<readonly WholeReading[]> {
  const readings: WholeReading[] = []
  for (const part of parts) readings.push(await readPart(part, readings.length === 0 ? undefined : 0))
  return readings
}

function readPart(part: RowFetcher, freshMs: number | undefined): Promise<WholeReading> {
  const { paging } = part.query.declaration
  if (paging.style === 'slices') return readSlicesToTheEnd(part, paging)
  return paging.style === 'token' ? readTokensToTheEnd(part, paging.maxLimit, freshMs) : readToTheEnd(part, freshMs)
}

/** A record that moved from one part into the next meanwhile is taken as the last part returned it. */
const joined = (readings: readonly WholeReading[]): readonly Entry<Row>[] => [
  ...new Map(readings.flatMap(({ entries }) => entries.map((entry) => [entry.nativeId, entry]))).values(),
]

const isInOrder = (entries: readonly Entry<Row>[]): boolean =>
  entries.every(({ place }, at) => comparePlaces(entries[at - 1]?.place ?? place, place) <= 0)

/** Pages through a snapshot by key. */
export class SnapshotReader implements Reader {
  #matching: readonly Entry<SeenRow>[] = []
  state: Reader['state'] = 'more'
  readonly lastExamined = null
  otherSide: Reader['otherSide'] = 'unknown'
  total: number | null = null
  shortfall: SourceFailure | null = null
  fetchedAtMs: EpochMs | null = null
  stale = false
  readonly oldestMs = null
  rowsRead = 0
  taken = 0

  constructor(
    private readonly load: () => Promise<SeenSnapshot>,
    private readonly plan: ReadingPlan,
    private readonly maxScanRows: number,
    private readonly slices?: OperationSlices,
  ) {}

  peek(): Entry<SeenRow> | undefined {
    return this.#matching[this.taken]
  }

  take(): Entry<SeenRow> | undefined {
    const entry = this.#matching[this.taken]
    if (entry !== undefined) this.taken++
    return entry
  }

  /** A reader over rows that have been read. */
  static over(snapshot: SeenSnapshot, plan: ReadingPlan, maxScanRows: number): SnapshotReader {
    const reader = new SnapshotReader(() => Promise.resolve(snapshot), plan, maxScanRows)
    reader.#read(snapshot, plan.isFiltered ? snapshot.entries.filter(reader.#testOn(snapshot)) : snapshot.entries)
    return reader
  }

  async advance(): Promise<void> {
    if (this.state !== 'more') return
    const snapshot = await this.load()
    const { slices } = this
    // Many lists of one operation may wait for the same snapshot.
    if (slices?.isOver() === true) await slices.next()
    const { entries } = snapshot
    this.#read(snapshot, this.plan.isFiltered ? await filterInSlices(entries, this.#testOn(snapshot), slices) : entries)
  }

  #testOn({ fetchedAtMs }: SeenSnapshot): (entry: Entry<SeenRow>) => boolean {
    return ({ row }) => this.plan.test(row, fetchedAtMs)
  }

  /** @param all the entries that match. */
  #read(snapshot: SeenSnapshot, all: readonly Entry<SeenRow>[]): void {
    const { plan } = this
    this.fetchedAtMs = snapshot.fetchedAtMs
    this.stale = snapshot.stale
    this.rowsRead = snapshot.entries.length
    this.shortfall = shortfallOf(snapshot, this.maxScanRows)
    const split = plan.point === null ? (plan.side === 'after' ? 0 : all.length) : firstBeyond(all, plan.point)
    this.#matching = plan.side === 'after' ? all.slice(split) : all.slice(0, split).reverse()
    this.otherSide = (plan.side === 'after' ? split > 0 : split < all.length) ? 'yes' : 'no'
    this.total = snapshot.truncated ? null : all.length
    this.state = 'done'
  }

  hintAfter(): SourceHint {
    return { kind: 'none' }
  }
}

/** Why some rows of a list may be missing; null: none are. */
export function shortfallOf(
  {
    truncated,
    torn,
    missing,
    entries,
    hasEveryone,
  }: Pick<Snapshot, 'truncated' | 'torn' | 'missing' | 'entries' | 'hasEveryone'>,
  maxScanRows: number,
): SourceFailure | null {
  if (!truncated) return null
  if (missing > 0)
    return new SourceFailure(
      'PROTOCOL',
      `the source counts ${hasEveryone ? `${missing} ` : ''}more rows than it returned, even when it was read again; these are missing`,
    )
  if (torn)
    return new SourceFailure(
      'TOO_LARGE',
      'the list changed faster than it could be read; some of its rows may be missing',
    )
  return new SourceFailure(
    'TOO_LARGE',
    hasEveryone
      ? `the list is longer than ${maxScanRows} rows, and has no order to page by; only ${entries.length} were read`
      : 'the list is longer than what may be read of it, and has no order to page by; only its beginning was read',
  )
}

/** Index of the first entry after a point, by bisection. */
function firstBeyond(entries: readonly Entry<Row>[], point: Point): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    const entry = entries[middle]
    if (entry === undefined) break
    if (isBeyond(entry, point)) high = middle
    else low = middle + 1
  }
  return low
}
