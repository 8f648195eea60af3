// A vendor that filters by time, and promises neither order nor pages: made of a simulated one, whose calls and sessions
// it returns in its own way.

import type {
  AnyList,
  DecodedPage,
  ListName,
  PagingInside,
  Row,
  SlicePaging,
  SliceWindow,
} from '../../../adapters/contract.js'
import { wholeBody } from '../../../adapters/wire/json/body.js'
import { nativeIdOf } from '../../../src/conformance/records.js'
import { SourceFailure } from '../../../src/errors/source-failure.js'

/** How such a vendor answers. */
export interface SliceHabits {
  readonly paging: SlicePaging
  readonly tellsTotal?: boolean
  /** The rows of the largest answer that is not refused as too large; no limit unless given. */
  readonly tooLargeAbove?: number
}

export interface SliceRequest {
  readonly list: ListName
  readonly filter: object
  readonly window: SliceWindow
}

const OPERATION = 'slice'
const LIMIT = 1000

/** The declaration of a list, if its vendor answered so. */
export function inSlices<List extends AnyList>(name: ListName, list: List, { paging }: SliceHabits): List {
  return {
    ...list,
    paging,
    order: 'none',
    pushdown: { ...list.pushdown, startedFrom: 'none', startedTo: 'none' },
    condensed: undefined,
    bulkReading: undefined,
    startMayFollowOrderTime: false,
    request: ({ filter, window }: { readonly filter: object; readonly window: unknown }) => ({
      operation: OPERATION,
      method: 'POST',
      path: '',
      body: {
        kind: 'text',
        contentType: 'application/json',
        text: write({ list: name, filter, window }),
        parameters: [],
      },
      repeatable: true,
      accept: 'application/json',
    }),
    decode: wholeBody((text): DecodedPage => JSON.parse(text)),
  }
}

/** JSON has no Infinity. */
const write = (request: object): string =>
  JSON.stringify(request, (_key, value) => (value === Infinity ? LIMIT ** 3 : value))

const isSliceRequest = (value: unknown): value is SliceRequest =>
  typeof value === 'object' && value !== null && 'list' in value && 'window' in value

/** The request that one of `inSlices` has made. */
export function readSliceRequest(operation: string, text: string): SliceRequest {
  const request: unknown = operation === OPERATION ? JSON.parse(text) : null
  if (!isSliceRequest(request)) throw new Error('not a request for a slice')
  return request
}

export const isSliceOperation = (operation: string): boolean => operation === OPERATION

/**
 * Answers as the vendor does.
 * @param list the list as its real vendor has it.
 * @param all its rows.
 * @throws SourceFailure TOO_LARGE
 */
export function answerSlice(
  list: AnyList,
  all: readonly Row[],
  { paging, tellsTotal = false, tooLargeAbove = Infinity }: SliceHabits,
  window: SliceWindow,
): DecodedPage {
  const { inside } = paging
  const inRange = all
    .map((row) => ({ row, id: nativeIdOf(list.fields, row), salt: hash(nativeIdOf(list.fields, row)) }))
    .filter(({ row, salt }) => isInside(paging, window, (list.orderTime(row) ?? 0) + lateness(paging, salt)))
    .sort((a, b) => a.salt - b.salt || (a.id < b.id ? -1 : 1))
  const behind =
    window.token === null ? inRange : inRange.filter(({ salt, id }) => `${pad(salt)} ${id}` > (window.token ?? ''))
  const most = mostOf(inside, window.limit)
  if (window.offset > 0 && inside.style === 'page') checkPage(window, inRange.length, inside.pastTheEnd)
  const rows = behind.slice(window.offset, window.offset + most)
  if (rows.length > tooLargeAbove) throw new SourceFailure('TOO_LARGE', 'the answer is larger than maxResponseBytes')
  const last = rows.at(-1)
  const hasNext = inside.style === 'token' && last !== undefined && last !== behind.at(-1)
  return {
    rows: rows.map(({ row }): Row => row),
    total: tellsTotal && inside.style !== 'token' ? inRange.length : null,
    next: hasNext ? `${pad(last.salt)} ${last.id}` : null,
  }
}

/** A page that is continued with a token may be shorter than requested, although it is not the last one. */
function mostOf(inside: PagingInside, limit: number): number {
  if (inside.style === 'none') return inside.cap ?? Infinity
  return inside.style === 'token' ? Math.max(1, limit - 1) : limit
}

function checkPage({ offset, limit }: SliceWindow, rows: number, pastTheEnd: string): void {
  if (offset % limit !== 0) throw new Error(`${offset} is not the first row of a page of ${limit}`)
  if (pastTheEnd === 'error' && offset >= rows)
    throw new SourceFailure('REJECTED', 'no such page', { observed: { httpStatus: 400 } })
}

/** The vendor compares at its granularity. */
function isInside(
  { ends, granularityMs: unit }: SlicePaging,
  { fromMs, toMs }: SliceWindow,
  comparedMs: number,
): boolean {
  if (fromMs % unit !== 0 || toMs % unit !== 0) throw new Error(`${fromMs} to ${toMs} is no slice of ${unit} ms`)
  const from = ends === 'unknown' ? comparedMs > fromMs : comparedMs >= fromMs
  return from && (ends === 'inclusive' ? comparedMs <= toMs : comparedMs < toMs)
}

/** How much later than the start of a row its compared time is. */
const lateness = ({ comparedTime, slackMs }: SlicePaging, salt: number): number =>
  comparedTime === 'start' ? 0 : salt % (slackMs + 1)

const pad = (salt: number): string => String(salt).padStart(10, '0')

/** Rows come in an order that has nothing to do with their times. */
function hash(id: string): number {
  let value = 2654435761
  for (const letter of id) value = Math.imul(value ^ letter.charCodeAt(0), 16777619)
  return value >>> 0
}
