import { hash } from 'node:crypto'
import type { AnyAdapter } from '../../adapters/contract.js'
import { adapterModules } from './adapter-modules.js'
import { ConfigurationError, loadConfiguration } from './load.js'
import { type ReadText, readText } from './read-text.js'
import type { Environment } from './references.js'
import type { Configuration } from './schema.js'

const digestOf = (read: ReadText): string => hash('sha256', JSON.stringify(read), 'base64url')

const AT_START = 'these modules are loaded at the start; restart the gateway, or put the former value back'

/** A configuration file that is read again while the gateway runs. */
export class ConfigurationFile {
  /** What was in the file and in the files that it names when they were read last, by path. */
  #digests: ReadonlyMap<string, string> = new Map()

  constructor(
    private readonly path: string,
    private readonly environment: Environment,
    private readonly adapters: readonly AnyAdapter[],
    /** The modules that some of the adapters are from. */
    private readonly modules: readonly string[] = [],
  ) {}

  /**
   * Reads and checks the file as it is now.
   * @throws ConfigurationError with all faults.
   */
  read(): Configuration {
    const digests = new Map<string, string>()
    const readAndNote = (path: string): ReadText => {
      const read = readText(path)
      digests.set(path, digestOf(read))
      return read
    }
    // Also after a fault: the same faulty files need not be read again.
    this.#digests = digests
    if (JSON.stringify(adapterModules(this.path, this.environment, readAndNote)) !== JSON.stringify(this.modules))
      throw new ConfigurationError(this.path, [`adapters: ${AT_START}`])
    const configuration = loadConfiguration(this.path, this.environment, this.adapters, readAndNote)
    for (const manifest of configuration.server.documents?.manifests ?? []) readAndNote(manifest)
    for (const module of configuration.hooks) readAndNote(module)
    return configuration
  }

  /**
   * Whether the file, or one that it names, is another than when it was read. Contents are compared, because secrets that
   * an orchestrator mounts are exchanged by a link of their folder.
   */
  hasChanged(): boolean {
    return [...this.#digests].some(([path, digest]) => digestOf(readText(path)) !== digest)
  }
}
