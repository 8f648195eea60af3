import type { Row } from '../../../adapters/contract.js'
import type { Boundary, SourceHint } from '../../plan/cursor.js'
import type { Entry } from '../../plan/locate.js'
import type { Key } from '../../plan/order.js'
import type { Merge, Taken } from './merge.js'
import { hasPassedUnseen } from './slice-status.js'
import type { SourceSlice } from './source-slice.js'

// Where a page ends or begins, in a form from which the next one continues.

export type LastTaken = ReadonlyMap<SourceSlice, Entry<Row>>

/** What a page knows of its sides at one of its records: the record itself is on both. */
export const AT_A_RECORD: Boundary['records'] = { before: true, after: true }

/** The last record of each source among the first `count` records that were taken. */
export function lastTaken(slices: readonly SourceSlice[], { taken }: Pick<Merge, 'taken'>, count: number): LastTaken {
  const last = new Map<SourceSlice, Entry<Row>>()
  for (let at = count - 1; at >= 0 && last.size < slices.length; at--) {
    const one = taken[at]
    if (one !== undefined && !last.has(one.slice)) last.set(one.slice, one.entry)
  }
  return last
}

/**
 * The boundary at a key.
 * @param records AT_A_RECORD, or what is known on the sides of a page that ended early, behind all examined rows.
 * @param last the records up to there.
 */
export function boundaryAt(
  slices: readonly SourceSlice[],
  key: Key,
  records: Boundary['records'],
  last: LastTaken,
): Boundary {
  const hints = slices.map((slice): SourceHint => {
    const { reader } = slice
    if (hasPassedUnseen(slice)) return { kind: 'missed' }
    if (reader === null) return { kind: 'none' }
    const passed =
      records === AT_A_RECORD ? (last.get(slice) ?? null) : (reader.lastExamined ?? last.get(slice) ?? null)
    return reader.hintAfter(passed, passed?.rank === key.rank)
  })
  return { key, records, hints }
}

export const keyOf = ({ slice, entry }: Taken): Key => ({
  rank: entry.rank,
  source: slice.source.name,
  nativeId: entry.nativeId,
})
