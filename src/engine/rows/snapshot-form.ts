import type { Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { mapInSlices } from '../../async/event-loop-slices.js'
import { compareEntries } from '../../plan/locate.js'
import type { RowsForm } from '../answers/list-sharing.js'
import type { RowEntries } from './row-entries.js'
import type { RowQuery } from './row-query.js'
import type { Snapshot } from './snapshot.js'

/** What is stored of a whole list beside its rows. */
type Facts = Pick<Snapshot, 'size' | 'truncated' | 'torn' | 'missing' | 'total' | 'wasInOrder'>

/** How a whole list is stored: places and order are computed again from its rows. A stale list is not stored. */
export const snapshotForm = (query: RowQuery, rowEntries: RowEntries): RowsForm<Snapshot> => ({
  toRows: ({ entries, stale, size, truncated, torn, missing, total, wasInOrder }) => {
    const facts: Facts = { size, truncated, torn, missing, total, wasInOrder }
    return stale ? null : { rows: entries.map(({ row }) => row), rest: facts }
  },
  fromRows: async ({ rows, rest }, fetchedAtMs) => {
    const facts = readFacts(rest)
    return facts === null ? null : toSnapshot(query, rowEntries, rows, facts, fetchedAtMs)
  },
})

async function toSnapshot(
  query: RowQuery,
  rowEntries: RowEntries,
  rows: readonly Row[],
  facts: Facts,
  fetchedAtMs: EpochMs,
): Promise<Snapshot> {
  const entries = await mapInSlices(rows, (row) => rowEntries.entryOf(query, row, fetchedAtMs), undefined)
  return { ...facts, entries: entries.toSorted(compareEntries), fetchedAtMs, stale: false, hasEveryone: true }
}

function readFacts(value: unknown): Facts | null {
  if (typeof value !== 'object' || value === null) return null
  const of = (name: keyof Facts): unknown => Reflect.get(value, name)
  const [size, missing, total] = [of('size'), of('missing'), of('total')]
  const [truncated, torn, wasInOrder] = [of('truncated'), of('torn'), of('wasInOrder')]
  if (typeof size !== 'number' || typeof missing !== 'number') return null
  if (total !== null && typeof total !== 'number') return null
  if (typeof truncated !== 'boolean' || typeof torn !== 'boolean' || typeof wasInOrder !== 'boolean') return null
  return { size, missing, total, truncated, torn, wasInOrder }
}
