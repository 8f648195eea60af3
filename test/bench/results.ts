// What a benchmark found, as it is written.

import type { ContestantName, Sharing, Workload } from './race/workloads.ts'

export interface Measured {
  readonly contestant: ContestantName
  /** The median of the rounds. */
  readonly requestsPerSecond: number
  readonly rounds: readonly number[]
  readonly vendorRequestsPerRequest: number
  /** Processor time of the contestant's process; null where the system does not report it. */
  readonly cpuSecondsPer1000: number | null
  readonly peakMegabytes: number | null
  readonly answerBytes: number
  /** Whether the answers under load were as long as those that were checked. */
  readonly sound: boolean
  readonly startMs: number
}

export interface RaceRow {
  readonly workload: string
  readonly title: string
  readonly sharing: Sharing
  readonly goals?: NonNullable<Workload['goals']>
  readonly cannot: readonly ContestantName[]
  /** How many vendor requests the gateway made for so many identical polls at once. */
  readonly burst?: { readonly polls: number; readonly vendorRequests: number }
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
  readonly findings: readonly Finding[]
}

/** One figure beside the race, with what it should be. */
export interface Finding {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly atLeast?: number
  readonly atMost?: number
}

export interface Ratio {
  readonly against: 'floor' | 'apollo'
  readonly ratio: number
  /** The same ratio by processor time, which other work on the machine disturbs less; null where it is not known. */
  readonly byProcessorTime: number | null
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
    return [
      {
        against,
        ratio: own.requestsPerSecond / other.requestsPerSecond,
        byProcessorTime:
          own.cpuSecondsPer1000 === null || other.cpuSecondsPer1000 === null
            ? null
            : other.cpuSecondsPer1000 / own.cpuSecondsPer1000,
        goal: row.goals?.[against] ?? null,
      },
    ]
  })
}
