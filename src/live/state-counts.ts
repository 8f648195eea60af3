import { countryOf } from '../../adapters/values/phone-number.js'
import { ActiveCallState } from '../../schema/enums.js'
import { parseInstant } from '../../schema/instant.js'
import type { EpochMs } from '../../schema/scalars.js'
import { unrestrictedAccess } from '../access/rights/rights.js'
import type { Source } from '../engine/source/source.js'
import { rowsOf } from '../engine/source/visibility.js'
import type { IndexChange, IndexedCall } from './call-index.js'
import { readerOf } from './lens.js'
import type { SourcePoller } from './source-poller.js'

// What history and alarms need to know of all calls of a source, without regard to rights.

interface CountedCall {
  readonly state: ActiveCallState
  readonly country: string | null
  /** When it was answered, in milliseconds since 1970; null: that is not known. */
  readonly talkingSinceMs: EpochMs | null
}

const CALLS_PER_STEP = 100

export class StateCounts {
  readonly #calls = new Map<string, CountedCall>()
  readonly #stateOf: (call: IndexedCall) => CountedCall | null

  constructor(readonly source: Source) {
    const view = rowsOf(unrestrictedAccess([source.name]), source, 'activeCalls')
    const make = source.records.activeCalls
    const { region } = source.declaration
    this.#stateOf = ({ row, seenAtMs }) => {
      const seen = view.see(row)
      const record = seen === null ? undefined : make?.(seen, seenAtMs)
      return record === undefined ? null : toCounted(readerOf(record), region, seenAtMs)
    }
  }

  /** Applies a poll. */
  *apply(change: IndexChange, poller: SourcePoller): Generator<void> {
    // The first poll since somebody began to watch: what was known before is out of date.
    if (poller.index.calls.size === change.started.length) this.#calls.clear()
    for (const { nativeId } of change.gone) this.#calls.delete(nativeId)
    let looked = 0
    for (const call of [...change.started, ...change.changed, ...this.#unsure(poller)]) {
      if (++looked % CALLS_PER_STEP === 0) yield
      const counted = this.#stateOf(call)
      if (counted !== null) this.#calls.set(call.nativeId, counted)
    }
  }

  /** Connected calls whose talk time is not known yet: it may begin without any other change. */
  *#unsure({ index }: SourcePoller): Generator<IndexedCall> {
    for (const [nativeId, { state, talkingSinceMs }] of this.#calls) {
      if (state !== 'CONNECTED' || talkingSinceMs !== null) continue
      const call = index.calls.get(nativeId)
      if (call !== undefined) yield call
    }
  }

  get total(): number {
    return this.#calls.size
  }

  /** How many calls are in each state; states without calls are left out. */
  byState(): ReadonlyMap<ActiveCallState, number> {
    const counts = new Map<ActiveCallState, number>()
    for (const { state } of this.#calls.values()) counts.set(state, (counts.get(state) ?? 0) + 1)
    return counts
  }

  /** How many calls go to one of these countries. */
  to(countries: ReadonlySet<string>): number {
    let count = 0
    for (const { country } of this.#calls.values()) if (country !== null && countries.has(country)) count++
    return count
  }

  /** When the longest of the answered calls was answered; null: of none is that known. */
  longestSinceMs(): EpochMs | null {
    let longest: EpochMs | null = null
    for (const { talkingSinceMs } of this.#calls.values())
      if (talkingSinceMs !== null && (longest === null || talkingSinceMs < longest)) longest = talkingSinceMs
    return longest
  }
}

const isState = (value: unknown): value is ActiveCallState => typeof value === 'string' && value in ActiveCallState

function toCounted(
  read: (name: string) => unknown,
  region: Parameters<typeof countryOf>[1],
  seenAtMs: EpochMs,
): CountedCall {
  const [state, callee] = [read('state'), read('callee')]
  const e164: unknown = typeof callee === 'object' && callee !== null ? Reflect.get(callee, 'e164') : null
  return {
    state: isState(state) ? state : 'UNKNOWN',
    country: typeof e164 === 'string' ? countryOf(e164, region) : null,
    talkingSinceMs: talkingSince(read, seenAtMs),
  }
}

/** Only the talk time ticks, so this stays the same while a row does not change. */
function talkingSince(read: (name: string) => unknown, seenAtMs: EpochMs): EpochMs | null {
  const [answeredAt, seconds] = [read('answeredAt'), read('durationSeconds')]
  const answeredMs = typeof answeredAt === 'string' ? parseInstant(answeredAt) : null
  if (answeredMs !== null) return answeredMs
  return typeof seconds === 'number' && seconds > 0 ? seenAtMs - seconds * 1000 : null
}
