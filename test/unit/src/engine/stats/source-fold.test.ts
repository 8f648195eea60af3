import { expect, test, vi } from 'vitest'
import type { SeenRow } from '../../../../../src/access/rows/row-view.js'
import type { OperationSlices } from '../../../../../src/async/operation-slices.js'
import { CallGrouper } from '../../../../../src/engine/stats/call-groups.js'
import { SourceFold } from '../../../../../src/engine/stats/source-fold.js'
import { TimeBuckets } from '../../../../../src/engine/stats/time-buckets.js'
import { everyRow } from '../../../../support/unrestricted.js'
import { epochOf, modelSource } from '../model-source.js'

const NOW = epochOf(0)

function foldWith(slices: Pick<OperationSlices, 'spend' | 'isOver' | 'next'>) {
  const { source } = modelSource(
    { name: 'a', paging: { style: 'snapshot' }, order: 'none', tellsTotal: false },
    [],
    () => NOW,
  )
  const make = source.records.calls
  if (make === undefined) throw new Error('the model has calls')
  const grouper = new CallGrouper([], new TimeBuckets('UTC'))
  const wanted = { price: false, cost: false, causes: false }
  const rules = { attempts: 'ALL' as const }
  // The fold uses three of its methods.
  return new SourceFold({ source, make, test: () => true, grouper, wanted, rules, slices: slices as OperationSlices })
}
const batchOf = (count: number) => ({
  entries: Array.from({ length: count }, (_, at) => ({
    ...{ rank: 0, place: 0, nativeId: `${at}`, index: 0, groupFirst: 0, groupLast: 0 },
    row: everyRow.see({ id: `${at}`, time: at, kind: 'INBOUND' }) as SeenRow,
  })),
  rowsReturned: count,
  fetchedAtMs: NOW,
  stale: false,
})

test('rows are counted in slices of the event loop: when one is over, the next is waited for', async () => {
  const next = vi.fn(() => Promise.resolve())
  let spent = 0
  const fold = foldWith({
    spend: (units) => void (spent += units),
    isOver: () => spent > 64,
    next: async () => {
      spent = 0
      await next()
    },
  })
  await fold.add(batchOf(2000))
  expect(fold.counted).toBe(2000)
  // 16 steps, and a wait after every second of them.
  expect(next.mock.calls.length).toBeGreaterThan(4)
})

test('an operation that is stopped counts no further row', async () => {
  let steps = 0
  const fold = foldWith({
    spend: () => undefined,
    isOver: () => ++steps > 2,
    next: () => Promise.reject(new Error('stopped')),
  })
  await expect(fold.add(batchOf(2000))).rejects.toThrow('stopped')
  expect(fold.counted).toBeLessThan(300)
})
