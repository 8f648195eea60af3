import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { Hooks } from './contract.js'

/** The hooks of one module. */
export interface LoadedHooks {
  /** The path of the module, for messages. */
  readonly file: string
  readonly hooks: Hooks
}

/** Hooks cannot be used. Faults name the file and what is wrong. */
export class HooksError extends Error {
  override readonly name = 'HooksError'
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'))
  }
}

const NAMES = ['beforeRequest', 'afterAnswer', 'onEvent'] as const

/**
 * Loads modules of hooks. One whose text has not changed since it was loaded is not loaded again: it keeps its state.
 * @param files absolute paths.
 * @throws HooksError with the faults of all files.
 */
export async function loadHooks(files: readonly string[]): Promise<readonly LoadedHooks[]> {
  const loaded = await Promise.all(files.map(loadOne))
  const faults = loaded.flatMap((one) => ('fault' in one ? [one.fault] : []))
  if (faults.length > 0) throw new HooksError(faults)
  return loaded.flatMap((one) => ('fault' in one ? [] : [one]))
}

async function loadOne(file: string): Promise<LoadedHooks | { readonly fault: string }> {
  let exported: unknown
  try {
    const digest = hash('sha256', await readFile(file), 'hex')
    // Node never loads the same URL again, and never frees a module.
    const loaded: { readonly default?: unknown } = await import(`${pathToFileURL(file).href}?${digest}`)
    exported = loaded.default
  } catch (error) {
    return { fault: `${file}: could not be loaded: ${error instanceof Error ? error.message : String(error)}` }
  }
  const fault = faultOf(exported)
  return fault === null && isHooks(exported) ? { file, hooks: exported } : { fault: `${file}: ${fault}` }
}

function faultOf(exported: unknown): string | null {
  if (typeof exported !== 'object' || exported === null)
    return `must export an object by default, with any of the functions ${NAMES.join(', ')}`
  const unknown = Object.keys(exported).find((name) => !NAMES.some((known) => known === name))
  if (unknown !== undefined) return `${unknown}: there is no such hook; there are ${NAMES.join(', ')}`
  const other = NAMES.find((name) => !['function', 'undefined'].includes(typeof Reflect.get(exported, name)))
  if (other !== undefined) return `${other}: must be a function`
  return NAMES.some((name) => Reflect.get(exported, name) !== undefined) ? null : `has none of ${NAMES.join(', ')}`
}

const isHooks = (exported: unknown): exported is Hooks => faultOf(exported) === null
