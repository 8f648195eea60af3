// Twilio: calls in progress, new calls, and calls that are ended.

import type { Golden } from '../../../src/conformance/golden.js'
import {
  CALLS,
  foreignRecord,
  liveCall,
  liveRecord,
  one,
  page,
  queuedCall,
  queuedRecord,
  refused,
  SUBACCOUNT,
  sid,
} from './rows.js'

const first = { style: 'token', token: null, limit: 1000 } as const
const all = { filter: {}, window: first, detail: 'full' } as const
const ACCEPT = 'accept: application/json'
const list = (query: string, path = CALLS): string => `GET ${path}.json?${query}\n${ACCEPT}`
const foreignLive = { ...liveCall, account_sid: SUBACCOUNT }
const { account_sid: _account, ...nobodysLive } = liveCall

const lists: readonly Golden[] = [
  {
    name: 'calls in progress, with a further page',
    example: 'days',
    exchange: { list: 'activeCalls', ask: { ...all, filter: { state: ['CONNECTED'] } } },
    request: list('PageSize=1000&Status=in-progress'),
    response: page(
      [liveCall, foreignLive, nobodysLive],
      `/2010-04-01${CALLS}.json?Status=in-progress&PageSize=1000&Page=1&PageToken=PA${sid('CA', 6)}`,
    ),
    total: null,
    records: [
      liveRecord,
      {
        ...liveRecord,
        nativeId: `${SUBACCOUNT}/${sid('CA', 6)}`,
        customer: { nativeId: SUBACCOUNT, name: null },
      },
      { ...liveRecord, customer: null },
    ],
  },
  {
    name: 'a call in the queue, on the next page',
    example: 'days',
    exchange: {
      list: 'activeCalls',
      ask: {
        filter: { state: ['SETUP'], callee: '+442079460189' },
        window: { ...first, token: `1 PA${sid('CA', 6)}` },
        detail: 'full',
      },
    },
    request: list(`PageSize=1000&Page=1&PageToken=PA${sid('CA', 6)}&To=%2B442079460189&Status=queued`),
    response: page([queuedCall]),
    total: null,
    records: [queuedRecord],
  },
  {
    name: 'no call rings at a subaccount',
    example: 'seconds',
    exchange: {
      list: 'activeCalls',
      ask: { ...all, filter: { state: ['RINGING'], customerId: SUBACCOUNT, caller: '70305006' } },
    },
    request: list('PageSize=1000&From=%2B4570305006&Status=ringing', `/Accounts/${SUBACCOUNT}/Calls`),
    response: page([]),
    total: null,
    records: [],
  },
]

const HEAD = `${ACCEPT}\ncontent-type: application/x-www-form-urlencoded\n`
const order = { from: '+4570305050', to: '+4581808888', url: 'https://demo.example/answer?a=1' }
const ORDERED = 'From=%2B4570305050&To=%2B4581808888&Url=https%3A%2F%2Fdemo.example%2Fanswer%3Fa%3D1'
const newCalls: readonly Golden[] = [
  {
    name: 'a new call',
    example: 'days',
    exchange: { control: 'makeCall', argument: { ...order, timeoutSeconds: 45 } },
    request: `POST ${CALLS}.json\n${HEAD}\n${ORDERED}&Timeout=45`,
    response: one(queuedCall, 201),
    outcome: [queuedCall],
  },
  {
    name: 'a new call to a number that is refused',
    example: 'days',
    exchange: { control: 'makeCall', argument: order },
    request: `POST ${CALLS}.json\n${HEAD}\n${ORDERED}`,
    response: refused(400, 21211, "Invalid 'To' Phone Number"),
    fault: { code: 'REJECTED' },
  },
]

type Answered = Pick<Golden, 'response' | 'outcome' | 'fault'>
const hangUp = (name: string, rest: Answered, nativeId = sid('CA', 6), path = CALLS): Golden => ({
  name,
  example: 'days',
  exchange: { control: 'disconnectCall', argument: nativeId },
  request: `POST ${path}/${nativeId.slice(nativeId.indexOf('/') + 1)}.json\n${HEAD}\nStatus=completed`,
  ...rest,
})
const requested = { outcome: 'REQUESTED', disconnectedCount: null }
const hangUps: readonly Golden[] = [
  hangUp('a call is ended', { response: one(liveCall), outcome: requested }),
  hangUp(
    'a call of a subaccount is ended',
    { response: one(foreignLive), outcome: requested },
    foreignRecord.nativeId,
    `/Accounts/${SUBACCOUNT}/Calls`,
  ),
  hangUp('a call is over already', {
    response: refused(400, 21220, 'Call is not in-progress. Cannot redirect.'),
    outcome: { outcome: 'ALREADY_ENDED' },
  }),
  hangUp('there is no such call', {
    response: refused(404, 20404, 'The requested resource was not found'),
    outcome: { outcome: 'NOT_FOUND' },
  }),
  hangUp('the key may not end calls', {
    response: refused(403, 20006, 'Access denied'),
    fault: { code: 'UNAUTHENTICATED' },
  }),
  hangUp('an answer that is no call', { response: one({ status: 'completed' }), fault: { code: 'PROTOCOL' } }),
]

export const liveGoldens: readonly Golden[] = [...lists, ...newCalls, ...hangUps]
