import { pino } from 'pino'
import { adapters } from '../../adapters/index.js'
import { loadConfiguration, withOverrides, type Configuration } from '../config/load.js'
import { readConfiguration } from '../config/schema.js'
import { startGateway } from '../gateway.js'
import { startSimulators, type RunningSimulators } from '../simulator/demo.js'
import type { Terminal } from './terminal.js'

interface ServeFlags {
  readonly config?: string
  readonly port?: number
  readonly host?: string
  readonly logLevel?: string
}

/** Serves the configured sources, or the simulators when there is no configuration, until it is told to stop. */
export async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const environment: Readonly<Record<string, string | undefined>> = {
    ...terminal.environment,
    ...(flags.port === undefined ? {} : { PORT: String(flags.port) }),
    ...(flags.host === undefined ? {} : { HOST: flags.host }),
  }
  const file = flags.config ?? environment['TRUNKLINE_CONFIG']
  const simulators = file === undefined ? await startSimulators({ now: terminal.now }) : null
  try {
    const configuration =
      simulators === null ? loadConfiguration(file ?? '', environment, adapters) : demoConfiguration(simulators, environment)
    const logger = pino({ level: flags.logLevel ?? (simulators === null ? 'info' : 'warn') })
    const gateway = await startGateway({
      configuration,
      logger,
      now: terminal.now,
      explorer: environment['NODE_ENV'] !== 'production',
    })
    terminal.print(simulators === null ? `Trunkline listens on ${gateway.url}/graphql` : welcome(gateway.url, simulators))
    await new Promise<void>((resolve) => terminal.untilStopped(resolve))
    await gateway.close()
  } finally {
    await simulators?.close()
  }
  return 0
}

/** The gateway stops at once when it serves the demo: nobody depends on an answer. */
const DEMO_STOP_GRACE_MS = 200

function demoConfiguration(
  simulators: RunningSimulators,
  environment: Readonly<Record<string, string | undefined>>,
): Configuration {
  const reading = readConfiguration(
    { server: { explorer: true, stopGraceMs: DEMO_STOP_GRACE_MS }, sources: simulators.configuration },
    adapters,
  )
  if (!reading.ok) throw new Error(`the demo's own configuration is wrong: ${reading.faults.join('; ')}`)
  return withOverrides(reading, environment)
}

function welcome(url: string, simulators: RunningSimulators): string {
  const rows = simulators.sites.map(
    ({ vendor, url: site, credentials: { username, password } }) => `  ${vendor.padEnd(10)} ${site}   ${username} / ${password}`,
  )
  return `Trunkline runs over simulators of ${simulators.sites.length} vendor systems, as no configuration was given.

  Open          ${url}
  Or paste      curl -s ${url}/graphql -H 'content-type: application/json' \\
                  -d '{"query":"{ activeCalls(first: 5) { totalCount nodes { source { name } state caller { number } callee { number } } } }"}'

Simulated systems, with their demo credentials:
${rows.join('\n')}

To connect real systems: trunkline --config trunkline.yaml (see the README). Stop with Ctrl-C.`
}
