import { type Logger, pino } from 'pino'
import { adapters } from '../../adapters/index.js'
import { loadConfiguration, withOverrides } from '../config/load.js'
import { type Configuration, readConfiguration } from '../config/schema.js'
import { startGateway } from '../gateway/gateway.js'
import { type RunningSimulators, startSimulators } from '../simulator/demo.js'
import { toListenTrouble } from './listen-trouble.js'
import { cacheShare } from './memory.js'
import { configurationFile, type StopSignal, type Terminal } from './terminal.js'

export interface ServeFlags {
  readonly config?: string
  readonly port?: number
  readonly host?: string
  readonly logLevel?: string
}

type Environment = Terminal['environment']

/** Serves the configured sources, or the simulators when there is no configuration, until it is told to stop. */
export async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const environment: Environment = {
    ...terminal.environment,
    ...(flags.port === undefined ? {} : { PORT: String(flags.port) }),
    ...(flags.host === undefined ? {} : { HOST: flags.host }),
  }
  const file = configurationFile(flags, terminal)
  if (file === undefined) return serveDemo(flags, environment, terminal)
  const configuration = loadConfiguration(file, environment, adapters)
  // Logs are what a service has to say on its standard output; the line for people goes beside it.
  // The audit of actions relies on lines being written before the next step is taken.
  const logger = pino({ level: flags.logLevel ?? 'info' }, pino.destination({ fd: 1, sync: true }))
  const greet = (url: string) => terminal.printError(`Trunkline listens on ${url}/graphql`)
  return serveUntilStopped({ configuration, logger, environment, greet }, terminal)
}

interface Serving {
  readonly configuration: Configuration
  readonly logger: Logger
  readonly environment: Environment
  /** Tells people where to go. */
  readonly greet: (url: string) => void
}

async function serveUntilStopped({ greet, environment, ...parts }: Serving, terminal: Terminal): Promise<number> {
  // One request's bug is not everybody's: graphql-js itself may leave one, where an item of a list throws while others
  // are awaited.
  terminal.onUnhandledRejection((reason) => parts.logger.error({ err: reason }, 'a rejection that nobody heard: a bug'))
  const explorer = environment['NODE_ENV'] !== 'production'
  const gateway = await startGateway({
    ...parts,
    now: terminal.now,
    explorer,
    environment,
    cacheShare: cacheShare(terminal.memoryBytes ?? Infinity),
  }).catch((error: unknown) => {
    throw toListenTrouble(error, '--port or --host')
  })
  // Whoever reads the greeting may stop the program at once.
  const stopped = new Promise<StopSignal>((resolve) => terminal.untilStopped(resolve))
  greet(gateway.url)
  const signal = await stopped
  // A person at the keyboard does not wait for load balancers.
  await gateway.close({ drainMs: signal === 'SIGINT' ? 0 : parts.configuration.server.drainMs })
  return 0
}

async function serveDemo(flags: ServeFlags, environment: Environment, terminal: Terminal): Promise<number> {
  const simulators = await startSimulators({ now: terminal.now })
  try {
    const configuration = demoConfiguration(simulators, environment)
    // The text for people has standard output to itself.
    const logger = pino({ level: flags.logLevel ?? 'warn' }, pino.destination({ fd: 2, sync: true }))
    const greet = (url: string) => terminal.print(welcome(url, simulators))
    return await serveUntilStopped({ configuration, logger, environment, greet }, terminal)
  } finally {
    await simulators.close()
  }
}

/** The gateway stops at once when it serves the demo: nobody depends on an answer. */
const DEMO_STOP_GRACE_MS = 200

function demoConfiguration(simulators: RunningSimulators, environment: Environment): Configuration {
  const server = { explorer: true, explain: true, drainMs: 0, stopGraceMs: DEMO_STOP_GRACE_MS }
  const reading = readConfiguration({ server, sources: simulators.configuration }, adapters)
  if (!reading.ok) throw new Error(`the demo's own configuration is wrong: ${reading.faults.join('; ')}`)
  return withOverrides(reading, environment)
}

const EXAMPLE =
  '{ activeCalls(first: 5) { totalCount nodes { source { name } state caller { number } callee { number } } } }'

function welcome(url: string, { sites }: RunningSimulators): string {
  const rows = sites.map(
    ({ vendor, url: site, credentials: { username, password } }) =>
      `  ${vendor.padEnd(10)} ${site}   ${username} / ${password}`,
  )
  return `Trunkline runs over simulators of ${sites.length} vendor systems, as no configuration was given.

  Open          ${url}
  Or paste      curl -s ${url}/graphql -H 'content-type: application/json' \\
                  -d '{"query":"${EXAMPLE}"}'

Simulated systems, with their demo credentials:
${rows.join('\n')}

To connect real systems: trunkline --config trunkline.yaml (see the README). Stop with Ctrl-C.`
}
