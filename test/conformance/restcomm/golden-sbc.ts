// Restcomm SBC: lists of calls, and one call.

import type { Golden } from '../../../src/conformance/golden.js'
import { json, jsonPage, refused, xml, xmlPage } from './bodies.js'
import { callRecord, party } from './records.js'
import {
  completed,
  completedRecord,
  completedXml,
  completedXmlRecord,
  failed,
  failedRecord,
  failedXml,
  manualRecord,
  manualXml,
  PARENT,
  SID,
} from './sbc-rows.js'

const first = { style: 'page', page: 0, pageSize: 50 } as const
const all = { filter: {}, window: first, detail: 'full' } as const

const lists: readonly Golden[] = [
  {
    name: 'SBC calls in JSON',
    example: 'sbc-json',
    exchange: { list: 'calls', ask: all },
    request: 'GET /Calls.json?Page=0&PageSize=50\naccept: application/json',
    response: jsonPage([completed, failed, { sid: PARENT, status: 'no-such-word' }], 3),
    total: 3,
    records: [
      completedRecord,
      failedRecord,
      callRecord({
        nativeId: PARENT,
        caller: party(null, null),
        callee: party(null, null),
        direction: 'UNKNOWN',
        startedAt: null,
        status: 'UNKNOWN',
        vendorStatus: 'no-such-word',
        createdAt: null,
        updatedAt: null,
        apiVersion: null,
        uri: null,
      }),
    ],
  },
  {
    name: 'a page of one SBC call in JSON, of more than it holds',
    example: 'sbc-json',
    exchange: {
      list: 'calls',
      ask: {
        filter: {
          caller: '+4581808888',
          callee: '+4570',
          status: ['COMPLETED'],
          startedFrom: Date.UTC(2026, 2, 1, 12),
        },
        window: { style: 'page', page: 2, pageSize: 1 },
        detail: 'full',
      },
    },
    request:
      'GET /Calls.json?Page=2&PageSize=1&From=81808888&To=4570%25&Status=COMPLETED&StartTime=2026-02-28' +
      '\naccept: application/json',
    response: jsonPage([completed], 6, 2, 1),
    total: 6,
    records: [completedRecord],
  },
  {
    name: 'no SBC calls in JSON',
    example: 'sbc-json',
    exchange: { list: 'calls', ask: { ...all, filter: { parentCallId: PARENT } } },
    request: `GET /Calls.json?Page=0&PageSize=50&ParentCallSid=${PARENT}\naccept: application/json`,
    response: jsonPage([], 0),
    total: 0,
    records: [],
  },
  {
    name: 'SBC calls in XML: total is the number of pages',
    example: 'sbc-xml',
    exchange: { list: 'calls', ask: all },
    request: 'GET /Calls?Page=0&PageSize=50\naccept: application/xml',
    response: xmlPage([completedXml, failedXml, manualXml], 3),
    total: null,
    records: [
      completedXmlRecord,
      { ...failedRecord, price: { amount: '0.120', currency: 'DKK' }, rating: 'RATED', uri: completed.uri },
      manualRecord,
    ],
  },
  {
    name: 'a lone SBC call in XML, under a name that the manual has and the code has not',
    example: 'sbc-xml',
    exchange: { list: 'calls', ask: { ...all, window: { style: 'page', page: 1, pageSize: 1 } } },
    request: 'GET /Calls?Page=1&PageSize=1\naccept: application/xml',
    response: xmlPage([completedXml.replace('<ForwardedFrom/>', '<ForwardFrom>4580808080</ForwardFrom>')], 7, 1),
    total: null,
    records: [{ ...completedXmlRecord, forwardedFrom: '4580808080' }],
  },
  {
    name: 'no SBC calls in XML',
    example: 'sbc-xml',
    exchange: { list: 'calls', ask: all },
    request: 'GET /Calls?Page=0&PageSize=50\naccept: application/xml',
    response: xmlPage([], 0),
    total: null,
    records: [],
  },
  {
    name: 'a page behind the last one is refused, without a body',
    example: 'sbc-json',
    exchange: { list: 'calls', ask: { ...all, window: { style: 'page', page: 9, pageSize: 50 } } },
    request: 'GET /Calls.json?Page=9&PageSize=50\naccept: application/json',
    response: refused(400),
    fault: { code: 'REJECTED' },
  },
  {
    name: 'a message in JSON instead of a list',
    example: 'sbc-json',
    exchange: { list: 'calls', ask: all },
    request: 'GET /Calls.json?Page=0&PageSize=50\naccept: application/json',
    response: json({ message: 'TotalCalls: 3' }),
    fault: { code: 'PROTOCOL' },
  },
  {
    name: 'a message in XML instead of a list',
    example: 'sbc-xml',
    exchange: { list: 'calls', ask: all },
    request: 'GET /Calls?Page=0&PageSize=50\naccept: application/xml',
    response: xml('  <Message>TotalCalls: 3</Message>'),
    fault: { code: 'PROTOCOL' },
  },
]

const lookups: readonly Golden[] = [
  {
    name: 'one SBC call in JSON',
    example: 'sbc-json',
    exchange: { lookup: 'call', nativeId: SID },
    request: `GET /Calls/${SID}.json\naccept: application/json`,
    response: json(completed),
    records: [completedRecord],
  },
  {
    name: 'one SBC call in XML',
    example: 'sbc-xml',
    exchange: { lookup: 'call', nativeId: SID },
    request: `GET /Calls/${SID}\naccept: application/xml`,
    response: xml(completedXml),
    records: [completedXmlRecord],
  },
  {
    name: 'no such SBC call',
    example: 'sbc-json',
    exchange: { lookup: 'call', nativeId: PARENT },
    request: `GET /Calls/${PARENT}.json\naccept: application/json`,
    response: refused(404),
    records: [],
  },
]

export const sbcGoldens: readonly Golden[] = [...lists, ...lookups]
