import { resolve } from 'node:path'
import type { Fault } from './config-issues.js'
import { readText } from './read-text.js'

// `${NAME}` takes a value from the environment, `${file:PATH}` from a file such as a mounted secret.

export type Environment = Readonly<Record<string, string | undefined>>

/** A file's content with its references filled in. */
export interface Filled {
  readonly value: unknown
  /** What could not be filled in; empty text stands in its place. */
  readonly faults: readonly Fault[]
  /** Whether the text at a path came whole from one reference: then it is text, whatever it stands for. */
  readonly isReference: (path: readonly PropertyKey[]) => boolean
}

export interface ReferenceSources {
  readonly environment: Environment
  /** Where relative paths begin. */
  readonly directory: string
}

/** Fills in the references of every text in a parsed file; keys are left as they are. */
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
      if ('trouble' in found) faults.push({ path, message: found.trouble })
      return 'text' in found ? found.text : ''
    })
  }
  return { value: fill(value, []), faults, isReference: (path) => references.has(keyOf(path)) }
}

const keyOf = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String))

/** Also one that is not closed: it is a slip, which would otherwise become a password. */
const REFERENCE = /\$\{(?:([^}]*)\})?/g
const WHOLE = /^\$\{[^}]*\}$/
const NAME = /^[A-Za-z_]\w*$/
const ITSELF = '; a value that itself holds ${ belongs in a file or in the environment'

function lookUp(
  reference: string | undefined,
  { environment, directory }: ReferenceSources,
): { readonly text: string } | { readonly trouble: string } {
  if (reference?.startsWith('file:')) return lookUpFile(reference.slice('file:'.length), directory)
  if (reference === undefined || !NAME.test(reference))
    return { trouble: `must name what stands for it as \${NAME} or \${file:PATH}${ITSELF}` }
  const value = Object.hasOwn(environment, reference) ? environment[reference] : undefined
  if (value === undefined) return { trouble: `the environment has no ${reference}` }
  return value === '' ? { trouble: `${reference} is empty in the environment` } : { text: value }
}

function lookUpFile(path: string, directory: string): { readonly text: string } | { readonly trouble: string } {
  if (path === '') return { trouble: 'must name a file behind file:' }
  const read = readText(resolve(directory, path))
  if ('trouble' in read) return { trouble: `the file ${path} ${read.trouble}` }
  // Editors and `echo` end a file with a line break that is no part of the secret.
  const text = read.text.replace(/\r?\n$/, '')
  return text === '' ? { trouble: `the file ${path} is empty` } : { text }
}
