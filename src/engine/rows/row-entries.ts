import type { Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { mapInSlices, type Slices } from '../../async/event-loop-slices.js'
import type { Entry } from '../../plan/locate.js'
import { placeOf } from '../../plan/order.js'
import { DerivedTimes } from './derived-times.js'
import type { RowQuery } from './row-query.js'

/** The entries of an answer's rows, in the order of the rows. */
interface Made {
  readonly fetchedAtMs: EpochMs
  readonly entries: readonly Entry<Row>[]
}

/**
 * Makes entries of one source's rows. Those of an answer that several readers share are made once: hundreds of lists that
 * the vendor cannot filter, such as the calls of each of some numbers, are searched for in the same answers.
 */
export class RowEntries {
  readonly #times = new DerivedTimes()
  /** By the rows of the answer, and the list and order that they are read for. */
  readonly #shared = new WeakMap<readonly Row[], Map<string, Made>>()

  /** A new entry, which may be changed. */
  entryOf(query: RowQuery, row: Row, fetchedAtMs: EpochMs): Entry<Row> {
    const nativeId = query.declaration.fields.nativeId.read(row)
    const rank = this.#times.rankOf(query, row, nativeId, fetchedAtMs)
    const place = placeOf(query.order, rank, nativeId)
    return { rank, nativeId, place, row, index: 0, groupFirst: 0, groupLast: 0 }
  }

  /**
   * The entries of all rows of an answer. They are shared, and must not be changed.
   * @param slices the time slices in which they are made; at once, or over several turns, unless given.
   * @throws when the operation that makes them is stopped.
   */
  async entriesOf(
    query: RowQuery,
    rows: readonly Row[],
    fetchedAtMs: EpochMs,
    slices: Slices | undefined,
  ): Promise<readonly Entry<Row>[]> {
    const key = `${query.list} ${query.order}`
    const known = this.#shared.get(rows)?.get(key)
    if (known?.fetchedAtMs === fetchedAtMs) return known.entries
    const entries = await mapInSlices(rows, (row) => this.entryOf(query, row, fetchedAtMs), slices)
    const ofRows = this.#shared.get(rows) ?? new Map<string, Made>()
    this.#shared.set(rows, ofRows.set(key, { fetchedAtMs, entries }))
    return entries
  }
}
