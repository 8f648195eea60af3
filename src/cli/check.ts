import { checkStore } from '../cluster/store/check-store.js'
import { loadConfiguration } from '../config/load.js'
import { warningsOf } from '../config/warnings.js'
import { storeAddressOf } from '../gateway/open-sharing.js'
import { openSource } from '../gateway/open-source.js'
import { checkAs } from './check-as.js'
import { checkSource } from './check-source.js'
import { configurationFile, FELL_SHORT, type Terminal, WrongUse } from './terminal.js'
import { vendorsOfConfiguration } from './vendors.js'

/**
 * Sends each source one small query for each of its lists; prints one line per source, and one for the
 * store of a cluster. Exit status 1 when one fails.
 * With `as`, prints what a role or key may see and do instead.
 */
export async function check(
  flags: { readonly config?: string; readonly as?: string },
  terminal: Terminal,
): Promise<number> {
  const file = configurationFile(flags, terminal)
  if (file === undefined)
    throw new WrongUse('there is no configuration to check; use --config <file>, or write one with trunkline init')
  const { adapters } = await vendorsOfConfiguration(file, terminal.environment)
  const configuration = loadConfiguration(file, terminal.environment, adapters)
  for (const warning of warningsOf(configuration, terminal.now())) terminal.printError(`warning: ${warning}`)
  if (flags.as !== undefined) return checkAs(flags.as, configuration, terminal)
  const sources = configuration.sources.map((source) => openSource(source, { now: terminal.now }))
  try {
    const results = await Promise.all(
      sources.map(async (source) => ({ source, ...(await checkSource(source, terminal.now)) })),
    )
    const width = Math.max(...sources.map(({ name }) => name.length))
    for (const { source, ok, findings } of results)
      terminal.print(`${source.name.padEnd(width)}  ${ok ? 'ok  ' : 'FAIL'}  ${findings.join('; ')}`)
    const store = configuration.cluster === null ? null : await checkStore(storeAddressOf(configuration.cluster))
    if (store !== null)
      terminal.print(`${'cluster'.padEnd(width)}  ${store.ok ? 'ok  ' : 'FAIL'}  ${store.findings.join('; ')}`)
    return results.every(({ ok }) => ok) && store?.ok !== false ? 0 : FELL_SHORT
  } finally {
    await Promise.all(sources.map((source) => source.close()))
  }
}
