// Restcomm Connect: lists of calls, and one call.

import type { Golden } from '../../../src/conformance/golden.js'
import { json, jsonPage, refused, xml, xmlPage } from './bodies.js'
import {
  BASE,
  busyCall,
  busyRecord,
  endedRecord,
  endedXml,
  LONG_SID,
  outboundCall,
  outboundRecord,
  outboundXml,
  outboundXmlRecord,
  ringingCall,
  ringingRecord,
  SID,
} from './connect-rows.js'

const first = { style: 'page', page: 0, pageSize: 50 } as const
const all = { filter: {}, window: first, detail: 'full' } as const

const lists: readonly Golden[] = [
  {
    name: 'calls of Connect in JSON: the total may be that of another request',
    example: 'connect-json',
    exchange: { list: 'calls', ask: all },
    request: `GET ${BASE}.json?Page=0&PageSize=50\naccept: application/json`,
    response: jsonPage([outboundCall, ringingCall, busyCall], 17),
    total: null,
    records: [outboundRecord, ringingRecord, busyRecord],
  },
  {
    name: 'a lone call of Connect in JSON, by every condition that it can be asked for',
    example: 'connect-json',
    exchange: {
      list: 'calls',
      ask: {
        filter: { caller: '4581808888', callee: '305', status: ['BUSY'], startedFrom: 0, parentCallId: LONG_SID },
        window: { style: 'page', page: 1, pageSize: 1000 },
        detail: 'full',
      },
    },
    request:
      `GET ${BASE}.json?Page=1&PageSize=1000&From=81808888&To=305%25&Status=____&StartTime=1969-12-31` +
      `&ParentCallSid=${LONG_SID}\naccept: application/json`,
    response: jsonPage([busyCall], 1001, 1, 1000),
    total: null,
    records: [busyRecord],
  },
  {
    name: 'no calls of Connect in JSON',
    example: 'connect-json',
    exchange: { list: 'calls', ask: { ...all, filter: { caller: 'alice', callee: '70%' } } },
    request: `GET ${BASE}.json?Page=0&PageSize=50\naccept: application/json`,
    response: jsonPage([], 0),
    total: null,
    records: [],
  },
  {
    name: 'calls of Connect in XML',
    example: 'connect-xml',
    exchange: { list: 'calls', ask: all },
    request: `GET ${BASE}?Page=0&PageSize=50\naccept: application/xml`,
    response: xmlPage([outboundXml, endedXml], 2),
    total: null,
    records: [outboundXmlRecord, endedRecord],
  },
  {
    name: 'an account that Connect does not know',
    example: 'connect-json',
    exchange: { list: 'calls', ask: all },
    request: `GET ${BASE}.json?Page=0&PageSize=50\naccept: application/json`,
    response: refused(404),
    fault: { code: 'REJECTED' },
  },
  {
    name: 'credentials that Connect does not accept',
    example: 'connect-xml',
    exchange: { list: 'calls', ask: all },
    request: `GET ${BASE}?Page=0&PageSize=50\naccept: application/xml`,
    response: refused(401),
    fault: { code: 'UNAUTHENTICATED' },
  },
]

const lookups: readonly Golden[] = [
  {
    name: 'one call of Connect in JSON',
    example: 'connect-json',
    exchange: { lookup: 'call', nativeId: LONG_SID },
    request: `GET ${BASE}/${LONG_SID}.json\naccept: application/json`,
    response: json(outboundCall),
    records: [outboundRecord],
  },
  {
    name: 'one call of Connect in XML',
    example: 'connect-xml',
    exchange: { lookup: 'call', nativeId: LONG_SID },
    request: `GET ${BASE}/${LONG_SID}\naccept: application/xml`,
    response: xml(outboundXml),
    records: [outboundXmlRecord],
  },
  {
    name: 'a call of another account',
    example: 'connect-xml',
    exchange: { lookup: 'call', nativeId: SID },
    request: `GET ${BASE}/${SID}\naccept: application/xml`,
    response: refused(400),
    fault: { code: 'REJECTED' },
  },
]

export const connectGoldens: readonly Golden[] = [...lists, ...lookups]
