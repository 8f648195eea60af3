import type {
  AlarmAnswer,
  CountriesAnswer,
  GroupAnswer,
  HealthAnswer,
  HealthState,
  SourceAnswer,
  SourceStatus,
  StatsAnswer,
} from './answers.js'
import type { LongCall } from './call-window.js'

// Everything that the board shows, as plain data: tabs send it to each other. Times are in milliseconds since 1970, by the clock of
// the gateway.

/** Calls of one source, by whether both sides are connected. */
export interface Load {
  readonly connected: number
  /** Being set up, ringing or being ended. */
  readonly others: number
}

export interface SourceHealth {
  readonly name: string
  readonly title: string
  readonly state: HealthState
  /** When it entered this state. */
  readonly sinceMs: number
  readonly lastSuccessMs: number | null
  readonly lastError: string | null
}

/** What a source has contributed to the totals. */
export interface SourceReport {
  readonly name: string
  readonly title: string
  readonly status: SourceStatus
  readonly isStale: boolean
  readonly fetchedAtMs: number | null
  /** What is missing and why. */
  readonly error: string | null
  readonly load: Load
}

export interface Alarm {
  readonly kind: string
  /** The title of the source; null: all sources together. */
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

export interface Board {
  /** Null: no source could be read, so that nothing is known. */
  readonly total: number | null
  readonly connected: number
  readonly health: readonly SourceHealth[]
  readonly reports: readonly SourceReport[]
  readonly alarms: readonly Alarm[]
  /** Null: not known yet. */
  readonly countries: readonly CountryCount[] | null
  /** Null: not known yet. */
  readonly calls: readonly LongCall[] | null
  /** When the gateway made the last report of the totals; a heartbeat confirms it. 0: never. */
  readonly atMs: number
  /** Whether the rights of the reader end within a minute. */
  readonly isExpiring: boolean
}

export const EMPTY_BOARD: Board = {
  total: null,
  connected: 0,
  health: [],
  reports: [],
  alarms: [],
  countries: null,
  calls: null,
  atMs: 0,
  isExpiring: false,
}

export const NO_LOAD: Load = { connected: 0, others: 0 }

/** The board after an update of the totals. */
export function withStats(board: Board, { activeCallStats: update }: StatsAnswer): Board {
  const dated = { ...board, atMs: Date.parse(update.at), isExpiring: update.kind === 'EXPIRING' }
  if (update.kind === 'ALIVE' || update.kind === 'EXPIRING') return dated
  const alarms = (update.alarms ?? []).map(toAlarm)
  const { stats } = update
  if (stats === null) return { ...dated, alarms, total: null, connected: 0, reports: board.reports.map(toFailed) }
  const loads = loadsOf(stats.groups)
  const reports = stats.sources.map((answer) => toReport(answer, loads.get(answer.source.name) ?? NO_LOAD))
  const withLists = reports.filter(({ status }) => status !== 'UNSUPPORTED')
  const isKnown = withLists.length === 0 || withLists.some(isCounted)
  return { ...dated, alarms, reports, total: isKnown ? stats.total : null, connected: stats.connected }
}

/** The board after an update of the health of sources. */
export function withHealth(board: Board, { sourceHealth: { kind, sources } }: HealthAnswer): Board {
  const given = sources.map(({ name, title, health }) => ({
    name,
    title,
    state: health.state,
    sinceMs: Date.parse(health.since),
    lastSuccessMs: timeOf(health.lastSuccessAt),
    lastError: health.lastError?.message ?? null,
  }))
  if (kind === 'SNAPSHOT') return { ...board, health: given }
  if (kind !== 'CHANGES') return board
  const changed = new Map(given.map((health) => [health.name, health]))
  return { ...board, health: board.health.map((health) => changed.get(health.name) ?? health) }
}

/** The board after an update of the countries, largest first. */
export function withCountries(board: Board, { activeCallStats: { kind, stats } }: CountriesAnswer): Board {
  if (kind === 'ALIVE' || kind === 'EXPIRING') return board
  if (stats === null) return { ...board, countries: null }
  const countries = stats.groups
    .map(({ country, total }) => ({ country, total }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total)
  return { ...board, countries }
}

/** Whether its calls are in the totals, at least in part or from an earlier time. */
export const isCounted = ({ status }: SourceReport): boolean => status === 'OK' || status === 'PARTIAL'

/** The sources whose calls are missing in the totals, are a part only, or are those of an earlier time. */
export const incompleteIn = ({ reports }: Board): readonly SourceReport[] =>
  reports.filter(({ status, isStale }) => status === 'FAILED' || status === 'PARTIAL' || isStale)

function loadsOf(groups: readonly GroupAnswer[]): ReadonlyMap<string, Load> {
  const loads = new Map<string, Load>()
  for (const { source, state, total } of groups) {
    const name = source?.name ?? ''
    const { connected, others } = loads.get(name) ?? NO_LOAD
    const isConnected = state === 'CONNECTED'
    loads.set(name, { connected: connected + (isConnected ? total : 0), others: others + (isConnected ? 0 : total) })
  }
  return loads
}

const toReport = ({ source, status, error, fetchedAt, stale }: SourceAnswer, load: Load): SourceReport => ({
  name: source.name,
  title: source.title,
  status,
  isStale: stale,
  fetchedAtMs: timeOf(fetchedAt),
  error: error?.message ?? null,
  load,
})

const toFailed = (report: SourceReport): SourceReport =>
  report.status === 'UNSUPPORTED' ? report : { ...report, status: 'FAILED' }

const toAlarm = ({ kind, source, since, value, threshold }: AlarmAnswer): Alarm => ({
  kind,
  source: source?.title ?? null,
  sinceMs: Date.parse(since),
  value,
  threshold,
})

const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text))
