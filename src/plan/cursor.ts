import { crc32 } from 'node:zlib'
import type { Key, ListOrder } from './order.js'

// A cursor is one boundary key plus hints. The key alone is enough for a correct page; the hints avoid extra requests when
// resuming. Opaque to clients, versioned, compact, and bound to the list, filter, order and sources it came from.

/** The position of one source at the end of the page. */
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
      /** The length of the list; null when the vendor does not report it. */
      readonly total: number | null
    }

/** What a cursor belongs to. */
export interface CursorScope {
  readonly list: string
  readonly order: ListOrder
  /** The filter in a canonical form, such as the JSON of its sorted conditions. */
  readonly filter: string
  /** Sorted names of the sources that are queried. */
  readonly sources: readonly string[]
}

export interface Boundary {
  readonly key: Key
  /** On which sides of the key the page knew of records. The record at the key counts on both sides. */
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
/** Of any number that is exact. */
const VARINT_BYTES = 8
/** How each kind of hint is written, by its position. */
const KINDS: readonly SourceHint['kind'][] = ['none', 'missed', 'offset']
/** A client can forge the checksum, so hints with numbers larger than any list are ignored. */
const MOST_ROWS = 2 ** 31

/** Prints a cursor: base64url text, under 300 characters for eight sources and native ids of 70. */
export function encodeCursor({ key, records, hints }: Boundary, scope: CursorScope): string {
  // A character of UTF-16 takes at most three bytes in UTF-8.
  const bytes = Buffer.allocUnsafe(
    HEAD_BYTES + (1 + 5 * hints.length) * VARINT_BYTES + 3 * key.nativeId.length + CHECKSUM_BYTES,
  )
  bytes.writeUInt8(VERSION, 0)
  bytes.writeUInt8(LISTS.indexOf(scope.list) * 16 + ORDERS.indexOf(scope.order), 1)
  bytes.writeUInt32BE(crc32(scope.filter), 2)
  bytes.writeUInt32BE(crc32(scope.sources.join('\n')), 6)
  bytes.writeUInt8((records.before ? 1 : 0) + (records.after ? 2 : 0), 10)
  bytes.writeDoubleBE(key.rank, 11)
  bytes.writeUInt16BE(scope.sources.indexOf(key.source) + 1, 19)
  let end = writeVarint(bytes, Buffer.byteLength(key.nativeId), HEAD_BYTES)
  end += bytes.write(key.nativeId, end, 'utf8')
  for (const hint of hints) {
    end = writeVarint(bytes, KINDS.indexOf(hint.kind), end)
    if (hint.kind !== 'offset') continue
    end = writeVarint(bytes, hint.start, end)
    end = writeVarint(bytes, hint.span, end)
    end = writeVarint(bytes, hint.drift, end)
    end = writeVarint(bytes, hint.total === null ? 0 : hint.total + 1, end)
  }
  bytes.writeUInt16BE(end + CHECKSUM_BYTES, LENGTH_AT)
  return bytes.toString('base64url', 0, bytes.writeUInt32BE(crc32(bytes.subarray(0, end)), end))
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
    const kind = KINDS[next()] ?? 'none'
    if (kind !== 'offset') return { kind }
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

/** @returns the position behind it. */
function writeVarint(bytes: Buffer, value: number, at: number): number {
  let rest = Math.max(0, Math.trunc(value))
  for (; rest >= 128; rest = Math.floor(rest / 128)) at = bytes.writeUInt8((rest % 128) | 128, at)
  return bytes.writeUInt8(rest, at)
}
