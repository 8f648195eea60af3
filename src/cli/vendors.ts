import { dirname } from 'node:path'
import { adapters } from '../../adapters/index.js'
import { simulators } from '../../adapters/simulators.js'
import { adapterModules } from '../config/adapter-modules.js'
import { ConfigurationError } from '../config/load.js'
import { type KnownVendors, loadVendors, VendorModuleError } from '../vendors/load-vendors.js'
import type { Environment } from './serve-until-stopped.js'
import { WrongUse } from './terminal.js'

/** The vendors that come with the gateway. */
const OWN: KnownVendors = { adapters, simulators }

export interface ConfiguredVendors extends KnownVendors {
  /** What the configuration names, as it stands there. */
  readonly modules: readonly string[]
}

/**
 * All vendors that a configuration can use: those that come with the gateway, and those of the modules that it names.
 * @throws ConfigurationError when the file cannot be read, or a module cannot be used.
 */
export async function vendorsOfConfiguration(file: string, environment: Environment): Promise<ConfiguredVendors> {
  const modules = adapterModules(file, environment)
  try {
    return { modules, ...(await loadVendors(modules, dirname(file), OWN)) }
  } catch (error) {
    if (!(error instanceof VendorModuleError)) throw error
    throw new ConfigurationError(
      file,
      error.faults.map((fault) => `adapters: ${fault}`),
    )
  }
}

/**
 * The same for modules that are named on the command line.
 * @param folder where their paths begin.
 * @throws WrongUse when one cannot be used.
 */
export async function vendorsOfFlags(modules: readonly string[], folder: string): Promise<KnownVendors> {
  try {
    return await loadVendors(modules, folder, OWN)
  } catch (error) {
    if (!(error instanceof VendorModuleError)) throw error
    throw new WrongUse(error.faults.map((fault) => `--adapter ${fault}`).join('\n'))
  }
}
