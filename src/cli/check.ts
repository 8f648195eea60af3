import { checkStore, type StoreCheck } from '../cluster/store/check-store.js'
import { loadConfiguration } from '../config/load.js'
import type { Configuration, SourceConfiguration } from '../config/schema.js'
import { warningsOf } from '../config/warnings.js'
import { storeAddressOf } from '../gateway/open-sharing.js'
import { openSource } from '../gateway/open-source.js'
import { checkAs } from './check-as.js'
import { type CheckedSource, toJson, toLines } from './check-report.js'
import { checkSource } from './check-source.js'
import { configurationFile, FELL_SHORT, type Terminal, WrongUse } from './terminal.js'
import { vendorsOfConfiguration } from './vendors.js'

export interface CheckFlags {
  readonly config?: string
  readonly as?: string
  readonly json?: boolean
}

/**
 * Sends each source one small query for each of its lists; prints one line per source, or JSON. The store of a
 * cluster has a line as well. Exit status 1 when one fails.
 * With `as`, prints what a role or key may see and do instead.
 * @param name the only source that is checked; undefined: all are.
 */
export async function check(name: string | undefined, flags: CheckFlags, terminal: Terminal): Promise<number> {
  if (flags.as !== undefined && (name !== undefined || flags.json === true))
    throw new WrongUse('--as prints the rights to every source as text; it cannot be combined with a source or --json')
  const file = configurationFile(flags, terminal)
  if (file === undefined)
    throw new WrongUse('there is no configuration to check; use --config <file>, or write one with trunkline init')
  const { adapters } = await vendorsOfConfiguration(file, terminal.environment)
  const configuration = loadConfiguration(file, terminal.environment, adapters)
  const warnings = warningsOf(configuration, terminal.now())
  if (flags.json !== true) for (const warning of warnings) terminal.printError(`warning: ${warning}`)
  if (flags.as !== undefined) return checkAs(flags.as, configuration, terminal)
  const results = await Promise.all(named(name, configuration).map((source) => checkOne(source, terminal.now)))
  const store = await checkStoreOf(configuration)
  const report = { results, store, ok: results.every(({ ok }) => ok) && store?.ok !== false }
  if (flags.json === true) terminal.print(toJson(report, warnings, terminal.now()))
  else for (const line of toLines(report)) terminal.print(line)
  return report.ok ? 0 : FELL_SHORT
}

/** Null where no store is configured. */
const checkStoreOf = async ({ cluster }: Configuration): Promise<StoreCheck | null> =>
  cluster === null ? null : checkStore(storeAddressOf(cluster))

/** @throws WrongUse when there is no source of this name. */
function named(name: string | undefined, { sources }: Configuration): readonly SourceConfiguration[] {
  const found = name === undefined ? sources : sources.filter((source) => source.name === name)
  if (found.length > 0) return found
  throw new WrongUse(
    `there is no source of this name; the sources are ${sources.map((source) => source.name).join(', ')}`,
  )
}

async function checkOne(configuration: SourceConfiguration, now: () => number): Promise<CheckedSource> {
  const source = openSource(configuration, { now })
  try {
    return { configuration, ...(await checkSource(source, now)) }
  } finally {
    await source.close()
  }
}
