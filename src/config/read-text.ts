import { readFileSync } from 'node:fs'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
}

export type ReadText = { readonly text: string } | { readonly failure: string }

/** Reads a text file; `failure` says why it cannot be read. */
export function readText(path: string): ReadText {
  try {
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { failure: `cannot be read: ${REASONS[code] ?? code}` }
  }
}
