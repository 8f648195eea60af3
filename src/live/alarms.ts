import type { AlarmKind } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Source as SourceNode } from '../../schema/source.js'
import type { Source } from '../engine/source/source.js'
import type { StateCounts } from './state-counts.js'

// Conditions that operators have to know about, computed from what the polls return. While a source fails, nothing is
// known about its calls, so alarms about them are neither raised nor cleared.

/** The thresholds; durations in milliseconds. Undefined: that alarm is off. */
export interface AlarmSettings {
  readonly sourceDownFor?: number | undefined
  readonly dropTo?: number | undefined
  readonly dropWithin: number
  readonly dropFrom: number
  readonly longerThan?: number | undefined
  readonly countryShare?: { readonly of: readonly string[]; readonly above: number } | undefined
}

/** An alarm as the graph shows it. */
export interface AlarmReport {
  readonly kind: AlarmKind
  readonly source: SourceNode | null
  readonly since: string
  readonly value: number | null
  readonly threshold: number | null
}

/** The alarms that are active. */
export interface AlarmReports {
  raised(): readonly AlarmReport[]
  /** Calls back when an alarm is raised or cleared. @returns a function that stops it. */
  watch(onChange: () => void): () => void
}

/** What was measured; null: nothing is wrong. Undefined: it cannot be measured now, and the alarm stays as it is. */
type Measured = { readonly value: number; readonly threshold: number } | null | undefined

interface SourceState {
  readonly counts: StateCounts
  /** Whether the last poll returned every call. */
  isKnown: boolean
  /** How many calls were connected in each of the last complete polls. */
  connected: { readonly atMs: EpochMs; readonly count: number }[]
}

export class Alarms implements AlarmReports {
  readonly #sources = new Map<Source, SourceState>()
  readonly #raised = new Map<string, AlarmReport>()
  readonly #watchers = new Set<() => void>()
  readonly #watched: ReadonlySet<string>

  /** @param sources all that are configured, with and without a list of calls in progress. */
  constructor(
    private readonly settings: AlarmSettings,
    private readonly sources: readonly Source[],
    private readonly now: () => EpochMs,
  ) {
    this.#watched = new Set(settings.countryShare?.of)
  }

  raised(): readonly AlarmReport[] {
    return [...this.#raised.values()]
  }

  /** All alarms that can be raised, for metrics; a source that was never read has only those about its health. */
  all(): readonly { readonly kind: AlarmKind; readonly source: string; readonly isRaised: boolean }[] {
    const { sourceDownFor, dropTo, longerThan, countryShare } = this.settings
    const ofSources = (kind: AlarmKind, setting: unknown, sources: Iterable<Source>) =>
      setting === undefined ? [] : [...sources].map(({ name }) => [kind, name] as const)
    const kinds = [
      ...ofSources('SOURCE_DOWN', sourceDownFor, this.sources),
      ...ofSources('CALLS_DROPPED', dropTo, this.#sources.keys()),
      ...ofSources('LONG_CALL', longerThan, this.#sources.keys()),
      ...(countryShare === undefined ? [] : [['COUNTRY_SHARE', ''] as const]),
    ]
    return kinds.map(([kind, source]) => ({ kind, source, isRaised: this.#raised.has(`${kind} ${source}`) }))
  }

  watch(onChange: () => void): () => void {
    this.#watchers.add(onChange)
    return () => void this.#watchers.delete(onChange)
  }

  /** Records a poll. @param isWhole whether it returned every call. */
  polled(counts: StateCounts, isWhole: boolean): void {
    const { source } = counts
    const state = this.#sources.get(source) ?? { counts, isKnown: false, connected: [] }
    this.#sources.set(source, state)
    state.isKnown = isWhole
    if (isWhole) {
      const nowMs = this.now()
      state.connected.push({ atMs: nowMs, count: counts.byState().get('CONNECTED') ?? 0 })
      state.connected = state.connected.filter(({ atMs }) => nowMs - atMs <= this.settings.dropWithin)
    }
    this.check()
  }

  /** Measures everything again: time alone raises some alarms. */
  check(): void {
    let hasChanged = false
    const set = (kind: AlarmKind, source: Source | null, measured: Measured): void => {
      if (this.#set(kind, source, measured)) hasChanged = true
    }
    for (const source of this.sources) set('SOURCE_DOWN', source, this.#down(source))
    for (const [source, state] of this.#sources) {
      set('CALLS_DROPPED', source, state.isKnown ? this.#dropped(state) : undefined)
      set('LONG_CALL', source, state.isKnown ? this.#longest(state) : undefined)
    }
    set('COUNTRY_SHARE', null, this.#countryShare())
    if (hasChanged) for (const watcher of [...this.#watchers]) watcher()
  }

  /** @returns whether the alarm was raised or cleared. */
  #set(kind: AlarmKind, source: Source | null, measured: Measured): boolean {
    if (measured === undefined) return false
    const key = `${kind} ${source?.name ?? ''}`
    const before = this.#raised.get(key)
    if (measured === null) return this.#raised.delete(key)
    const since = before?.since ?? new Date(this.now()).toISOString()
    this.#raised.set(key, { kind, source: source?.node ?? null, since, ...measured })
    return before === undefined
  }

  #down({ node }: Source): Measured {
    const { sourceDownFor } = this.settings
    const { state, since } = node.health
    if (sourceDownFor === undefined || state !== 'DOWN') return null
    const downMs = this.now() - Date.parse(since)
    return downMs < sourceDownFor ? null : { value: downMs / 1000, threshold: sourceDownFor / 1000 }
  }

  #dropped({ connected }: SourceState): Measured {
    const { dropTo, dropFrom } = this.settings
    const most = Math.max(...connected.map(({ count }) => count))
    const now = connected.at(-1)?.count ?? 0
    if (dropTo === undefined || most < dropFrom || now > most * dropTo) return null
    return { value: now / most, threshold: dropTo }
  }

  #longest({ counts }: SourceState): Measured {
    const { longerThan } = this.settings
    const sinceMs = counts.longestSinceMs()
    if (longerThan === undefined || sinceMs === null) return null
    const talkMs = this.now() - sinceMs
    return talkMs <= longerThan ? null : { value: talkMs / 1000, threshold: longerThan / 1000 }
  }

  /** Over all sources whose calls are known. */
  #countryShare(): Measured {
    const { countryShare } = this.settings
    if (countryShare === undefined) return null
    const known = [...this.#sources.values()].filter(({ isKnown }) => isKnown)
    if (known.length === 0) return undefined
    const total = known.reduce((sum, { counts }) => sum + counts.total, 0)
    const watched = known.reduce((sum, { counts }) => sum + counts.to(this.#watched), 0)
    const share = total === 0 ? 0 : watched / total
    return share <= countryShare.above ? null : { value: share, threshold: countryShare.above }
  }
}
