// Entries of shared answers: made once, for all who read them.

import { expect, test, vi } from 'vitest'
import type { AnyList, Row } from '../../../../../adapters/contract.js'
import { RowEntries } from '../../../../../src/engine/rows/row-entries.js'
import type { RowQuery } from '../../../../../src/engine/rows/row-query.js'
import { modelSource } from '../model-source.js'

function queryOn(readId: (row: Row) => string): RowQuery {
  const model = modelSource({ name: 'a', paging: { style: 'snapshot' }, order: 'none', tellsTotal: false }, [], () => 0)
  const calls: AnyList | undefined = model.source.declaration.lists.calls
  if (calls === undefined) throw new Error('no calls')
  const declaration: AnyList = {
    ...calls,
    orderTime: (row) => Number(row['time']),
    fields: { ...calls.fields, nativeId: { from: ['id'], read: readId } },
  }
  return { list: 'calls', declaration, pushed: {}, order: 'NEWEST_FIRST', detail: 'full' }
}
const rowsOf = (count: number): readonly Row[] => Array.from({ length: count }, (_, at) => ({ id: `r${at}`, time: at }))
const readId = (row: Row): string => String(row['id'])

test('one answer that many lists are searched for in is prepared once', async () => {
  const read = vi.fn(readId)
  const query = queryOn(read)
  const entries = new RowEntries()
  const rows = rowsOf(500)
  const first = await entries.entriesOf(query, rows, 1, undefined)
  expect(first.map(({ nativeId }) => nativeId)).toEqual(rows.map(readId))
  for (let at = 0; at < 100; at++)
    expect(await entries.entriesOf({ ...query, pushed: { at } }, rows, 1, undefined)).toBe(first)
  expect(read).toHaveBeenCalledTimes(500)
})

test('another order, another time of the answer or other rows are prepared by themselves', async () => {
  const query = queryOn(readId)
  const entries = new RowEntries()
  const rows = rowsOf(3)
  const first = await entries.entriesOf(query, rows, 1, undefined)
  const byId = await entries.entriesOf({ ...query, order: 'NATIVE_ID' }, rows, 1, undefined)
  expect([first, byId].map((made) => made.map(({ rank }) => rank))).toEqual([
    [-0, -1, -2],
    [0, 0, 0],
  ])
  expect(await entries.entriesOf(query, rows, 2, undefined)).not.toBe(first)
  expect(await entries.entriesOf(query, [...rows], 2, undefined)).not.toBe(first)
})

test('short answers, too, are prepared in the slices of the operation', async () => {
  const spent: number[] = []
  let waits = 0
  const slices = {
    spend: (units: number) => void spent.push(units),
    isOver: () => true,
    next: () => Promise.resolve(void waits++),
  }
  await new RowEntries().entriesOf(queryOn(readId), rowsOf(300), 1, slices)
  expect([spent.length, waits]).toEqual([2, 2])
})
