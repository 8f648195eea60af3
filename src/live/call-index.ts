import { isDeepStrictEqual } from 'node:util'
import type { Row } from '../../adapters/contract.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Fingerprint } from './view-states.js'

// The calls in progress at one source, and what each poll has changed. A version counts the polls that returned rows.

/** A call as the source last reported it. Its row is replaced at each poll. */
export interface IndexedCall {
  readonly nativeId: string
  row: Row
  /** When the answer with the row arrived. */
  seenAtMs: EpochMs
  /** How many complete polls in a row it has been missing from. */
  missed: number
  /** Of the row without what ticks; 0 where nobody needs it. */
  fingerprint: bigint
}

/** What one poll has changed. */
export interface IndexChange {
  readonly version: number
  readonly started: readonly IndexedCall[]
  /** Calls in which more than the ticking fields has changed. */
  readonly changed: readonly IndexedCall[]
  readonly gone: readonly IndexedCall[]
}

/** The rows of a poll. */
export interface PolledRows {
  readonly entries: readonly { readonly nativeId: string; readonly row: Row }[]
  readonly fetchedAtMs: EpochMs
}

export interface IndexRules {
  /** Vendor fields that change while a call lasts although nothing happens, such as its talk time. */
  readonly ticking: ReadonlySet<string>
  /**
   * From how many complete polls in a row a call must be missing before it counts as ended: 2 for a list that is read in
   * pages, because a row may slip from one page to another between two requests.
   */
  readonly pollsUntilGone: number
  /** Makes the numbers by which instances of the gateway compare what they show; there is only one instance unless given. */
  readonly fingerprint?: Fingerprint | undefined
}

const ROWS_PER_STEP = 200

export class CallIndex {
  readonly #calls = new Map<string, IndexedCall>()
  #version: number

  /** @param version to continue from; 0 for the first index of a source, when nothing has been read. */
  constructor(
    private readonly rules: IndexRules,
    version = 0,
  ) {
    this.#version = version
  }

  get version(): number {
    return this.#version
  }

  get hasFingerprints(): boolean {
    return this.rules.fingerprint !== undefined
  }

  get calls(): ReadonlyMap<string, IndexedCall> {
    return this.#calls
  }

  /**
   * Applies a poll.
   * @param isWhole whether it has every call in progress. If not, no call ends, and none is counted as missing.
   */
  *apply({ entries, fetchedAtMs }: PolledRows, isWhole: boolean): Generator<void, IndexChange> {
    const [started, changed]: [IndexedCall[], IndexedCall[]] = [[], []]
    const version = this.#version + 1
    const present = new Set<string>()
    for (const { nativeId, row } of entries) {
      if (present.size % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield
      // Of two rows with the same id the first one counts: taking the other would look like a change at each poll.
      if (present.has(nativeId)) continue
      present.add(nativeId)
      const known = this.#calls.get(nativeId)
      if (known === undefined) {
        const fingerprint = this.#fingerprintOf(nativeId, row)
        const call = { nativeId, row, seenAtMs: fetchedAtMs, missed: 0, fingerprint }
        this.#calls.set(nativeId, call)
        started.push(call)
        continue
      }
      if (this.#differs(known.row, row)) {
        changed.push(known)
        known.fingerprint = this.#fingerprintOf(nativeId, row)
      }
      known.row = row
      known.seenAtMs = fetchedAtMs
      known.missed = 0
    }
    const gone = isWhole ? yield* this.#missing(present) : []
    this.#version = version
    return { version, started, changed, gone }
  }

  /** Removes the calls that have ended. */
  *#missing(present: ReadonlySet<string>): Generator<void, readonly IndexedCall[]> {
    const gone: IndexedCall[] = []
    let looked = 0
    for (const [nativeId, call] of this.#calls) {
      if (++looked % ROWS_PER_STEP === 0) yield
      if (present.has(nativeId)) continue
      if (++call.missed < this.rules.pollsUntilGone) continue
      this.#calls.delete(nativeId)
      gone.push(call)
    }
    return gone
  }

  #fingerprintOf(nativeId: string, row: Row): bigint {
    return this.rules.fingerprint?.(nativeId, row) ?? 0n
  }

  #differs(before: Row, after: Row): boolean {
    if (before === after) return false
    const { ticking } = this.rules
    for (const name in before) {
      const [a, b] = [before[name], after[name]]
      if (a === b || ticking.has(name)) continue
      if (typeof a !== 'object' || !isDeepStrictEqual(a, b)) return true
    }
    for (const name in after) if (!(name in before) && !ticking.has(name)) return true
    return false
  }
}
