import { readFileSync } from 'node:fs'

/** What the program reads from its package.json. */
export interface Manifest {
  readonly version: string
  /** The versions of Node.js that the program runs on: the range in `engines`. */
  readonly nodeRange: string
}

/** Compiled, the package is one folder further up. */
const PLACES = ['../../../package.json', '../../package.json']

/** Reads the package.json of the package that this file belongs to. */
export function readManifest(): Manifest {
  for (const place of PLACES) {
    try {
      return toManifest(JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')))
    } catch {
      // Try the other place.
    }
  }
  return { version: 'unknown', nodeRange: '*' }
}

function toManifest(content: unknown): Manifest {
  return { version: textAt(content, ['version']), nodeRange: textAt(content, ['engines', 'node']) }
}

function textAt(value: unknown, path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    value,
  )
  if (typeof found !== 'string') throw new Error(`package.json has no ${path.join('.')}`)
  return found
}
