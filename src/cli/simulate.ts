import { stringify } from 'yaml'
import { startSimulators } from '../simulator/demo.js'
import type { Terminal } from './terminal.js'

export interface SimulateFlags {
  readonly firstPort: number
  readonly history: number
  readonly customers: number
  readonly callsPerSecond: number
  readonly seed: number
  readonly latencyMs: number
  readonly errorRate: number
  readonly hangRate: number
  readonly set: readonly string[]
}

/** Runs the simulators alone until it is told to stop, and prints the configuration that reaches them. */
export async function simulate(flags: SimulateFlags, terminal: Terminal): Promise<number> {
  const simulators = await startSimulators({
    now: terminal.now,
    firstPort: flags.firstPort,
    world: {
      history: flags.history,
      customers: flags.customers,
      callsPerSecond: flags.callsPerSecond,
      seed: flags.seed,
    },
    faults: { latencyMs: flags.latencyMs, errorRate: flags.errorRate, hangRate: flags.hangRate },
    options: toOptions(flags.set),
  })
  const rows = simulators.sites.map(
    ({ vendor, url, credentials: { username, password } }) => `# ${vendor.padEnd(10)} ${url}   ${username} / ${password}`,
  )
  terminal.print(
    `# Simulated systems, with their demo credentials. Stop with Ctrl-C.\n${rows.join('\n')}\n# A configuration that reaches them:\n${stringify({ sources: simulators.configuration }).trimEnd()}`,
  )
  await new Promise<void>((resolve) => terminal.untilStopped(resolve))
  await simulators.close()
  return 0
}

/** `restcomm.product=sbc` as options by vendor; values are read as YAML, so that true is a boolean. */
function toOptions(settings: readonly string[]): Record<string, Record<string, unknown>> {
  const options: Record<string, Record<string, unknown>> = {}
  for (const setting of settings) {
    const match = /^([a-z]+)\.([A-Za-z]+)=(.*)$/.exec(setting)
    const [, vendor, name, value] = match ?? []
    if (vendor === undefined || name === undefined || value === undefined)
      throw new Error(`--set ${setting}: expected vendor.option=value, such as restcomm.product=sbc`)
    options[vendor] = { ...options[vendor], [name]: value === 'true' ? true : value === 'false' ? false : value }
  }
  return options
}
