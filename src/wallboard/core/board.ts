import type { AlarmAnswer, CountriesAnswer, HealthState, SourceAnswer, StatsAnswer } from './answers.js'
import type { LongCall } from './call-window.js'

/** Calls of one source, by whether both sides are connected. */
export interface Load {
  readonly connected: number
  /** Being set up, ringing or being ended. */
  readonly others: number
}

/** One source on its tile. */
export interface SourceTile {
  readonly name: string
  readonly title: string
  readonly health: HealthState
  /** When it entered this state, in milliseconds since 1970. */
  readonly sinceMs: number
  /** Whether its calls are in the totals: it was read, at least in part. */
  readonly counts: boolean
  readonly isPartial: boolean
  readonly isStale: boolean
  /** Whether it has a list of calls in progress at all. */
  readonly hasCalls: boolean
  /** Null: nothing has been read. */
  readonly readAtMs: number | null
  /** What is wrong, in words. */
  readonly error: string | null
  readonly load: Load
}

export interface Alarm {
  readonly kind: string
  readonly source: string | null
  readonly sinceMs: number
  readonly value: number | null
  readonly threshold: number | null
}

export interface CountryCount {
  /** ISO 3166 alpha-2; null: not known. */
  readonly country: string | null
  readonly total: number
}

/** All that the board shows. Tabs send it to each other, so it is plain data. */
export interface Board {
  /** Null: no source could be read, so that nothing is known. */
  readonly total: number | null
  readonly connected: number
  readonly sources: readonly SourceTile[]
  readonly alarms: readonly Alarm[]
  /** Null: not known yet. */
  readonly countries: readonly CountryCount[] | null
  /** Null: not known yet. */
  readonly calls: readonly LongCall[] | null
  /** When the gateway made the last report, in milliseconds since 1970 by its clock. */
  readonly atMs: number
}

export const EMPTY_BOARD: Board = {
  total: null,
  connected: 0,
  sources: [],
  alarms: [],
  countries: null,
  calls: null,
  atMs: 0,
}

/** The board after an update of the statistics. A heartbeat without statistics confirms what is shown. */
export function withStats(board: Board, { activeCallStats: { at, stats, alarms } }: StatsAnswer): Board {
  const dated = { ...board, atMs: Date.parse(at), alarms: (alarms ?? []).map(toAlarm) }
  if (stats === null) return { ...dated, alarms: alarms === undefined ? board.alarms : dated.alarms }
  const loads = new Map<string, Load>()
  for (const { source, state, total } of stats.groups) {
    const { connected, others } = loads.get(source?.name ?? '') ?? NO_LOAD
    const isConnected = state === 'CONNECTED'
    loads.set(source?.name ?? '', {
      connected: connected + (isConnected ? total : 0),
      others: others + (isConnected ? 0 : total),
    })
  }
  const sources = stats.sources.map((report) => toTile(report, loads.get(report.source.name) ?? NO_LOAD))
  const isKnown = sources.length === 0 || sources.some(({ counts }) => counts)
  return { ...dated, sources, total: isKnown ? stats.total : null, connected: stats.connected }
}

/** The board after an update of the countries, largest first. */
export function withCountries(board: Board, { activeCallStats: { stats } }: CountriesAnswer): Board {
  if (stats === null) return board
  const countries = stats.groups
    .map(({ country, total }) => ({ country, total }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total)
  return { ...board, countries }
}

/** The sources whose calls are missing in the totals, or are those of an earlier time. */
export const missingIn = ({ sources }: Board): readonly SourceTile[] =>
  sources.filter(({ counts, hasCalls, isStale, isPartial }) => hasCalls && (!counts || isStale || isPartial))

export const NO_LOAD: Load = { connected: 0, others: 0 }

const toTile = ({ source, status, error, fetchedAt, stale }: SourceAnswer, load: Load): SourceTile => ({
  name: source.name,
  title: source.title,
  health: source.health.state,
  sinceMs: Date.parse(source.health.since),
  counts: status === 'OK' || status === 'PARTIAL',
  isPartial: status === 'PARTIAL',
  isStale: stale,
  hasCalls: status !== 'UNSUPPORTED',
  readAtMs: timeOf(fetchedAt ?? source.health.lastSuccessAt),
  error: status === 'UNSUPPORTED' ? null : (error?.message ?? null),
  load,
})

const toAlarm = ({ kind, source, since, value, threshold }: AlarmAnswer): Alarm => ({
  kind,
  source: source?.title ?? null,
  sinceMs: Date.parse(since),
  value,
  threshold,
})

const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text))
