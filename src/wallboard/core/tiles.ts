import type { HealthState } from './answers.js'
import type { Board, Load } from './board.js'

/** One source on its tile. Times are in milliseconds since 1970, by the clock of the gateway. */
export interface Tile {
  readonly name: string
  readonly title: string
  /** Null: nothing arrives from the gateway, so that it is not known. */
  readonly state: HealthState | null
  /** Its state as it was last known. */
  readonly lastState: HealthState
  readonly sinceMs: number | null
  /** What is known of it is out of date. */
  readonly isStale: boolean
  /** Only a part of its calls could be read. */
  readonly isPartial: boolean
  /** While it fails, its calls as they were last seen. Null: it has no list of calls in progress, or no such calls are known. */
  readonly load: Load | null
  readonly hasCalls: boolean
  /** Its calls cannot be read now. */
  readonly isFailing: boolean
  /** When it was last read; null: never. */
  readonly readAtMs: number | null
  /** What is wrong, in words; null: nothing. */
  readonly error: string | null
}

/** The tiles of sources whose calls are out of date, by name. */
export const notCurrentIn = (tiles: readonly Tile[]): ReadonlyMap<string, Tile> =>
  new Map(
    tiles
      .filter(({ hasCalls, isFailing, isStale }) => hasCalls && (isFailing || isStale))
      .map((tile) => [tile.name, tile]),
  )

/**
 * The tiles, in the order of the configuration.
 * @param isSilent whether nothing arrives from the gateway: then no source is current, whatever was reported last.
 */
export function tilesOf({ health, reports, atMs }: Board, isSilent: boolean): readonly Tile[] {
  const byName = new Map(reports.map((report) => [report.name, report]))
  const names = new Map([...health, ...reports].map(({ name, title }) => [name, title]))
  const healthOf = new Map(health.map((entry) => [entry.name, entry]))
  return [...names].map(([name, title]) => {
    const [report, own] = [byName.get(name), healthOf.get(name)]
    const isWhole = report?.status === 'OK' && !report.isStale
    const hasCalls = report !== undefined && report.status !== 'UNSUPPORTED'
    const lastState = own?.state ?? (isWhole ? 'UP' : 'UNKNOWN')
    // The gateway sends no event for a poll that has changed nothing: each of its events confirms sources that are whole.
    const confirmedAtMs = isWhole ? atMs : 0
    const readAtMs = Math.max(report?.fetchedAtMs ?? 0, own?.lastSuccessMs ?? 0, confirmedAtMs)
    return {
      name,
      title,
      state: isSilent ? null : lastState,
      lastState,
      sinceMs: own?.sinceMs ?? null,
      isStale: isSilent || (report?.isStale ?? false),
      isPartial: report?.status === 'PARTIAL',
      hasCalls,
      isFailing: report?.status === 'FAILED',
      load: !hasCalls || (report.status === 'FAILED' && isEmpty(report.load)) ? null : report.load,
      readAtMs: readAtMs === 0 ? null : readAtMs,
      error: (hasCalls ? report.error : null) ?? (lastState === 'UP' ? null : (own?.lastError ?? null)),
    }
  })
}

const isEmpty = ({ connected, others }: Load): boolean => connected + others === 0
