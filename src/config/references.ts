import { resolve } from 'node:path'
import type { Fault } from './config-issues.js'
import { type ReadText, readText } from './read-text.js'

// `${NAME}` is replaced by an environment variable, `${file:PATH}` by the content of a file such as a mounted secret.

export type Environment = Readonly<Record<string, string | undefined>>

/** The content of a file with its references replaced. */
export interface Filled {
  readonly value: unknown
  /** The references that could not be resolved; they are replaced by empty text. */
  readonly faults: readonly Fault[]
  /** Whether the text at a path consists of a single reference: then it may stand for a number or boolean. */
  readonly isReference: (path: readonly PropertyKey[]) => boolean
}

export interface ReferenceSources {
  readonly environment: Environment
  /** The directory that relative paths are resolved against. */
  readonly directory: string
  /** Reads a file; of the system unless given. */
  readonly read?: (path: string) => ReadText
}

/** Replaces the references in every text of a parsed file; keys are left unchanged. */
export function fillReferences(value: unknown, sources: ReferenceSources): Filled {
  const faults: Fault[] = []
  const references = new Set<string>()
  const fill = (part: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(part)) return part.map((item: unknown, at) => fill(item, [...path, String(at)]))
    if (typeof part === 'object' && part !== null)
      return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, fill(item, [...path, key])]))
    if (typeof part !== 'string') return part
    if (WHOLE.test(part)) references.add(keyOf(path))
    return part.replace(REFERENCE, (_, reference: string | undefined) => {
      const found = lookUp(reference, sources)
      if ('failure' in found) faults.push({ path, message: found.failure })
      return 'text' in found ? found.text : ''
    })
  }
  return { value: fill(value, []), faults, isReference: (path) => references.has(keyOf(path)) }
}

const keyOf = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String))

/** Also matches a reference that is not closed: a typing error that would otherwise become part of a password. */
const REFERENCE = /\$\{(?:([^}]*)\})?/g
const WHOLE = /^\$\{[^}]*\}$/
const NAME = /^[A-Za-z_]\w*$/
const ITSELF = '; put a value that contains ${ itself into a file or an environment variable'

function lookUp(
  reference: string | undefined,
  { environment, directory, read = readText }: ReferenceSources,
): { readonly text: string } | { readonly failure: string } {
  if (reference?.startsWith('file:')) return lookUpFile(reference.slice('file:'.length), { directory, read })
  if (reference === undefined || !NAME.test(reference))
    return { failure: `a reference must be \${NAME} or \${file:PATH}${ITSELF}` }
  const value = Object.hasOwn(environment, reference) ? environment[reference] : undefined
  if (value === undefined) return { failure: `the environment variable ${reference} is not set` }
  return value === '' ? { failure: `the environment variable ${reference} is empty` } : { text: value }
}

function lookUpFile(
  path: string,
  { directory, read: readFile = readText }: Pick<ReferenceSources, 'directory' | 'read'>,
): { readonly text: string } | { readonly failure: string } {
  if (path === '') return { failure: 'must name a file after file:' }
  const read = readFile(resolve(directory, path))
  if ('failure' in read) return { failure: `the file ${path} ${read.failure}` }
  // Editors and `echo` end a file with a line break that is not part of the secret.
  const text = read.text.replace(/\r?\n$/, '')
  return text === '' ? { failure: `the file ${path} is empty` } : { text }
}
