// The result as Markdown: for the terminal, and for the README.

import { type BenchResult, type Measured, measuredOf, type RaceRow, type Ratio, ratiosOf } from './results.ts'

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((name, at) => Math.max(name.length, 3, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`
  return [line(head), `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`, ...rows.map(line)].join('\n')
}

const figure = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const NAMES = { floor: 'floor', trunkline: 'Trunkline', apollo: 'Apollo', yoga: 'yoga', mesh: 'Mesh' } as const

const rateOf = (row: RaceRow, name: keyof typeof NAMES): string => {
  const measured = measuredOf(row, name)
  return measured === undefined ? (row.cannot.includes(name) ? 'cannot' : '') : figure(measured.requestsPerSecond)
}

const verdict = ({ ratio, goal }: Ratio): string =>
  goal === null ? figure(ratio) : `${figure(ratio)} (${ratio >= goal ? 'pass' : 'miss'}, goal ${goal})`

/** Requests per second of each contestant, and the gateway's ratios beside their goals. */
export function raceTable({ race }: BenchResult): string {
  const names = (['floor', 'trunkline', 'apollo', 'yoga', 'mesh'] as const).filter((name) => race.some((row) => measuredOf(row, name) !== undefined))
  const rates = race.map((row) => {
    const ratios = ratiosOf(row)
    const against = (name: Ratio['against']) => ratios.filter((each) => each.against === name).map(verdict).join('')
    return [`${row.workload} ${row.title}, ${row.sharing}`, ...names.map((name) => rateOf(row, name)), against('floor'), against('apollo')]
  })
  const head = ['requests per second', ...names.map((name) => NAMES[name]), 'Trunkline : floor', 'Trunkline : Apollo']
  return `${table(head, rates)}\n\n${costTable(race, names)}`
}

/** What a request costs: requests to vendors, processor time, memory, bytes. */
function costTable(race: readonly RaceRow[], names: readonly (keyof typeof NAMES)[]): string {
  const cost = ({ vendorRequestsPerRequest, cpuSecondsPer1000, peakMegabytes, answerBytes }: Measured): string =>
    [
      figure(vendorRequestsPerRequest),
      cpuSecondsPer1000 === null ? '–' : `${figure(cpuSecondsPer1000)} s`,
      peakMegabytes === null ? '–' : `${peakMegabytes.toFixed(0)} MB`,
      `${(answerBytes / 1000).toFixed(answerBytes < 1000 ? 2 : 0)} kB`,
    ].join(', ')
  const rows = race.map((row) => [
    `${row.workload}, ${row.sharing}`,
    ...names.map((name) => {
      const measured = measuredOf(row, name)
      return measured === undefined ? '' : cost(measured)
    }),
  ])
  return table(['vendor requests each, processor time per 1000, peak memory, answer', ...names.map((name) => NAMES[name])], rows)
}
