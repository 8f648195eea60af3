import { ConfigurationFile } from '../config/configuration-file.js'
import type { Configuration } from '../config/schema.js'
import { warningsOf } from '../config/warnings.js'
import { demo } from './demo.js'
import { createLogger } from './logger.js'
import { environmentWith, type ListenFlags, serveUntilStopped } from './serve-until-stopped.js'
import { configurationFile, type Terminal, USUAL_FILE, WrongUse } from './terminal.js'
import { vendorsOfConfiguration } from './vendors.js'

export interface ServeFlags extends ListenFlags {
  readonly config?: string
  /** Whether simulators are served when there is no configuration. */
  readonly orDemo?: boolean
}

const HOW_TO_GO_ON = `there is no configuration: --config and TRUNKLINE_CONFIG are not given, and this folder has no ${USUAL_FILE}
  trunkline demo               to try it: serves simulated systems
  trunkline init               asks a few questions and writes ${USUAL_FILE}
  trunkline --config <file>    serves the systems that the file describes`

/** Serves the configured sources until the process is stopped. */
export async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const environment = environmentWith(flags, terminal)
  const file = configurationFile(flags, terminal)
  if (file === undefined && flags.orDemo === true) return demo(flags, terminal)
  if (file === undefined) throw new WrongUse(HOW_TO_GO_ON)
  const { adapters, modules } = await vendorsOfConfiguration(file, environment)
  const source = new ConfigurationFile(file, environment, adapters, modules)
  const configuration = source.read()
  // A service logs to standard output; the line for people goes to standard error.
  const logger = await createLogger({ level: flags.logLevel ?? 'info', fd: 1 }, terminal)
  const warn = (about: Configuration): void => {
    for (const warning of warningsOf(about, terminal.now()))
      logger.warn({ type: 'configuration', warning }, 'a warning about the configuration')
  }
  warn(configuration)
  const read = (): Configuration => {
    const next = source.read()
    warn(next)
    return next
  }
  const greet = (url: string) => terminal.printError(`Trunkline is listening on ${url}/graphql`)
  return serveUntilStopped(
    { configuration, file: { read, hasChanged: () => source.hasChanged() }, logger, environment, greet },
    terminal,
  )
}
