import type { Row } from '../../../adapters/contract.js'
import { parseInstant } from '../../../schema/instant.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { type RowTimes, rankOf } from '../../plan/order.js'
import type { RowQuery } from './row-query.js'

interface Derived {
  startedAtMs: EpochMs
  talkingSinceMs: EpochMs | null
  seenAtMs: EpochMs
}

/** A call that no answer has shown for this long is forgotten. */
const FORGET_AFTER_MS = 600_000
const SWEEP_ABOVE = 20_000

/**
 * Times by which calls in progress are ordered, where the vendor does not report them. Older softswitches report no
 * set-up time, only how long a call has lasted. A time derived from that changes a little with every poll, so the first
 * one is kept: the order stays the same between polls and between pages.
 */
export class DerivedTimes {
  readonly #derived = new Map<string, Derived>()

  /**
   * The rank of a row in the order of the query.
   * @param fetchedAtMs when the row was fetched.
   */
  rankOf(query: RowQuery, row: Row, nativeId: string, fetchedAtMs: EpochMs): number {
    const { order, declaration } = query
    if (order === 'NATIVE_ID') return 0
    const startedAtMs = declaration.orderTime(row, fetchedAtMs)
    // The usual case: no object is created for the row.
    if (order === 'NEWEST_FIRST' && startedAtMs !== null) return -startedAtMs
    return rankOf(order, this.#timesOf(query, row, nativeId, fetchedAtMs, startedAtMs))
  }

  #timesOf(query: RowQuery, row: Row, nativeId: string, fetchedAtMs: EpochMs, startedAtMs: EpochMs | null): RowTimes {
    const needsTalk = query.order === 'LONGEST_FIRST' || query.order === 'SHORTEST_FIRST'
    if (query.list !== 'activeCalls' || (startedAtMs !== null && !needsTalk))
      return { startedAtMs, talkingSinceMs: null }
    const answeredAt = read(query, 'answeredAt', row, fetchedAtMs)
    const answeredAtMs = typeof answeredAt === 'string' ? parseInstant(answeredAt) : null
    if (startedAtMs !== null && answeredAtMs !== null) return { startedAtMs, talkingSinceMs: answeredAtMs }
    const derived = this.#derive(query, row, nativeId, fetchedAtMs)
    return {
      startedAtMs: startedAtMs ?? derived.startedAtMs,
      talkingSinceMs: answeredAtMs ?? derived.talkingSinceMs,
    }
  }

  #derive(query: RowQuery, row: Row, nativeId: string, fetchedAtMs: EpochMs): Derived {
    const known = this.#derived.get(nativeId)
    const talkMs = milliseconds(read(query, 'durationSeconds', row, fetchedAtMs))
    const talkingSinceMs = talkMs === 0 ? null : fetchedAtMs - talkMs
    if (known !== undefined) {
      known.seenAtMs = fetchedAtMs
      known.talkingSinceMs ??= talkingSinceMs
      return known
    }
    const setupMs = milliseconds(read(query, 'setupDelaySeconds', row, fetchedAtMs))
    const derived = { startedAtMs: fetchedAtMs - talkMs - setupMs, talkingSinceMs, seenAtMs: fetchedAtMs }
    if (this.#derived.size > SWEEP_ABOVE) this.#forget(fetchedAtMs - FORGET_AFTER_MS)
    this.#derived.set(nativeId, derived)
    return derived
  }

  #forget(beforeMs: EpochMs): void {
    for (const [nativeId, { seenAtMs }] of this.#derived) if (seenAtMs < beforeMs) this.#derived.delete(nativeId)
  }
}

const milliseconds = (seconds: unknown): number =>
  typeof seconds === 'number' && seconds > 0 ? Math.round(seconds * 1000) : 0

const read = (query: RowQuery, field: string, row: Row, fetchedAtMs: EpochMs): unknown =>
  query.declaration.fields[field]?.read(row, fetchedAtMs)
