import { adapters } from '../../adapters/index.js'
import { withOverrides } from '../config/load.js'
import { type Configuration, readConfiguration } from '../config/schema.js'
import { type RunningSimulators, startSimulators } from '../simulator/demo.js'
import { demoPrincipal, demoRights } from './demo-rights.js'
import { createLogger } from './logger.js'
import { type Environment, environmentWith, type ListenFlags, serveUntilStopped } from './serve-until-stopped.js'
import type { Terminal } from './terminal.js'

export interface DemoFlags extends ListenFlags {
  /** A role or tenant of the demo. */
  readonly as?: string
}

/** Serves simulators until the process is stopped. Nobody signs in: everybody is the administrator, or whom `as` names. */
export async function demo(flags: DemoFlags, terminal: Terminal): Promise<number> {
  const environment = environmentWith(flags, terminal)
  const simulators = await startSimulators({ now: terminal.now })
  try {
    const configuration = demoConfiguration(simulators, environment, flags)
    // Standard output has the text for people; logs go to standard error.
    const logger = await createLogger({ level: flags.logLevel ?? 'warn', fd: 2 }, terminal)
    const greet = (url: string) => terminal.print(welcome(url, simulators, flags))
    const actAs = flags.as === undefined ? undefined : demoPrincipal(flags.as)
    return await serveUntilStopped({ configuration, logger, environment, greet, actAs }, terminal)
  } finally {
    await simulators.close()
  }
}

/** The demo stops almost at once: nobody depends on its responses. */
const DEMO_STOP_GRACE_MS = 200

function demoConfiguration(simulators: RunningSimulators, environment: Environment, { as }: DemoFlags): Configuration {
  const server = { explorer: true, explain: true, drainMs: 0, stopGraceMs: DEMO_STOP_GRACE_MS }
  const rights = as === undefined ? {} : { auth: 'none', ...demoRights(simulators) }
  const reading = readConfiguration({ server, sources: simulators.configuration, ...rights }, adapters)
  if (!reading.ok) throw new Error(`the configuration of the demo is wrong: ${reading.faults.join('; ')}`)
  return withOverrides(reading, environment)
}

const EXAMPLE =
  '{ activeCalls(first: 5) { totalCount nodes { source { name } state caller { number } callee { number } } } }'

function welcome(url: string, { sites }: RunningSimulators, { as }: DemoFlags): string {
  const rows = sites.map(
    ({ vendor, url: site, credentials: { username, password } }) =>
      `  ${vendor.padEnd(10)} ${site}   ${username} / ${password}`,
  )
  const title =
    as === undefined
      ? `Trunkline is running with simulators of ${sites.length} vendor systems. All calls are simulated.`
      : `Trunkline is running with simulators of ${sites.length} vendor systems, as ${as} sees them.`
  return `${title}

  Open          ${url}
  Or run        curl -s ${url}/graphql -H 'content-type: application/json' \\
                  -d '{"query":"${EXAMPLE}"}'

Simulated systems with their demo credentials:
${rows.join('\n')}

To connect real systems: trunkline init, then trunkline --config trunkline.yaml (see the README). Stop with Ctrl-C.`
}
