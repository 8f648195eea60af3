import type { AnyList, ListName } from '../../adapters/contract.js'
import type { ActiveCallOrder } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'

// The one order of every list: (rank, source, nativeId). The rank of a row is a number made from a time, so that
// the row that comes first has the smallest; a row without that time comes last.

/** The place of a record in a connection, over all sources. */
export interface Key {
  readonly rank: number
  readonly source: string
  readonly nativeId: string
}

const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

/** Negative when `a` comes before `b`. Total: two different records are never equal. */
export const compareKeys = (a: Key, b: Key): number =>
  compare(a.rank, b.rank) || compare(a.source, b.source) || compare(a.nativeId, b.nativeId)

/** By what a list is ordered: the start of a call, or how long it has been talking, or nothing but the native id. */
export type ListOrder = ActiveCallOrder | 'NATIVE_ID'

/** The order of a list in the graph, where the client does not choose another. */
export const defaultOrderOf = (list: ListName): ListOrder =>
  list === 'sipAccounts' || list === 'customers' ? 'NATIVE_ID' : 'NEWEST_FIRST'

/** Whether the vendor guarantees an order, so that its list can be read in pages. */
export const isKeptInOrder = ({ paging, order: kept }: AnyList, order: ListOrder): boolean =>
  (paging.style === 'offset' || paging.style === 'page') &&
  (order === 'NATIVE_ID' ? kept === 'native-id' : order === 'NEWEST_FIRST' && kept === 'newest-first')

/** The times that ranks are made of. */
export interface RowTimes {
  readonly startedAtMs: EpochMs | null
  /** Since when there has been talk; only called by the orders that need it. */
  readonly talkingSinceMs: EpochMs | null
}

/** The rank of a row: the smaller comes first; Infinity, last, where the time is not known. */
export function rankOf(order: ListOrder, times: RowTimes): number {
  switch (order) {
    case 'NATIVE_ID':
      return 0
    case 'NEWEST_FIRST':
      return times.startedAtMs === null ? Infinity : -times.startedAtMs
    case 'OLDEST_FIRST':
      return times.startedAtMs ?? Infinity
    case 'LONGEST_FIRST':
      return times.talkingSinceMs ?? Infinity
    case 'SHORTEST_FIRST':
      return times.talkingSinceMs === null ? Infinity : -times.talkingSinceMs
  }
}

/**
 * The place of a row in its vendor's own order: rows of equal place stand in any order among themselves.
 * Places of one list are all numbers (ranks) or all texts (native ids).
 */
export type Place = number | string

export const placeOf = (order: ListOrder, rank: number, nativeId: string): Place =>
  order === 'NATIVE_ID' ? nativeId : rank

export const comparePlaces = (a: Place, b: Place): number => compare(a, b)
