// Exchanges with Acme in both directions. Addresses and numbers are from documentation ranges.

import type { Golden } from 'trunkline/testing'

const callsOfCaller: Golden = {
  name: 'calls of one caller since noon',
  example: 'user',
  exchange: {
    list: 'calls',
    ask: {
      filter: { caller: '+4570305050', startedFrom: Date.UTC(2026, 2, 1, 12) },
      window: { style: 'offset', offset: 0, limit: 50 },
      detail: 'condensed',
    },
  },
  request: `GET /calls?offset=0&limit=50&from=%2B4570305050&since=2026-03-01T12%3A00%3A00.000Z
accept: application/json`,
  response: {
    status: 200,
    contentType: 'application/json',
    body: `{ "total": 1, "calls": [{ "id": "0017", "from": "+4570305050", "to": "101",
      "started": "2026-03-01T12:00:00.000Z", "seconds": 61, "result": "completed" }] }`,
  },
  total: 1,
  records: [
    {
      nativeId: '0017',
      caller: { number: '+4570305050', e164: '+4570305050', name: null, anonymous: false },
      callee: { number: '101', e164: null, name: null, anonymous: false },
      startedAt: '2026-03-01T12:00:00.000Z',
      durationSeconds: 61,
      status: 'COMPLETED',
      vendorStatus: 'completed',
    },
  ],
}

const [lone] = callsOfCaller.records ?? []
const loneRow = {
  id: '0017',
  from: '+4570305050',
  to: '101',
  started: '2026-03-01T12:00:00.000Z',
  seconds: 61,
  result: 'completed',
}
const busyRow = { ...loneRow, id: '0018', seconds: 0, result: 'busy' }

const listed = (name: string, rows: readonly object[], records: NonNullable<Golden['records']>): Golden => ({
  name,
  example: 'user',
  exchange: {
    list: 'calls',
    ask: { filter: {}, window: { style: 'offset', offset: 200, limit: 200 }, detail: 'condensed' },
  },
  request: 'GET /calls?offset=200&limit=200\naccept: application/json',
  response: { status: 200, contentType: 'application/json', body: JSON.stringify({ total: 203, calls: rows }) },
  total: 203,
  records,
})

const busy = { ...lone, nativeId: '0018', durationSeconds: 0, status: 'BUSY', vendorStatus: 'busy' }

export const acmeGoldens: readonly Golden[] = [
  callsOfCaller,
  listed('three calls', [loneRow, busyRow, loneRow], [lone ?? {}, busy, lone ?? {}]),
  listed('no calls', [], []),
]
