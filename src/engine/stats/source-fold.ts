import type { CallStatisticsRules } from '../../../adapters/contract.js'
import { parseInstant } from '../../../schema/instant.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { SeenRow } from '../../access/rows/row-view.js'
import type { OperationSlices } from '../../async/operation-slices.js'
import type { Entry } from '../../plan/locate.js'
import type { RowBatch } from '../rows/row-feed.js'
import { type MakeRecord, type RecordView, unmasked } from '../source/records.js'
import type { Source } from '../source/source.js'
import { type CallGrouper, type CallGroups, causeOf } from './call-groups.js'
import { outcomeOfUnanswered } from './call-outcome.js'
import type { Amount, CountedCall } from './call-tally.js'

// The rows of one source, counted as they are read. No row is kept.

/** What is computed beside counts and times. */
export interface WantedMeasures {
  readonly price: boolean
  readonly cost: boolean
  /** Causes of the end, for the network effectiveness ratio. */
  readonly causes: boolean
}

export interface FoldPlan {
  readonly source: Source
  readonly make: MakeRecord
  /** Whether a record matches the filter. */
  readonly test: (read: (name: string) => unknown) => boolean
  readonly grouper: CallGrouper
  readonly wanted: WantedMeasures
  readonly rules: CallStatisticsRules
  readonly slices: OperationSlices | undefined
}

/** How many rows are counted between two checks whether the slice of the event loop is over, and how many units that is. */
const ROWS_PER_STEP = 128
const UNITS_PER_STEP = 32

/** Calls that have not ended: what becomes of them is not known. */
const IN_PROGRESS: ReadonlySet<unknown> = new Set(['QUEUED', 'RINGING', 'IN_PROGRESS'])

export class SourceFold {
  readonly groups: CallGroups = new Map()
  /** How many rows the viewer may see of those that were read. */
  rowsRead = 0
  /** How many of them are counted. */
  counted = 0

  constructor(private readonly plan: FoldPlan) {}

  /**
   * Counts the rows of a batch, within the slices of the operation.
   * @throws what stops the operation.
   */
  async add({ entries, fetchedAtMs }: RowBatch): Promise<void> {
    const { slices } = this.plan
    for (let from = 0; from < entries.length; from += ROWS_PER_STEP) {
      slices?.spend(UNITS_PER_STEP)
      if (slices?.isOver() === true) await slices.next()
      const end = Math.min(from + ROWS_PER_STEP, entries.length)
      for (let at = from; at < end; at++) this.#addEntry(entries[at], fetchedAtMs)
    }
    this.rowsRead += entries.length
  }

  #addEntry(entry: Entry<SeenRow> | undefined, fetchedAtMs: EpochMs): void {
    if (entry === undefined) return
    const { make, test, grouper, source } = this.plan
    const shown = make(entry.row, fetchedAtMs)
    // Times, statuses and causes of calls are no secret; a condition on what is masked was refused before.
    const whole = unmasked(shown)
    if (!test((name) => Reflect.get(whole, name))) return
    const status: unknown = Reflect.get(whole, 'status')
    if (IN_PROGRESS.has(status)) return
    const startedAt: unknown = Reflect.get(whole, 'startedAt')
    const startedAtMs = typeof startedAt === 'string' ? parseInstant(startedAt) : null
    if (startedAtMs === null) return
    this.counted++
    const group = grouper.groupOf({ source, startedAtMs, shown, whole }, this.groups)
    group.tally.add(this.#countedOf(entry.row, whole, status))
  }

  #countedOf(row: SeenRow, whole: RecordView, status: unknown): CountedCall {
    const { source, wanted, rules } = this.plan
    const talkSeconds = secondsOf(Reflect.get(whole, 'durationSeconds'))
    const billedSeconds = secondsOf(Reflect.get(whole, 'billedDurationSeconds'))
    // Where a vendor reports only the charged time, that shows that there was talk.
    const isAnswered = (talkSeconds ?? billedSeconds ?? 0) > 0 || Reflect.get(whole, 'answeredAt') !== null
    const outcome = isAnswered
      ? 'answered'
      : wanted.causes
        ? outcomeOfUnanswered({ status, cause: causeOf({ whole }), rang: rules.rang?.read(row) ?? null })
        : 'unknown'
    return {
      outcome,
      talkSeconds,
      billedSeconds,
      price: wanted.price ? amountOf(Reflect.get(whole, 'price')) : null,
      cost: wanted.cost ? amountOf(Reflect.get(whole, 'cost')) : null,
      source: source.node,
    }
  }
}

const secondsOf = (value: unknown): number | null => (typeof value === 'number' && value >= 0 ? value : null)

const isAmount = (value: unknown): value is Amount =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value
const amountOf = (value: unknown): Amount | null => (isAmount(value) ? value : null)
