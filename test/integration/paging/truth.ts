// What a connection must hold at a moment: every source read whole by the plainest paging, and sorted here.

import type { AnyList, ListName, Row } from '../../../adapters/contract.js'
import type { ActiveCallOrder } from '../../../schema/enums.js'
import { parseDateTime } from '../../../schema/scalars.js'
import { listsOf } from '../../../src/conformance/operations.js'
import { nativeIdOf, reading } from '../../../src/conformance/records.js'
import { readWhole } from '../../../src/conformance/whole-list.js'
import { splitFilter } from '../../../src/plan/filter.js'
import { compileTest } from '../../../src/plan/match.js'
import type { SimulatedSource } from './simulated-sources.js'

/** A list of the graph, in an order, under a filter. */
export interface AskedList {
  readonly list: ListName
  readonly orderBy: ActiveCallOrder
  readonly filter: object
}

/** A record and its place: the smaller rank comes first, and of equal ones the smaller source, then native id. */
export interface Placed {
  readonly name: string
  readonly rank: number
  readonly source: string
  readonly nativeId: string
}

const LIMIT = 1000

/** How a source serves the request; null: it does not. */
function shareOf(simulated: SimulatedSource, { list: name, filter }: AskedList) {
  const list = listsOf(simulated.witness.declaration).find((declared) => declared.name === name)?.list
  if (list === undefined) return null
  const { pushed, residual, unsupported } = splitFilter(list, filter)
  if (typeof list.unavailable?.(pushed) === 'string') return null
  const { test } = compileTest(name, residual, simulated.witness.declaration.region)
  return unsupported.length > 0 ? null : { list, pushed, matches: (row: Row) => test(reading(list.fields, row)) }
}

export const isServed = (simulated: SimulatedSource, asked: AskedList): boolean => shareOf(simulated, asked) !== null

/** Every record that the sources have now, in the connection's order. */
export function truthOf(sources: readonly SimulatedSource[], asked: AskedList, nowMs: number): readonly Placed[] {
  return sources
    .flatMap((simulated) => {
      const share = shareOf(simulated, asked)
      if (share === null) return []
      const { list, pushed, matches } = share
      const rows = readWhole(simulated.witness, list, pushed, LIMIT).rows.filter(matches)
      return rows.map((row) => placedAt(simulated.name, asked, list, row, nowMs))
    })
    .sort(comparePlaces)
}

export const comparePlaces = (a: Placed, b: Placed): number =>
  a.rank - b.rank || compare(a.source, b.source) || compare(a.nativeId, b.nativeId)

function placedAt(source: string, asked: AskedList, list: AnyList, row: Row, nowMs: number): Placed {
  const nativeId = nativeIdOf(list.fields, row)
  return { name: `${source}/${nativeId}`, rank: rankOf(asked, list, row, nowMs), source, nativeId }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Larger than the rank of any record that has a time; and finite, so that two of them are equal. */
const LAST = Number.MAX_SAFE_INTEGER

function rankOf({ list: name, orderBy }: AskedList, list: AnyList, row: Row, nowMs: number): number {
  if (name === 'sipAccounts' || name === 'customers') return 0
  if (name !== 'activeCalls') return -(list.orderTime(row) ?? -LAST)
  const seconds = (field: string): number => Number(list.fields[field]?.read(row) ?? 0)
  const talkMs = Math.round(seconds('durationSeconds') * 1000)
  // A record without a start has a duration, or else it is as old as the answer.
  const start = list.orderTime(row) ?? nowMs - talkMs - Math.round(seconds('setupDelaySeconds') * 1000)
  const answeredAt = list.fields['answeredAt']?.read(row)
  const answer = typeof answeredAt === 'string' ? parseDateTime(answeredAt) : talkMs > 0 ? nowMs - talkMs : null
  return {
    NEWEST_FIRST: -start,
    OLDEST_FIRST: start,
    LONGEST_FIRST: answer ?? LAST,
    SHORTEST_FIRST: answer === null ? LAST : -answer,
  }[orderBy]
}

/** What a traversal must have shown of what there was when it began. */
export interface Expected {
  /** What was there from the beginning to the end, in the order of the beginning. */
  readonly staying: readonly string[]
  /** What may have had several places on the way, so that it may be met at each of them. */
  readonly mayRepeat: (name: string) => boolean
}

/** A call's start does not change, whatever is reported of it later, but some calls have another place once they talk. */
export function expectedOf(
  sources: readonly SimulatedSource[],
  asked: AskedList,
  before: readonly Placed[],
  after: readonly Placed[],
): Expected {
  const movable = new Set(sources.filter((simulated) => moves(simulated, asked)).map(({ name }) => name))
  const rankAfter = new Map(after.map(({ name, rank }) => [name, rank]))
  const staying = before
    .filter(({ name, rank, source }) => rankAfter.has(name) && (!movable.has(source) || rankAfter.get(name) === rank))
    .map(({ name }) => name)
  const inPlace = new Set(staying)
  const isMovable = (name: string) => movable.has(name.slice(0, name.indexOf('/')))
  return { staying, mayRepeat: (name) => isMovable(name) && !inPlace.has(name) }
}

/**
 * Whether a call in progress goes to another place when it is answered: gone from the one, and new at the other. So it
 * is in the orders by how long there has been talk; and by the start where none is reported while a call rings.
 */
const moves = ({ kind }: SimulatedSource, { list, orderBy }: AskedList): boolean =>
  list === 'activeCalls' &&
  (orderBy === 'LONGEST_FIRST' || orderBy === 'SHORTEST_FIRST' || kind.tellsStartLate === true)
