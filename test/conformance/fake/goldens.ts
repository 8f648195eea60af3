import type { Golden } from '../../../src/conformance/golden.js'

const contentType = 'application/json'
const answered = (value: unknown, status = 200) => ({ status, contentType, body: JSON.stringify(value) })
const calls: Golden['exchange'] = {
  list: 'calls',
  ask: { filter: {}, window: { style: 'page', page: 0, pageSize: 20 }, detail: 'full' },
}
const callsRequest = 'GET /calls?v=1&page=0&size=20\naccept: application/json'
const live: Golden['exchange'] = {
  list: 'activeCalls',
  ask: { filter: {}, window: { style: 'snapshot' }, detail: 'full' },
}
const liveRequest = 'GET /live?v=1\naccept: application/json'

const row = {
  id: '007',
  from: '+4581808888',
  to: '004580808080',
  started: '2026-03-01T12:00:00.000Z',
  seconds: 60,
  end: 'ok',
  price: '0.10',
  owner: 'c1',
}
const busyRow = { id: '8', from: 'anonymous', to: '101', started: '2026-03-01T11:00:00.000Z', seconds: 0, end: 'busy' }
const foreignRow = { ...row, owner: 'c2' }
const party = (number: string, e164: string | null = null) => ({
  number,
  e164,
  name: null,
  anonymous: number === 'anonymous',
})
const shared = {
  nativeId: '007',
  caller: party('+4581808888', '+4581808888'),
  callee: party('004580808080', '+4580808080'),
  startedAt: '2026-03-01T12:00:00.000Z',
  durationSeconds: 60,
}
const busyShared = {
  nativeId: '8',
  caller: party('anonymous'),
  callee: party('101'),
  startedAt: '2026-03-01T11:00:00.000Z',
  durationSeconds: 0,
}
const call = { ...shared, status: 'COMPLETED', vendorStatus: 'ok', price: { amount: '0.10', currency: 'DKK' } }
const busy = { ...busyShared, status: 'BUSY', vendorStatus: 'busy', price: null }
const customer = (nativeId: string) => ({ nativeId, name: null })
const talking = { ...shared, state: 'CONNECTED', vendorState: 'talking', customer: customer('c1') }
const foreign = { ...talking, customer: customer('c2') }
const ringing = { ...busyShared, state: 'RINGING', vendorState: 'ringing', customer: null }

const list = (
  name: string,
  exchange: Golden['exchange'],
  rows: readonly object[],
  records: Golden['records'],
): Golden => ({
  name,
  example: 'plain',
  exchange,
  request: exchange === calls ? callsRequest : liveRequest,
  response: answered({ total: rows.length, rows }),
  total: rows.length,
  ...(records === undefined ? {} : { records }),
})
const talkingRow = { ...row, state: 'talking' }
const ringingRow = { ...busyRow, state: 'ringing' }

const exchange = (name: string, rest: Omit<Golden, 'name' | 'example'>): Golden => ({ name, example: 'plain', ...rest })

export const goldens: readonly Golden[] = [
  list('three calls', calls, [row, busyRow, foreignRow], [call, busy, call]),
  list('a lone call', calls, [row], [call]),
  list('no calls', calls, [], []),
  list(
    'three calls in progress',
    live,
    [talkingRow, ringingRow, { ...talkingRow, owner: 'c2' }],
    [talking, ringing, foreign],
  ),
  list('a lone call in progress', live, [ringingRow], [ringing]),
  list('no calls in progress', live, [], []),
  exchange('calls of one caller', {
    exchange: {
      list: 'calls',
      ask: {
        filter: { caller: '+4581808888', startedFrom: 5 },
        window: { style: 'page', page: 2, pageSize: 50 },
        detail: 'full',
      },
    },
    request: 'GET /calls?v=1&page=2&size=50&from=%2B4581808888&since=5\naccept: application/json',
    response: answered({ error: 'Too many requests' }),
    fault: { code: 'THROTTLED' },
  }),
  exchange('one call', {
    exchange: { lookup: 'call', nativeId: '0/7' },
    request: 'GET /calls/0%2F7?v=1\naccept: application/json',
    response: answered(row),
    records: [call],
  }),
  exchange('a call that is not there', {
    exchange: { lookup: 'call', nativeId: '9' },
    request: 'GET /calls/9?v=1\naccept: application/json',
    response: answered({ code: 'no_call' }, 404),
    records: [],
  }),
  exchange('ends a call', {
    exchange: { control: 'disconnectCall', argument: '7' },
    request: 'DELETE /live/7\naccept: application/json',
    response: answered({ ended: true }),
    outcome: { outcome: 'REQUESTED', disconnectedCount: null },
  }),
  exchange('does not find the call to end', {
    exchange: { control: 'disconnectCall', argument: '9' },
    request: 'DELETE /live/9\naccept: application/json',
    response: answered({ code: 'no_call' }, 404),
    outcome: { outcome: 'NOT_FOUND' },
  }),
  exchange('is not let in', {
    exchange: { control: 'disconnectCall', argument: '9' },
    request: 'DELETE /live/9\naccept: application/json',
    response: answered({}, 401),
    fault: { code: 'UNAUTHENTICATED' },
  }),
]
