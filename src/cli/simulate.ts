import { stringify } from 'yaml'
import type { AnySimulatorKit } from '../../adapters/simulation/contract.js'
import { demoSimulators, simulators } from '../../adapters/simulators.js'
import { type RunningSimulators, startSimulators } from '../simulator/demo.js'
import { toListenError } from './listen-error.js'
import { readOptions, vendorsOf } from './simulator-options.js'
import { type Terminal, WrongUse } from './terminal.js'
import { vendorsOfFlags } from './vendors.js'

export interface SimulateFlags {
  readonly host: string
  readonly firstPort: number
  /** Modules of vendors that do not come with the gateway; relative to the working directory. */
  readonly adapter?: readonly string[]
  /** The vendors to simulate; default those of the modules, or of the demo. */
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
  const {
    host,
    firstPort,
    adapter: modules = [],
    set = [],
    history,
    customers,
    callsPerSecond,
    seed,
    latencyMs,
  } = flags
  const kits = await kitsFor(flags, terminal.directory)
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
  terminal.print(describe(running, modules))
  await stopped
  await running.close()
  return 0
}

/** @throws WrongUse when a vendor is named that has no simulator. */
async function kitsFor(
  { only, adapter: modules = [] }: SimulateFlags,
  directory: string,
): Promise<readonly AnySimulatorKit[]> {
  const known = (await vendorsOfFlags(modules, directory)).simulators
  const unknown = only?.find((name) => !vendorsOf(known).includes(name))
  if (unknown !== undefined)
    throw new WrongUse(
      `--only ${unknown}: there is no such simulator; the simulators are ${vendorsOf(known).join(', ')}`,
    )
  if (only !== undefined) return known.filter(({ vendor }) => only.includes(vendor))
  const outside = known.filter((kit) => !simulators.includes(kit))
  if (modules.length > 0 && outside.length === 0)
    throw new WrongUse(`--adapter ${modules.join(' ')}: there is no simulator in it`)
  return modules.length > 0 ? outside : demoSimulators
}

/** YAML that is a valid configuration in the working directory; everything else is in comments. */
function describe({ sites, configuration }: RunningSimulators, modules: readonly string[]): string {
  const rows = sites.map(
    ({ vendor, url, credentials: { username, password } }) =>
      `#   ${vendor.padEnd(10)} ${url}   ${username} / ${password}`,
  )
  return [
    '# Simulated systems with their demo credentials. Stop with Ctrl-C.',
    ...rows,
    '# A gateway configuration for these systems:',
    stringify({ ...(modules.length === 0 ? {} : { adapters: modules }), sources: configuration }).trimEnd(),
  ].join('\n')
}
