import type { AnyAdapter } from '../../adapters/contract.js'
import { type Fault, formatFault } from './config-issues.js'
import { type Environment, fillReferences } from './references.js'
import { parseConfiguration } from './schema.js'

// A configuration that is being written: checked before it is complete, and where its secrets need not be there yet.

export interface DraftSource {
  readonly name: string
  readonly adapter: AnyAdapter
  /** The keys of the source, as in the file. */
  readonly keys: Readonly<Record<string, unknown>>
}

export interface Draft {
  readonly server: Readonly<Record<string, unknown>>
  /** The modules of vendors that do not come with the gateway. */
  readonly modules: readonly string[]
  readonly sources: readonly DraftSource[]
}

/** The content of the configuration file. */
export const toContent = ({ server, modules, sources }: Draft): Readonly<Record<string, unknown>> => ({
  ...(Object.keys(server).length === 0 ? {} : { server }),
  ...(modules.length === 0 ? {} : { adapters: modules }),
  sources: Object.fromEntries(sources.map(({ name, adapter, keys }) => [name, { vendor: adapter.vendor, ...keys }])),
})

export interface DraftFaults {
  readonly faults: readonly Fault[]
  /** References whose variable or file is not there yet, as lines for people. */
  readonly missing: readonly string[]
}

/**
 * Checks a draft by the rules of the configuration file.
 * @param adapters every vendor that it may name; `directory` is the folder of the file: paths in it are relative to this.
 */
export function checkDraft(
  draft: Draft,
  {
    adapters,
    ...sources
  }: { readonly environment: Environment; readonly directory: string; readonly adapters: readonly AnyAdapter[] },
): DraftFaults {
  const filled = fillReferences(toContent(draft), sources)
  const parsed = parseConfiguration(filled.value, adapters, filled.isReference)
  // What cannot be looked up is empty, which is no fault of the draft.
  const empty = new Set(filled.faults.map(({ path }) => JSON.stringify(path)))
  const faults = parsed.ok ? [] : parsed.faults.filter(({ path }) => !empty.has(JSON.stringify(path)))
  return { faults, missing: filled.faults.map(formatFault) }
}

/** Returns `keys` with the value at a path. */
export function withValue(
  keys: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  if (key === undefined) return keys
  if (rest.length === 0) return { ...keys, [key]: value }
  const inner = keys[key]
  return { ...keys, [key]: withValue(typeof inner === 'object' && inner !== null ? { ...inner } : {}, rest, value) }
}

export function valueAt(keys: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    keys,
  )
}
