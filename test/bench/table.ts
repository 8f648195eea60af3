// The result as Markdown: for the terminal, and for the README.

import {
  type BenchResult,
  type Finding,
  type Measured,
  measuredOf,
  type RaceRow,
  type Ratio,
  ratiosOf,
} from './results.ts'

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((name, at) => Math.max(name.length, 3, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`
  return [
    line(head),
    `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`,
    ...rows.map(line),
  ].join('\n')
}

const figure = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const NAMES = { floor: 'floor', trunkline: 'Trunkline', apollo: 'Apollo', yoga: 'yoga', mesh: 'Mesh' } as const

const rateOf = (row: RaceRow, name: keyof typeof NAMES): string => {
  const measured = measuredOf(row, name)
  return measured === undefined ? (row.cannot.includes(name) ? 'cannot' : '') : figure(measured.requestsPerSecond)
}

const passOrMiss = (isReached: boolean): string => (isReached ? 'pass' : 'miss')
const verdict = ({ ratio, goal }: Ratio): string =>
  goal === null ? figure(ratio) : `${figure(ratio)} (goal ${goal}: ${passOrMiss(ratio >= goal)})`

type Name = keyof typeof NAMES
const contestantsOf = ({ race }: BenchResult): readonly Name[] =>
  (['floor', 'trunkline', 'apollo', 'yoga', 'mesh'] as const).filter((name) =>
    race.some((row) => measuredOf(row, name) !== undefined),
  )

/** Requests per second of each contestant, and the gateway's ratios beside their goals. */
export function raceTable(result: BenchResult): string {
  const names = contestantsOf(result)
  const rows = result.race.map((row) => {
    const ratios = ratiosOf(row)
    const against = (name: Ratio['against']) =>
      ratios
        .filter((each) => each.against === name)
        .map(verdict)
        .join('')
    return [
      `${row.workload} ${row.title}, ${row.sharing}`,
      ...names.map((name) => rateOf(row, name)),
      against('floor'),
      against('apollo'),
    ]
  })
  return table(
    ['requests per second', ...names.map((name) => NAMES[name]), 'Trunkline : floor', 'Trunkline : Apollo'],
    rows,
  )
}

/** What a request costs: requests to vendors, processor time, memory, bytes; and the ratios by processor time. */
export function costTable(result: BenchResult): string {
  const names = contestantsOf(result)
  const rows = result.race.map((row) => {
    const ratios = ratiosOf(row).map(({ byProcessorTime }) =>
      byProcessorTime === null ? '–' : figure(byProcessorTime),
    )
    return [
      `${row.workload}, ${row.sharing}`,
      ...names.map((name) => {
        const measured = measuredOf(row, name)
        return measured === undefined ? '' : costOf(measured)
      }),
      ratios.join(', '),
    ]
  })
  return table(
    [
      'vendor requests each, processor time per 1000, peak memory, answer',
      ...names.map((name) => NAMES[name]),
      'ratios by processor time',
    ],
    rows,
  )
}

function costOf({ vendorRequestsPerRequest, cpuSecondsPer1000, peakMegabytes, answerBytes, sound }: Measured): string {
  const parts = [
    figure(vendorRequestsPerRequest),
    cpuSecondsPer1000 === null ? '–' : `${figure(cpuSecondsPer1000)} s`,
    peakMegabytes === null ? '–' : `${peakMegabytes.toFixed(0)} MB`,
    `${(answerBytes / 1000).toFixed(answerBytes < 1000 ? 2 : 0)} kB`,
  ]
  return [...parts, ...(sound ? [] : ['NOT ALL RIGHT'])].join(', ')
}

/** Goals that are not ratios of requests per second. */
export function findingsTable({ race, findings }: BenchResult): string {
  const ofRace = race.flatMap((row): Finding[] => {
    const own = measuredOf(row, 'trunkline')
    const most = row.goals?.vendorRequests
    return [
      ...(own === undefined || most === undefined
        ? []
        : [
            {
              what: `${row.workload}, vendor requests each`,
              value: own.vendorRequestsPerRequest,
              unit: '',
              atMost: most,
            },
          ]),
      ...(row.burst === undefined
        ? []
        : [
            {
              what: `${row.workload}, vendor requests for ${row.burst.polls} polls at once`,
              value: row.burst.vendorRequests,
              unit: '',
              atMost: 2,
            },
          ]),
    ]
  })
  const rows = [...ofRace, ...findings].map((finding) => [
    finding.what,
    `${figure(finding.value)} ${finding.unit}`.trim(),
    goalOf(finding),
  ])
  return table(['', 'measured', 'goal'], rows)
}

function goalOf({ value, unit, atLeast, atMost }: Finding): string {
  if (atLeast !== undefined) return `at least ${atLeast} ${unit}: ${passOrMiss(value >= atLeast)}`
  return atMost === undefined ? '' : `at most ${atMost} ${unit}: ${passOrMiss(value <= atMost)}`
}

/** For the README: when and on what it was measured, and the results. */
export const readmeBlock = (result: BenchResult): string =>
  [
    `Measured on ${result.date} with Node ${result.node.replace('v', '')} on a virtual machine of ${result.cores} cores` +
      `${result.pinned ? ', the server on one, load and vendors on the other' : ''}; requests per second, medians of ${result.rounds} rounds in turns.`,
    raceTable(result),
    findingsTable(result),
  ].join('\n\n')
