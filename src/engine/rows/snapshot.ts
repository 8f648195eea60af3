import type { Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { breatheBefore } from '../../async/event-loop-slices.js'
import type { SourceHint } from '../../plan/cursor.js'
import { compareEntries, type Entry, isBeyond, type Point } from '../../plan/locate.js'
import { comparePlaces } from '../../plan/order.js'
import { readToTheEnd, type WholeReading } from './full-scan.js'
import type { Reader, ReadingPlan } from './reader.js'
import type { Rows } from './row-fetcher.js'
import { tellWholeList } from './whole-list-event.js'

// A list that is read whole: because the vendor always gives all of it, or because its rows have no order to page by.

/** All rows of a list at one moment, in the connection's order. Shared: never changed once made. */
export interface Snapshot {
  readonly entries: readonly Entry<Row>[]
  readonly fetchedAtMs: EpochMs
  readonly stale: boolean
  /** Characters of the answers that it was made of. */
  readonly size: number
  /** Some rows may be missing: the list is longer than what may be read, or it moved too fast. */
  readonly truncated: boolean
  /** It moved faster than it could be read. */
  readonly torn: boolean
  /** How many rows the vendor said that it has; null: it did not. */
  readonly total: number | null
  /** Whether the vendor gave the rows in this order. */
  readonly wasInOrder: boolean
}

/**
 * Reads a whole list, up to the source's bound.
 * @param parts the lists of which it is made, where one request cannot ask for it.
 */
export async function readWhole(rows: Rows, parts?: readonly Rows[]): Promise<Snapshot> {
  const readings = await readParts(parts ?? [rows])
  const entries = readings.length === 1 ? (readings[0]?.entries ?? []) : joined(readings)
  await breatheBefore(entries)
  const torn = readings.some((reading) => reading.torn)
  const snapshot: Snapshot = {
    entries: entries.toSorted(compareEntries),
    fetchedAtMs: Math.min(...readings.map(({ fetchedAtMs }) => fetchedAtMs)),
    stale: readings.some(({ stale }) => stale),
    size: readings.reduce((sum, { size }) => sum + size, 0),
    total: readings.length === 1 ? (readings[0]?.total ?? null) : null,
    truncated: torn || readings.some(({ ended }) => !ended),
    torn,
    wasInOrder: torn || readings.every((reading) => isInOrder(reading.entries)),
  }
  if (!snapshot.truncated) tellWholeList(rows, snapshot)
  return snapshot
}

/** One after another, none from an answer that is older than what was read before it. */
async function readParts(parts: readonly Rows[]): Promise<readonly WholeReading[]> {
  const readings: WholeReading[] = []
  for (const part of parts) readings.push(await readToTheEnd(part, readings.length === 0 ? undefined : 0))
  return readings
}

/** Of a record that has passed from one part into the next meanwhile, how the last has shown it. */
const joined = (readings: readonly WholeReading[]): readonly Entry<Row>[] => [
  ...new Map(readings.flatMap(({ entries }) => entries.map((entry) => [entry.nativeId, entry]))).values(),
]

const isInOrder = (entries: readonly Entry<Row>[]): boolean =>
  entries.every(({ place }, at) => comparePlaces(entries[at - 1]?.place ?? place, place) <= 0)

/** Pages through a snapshot by key. */
export class SnapshotReader implements Reader {
  #matching: readonly Entry<Row>[] = []
  state: Reader['state'] = 'more'
  readonly lookedUpTo = null
  otherSide: Reader['otherSide'] = 'unknown'
  total: number | null = null
  shortfall: string | null = null
  fetchedAtMs: EpochMs | null = null
  stale = false
  rowsRead = 0
  taken = 0

  constructor(
    private readonly load: () => Promise<Snapshot>,
    private readonly plan: ReadingPlan,
    private readonly maxScanRows: number,
  ) {}

  peek(): Entry<Row> | undefined {
    return this.#matching[this.taken]
  }

  take(): Entry<Row> | undefined {
    const entry = this.#matching[this.taken]
    if (entry !== undefined) this.taken++
    return entry
  }

  /** A reader of what has been read. */
  static over(snapshot: Snapshot, plan: ReadingPlan, maxScanRows: number): SnapshotReader {
    const reader = new SnapshotReader(() => Promise.resolve(snapshot), plan, maxScanRows)
    reader.#read(snapshot)
    return reader
  }

  async advance(): Promise<void> {
    if (this.state === 'more') this.#read(await this.load())
  }

  #read(snapshot: Snapshot): void {
    const { plan } = this
    this.fetchedAtMs = snapshot.fetchedAtMs
    this.stale = snapshot.stale
    this.rowsRead = snapshot.entries.length
    if (snapshot.truncated) this.shortfall = shortfallOf(snapshot, this.maxScanRows)
    const matches = (entry: Entry<Row>) => plan.test(entry.row, snapshot.fetchedAtMs)
    const all = plan.filters ? snapshot.entries.filter(matches) : snapshot.entries
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

const shortfallOf = ({ torn }: Snapshot, maxScanRows: number): string =>
  torn
    ? 'the list moved faster than it could be read; some of its rows may be missing'
    : `the list is longer than ${maxScanRows} rows, and has no order to page by; only these were read`

/** Index of the first entry behind a point, by bisection. */
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
