// What a connection must hold at a moment: every source read whole by the plainest paging, and sorted here.

import type { AnyList, Row } from '../../adapters/contract.js'
import type { ActiveCallOrder } from '../../schema/enums.js'
import { parseDateTime } from '../../schema/scalars.js'
import { listsOf } from '../adapters/operations.js'
import { nativeIdOf } from '../adapters/records.js'
import { readWhole } from '../adapters/whole-list.js'
import type { ListName } from '../../adapters/contract.js'
import type { SimulatedSource } from './simulated-sources.js'

/** A list of the graph, in an order. */
export interface AskedList {
  readonly list: ListName
  readonly orderBy: ActiveCallOrder
}

/** A record and its place: the smaller rank comes first, and of equal ones the smaller source, then native id. */
export interface Placed {
  readonly name: string
  readonly rank: number
  readonly source: string
  readonly nativeId: string
}

const LIMIT = 1000

export const listOf = ({ witness }: SimulatedSource, name: ListName): AnyList | undefined =>
  listsOf(witness.declaration).find((declared) => declared.name === name)?.list

/** Every record that the sources have now, in the connection's order. */
export function truthOf(sources: readonly SimulatedSource[], asked: AskedList, nowMs: number): readonly Placed[] {
  return sources
    .flatMap((simulated) => {
      const list = listOf(simulated, asked.list)
      if (list === undefined) return []
      return readWhole(simulated.witness, list, {}, LIMIT).rows.map((row): Placed => {
        const nativeId = nativeIdOf(list.fields, row)
        const rank = rankOf(asked, list, row, nowMs)
        return { name: `${simulated.name}/${nativeId}`, rank, source: simulated.name, nativeId }
      })
    })
    .sort((a, b) => a.rank - b.rank || compare(a.source, b.source) || compare(a.nativeId, b.nativeId))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Larger than the rank of any record that tells its time; and finite, so that two of them are equal. */
const LAST = Number.MAX_SAFE_INTEGER

function rankOf({ list: name, orderBy }: AskedList, list: AnyList, row: Row, nowMs: number): number {
  if (name === 'sipAccounts') return 0
  if (name !== 'activeCalls') return -(list.orderTime(row) ?? -LAST)
  const seconds = (field: string): number => Number(list.fields[field]?.read(row) ?? 0)
  const talkMs = Math.round(seconds('durationSeconds') * 1000)
  // What tells no start tells how long it has been there, or else it is as old as the answer.
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
  /** What has another place at the end than at the beginning, in an order that is by how long there has been talk. */
  readonly moved: ReadonlySet<string>
}

/** A call's start does not change, whatever is told of it later; since when it talks is known once it is answered. */
export function expectedOf(before: readonly Placed[], after: readonly Placed[], { list, orderBy }: AskedList): Expected {
  const rankAfter = new Map(after.map(({ name, rank }) => [name, rank]))
  const mayMove = list === 'activeCalls' && (orderBy === 'LONGEST_FIRST' || orderBy === 'SHORTEST_FIRST')
  const stayed = before.filter(({ name }) => rankAfter.has(name))
  const hasMoved = ({ name, rank }: Placed) => mayMove && rankAfter.get(name) !== rank
  return {
    staying: stayed.filter((placed) => !hasMoved(placed)).map(({ name }) => name),
    moved: new Set(stayed.filter(hasMoved).map(({ name }) => name)),
  }
}
