// Restcomm Connect: calls in progress.

import type { Golden } from '../../../src/conformance/golden.js'
import { jsonPage, xmlPage } from './bodies.js'
import { BASE, busyCall, LONG_SID, OTHER_SID, outboundCall, outboundXml, ringingCall, SID } from './connect-rows.js'
import { ALICE, activeRecord, SWITCHBOARD } from './records.js'

const outboundActive = activeRecord({
  nativeId: LONG_SID,
  caller: ALICE,
  callee: { ...SWITCHBOARD, number: '+4570305050' },
  direction: 'OUTBOUND',
  startedAt: '2026-03-01T09:00:07.000Z',
  state: 'CONNECTED',
  vendorState: 'IN_PROGRESS',
})
const ringingActive = activeRecord({
  nativeId: SID,
  caller: { ...ALICE, name: 'Alice' },
  callee: SWITCHBOARD,
  direction: 'INBOUND',
  startedAt: null,
  state: 'RINGING',
  vendorState: 'ringing',
})
const outboundXmlActive = { ...outboundActive, vendorState: 'in-progress' }

const first = { style: 'page', page: 0, pageSize: 50 } as const
const all = { filter: {}, window: first, detail: 'full' } as const

export const connectLiveGoldens: readonly Golden[] = [
  {
    name: 'calls in progress on Connect in JSON: eleven characters, in any spelling',
    example: 'connect-json',
    exchange: { list: 'activeCalls', ask: { ...all, filter: { caller: '+4581808888' } } },
    request: `GET ${BASE}.json?Page=0&PageSize=50&From=81808888&Status=___________\naccept: application/json`,
    response: jsonPage([outboundCall], 1),
    total: null,
    records: [outboundActive],
  },
  {
    name: 'calls on Connect in several states: records of calls that are over come with them',
    example: 'connect-json',
    exchange: { list: 'activeCalls', ask: { ...all, filter: { state: ['SETUP', 'CONNECTED'] } } },
    request: `GET ${BASE}.json?Page=0&PageSize=50&Status=%25\naccept: application/json`,
    response: jsonPage([outboundCall, ringingCall, busyCall], 3),
    total: null,
    records: [
      outboundActive,
      ringingActive,
      {
        ...ringingActive,
        nativeId: OTHER_SID,
        direction: 'OUTBOUND',
        durationSeconds: 0,
        state: 'ENDED',
        vendorState: 'BUSY',
      },
    ],
  },
  {
    name: 'calls that ring on Connect, of which there are none',
    example: 'connect-json',
    exchange: { list: 'activeCalls', ask: { ...all, filter: { callee: '0045703', state: ['RINGING'] } } },
    request: `GET ${BASE}.json?Page=0&PageSize=50&To=45703%25&Status=_______\naccept: application/json`,
    response: jsonPage([], 0),
    total: null,
    records: [],
  },
  {
    name: 'calls in progress on Connect in XML',
    example: 'connect-xml',
    exchange: { list: 'activeCalls', ask: all },
    request: `GET ${BASE}?Page=0&PageSize=50&Status=___________\naccept: application/xml`,
    response: xmlPage(
      [outboundXml, outboundXml.replace(LONG_SID, SID), outboundXml.replace(LONG_SID, OTHER_SID)].map((call, index) =>
        index === 2 ? call.replace('in-progress', 'wait-for-answer') : call,
      ),
      3,
    ),
    total: null,
    records: [
      outboundXmlActive,
      { ...outboundXmlActive, nativeId: SID },
      { ...outboundXmlActive, nativeId: OTHER_SID, state: 'SETUP', vendorState: 'wait-for-answer' },
    ],
  },
  {
    name: 'a lone call in progress on Connect in XML',
    example: 'connect-xml',
    exchange: { list: 'activeCalls', ask: { ...all, window: { style: 'page', page: 0, pageSize: 1 } } },
    request: `GET ${BASE}?Page=0&PageSize=1&Status=___________\naccept: application/xml`,
    response: xmlPage([outboundXml], 2, 1),
    total: null,
    records: [outboundXmlActive],
  },
  {
    name: 'no call in progress on Connect in XML',
    example: 'connect-xml',
    exchange: { list: 'activeCalls', ask: all },
    request: `GET ${BASE}?Page=0&PageSize=50&Status=___________\naccept: application/xml`,
    response: xmlPage([], 0),
    total: null,
    records: [],
  },
]
