import { hash } from 'node:crypto'

// Lines of the audit file: JSON, in ASCII. Each line ends with the SHA-256 of all that is before it, which includes the
// hash of the previous line, so that a line cannot be changed, removed, added or moved without a trace.

/** What a line says, beyond its place in the chain. */
export interface AuditEntry {
  readonly event: string
  readonly [name: string]: unknown
}

/** Where a line is in the chain. */
export interface AuditPlace {
  /** 1 for the first line of a file, then one more for each line. */
  readonly sequence: number
  /** SHA-256 of the line, in hexadecimal. */
  readonly hash: string
}

/** A line that was read: its place is as it says; only `isIntact` says whether its hash fits. */
export interface AuditLine extends AuditPlace {
  readonly isIntact: boolean
  readonly chain: string
  readonly previous: string | null
  readonly event: string
  readonly entry: Readonly<Record<string, unknown>>
}

/** Longer ones are not written; a file with such a line is not an audit file. In bytes. */
export const LONGEST_LINE = 64 * 1024

const HASH_FIELD = /,"hash":"([0-9a-f]{64})"\}$/

export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex')

/** Terminals and viewers act on some characters beyond ASCII, such as C1 controls and marks of direction. */
const toAscii = (json: string): string =>
  json.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

interface ChainPosition {
  /** Of the process that writes. */
  readonly chain: string
  readonly sequence: number
  /** The hash of the previous line; null for the first line of a file. */
  readonly previous: string | null
  readonly timeMs: number
}

/** Writes an entry as a line, without its line break. */
export function formatLine(
  { chain, sequence, previous, timeMs }: ChainPosition,
  entry: AuditEntry,
): { readonly text: string; readonly place: AuditPlace } {
  const time = new Date(timeMs).toISOString()
  const body = toAscii(JSON.stringify({ sequence, chain, time, previous, ...entry }))
  const lineHash = sha256(body)
  return { text: `${body.slice(0, -1)},"hash":"${lineHash}"}`, place: { sequence, hash: lineHash } }
}

/** Reads a line; null for what is not a line of an audit file. */
export function parseLine(text: string): AuditLine | null {
  const found = HASH_FIELD.exec(text)
  const [, lineHash] = found ?? []
  if (found === null || lineHash === undefined) return null
  const body = `${text.slice(0, found.index)}}`
  const value = parseObject(body)
  if (value === null) return null
  const { sequence, chain, previous, event, ...entry } = value
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence)) return null
  if (typeof chain !== 'string' || typeof event !== 'string') return null
  if (previous !== null && typeof previous !== 'string') return null
  return { isIntact: sha256(body) === lineHash, sequence, chain, previous, event, hash: lineHash, entry }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}
