import { type Logger, pino } from 'pino'
import { adapters } from '../../adapters/index.js'
import { loadConfiguration, withOverrides } from '../config/load.js'
import { type Configuration, readConfiguration } from '../config/schema.js'
import { startGateway } from '../gateway/gateway.js'
import { type RunningSimulators, startSimulators } from '../simulator/demo.js'
import { toListenError } from './listen-error.js'
import { cacheShare } from './memory.js'
import { configurationFile, type StopSignal, type Terminal } from './terminal.js'

export interface ServeFlags {
  readonly config?: string
  readonly port?: number
  readonly host?: string
  readonly logLevel?: string
}

type Environment = Terminal['environment']

/** Serves the configured sources, or the simulators when there is no configuration, until the process is stopped. */
export async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const environment: Environment = {
    ...terminal.environment,
    ...(flags.port === undefined ? {} : { PORT: String(flags.port) }),
    ...(flags.host === undefined ? {} : { HOST: flags.host }),
  }
  const file = configurationFile(flags, terminal)
  if (file === undefined) return serveDemo(flags, environment, terminal)
  const configuration = loadConfiguration(file, environment, adapters)
  // A service logs to standard output; the line for people goes to standard error.
  // Writes are synchronous because an audit line must be written before its action is sent.
  const logger = pino({ level: flags.logLevel ?? 'info' }, pino.destination({ fd: 1, sync: true }))
  const greet = (url: string) => terminal.printError(`Trunkline is listening on ${url}/graphql`)
  return serveUntilStopped({ configuration, logger, environment, greet }, terminal)
}

interface Serving {
  readonly configuration: Configuration
  readonly logger: Logger
  readonly environment: Environment
  /** Prints the URL for people. */
  readonly greet: (url: string) => void
}

async function serveUntilStopped({ greet, environment, ...parts }: Serving, terminal: Terminal): Promise<number> {
  // A bug in one request must not end the process: graphql-js itself may leave an unhandled rejection when an item of a
  // list throws while others are awaited.
  terminal.onUnhandledRejection((reason) => parts.logger.error({ err: reason }, 'unhandled promise rejection: a bug'))
  const explorer = environment['NODE_ENV'] !== 'production'
  const gateway = await startGateway({
    ...parts,
    now: terminal.now,
    explorer,
    environment,
    cacheShare: cacheShare(terminal.memoryBytes ?? Infinity),
  }).catch((error: unknown) => {
    throw toListenError(error, '--port or --host')
  })
  // Listen for signals before printing: a reader of the greeting may stop the program at once.
  const stopped = new Promise<StopSignal>((resolve) => terminal.untilStopped(resolve))
  greet(gateway.url)
  const signal = await stopped
  // After Ctrl-C there is no load balancer to wait for.
  await gateway.close({ drainMs: signal === 'SIGINT' ? 0 : parts.configuration.server.drainMs })
  return 0
}

async function serveDemo(flags: ServeFlags, environment: Environment, terminal: Terminal): Promise<number> {
  const simulators = await startSimulators({ now: terminal.now })
  try {
    const configuration = demoConfiguration(simulators, environment)
    // Standard output is for the text for people; logs go to standard error.
    const logger = pino({ level: flags.logLevel ?? 'warn' }, pino.destination({ fd: 2, sync: true }))
    const greet = (url: string) => terminal.print(welcome(url, simulators))
    return await serveUntilStopped({ configuration, logger, environment, greet }, terminal)
  } finally {
    await simulators.close()
  }
}

/** The demo stops almost at once: nobody depends on its responses. */
const DEMO_STOP_GRACE_MS = 200

function demoConfiguration(simulators: RunningSimulators, environment: Environment): Configuration {
  const server = { explorer: true, explain: true, drainMs: 0, stopGraceMs: DEMO_STOP_GRACE_MS }
  const reading = readConfiguration({ server, sources: simulators.configuration }, adapters)
  if (!reading.ok) throw new Error(`the configuration of the demo is wrong: ${reading.faults.join('; ')}`)
  return withOverrides(reading, environment)
}

const EXAMPLE =
  '{ activeCalls(first: 5) { totalCount nodes { source { name } state caller { number } callee { number } } } }'

function welcome(url: string, { sites }: RunningSimulators): string {
  const rows = sites.map(
    ({ vendor, url: site, credentials: { username, password } }) =>
      `  ${vendor.padEnd(10)} ${site}   ${username} / ${password}`,
  )
  return `Trunkline is running with simulators of ${sites.length} vendor systems, because no configuration was given.

  Open          ${url}
  Or run        curl -s ${url}/graphql -H 'content-type: application/json' \\
                  -d '{"query":"${EXAMPLE}"}'

Simulated systems with their demo credentials:
${rows.join('\n')}

To connect real systems: trunkline --config trunkline.yaml (see the README). Stop with Ctrl-C.`
}
