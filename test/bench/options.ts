// The options on the command line, for a whole benchmark and for its parts.

import { parseArgs } from 'node:util'
import type { ContestantName, Workload } from './race/workloads.ts'

export interface Options {
  readonly quick: boolean
  readonly contestants: readonly ContestantName[]
  readonly rounds: number
  /** Of one round of one contestant. */
  readonly seconds: number
  readonly warmUpSeconds: number
  /**
   * Whether a workload is measured: when it is named, as W4, or with what it shares, as W4-shared. When none is named, all
   * are, or the eight of the quick form.
   */
  readonly includes: (workload: Workload) => boolean
  /** Whether parts beside the race are wanted. */
  readonly extras: boolean
  /** Where the result is written as JSON. */
  readonly output: string | null
  /** Whether the result is kept in the repository, for the README. */
  readonly keep: boolean
}

export const CONTESTANTS: readonly ContestantName[] = ['floor', 'trunkline', 'apollo', 'yoga', 'mesh']
const isContestant = (name: string): name is ContestantName => CONTESTANTS.some((each) => each === name)

const listOf = (text: string | undefined): readonly string[] | null =>
  text?.split(',').filter((word) => word !== '') ?? null
function numberOf(text: string | undefined, usual: number, flag: string): number {
  const value = Number(text ?? usual)
  if (!(value > 0)) throw new Error(`--${flag} takes a number above 0`)
  return value
}

/** W2 is W1 with longer pages; W6 includes what W4 measures while data is fresh. */
const inQuickForm = ({ name, sharing, goals }: Pick<Workload, 'name' | 'sharing' | 'goals'>): boolean =>
  goals !== undefined && name !== 'W2' && !(name === 'W4' && sharing === 'shared')

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      contestants: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      output: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  })
  const { quick } = values
  const only = listOf(values.only)
  const named = listOf(values.contestants)
  const unknown = named?.find((name) => !isContestant(name))
  if (unknown !== undefined) throw new Error(`there is no contestant ${unknown}; there are ${CONTESTANTS.join(', ')}`)
  const usual = quick ? CONTESTANTS.slice(0, 3) : CONTESTANTS
  return {
    quick,
    contestants: named?.filter(isContestant) ?? usual,
    rounds: numberOf(values.rounds, 3, 'rounds'),
    seconds: numberOf(values.seconds, quick ? 0.3 : 3, 'seconds'),
    // Compiled code keeps getting faster for some seconds, in every contestant; the last parts of the gateway that are
    // compiled anew follow after eight to ten.
    warmUpSeconds: quick ? 1.5 : 10,
    includes: (workload) => {
      const { name, sharing } = workload
      return only === null
        ? !quick || inQuickForm(workload)
        : only.includes(name) || only.includes(`${name}-${sharing}`)
    },
    extras: only === null,
    output: values.output ?? null,
    keep: values.keep,
  }
}
