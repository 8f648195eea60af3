import { stringify } from 'yaml'
import { demoSimulators, simulators } from '../../adapters/simulators.js'
import { type RunningSimulators, startSimulators } from '../simulator/demo.js'
import { toListenError } from './listen-error.js'
import { readOptions } from './simulator-options.js'
import type { Terminal } from './terminal.js'

export interface SimulateFlags {
  readonly host: string
  readonly firstPort: number
  /** The vendors to simulate; default those of the demo. */
  readonly only?: readonly string[]
  readonly history: number
  readonly customers: number
  readonly callsPerSecond: number
  readonly seed: number
  readonly latencyMs: number
  readonly errorRate: number
  readonly hangRate: number
  /** `vendor.option=value` */
  readonly set?: readonly string[]
}

/** Runs only the simulators until the process is stopped, and prints a configuration for a gateway that uses them. */
export async function simulate(flags: SimulateFlags, terminal: Terminal): Promise<number> {
  const { host, firstPort, only, set = [], history, customers, callsPerSecond, seed, latencyMs } = flags
  const kits = only === undefined ? demoSimulators : simulators.filter(({ vendor }) => only.includes(vendor))
  const running = await startSimulators({
    now: terminal.now,
    host,
    firstPort,
    kits,
    world: { history, customers, callsPerSecond, seed },
    faults: { latencyMs, errorRate: flags.errorRate, hangRate: flags.hangRate, seed },
    options: readOptions(set, kits),
  }).catch((error: unknown) => {
    throw toListenError(error, '--first-port or --host')
  })
  // Listen for signals before printing: a reader of the text may stop the program at once.
  const stopped = new Promise<void>((resolve) => terminal.untilStopped(() => resolve()))
  terminal.print(describe(running))
  await stopped
  await running.close()
  return 0
}

/** YAML that is a valid configuration; everything else is in comments. */
function describe({ sites, configuration }: RunningSimulators): string {
  const rows = sites.map(
    ({ vendor, url, credentials: { username, password } }) =>
      `#   ${vendor.padEnd(10)} ${url}   ${username} / ${password}`,
  )
  return [
    '# Simulated systems with their demo credentials. Stop with Ctrl-C.',
    ...rows,
    '# A gateway configuration for these systems:',
    stringify({ sources: configuration }).trimEnd(),
  ].join('\n')
}
