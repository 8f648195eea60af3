import type { Logger } from 'pino'
import type { ConfigurationFile } from '../config/configuration-file.js'
import type { Configuration } from '../config/schema.js'
import { type RunningGateway, startGateway } from '../gateway/gateway.js'
import type { GatewayOptions } from '../gateway/gateway-options.js'
import { toListenError } from './listen-error.js'
import { readManifest } from './manifest.js'
import { cacheShare } from './memory.js'
import type { StopSignal, Terminal } from './terminal.js'
import { Watch } from './watch.js'

/** Flags of the commands that serve the graph. */
export interface ListenFlags {
  readonly port?: number
  readonly host?: string
  readonly logLevel?: string
}

export type Environment = Terminal['environment']

/** The environment, where flags go before its variables. */
export const environmentWith = ({ port, host }: ListenFlags, terminal: Terminal): Environment => ({
  ...terminal.environment,
  ...(port === undefined ? {} : { PORT: String(port) }),
  ...(host === undefined ? {} : { HOST: host }),
})

export interface Serving extends Pick<GatewayOptions, 'actAs'> {
  readonly configuration: Configuration
  readonly logger: Logger
  readonly environment: Environment
  /** What is read again for a reload; absent: there is no file. */
  readonly file?: Pick<ConfigurationFile, 'read' | 'hasChanged'>
  /** Prints the URL for people. */
  readonly greet: (url: string) => void
}

/** What chooses another address: the error of a failed `listen` says of which port it is. */
function remedyFor(error: unknown, { port, metrics }: Configuration['server']): string {
  const failed = error instanceof Error && 'port' in error ? error.port : undefined
  const isOfMetrics = typeof metrics === 'object' && failed === metrics.port && failed !== port
  return isOfMetrics ? 'server.metrics' : '--port or --host'
}

/**
 * Starts a gateway, and stops it when the process is stopped.
 * @returns the exit status.
 */
export async function serveUntilStopped(
  { greet, environment, file, ...parts }: Serving,
  terminal: Terminal,
): Promise<number> {
  // A bug in one request must not end the process: graphql-js itself may leave an unhandled rejection when an item of a
  // list throws while others are awaited.
  terminal.onUnhandledRejection((reason) => parts.logger.error({ err: reason }, 'unhandled promise rejection: a bug'))
  const explorer = environment['NODE_ENV'] !== 'production'
  const watch = new Watch(() => {
    if (file?.hasChanged() === true) reload('watch')
  })
  const read = (from: Pick<ConfigurationFile, 'read'>): Configuration => {
    const configuration = from.read()
    watch.every(configuration.server.watch)
    return configuration
  }
  const gateway = await startGateway({
    ...parts,
    ...(file === undefined ? {} : { readConfiguration: () => read(file) }),
    now: terminal.now,
    version: readManifest().version,
    explorer,
    environment,
    cacheShare: cacheShare(terminal.memoryBytes ?? Infinity),
  }).catch((error: unknown) => {
    throw toListenError(error, remedyFor(error, parts.configuration.server))
  })
  // Listen for signals before printing: a reader of the greeting may stop the program at once.
  const stopped = new Promise<StopSignal>((resolve) => terminal.untilStopped(resolve))
  // It reports its outcome to the log.
  const reload = (trigger: string): void => void gateway.reload?.(trigger)
  if (file !== undefined) {
    terminal.onHangUp(() => reload('SIGHUP'))
    watch.every(parts.configuration.server.watch)
  }
  greet(gateway.url)
  const signal = await Promise.race([stopped, whenMissing(gateway)])
  watch.every(0)
  // After Ctrl-C there is no load balancer to wait for, nor where the gateway has never been ready.
  const isDrained = signal !== 'SIGINT' && signal !== null
  await gateway.close({ drainMs: isDrained ? parts.configuration.server.drainMs : 0 })
  if (signal !== null) return 0
  const names = (await gateway.missing).join(', ')
  throw new Error(`no answer from ${names}, which server.checkBeforeReady requires; the log says why`)
}

/** Settles, with null, when required sources have not answered at the start. */
const whenMissing = ({ missing }: RunningGateway): Promise<null> =>
  new Promise((resolve) => void missing.then((names) => names.length > 0 && resolve(null)))
