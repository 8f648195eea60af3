// Parts of a document that are made from the code: each stands between two comments, and a test keeps it equal.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The Markdown of each part, by its name. */
export type Blocks = Readonly<Record<string, string>>

export const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
export const readFromRoot = (path: string): string => readFileSync(fromRoot(path), 'utf8')

const END = '<!-- end of what is generated -->'
const BLOCK = new RegExp(`^<!-- generated: ([a-z-]+) -->\\n[^]*?^${END}$`, 'gm')

/** Names of the parts that a document has, in its order. */
export const blockNames = (text: string): readonly string[] => [...text.matchAll(BLOCK)].map(([, name]) => name ?? '')

/** The document with every part generated again; one without a generator is left empty. */
const renew = (text: string, blocks: Blocks): string =>
  text.replaceAll(BLOCK, (_, name: string) => `<!-- generated: ${name} -->\n\n${blocks[name] ?? ''}\n\n${END}`)

/**
 * A document as it is, and as it would be if its parts were made now. With TRUNKLINE_UPDATE_README=1 they are made, and
 * written.
 */
export function compareDocument(path: string, blocks: Blocks): { readonly written: string; readonly made: string } {
  const written = readFromRoot(path)
  const made = renew(written, blocks)
  if (process.env['TRUNKLINE_UPDATE_README'] !== '1') return { written, made }
  if (made !== written) writeFileSync(fromRoot(path), made)
  return { written: made, made }
}

/** What to do about a document that does not match the code. */
export const HOW_TO_UPDATE =
  'generate its parts again: TRUNKLINE_UPDATE_README=1 npx vitest run --config test/vitest.config.ts test/guards/readme'

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')

/** A Markdown table. */
export const toTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')

export const toCode = (text: string): string => `\`${text}\``

/** A block of code, fenced. */
export const toFence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
