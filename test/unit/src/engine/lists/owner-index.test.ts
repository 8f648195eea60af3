import { expect, test } from 'vitest'
import type { Row } from '../../../../../adapters/contract.js'
import { unrestrictedAccess } from '../../../../../src/access/rights/rights.js'
import { viewOf } from '../../../../../src/access/rows/row-view.js'
import { OwnerIndex } from '../../../../../src/engine/lists/owner-index.js'
import type { SeenSnapshot } from '../../../../../src/engine/rows/snapshot.js'
import type { RecordView } from '../../../../../src/engine/source/records.js'

const node = {
  name: 'switch',
  vendor: 'portasip',
  title: 'A switch',
  capabilities: [],
  get health(): never {
    throw new Error('not asked')
  },
}
const call = (nativeId: string, customerId: string, caller: string, callee: string): Row => ({
  nativeId,
  customerId,
  caller,
  callee,
})
const toRecord = ({ nativeId, customerId, caller, callee }: Row): RecordView =>
  Object.assign({ typeName: 'ActiveCall', id: '', nativeId: String(nativeId), source: node } as const, {
    customer: { nativeId: customerId },
    caller: { e164: caller },
    callee: { e164: callee },
  })
const source = { records: { activeCalls: toRecord } }

const everyRow = viewOf(unrestrictedAccess([]), 'switch', 'activeCalls', 'source')
const snapshotOf = (...rows: Row[]): SeenSnapshot => ({
  entries: everyRow.seeEntries(
    rows.map((row, index) => ({
      row,
      nativeId: String(row['nativeId']),
      rank: index,
      place: index,
      index,
      groupFirst: 0,
      groupLast: 0,
    })),
  ),
  fetchedAtMs: 0,
  stale: false,
  size: 0,
  truncated: false,
  torn: false,
  missing: 0,
  total: rows.length,
  wasInOrder: true,
  hasEveryone: true,
})
const idsOf = (groups: ReturnType<OwnerIndex['of']>) =>
  Object.fromEntries([...groups].map(([key, entries]) => [String(key), entries.map(({ nativeId }) => nativeId)]))

test('one list is divided by customers and by numbers, each once', () => {
  const groups = new OwnerIndex()
  const snapshot = snapshotOf(
    call('1', 'C1', '+4570305050', '+4580808080'),
    call('2', 'C2', '+4580808080', '+4580808080'),
    call('3', 'C1', '+4570305051', '+4570305050'),
  )
  const byCustomer = groups.of(snapshot, source, 'activeCalls', 'customerId')
  const byNumber = groups.of(snapshot, source, 'activeCalls', 'number')
  expect(idsOf(byCustomer)).toEqual({ C1: ['1', '3'], C2: ['2'] })
  expect(idsOf(byNumber)).toEqual({ '+4570305050': ['1', '3'], '+4580808080': ['1', '2'], '+4570305051': ['3'] })
  expect(groups.of(snapshot, source, 'activeCalls', 'customerId')).toBe(byCustomer)
  expect(groups.of(snapshot, source, 'activeCalls', 'number')).toBe(byNumber)
  expect(
    idsOf(groups.of(snapshotOf(call('4', 'C1', '+4570305050', '+4570305050')), source, 'activeCalls', 'customerId')),
  ).toEqual({ C1: ['4'] })
})
