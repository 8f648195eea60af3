// A cursor is one boundary key, plus hints. The key alone gives the right answer; the hints make resuming cost no
// extra request. Opaque to clients, versioned, compact, and bound to the list, filter, order and sources it came from.

import { crc32 } from 'node:zlib'
import type { Key, ListOrder } from './order.js'

/** Where one source stood when the page ended. */
export type SourceHint =
  | { readonly kind: 'none' }
  /** The source failed while this traversal passed over its rows. */
  | { readonly kind: 'missed' }
  | {
      readonly kind: 'offset'
      /** Vendor index of the last row that stands strictly before the boundary's group. */
      readonly start: number
      /** Rows from there up to the last one that was returned, or passed over. */
      readonly span: number
      /** By how many rows the list had moved since the page before. */
      readonly drift: number
      /** How long the list was; null: not told. */
      readonly total: number | null
    }

/** What a cursor belongs to. */
export interface CursorScope {
  readonly list: string
  readonly order: ListOrder
  /** The filter in a canonical form, such as the JSON of its sorted conditions. */
  readonly filter: string
  /** Names of the sources asked, sorted. */
  readonly sources: readonly string[]
}

export interface Boundary {
  readonly key: Key
  /** On which sides there are records, as the page knew; a record that stands there counts on both. */
  readonly records: { readonly before: boolean; readonly after: boolean }
  /** By position in `scope.sources`. */
  readonly hints: readonly SourceHint[]
}

/** What is wrong with a cursor, in words for the client. */
export class CursorError extends Error {
  override readonly name = 'CursorError'
}

const VERSION = 2
const LISTS = ['calls', 'sessions', 'sipAccounts', 'activeCalls']
const ORDERS: readonly ListOrder[] = ['NEWEST_FIRST', 'OLDEST_FIRST', 'LONGEST_FIRST', 'SHORTEST_FIRST', 'NATIVE_ID']
const HEAD_BYTES = 23
const LENGTH_AT = 21
const CHECKSUM_BYTES = 4
/** A checksum does not keep out who makes it anew: larger numbers than any list has are no hint. */
const MOST_ROWS = 2 ** 31

/** Prints a cursor: base64url text, under 300 characters for eight sources and native ids of 70. */
export function encodeCursor(boundary: Boundary, scope: CursorScope): string {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt8(VERSION, 0)
  head.writeUInt8(LISTS.indexOf(scope.list) * 16 + ORDERS.indexOf(scope.order), 1)
  head.writeUInt32BE(crc32(scope.filter), 2)
  head.writeUInt32BE(crc32(scope.sources.join('\n')), 6)
  head.writeUInt8((boundary.records.before ? 1 : 0) + (boundary.records.after ? 2 : 0), 10)
  head.writeDoubleBE(boundary.key.rank, 11)
  head.writeUInt16BE(scope.sources.indexOf(boundary.key.source) + 1, 19)
  const nativeId = Buffer.from(boundary.key.nativeId, 'utf8')
  const hints: number[] = []
  for (const hint of boundary.hints) {
    if (hint.kind !== 'offset') hints.push(hint.kind === 'none' ? 0 : 1)
    else for (const number of [2, hint.start, hint.span, hint.drift, hint.total === null ? 0 : hint.total + 1]) pushVarint(hints, number)
  }
  const idLength: number[] = []
  pushVarint(idLength, nativeId.length)
  const body = Buffer.concat([head, Buffer.from(idLength), nativeId, Buffer.from(hints)])
  body.writeUInt16BE(body.length + CHECKSUM_BYTES, LENGTH_AT)
  const checksum = Buffer.alloc(CHECKSUM_BYTES)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([body, checksum]).toString('base64url')
}

/**
 * Reads a cursor that a client sent back.
 * @throws CursorError saying whether it is cut short, changed, of another version, or belongs to another list, order,
 * filter or set of sources.
 */
export function decodeCursor(text: string, scope: CursorScope): Boundary {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < HEAD_BYTES + CHECKSUM_BYTES || bytes.toString('base64url') !== text)
    throw new CursorError('is not a cursor of this server, or was cut short')
  const body = bytes.subarray(0, -CHECKSUM_BYTES)
  const isWhole = crc32(body) === bytes.readUInt32BE(body.length)
  if (isWhole && body.readUInt8(0) !== VERSION)
    throw new CursorError('comes from another version of this server; start again')
  if (bytes.length < bytes.readUInt16BE(LENGTH_AT)) throw new CursorError('was cut short')
  if (!isWhole) throw new CursorError('was changed')
  checkScope(body, scope)
  return readBoundary(body, scope)
}

function checkScope(body: Buffer, scope: CursorScope): void {
  const listAndOrder = body.readUInt8(1)
  if (LISTS[listAndOrder >> 4] !== scope.list) throw new CursorError('belongs to another list')
  if (ORDERS[listAndOrder & 15] !== scope.order) throw new CursorError('belongs to another order (orderBy)')
  if (body.readUInt32BE(2) !== crc32(scope.filter)) throw new CursorError('belongs to another filter')
  if (body.readUInt32BE(6) !== crc32(scope.sources.join('\n'))) throw new CursorError('belongs to other sources')
}

function readBoundary(body: Buffer, scope: CursorScope): Boundary {
  let position = HEAD_BYTES
  const next = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = body[position++]
      if (byte === undefined) throw new CursorError('was changed')
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  const idLength = next()
  const nativeId = body.toString('utf8', position, (position += idLength))
  const hints = scope.sources.map((): SourceHint => {
    const kind = next()
    if (kind !== 2) return { kind: kind === 1 ? 'missed' : 'none' }
    const [start, span, drift, total] = [next(), next(), next(), toTotal(next())]
    const isPossible = [start, span, drift, total ?? 0].every((rows) => rows <= MOST_ROWS)
    return isPossible ? { kind: 'offset', start, span, drift, total } : { kind: 'none' }
  })
  const source = scope.sources[body.readUInt16BE(19) - 1] ?? ''
  const sides = body.readUInt8(10)
  const records = { before: (sides & 1) === 1, after: (sides & 2) === 2 }
  return { key: { rank: body.readDoubleBE(11), source, nativeId }, records, hints }
}

const toTotal = (stored: number): number | null => (stored === 0 ? null : stored - 1)

function pushVarint(bytes: number[], value: number): void {
  let rest = Math.max(0, Math.trunc(value))
  while (rest >= 128) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}
