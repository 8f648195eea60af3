// Restcomm SBC: live calls.

import type { Golden } from '../../../src/conformance/golden.js'
import { json, refused } from './bodies.js'
import { ALICE, activeRecord, party, SWITCHBOARD } from './records.js'
import { PARENT, SID } from './sbc-rows.js'

// The manual's sample of the supervisor, and facts.md, 1.3.
const live = {
  sid: 'CA1c34db0d7ba1488a9c7eefaadc982358',
  State: 'IN_PROGRESS',
  direction: 'inbound',
  date_created: 'Mon, 30 May 2016 13:47:52 +0300',
  from: 'bob',
  to: '1310',
}
const liveRecord = activeRecord({
  nativeId: live.sid,
  caller: party('bob', null),
  callee: party('1310', null),
  direction: 'INBOUND',
  startedAt: '2016-05-30T10:47:52Z',
  state: 'CONNECTED',
  vendorState: 'IN_PROGRESS',
})
const queued = {
  sid: SID,
  State: 'QUEUED',
  type: 'SIP',
  direction: 'OUTBOUND',
  date_created: 'Sun, 1 Mar 2026 09:00:00 +0000',
  CallerName: 'Alice',
  from: '4581808888',
  to: '4570305050',
}
const queuedRecord = activeRecord({
  nativeId: SID,
  caller: { ...ALICE, name: 'Alice' },
  callee: SWITCHBOARD,
  direction: 'OUTBOUND',
  startedAt: '2026-03-01T09:00:00Z',
  state: 'SETUP',
  vendorState: 'QUEUED',
})
const metrics = (calls: readonly object[]) =>
  json({
    Version: '7.7.0',
    Revision: 'rccfa3f2159ddcabdac430de17aec05f9b0a6ea2e',
    Metrics: { TotalCallsSinceUptime: 4, LiveCalls: calls.length, LiveIncomingCalls: 1 },
    LiveCallDetails: calls,
  })

const snapshot = { filter: {}, window: { style: 'snapshot' }, detail: 'full' } as const
const metricsRequest =
  'GET /Accounts/ACae6e420f425248d6a26948c17a9e2acf/Supervisor.json/metrics\naccept: application/json'

export const sbcLiveGoldens: readonly Golden[] = [
  {
    name: 'live calls of the SBC',
    example: 'sbc-json',
    exchange: { list: 'activeCalls', ask: snapshot },
    request: metricsRequest,
    response: metrics([live, queued, { ...queued, sid: PARENT, State: 'WAIT_FOR_ANSWER' }]),
    total: 3,
    records: [liveRecord, queuedRecord, { ...queuedRecord, nativeId: PARENT, vendorState: 'WAIT_FOR_ANSWER' }],
  },
  {
    name: 'a lone live call of the SBC, in JSON although XML is configured',
    example: 'sbc-xml',
    exchange: { list: 'activeCalls', ask: snapshot },
    request: metricsRequest,
    response: metrics([{ ...queued, State: 'RINGING' }]),
    total: 1,
    records: [{ ...queuedRecord, state: 'RINGING', vendorState: 'RINGING' }],
  },
  {
    name: 'no live calls of the SBC',
    example: 'sbc-json',
    exchange: { list: 'activeCalls', ask: snapshot },
    request: metricsRequest,
    response: metrics([]),
    total: 0,
    records: [],
  },
  {
    name: 'metrics without live calls are no empty list',
    example: 'sbc-json',
    exchange: { list: 'activeCalls', ask: snapshot },
    request: metricsRequest,
    response: json({ Metrics: { LiveCalls: 3 } }),
    fault: { code: 'PROTOCOL' },
  },
  {
    name: 'an account without the right to see the SBC',
    example: 'sbc-json',
    exchange: { list: 'activeCalls', ask: snapshot },
    request: metricsRequest,
    response: refused(500),
    fault: { code: 'UNAVAILABLE' },
  },
]
