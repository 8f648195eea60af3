// The benchmark, as `npm run bench` starts it: installs what it compares with, checks its own types, runs its parts
// one after the other, and prints the results.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { canPin, onCore, SERVERS } from './cores.ts'
import { readOptions } from './options.ts'
import { installPeers, run } from './preparing.ts'
import type { BenchResult, Finding, RaceRow } from './results.ts'
import { costTable, findingsTable, raceTable } from './table.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const readJson = <Value>(file: string): Value => JSON.parse(readFileSync(file, 'utf8'))

const args = process.argv.slice(2)
const options = readOptions(args)
await installPeers()
mkdirSync(here('results'), { recursive: true })
const raceFile = here('results/race.json')
await run(process.execPath, [here('race/race.ts'), ...args, '--output', raceFile])
const findings = options.extras ? await findAll() : []
if (options.extras && !options.quick) await run(process.execPath, [here('paging.ts')])
const result: BenchResult = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cores: availableParallelism(),
  pinned: canPin,
  rounds: options.rounds,
  secondsOfRound: options.seconds,
  race: readJson<RaceRow[]>(raceFile),
  findings,
}
const file = options.output ?? here(options.keep ? 'latest.json' : 'results/latest.json')
writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`)
process.stdout.write(
  `\n${[raceTable(result), costTable(result), findingsTable(result)].join('\n\n')}\n\nWritten to ${file}\n`,
)
if (options.quick)
  process.stdout.write(
    'Quick: hardly anything is compiled yet, which costs the gateway most. Goals are judged by the full run.\n',
  )

/** What is measured in addition to the race. */
async function findAll(): Promise<readonly Finding[]> {
  const [decoding, steadiness] = [here('results/decode.json'), here('results/steadiness.json')]
  const [command = '', ...rest] = onCore(SERVERS, [process.execPath, '--expose-gc', here('decode.ts'), decoding])
  await run(command, rest)
  await run(process.execPath, [here('race/steadiness.ts'), options.quick ? '3' : '10', steadiness])
  return [...readJson<Finding[]>(decoding), ...readJson<Finding[]>(steadiness)]
}
