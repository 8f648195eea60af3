// What a benchmark found, as it is written.

import type { ContestantName, Sharing, Workload } from './race/workloads.ts'

export interface Measured {
  readonly contestant: ContestantName
  /** The median of the rounds. */
  readonly requestsPerSecond: number
  readonly rounds: readonly number[]
  readonly vendorRequestsPerRequest: number
  /** Processor time of the contestant's process; null where the system does not tell. */
  readonly cpuSecondsPer1000: number | null
  readonly peakMegabytes: number | null
  readonly answerBytes: number
  readonly startMs: number
}

export interface RaceRow {
  readonly workload: string
  readonly title: string
  readonly sharing: Sharing
  readonly goals?: NonNullable<Workload['goals']>
  readonly cannot: readonly ContestantName[]
  readonly measured: readonly Measured[]
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export interface BenchResult {
  readonly date: string
  readonly node: string
  readonly cores: number
  /** Whether servers had a core for themselves. */
  readonly pinned: boolean
  readonly rounds: number
  readonly secondsOfRound: number
  readonly race: readonly RaceRow[]
}

export interface Ratio {
  readonly against: 'floor' | 'apollo'
  readonly ratio: number
  /** Null where there is no goal. */
  readonly goal: number | null
}

export const measuredOf = ({ measured }: RaceRow, name: ContestantName): Measured | undefined =>
  measured.find(({ contestant }) => contestant === name)

/** How the gateway did against the others that a goal names, as far as they took part. */
export function ratiosOf(row: RaceRow): readonly Ratio[] {
  const own = measuredOf(row, 'trunkline')
  return (['floor', 'apollo'] as const).flatMap((against) => {
    const other = measuredOf(row, against)
    if (own === undefined || other === undefined) return []
    return [{ against, ratio: own.requestsPerSecond / other.requestsPerSecond, goal: row.goals?.[against] ?? null }]
  })
}
