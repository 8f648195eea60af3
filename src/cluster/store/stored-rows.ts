import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import type { Row } from '../../../adapters/contract.js'
import type { RowsOf } from '../../engine/answers/list-sharing.js'
import type { StoreSeal } from './seal.js'

// Rows as they are stored: lines of JSON, compressed with zstd. The first line holds what is not a row; each of the others
// an array of rows, which is written and read in one turn of the event loop.

const ROWS_PER_LINE = 2000
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** What is stored beside the rows of an answer. */
export interface StoredHead {
  /** Of the answer's text, in characters. */
  readonly size: number
  /** How long the vendor took, in milliseconds. */
  readonly tookMs: number
  readonly rest: unknown
}

export interface StoredRows {
  readonly rows: readonly Row[]
  readonly head: StoredHead
}

export async function writeRows(
  { rows, rest }: RowsOf,
  head: Omit<StoredHead, 'rest'>,
  seal: StoreSeal,
  name: string,
): Promise<Buffer> {
  const lines = [Buffer.from(JSON.stringify({ ...head, rest }))]
  for (let from = 0; from < rows.length; from += ROWS_PER_LINE) {
    if (from > 0) await nextTurn()
    lines.push(Buffer.from(`\n${JSON.stringify(rows.slice(from, from + ROWS_PER_LINE))}`))
  }
  return seal.seal(await compress(Buffer.concat(lines), LEVEL), name)
}

const LINE_END = 0x0a

/**
 * @param mostBytes of the text after decompression.
 * @returns null for anything but rows in this form.
 */
export async function readRows(
  stored: Buffer,
  seal: StoreSeal,
  name: string,
  mostBytes: number,
): Promise<StoredRows | null> {
  const sealed = seal.open(stored, name)
  if (sealed === null) return null
  try {
    const text = await decompress(sealed, { maxOutputLength: mostBytes })
    const ends = lineEndsOf(text)
    const head = toHead(JSON.parse(text.toString('utf8', 0, ends[0])))
    if (head === null) return null
    const rows: Row[] = []
    for (let at = 1; at < ends.length; at++) {
      if (at > 1) await nextTurn()
      const line: unknown = JSON.parse(text.toString('utf8', (ends[at - 1] ?? 0) + 1, ends[at]))
      if (!Array.isArray(line) || !line.every(isRow)) return null
      for (const row of line) rows.push(row)
    }
    return { rows, head }
  } catch {
    return null
  }
}

function lineEndsOf(text: Buffer): readonly number[] {
  const ends: number[] = []
  for (let at = text.indexOf(LINE_END); at !== -1; at = text.indexOf(LINE_END, at + 1)) ends.push(at)
  return [...ends, text.length]
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

function toHead(value: unknown): StoredHead | null {
  if (!isRow(value)) return null
  const { size, tookMs, rest } = value
  return typeof size === 'number' && typeof tookMs === 'number' ? { size, tookMs, rest } : null
}
