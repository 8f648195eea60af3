import type { FileHandle } from 'node:fs/promises'
import { type AuditPlace, LONGEST_LINE, parseLine, sha256 } from './line.js'

/** The end of an audit file that is to be continued. */
export interface Tail {
  /** The last complete line; null where there is none. */
  readonly last: AuditPlace | null
  /** SHA-256 of an incomplete last line, which a process that was ended while it wrote has left; null: there is none. */
  readonly incomplete: string | null
}

const LINE_BREAK = 0x0a

/**
 * Reads the end of an audit file.
 * @throws Error when its last complete line is not a line of an audit file, or has been changed.
 */
export async function readTail(file: FileHandle, size: number): Promise<Tail> {
  // An incomplete line, and the complete one before it.
  const length = Math.min(size, 2 * (LONGEST_LINE + 1))
  const bytes = Buffer.alloc(length)
  await file.read(bytes, 0, length, size - length)
  const end = bytes.lastIndexOf(LINE_BREAK)
  const rest = bytes.subarray(end + 1)
  const incomplete = rest.length === 0 ? null : sha256(rest)
  if (end === -1) {
    if (size === length) return { last: null, incomplete }
    throw new Error('the file is not an audit file: its last line is too long')
  }
  const start = end === 0 ? 0 : bytes.lastIndexOf(LINE_BREAK, end - 1) + 1
  const last = parseLine(bytes.toString('latin1', start, end))
  if (last === null || !last.isIntact)
    throw new Error('the last line of the file is not an intact audit line: check it with `trunkline audit verify`')
  return { last, incomplete }
}
