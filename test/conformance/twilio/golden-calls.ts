// Twilio: records of calls.

import type { Golden } from '../../../src/conformance/golden.js'
import {
  CALLS,
  foreignCall,
  foreignRecord,
  freeCall,
  freeRecord,
  nobodysCall,
  nobodysRecord,
  one,
  page,
  pendingCall,
  pendingRecord,
  ratedCall,
  ratedRecord,
  refused,
  SUBACCOUNT,
  sid,
  unansweredCall,
  unansweredRecord,
} from './rows.js'

const DAY_MS = 86_400_000
const MARCH_1_MS = Date.UTC(2026, 2, 1)
const day = {
  style: 'slice',
  fromMs: MARCH_1_MS,
  toMs: MARCH_1_MS + DAY_MS,
  offset: 0,
  limit: 1000,
  token: null,
} as const
const all = { filter: {}, window: day, detail: 'full' } as const
const DAY = 'StartTime%3E=2026-03-01&StartTime%3C=2026-03-02'
const ACCEPT = 'accept: application/json'
const list = (query: string, path = CALLS): string => `GET ${path}.json?${query}\n${ACCEPT}`
const NEXT = `/2010-04-01${CALLS}.json?To=+442079460189&PageSize=2&Page=1&PageToken=PA%2B${sid('CA', 2)}`

const lists: readonly Golden[] = [
  {
    name: 'the calls of a day, with a further page',
    example: 'days',
    exchange: { list: 'calls', ask: all },
    request: list(`PageSize=1000&${DAY}`),
    response: page([ratedCall, pendingCall, freeCall, unansweredCall, nobodysCall], NEXT),
    total: null,
    records: [ratedRecord, pendingRecord, freeRecord, unansweredRecord, nobodysRecord],
  },
  {
    name: 'the page behind it, with the token, and a plus sign that is encoded there, too',
    example: 'days',
    exchange: {
      list: 'calls',
      ask: {
        filter: { caller: '+4570305006', callee: '+442079460189' },
        window: { ...day, limit: 2, token: `1 PA+${sid('CA', 2)}` },
        detail: 'full',
      },
    },
    request: list(`PageSize=2&Page=1&PageToken=PA%2B${sid('CA', 2)}&From=%2B4570305006&To=%2B442079460189&${DAY}`),
    response: page([unansweredCall], 'null'),
    total: null,
    records: [unansweredRecord],
  },
  {
    name: 'the calls of a subaccount, by every condition that can be asked for, in seconds',
    example: 'seconds',
    exchange: {
      list: 'calls',
      ask: {
        filter: { customerId: SUBACCOUNT, callee: '20794601', status: ['COMPLETED'], parentCallId: sid('CA', 7) },
        window: { ...day, fromMs: MARCH_1_MS + 1000, toMs: MARCH_1_MS + 3_600_000 },
        detail: 'full',
      },
    },
    request: list(
      `PageSize=1000&To=%2B4520794601&Status=completed&ParentCallSid=${sid('CA', 7)}` +
        '&StartTime%3E=2026-03-01T00%3A00%3A01Z&StartTime%3C=2026-03-01T01%3A00%3A00Z',
      `/Accounts/${SUBACCOUNT}/Calls`,
    ),
    response: page([foreignCall]),
    total: null,
    records: [foreignRecord],
  },
  {
    name: 'a day without calls, by conditions that cannot be asked for',
    example: 'days',
    exchange: { list: 'calls', ask: { ...all, filter: { caller: '4570', status: ['BUSY', 'FAILED'] } } },
    request: list(`PageSize=1000&${DAY}`),
    response: page([]),
    total: null,
    records: [],
  },
]

type Fault = readonly [name: string, response: Golden['response'], code: string]
const faults: readonly Fault[] = [
  ['a page that was asked for without its token', refused(400, 20001, 'Page number out of range'), 'PROTOCOL'],
  ['credentials that are not accepted', refused(401, 20003, 'Authenticate'), 'UNAUTHENTICATED'],
  ['an account that is not active', refused(403, 20005, 'Account not active'), 'UNAUTHENTICATED'],
  ['a permission that is missing', refused(403, 20006, 'Access denied'), 'UNAUTHENTICATED'],
  ['no such account', refused(404, 20404, 'The requested resource was not found'), 'REJECTED'],
  ['another parameter that is refused', refused(400, 20002, 'Invalid parameter'), 'REJECTED'],
  ['an operation that a server lacks', refused(405, 20004, 'Method not allowed'), 'UNSUPPORTED'],
  ['too many requests', refused(429, 20429, 'Too Many Requests'), 'THROTTLED'],
  ['an internal error', refused(500, 20500, 'Internal Server Error'), 'UNAVAILABLE'],
  ['a proxy', { status: 503, contentType: 'text/html', body: '<html>Service Unavailable</html>' }, 'UNAVAILABLE'],
  ['a page of another server', page([ratedCall], `https://calls.example${NEXT}`), 'PROTOCOL'],
  ['a page of another server without a scheme', page([ratedCall], `//calls.example${NEXT}`), 'PROTOCOL'],
  ['a page of another list', page([ratedCall], '/2010-04-01/Accounts.json?PageToken=PA1'), 'PROTOCOL'],
  ['a page without a token', page([ratedCall], `/2010-04-01${CALLS}.json?Page=1`), 'PROTOCOL'],
  ['a page that is no text', page([ratedCall], 1), 'PROTOCOL'],
  ['a call without a sid', page([{ ...ratedCall, sid: null }]), 'PROTOCOL'],
]
const refusals: readonly Golden[] = faults.map(([name, response, code]) => ({
  name: `calls: ${name}`,
  example: 'days',
  exchange: { list: 'calls', ask: all },
  request: list(`PageSize=1000&${DAY}`),
  ...(response === undefined ? {} : { response }),
  fault: { code },
}))

const lookups: readonly Golden[] = [
  {
    name: 'one call',
    example: 'days',
    exchange: { lookup: 'call', nativeId: sid('CA', 1) },
    request: `GET ${CALLS}/${sid('CA', 1)}.json\n${ACCEPT}`,
    response: one(ratedCall),
    records: [ratedRecord],
  },
  {
    name: 'one call of a subaccount',
    example: 'days',
    exchange: { lookup: 'call', nativeId: foreignRecord.nativeId },
    request: `GET /Accounts/${SUBACCOUNT}/Calls/${sid('CA', 8)}.json\n${ACCEPT}`,
    response: one(foreignCall),
    records: [foreignRecord],
  },
  {
    name: 'a call whose answer is a list',
    example: 'days',
    exchange: { lookup: 'call', nativeId: sid('CA', 1) },
    request: `GET ${CALLS}/${sid('CA', 1)}.json\n${ACCEPT}`,
    response: page([ratedCall]),
    fault: { code: 'PROTOCOL' },
  },
]

export const callGoldens: readonly Golden[] = [...lists, ...refusals, ...lookups]
