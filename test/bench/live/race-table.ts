// The results of the race of live lists, and its goals.

import type { Steady } from './samples.ts'

export interface Result extends Steady {
  readonly name: string
  /** The machine's load average of the last minute. */
  readonly load: number
}

/** What the gateway may need for an update at most, as a ratio to another contestant. */
const GOALS = [
  { than: 'poller', of: 'bytes', most: 0.1 },
  { than: 'yoga', of: 'bytes', most: 0.1 },
  { than: 'yoga', of: 'processor time', most: 0.1 },
  { than: 'poller', of: 'processor time', most: 0.7 },
] as const

const COLUMNS: readonly (readonly [string, (result: Result) => string])[] = [
  ['contestant', ({ name }) => name],
  ['readers', ({ readers }) => String(readers)],
  ['updates/s each', ({ updatesPerSecond }) => updatesPerSecond.toFixed(2)],
  ['bytes/update', ({ bytesPerUpdate }) => bytesPerUpdate.toFixed(0)],
  ['CPU ms/update to all', ({ cpuMsPerUpdate }) => cpuMsPerUpdate.toFixed(1)],
  ['cores', ({ cores }) => cores.toFixed(2)],
  ['seconds', ({ seconds }) => seconds.toFixed(1)],
  ['load', ({ load }) => load.toFixed(1)],
]

/** Prints what was measured, and beside each goal what was reached. */
export function printTable(results: readonly Result[]): void {
  const rows = [COLUMNS.map(([title]) => title), ...results.map((result) => COLUMNS.map(([, text]) => text(result)))]
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  for (const row of rows) console.log(row.map((text, at) => text.padStart(widths[at] ?? 0)).join('  '))
  const ours = results.find(({ name }) => name === 'trunkline')
  for (const { than, of, most } of GOALS) {
    const theirs = results.find(({ name }) => name === than)
    if (ours === undefined || theirs === undefined) continue
    const ratio =
      of === 'bytes' ? ours.bytesPerUpdate / theirs.bytesPerUpdate : ours.cpuMsPerUpdate / theirs.cpuMsPerUpdate
    console.log(`${of} of ${than}: ${ratio.toFixed(3)}; at most ${most}${ratio <= most ? '' : ': NOT REACHED'}`)
  }
}
