import type { ActiveCallState } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'

// How many calls were in progress over the last hours, by source and state. It survives a reload, but not a restart.

/** One sample is kept for each interval of this length. */
const SAMPLE_MS = 15_000
const KEPT_MS = 6 * 3_600_000
/** Beyond this, each minute has one sample. */
const FINE_MS = 3_600_000
const MINUTE_MS = 60_000

/** How many calls were in each state. */
type Counts = ReadonlyMap<ActiveCallState, number>

/** By the number of the sample since 1970. */
type Samples = Map<number, Counts>

export interface Sample {
  readonly atMs: EpochMs
  readonly source: string
  /** Null for a gap, and where there are no calls at all. */
  readonly state: ActiveCallState | null
  /** Null: a gap begins. */
  readonly total: number | null
}

export class CallHistory {
  readonly #sources = new Map<string, Samples>()

  /** Records what a complete poll returned. Of several polls in the interval of one sample, the last one counts. */
  record(source: string, counts: Counts, atMs: EpochMs): void {
    const samples = this.#sources.get(source) ?? new Map()
    this.#sources.set(source, samples)
    const slot = Math.floor(atMs / SAMPLE_MS)
    samples.set(slot, counts)
    const oldest = slot - KEPT_MS / SAMPLE_MS
    for (const known of samples.keys()) {
      if (known > oldest) break
      samples.delete(known)
    }
  }

  /**
   * The samples since a time, oldest first, as far as they are known; a gap is one sample without a total.
   * @param sources their names; others are left out.
   */
  since(fromMs: EpochMs, nowMs: EpochMs, sources: readonly string[]): readonly Sample[] {
    const stepMs = nowMs - fromMs > FINE_MS ? MINUTE_MS : SAMPLE_MS
    const samples: Sample[] = []
    const inGap = new Set<string>()
    for (let slotMs = Math.ceil(fromMs / stepMs) * stepMs; slotMs <= nowMs; slotMs += stepMs)
      for (const source of sources) {
        const counts = this.#within(source, slotMs, stepMs)
        if (counts !== null) {
          inGap.delete(source)
          samples.push(...toSamples(source, slotMs, counts))
          // The sample of the current interval may still come.
        } else if (!inGap.has(source) && slotMs + stepMs <= nowMs) {
          inGap.add(source)
          samples.push({ atMs: slotMs, source, state: null, total: null })
        }
      }
    return samples
  }

  /** The last counts of a time; null: there are none. */
  #within(source: string, fromMs: EpochMs, lengthMs: number): Counts | null {
    const samples = this.#sources.get(source)
    const first = Math.floor(fromMs / SAMPLE_MS)
    for (let slot = first + lengthMs / SAMPLE_MS - 1; slot >= first; slot--) {
      const counts = samples?.get(slot)
      if (counts !== undefined) return counts
    }
    return null
  }
}

const toSamples = (source: string, atMs: EpochMs, counts: Counts): readonly Sample[] =>
  counts.size === 0
    ? [{ atMs, source, state: null, total: 0 }]
    : [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([state, total]) => ({ atMs, source, state, total }))
