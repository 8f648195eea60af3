import { hash } from 'node:crypto'
import { CursorError, type CursorSeal } from './cursor-seal.js'
import type { Key, ListOrder } from './order.js'

// A cursor is one boundary key plus hints. The key alone is enough for a correct page; the hints avoid extra requests when
// resuming. Encrypted, versioned, compact, and bound to the list, filter, order, sources and rights it came from.

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
  /** The fingerprint of the viewer's rights: the cursor of another viewer is as good as a forged one. */
  readonly viewer: string
}

export interface Boundary {
  readonly key: Key
  /** On which sides of the key the page knew of records. The record at the key counts on both sides. */
  readonly records: { readonly before: boolean; readonly after: boolean }
  /** By position in `scope.sources`. */
  readonly hints: readonly SourceHint[]
}

const LISTS = ['calls', 'sessions', 'sipAccounts', 'activeCalls', 'customers']
const ORDERS: readonly ListOrder[] = ['NEWEST_FIRST', 'OLDEST_FIRST', 'LONGEST_FIRST', 'SHORTEST_FIRST', 'NATIVE_ID']
/** Where the parts of a cursor begin. */
const DIGEST_BYTES = 8
const FILTER_AT = 1
const SOURCES_AT = FILTER_AT + DIGEST_BYTES
const SIDES_AT = SOURCES_AT + DIGEST_BYTES
const RANK_AT = SIDES_AT + 1
const SOURCE_AT = RANK_AT + 8
const HEAD_BYTES = SOURCE_AT + 2
/** Of any number that is exact. */
const VARINT_BYTES = 8
/** How each kind of hint is written, by its position. */
const KINDS: readonly SourceHint['kind'][] = ['none', 'missed', 'offset']
/** Hints with numbers larger than any list are ignored. */
const MOST_ROWS = 2 ** 31

/** Prints a cursor: base64url text, under 350 characters for eight sources and native ids of 70. */
export function encodeCursor({ key, records, hints }: Boundary, scope: CursorScope, { seal }: CursorSeal): string {
  // A character of UTF-16 takes at most three bytes in UTF-8.
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + (1 + 5 * hints.length) * VARINT_BYTES + 3 * key.nativeId.length)
  bytes.set(headOf(scope))
  bytes.writeUInt8((records.before ? 1 : 0) + (records.after ? 2 : 0), SIDES_AT)
  bytes.writeDoubleBE(key.rank, RANK_AT)
  bytes.writeUInt16BE(scope.sources.indexOf(key.source) + 1, SOURCE_AT)
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
  return seal(bytes.subarray(0, end), scope.viewer)
}

/**
 * Reads a cursor that a client sent back.
 * @throws CursorError saying whether it is not whole, of another version, made with other rights, or belongs to another
 * list, order, filter or set of sources.
 */
export function decodeCursor(text: string, scope: CursorScope, { open }: CursorSeal): Boundary {
  const body = open(text, scope.viewer)
  if (body.length <= HEAD_BYTES) throw new CursorError('is not a cursor of this server')
  checkScope(body, scope)
  return readBoundary(body, scope)
}

const heads = new WeakMap<CursorScope, Buffer>()

/** What all cursors of a page have in common. */
function headOf(scope: CursorScope): Buffer {
  const known = heads.get(scope)
  if (known !== undefined) return known
  const head = Buffer.concat([
    Buffer.from([LISTS.indexOf(scope.list) * 16 + ORDERS.indexOf(scope.order)]),
    digestOf(scope.filter),
    digestOf(scope.sources.join('\n')),
  ])
  heads.set(scope, head)
  return head
}

const digestOf = (text: string): Buffer => hash('sha256', text, 'buffer').subarray(0, DIGEST_BYTES)

function checkScope(body: Buffer, scope: CursorScope): void {
  const head = headOf(scope)
  const listAndOrder = body.readUInt8(0)
  const differs = (from: number, to: number): boolean => !body.subarray(from, to).equals(head.subarray(from, to))
  if (LISTS[listAndOrder >> 4] !== scope.list) throw new CursorError('belongs to another list')
  if (ORDERS[listAndOrder & 15] !== scope.order) throw new CursorError('belongs to another order (orderBy)')
  if (differs(FILTER_AT, SOURCES_AT)) throw new CursorError('belongs to another filter')
  if (differs(SOURCES_AT, SIDES_AT)) throw new CursorError('belongs to other sources')
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
  const source = scope.sources[body.readUInt16BE(SOURCE_AT) - 1] ?? ''
  const sides = body.readUInt8(SIDES_AT)
  const records = { before: (sides & 1) === 1, after: (sides & 2) === 2 }
  return { key: { rank: body.readDoubleBE(RANK_AT), source, nativeId }, records, hints }
}

const toTotal = (stored: number): number | null => (stored === 0 ? null : stored - 1)

/** @returns the position behind it. */
function writeVarint(bytes: Buffer, value: number, at: number): number {
  let rest = Math.max(0, Math.trunc(value))
  for (; rest >= 128; rest = Math.floor(rest / 128)) at = bytes.writeUInt8((rest % 128) | 128, at)
  return bytes.writeUInt8(rest, at)
}
