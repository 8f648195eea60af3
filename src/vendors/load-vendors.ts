import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AnyAdapter } from '../../adapters/contract.js'
import type { AnySimulatorKit } from '../../adapters/simulation/contract.js'
import { isVendorModule, vendorFaults } from './contract-check.js'
import { importModule, isPath, type Provided } from './import-module.js'

// Vendors from outside: their adapters are modules that the configuration names.

/** The vendors that a gateway knows. */
export interface KnownVendors {
  readonly adapters: readonly AnyAdapter[]
  /** Not every vendor has one. */
  readonly simulators: readonly AnySimulatorKit[]
}

/** Modules that cannot be used, one line for each fault, which names the module and what is missing. */
export class VendorModuleError extends Error {
  override readonly name = 'VendorModuleError'
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'))
  }
}

/** From here, as from where the build puts this file. */
const PROVIDED: Provided = { 'trunkline/adapter': new URL('../../adapters/kit.js', import.meta.url) }

/**
 * Loads the modules of vendors from outside, in their order. A module is read once for as long as the process runs.
 * @param names paths that begin with `./`, `../` or `/`, or names of packages.
 * @param folder where paths begin, and where packages are looked for.
 * @param own the vendors that come with the gateway; no other may have their names.
 * @returns these and the loaded ones.
 * @throws VendorModuleError with the faults of all modules.
 */
export async function loadVendors(
  names: readonly string[],
  folder: string,
  own: KnownVendors,
  load: typeof importModule = importModule,
): Promise<KnownVendors> {
  const known = { adapters: [...own.adapters], simulators: [...own.simulators] }
  const moduleOf = new Map<string, string>(own.adapters.map(({ vendor }) => [vendor, 'Trunkline itself']))
  const faults: string[] = []
  for (const name of names) {
    const report = (found: readonly string[]) => faults.push(...found.map((fault) => `${name}: ${fault}`))
    try {
      const exported = await load(name, folder, PROVIDED)
      if (!isVendorModule(exported)) {
        report(vendorFaults(exported))
        continue
      }
      const { adapter, simulator } = exported.default
      const taken = moduleOf.get(adapter.vendor)
      if (taken === undefined) {
        moduleOf.set(adapter.vendor, name)
        known.adapters.push(adapter)
        if (simulator !== undefined) known.simulators.push(simulator)
      } else report([`adapter.vendor: there is a vendor "${adapter.vendor}" already, from ${taken}`])
    } catch (error) {
      report([failureOf(error, name, folder)])
    }
  }
  if (faults.length > 0) throw new VendorModuleError(faults)
  return known
}

/** Why a module cannot be loaded. */
function failureOf(error: unknown, name: string, folder: string): string {
  if (isPath(name) && !existsSync(resolve(folder, name))) return `there is no such file in ${folder}`
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  if (!isPath(name) && code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`))
    return `there is no such package in ${folder} or above it; the name of a file begins with ./`
  return `it cannot be loaded: ${message}`
}
