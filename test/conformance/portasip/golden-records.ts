// Records of calls that have ended.

import type { CallFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'
import { answered, asked, faulted, intMember, stringMember } from './wire.js'

const SLICE = {
  style: 'slice',
  fromMs: Date.UTC(2026, 2, 1),
  toMs: Date.UTC(2026, 2, 2),
  offset: 0,
  limit: 1000,
  token: null,
} as const
const exchange = (filter: CallFilter, offset = 0): Golden['exchange'] => ({
  list: 'calls',
  ask: { filter, window: { ...SLICE, offset }, detail: 'full' },
})

const DATES =
  stringMember('start_date', '00:00:00.000 GMT Sun Mar 01 2026') +
  stringMember('end_date', '00:00:00.000 GMT Mon Mar 02 2026')
const page = (offset: number, type = 'all'): string =>
  DATES + stringMember('type', type) + intMember('offset', offset) + intMember('limit', 1000)

const nil = (name: string): string => `<member><name>${name}</name><value><nil/></value></member>`
const double = (name: string, digits: string): string =>
  `<member><name>${name}</name><value><double>${digits}</double></value></member>`

const struct = (...members: readonly string[]): string => `<value><struct>${members.join('')}</struct></value>`
const cdrs = (...rows: readonly string[]): NonNullable<Golden['response']> =>
  answered(
    struct(
      stringMember('result', 'OK'),
      `<member><name>cdrs</name><value><array><data>${rows.join('\n')}</data></array></value></member>`,
    ),
  )

const COMPLETED = struct(
  stringMember('i_cdr', '9001'),
  stringMember('i_call', '5551'),
  stringMember('call_id', 'c0ffee01@192.0.2.10'),
  intMember('i_account', 3),
  intMember('result', 0),
  stringMember('cli', '4570305006'),
  stringMember('cld', '442079460189'),
  stringMember('cli_in', '70305006'),
  stringMember('cld_in', '00442079460189'),
  stringMember('connect_time', '09:57:29.000 GMT Sun Mar 01 2026'),
  stringMember('disconnect_time', '09:59:29.000 GMT Sun Mar 01 2026'),
  double('duration', '119.61200000000000000'),
  intMember('billed_duration', 120),
  intMember('plan_duration', 0),
  intMember('free_seconds', 0),
  intMember('grace_period', 0),
  stringMember('cost', '0.01234567890123456788'),
  double('connect_fee', '0.00000000000000000'),
  double('post_call_surcharge', '0.00000000000000000'),
  double('accessibility_cost', '0.00001000000000000'),
  double('price_1', '0.00600000000000000'),
  double('price_n', '0.00600000000000000'),
  intMember('interval_1', 1),
  intMember('interval_n', 1),
  stringMember('prefix', '4420'),
  stringMember('country', 'UNITED KINGDOM'),
  stringMember('description', 'London'),
  nil('area_name'),
  double('delay', '2.10000000000000009'),
  double('pdd1xx', '0.80000000000000004'),
  stringMember('remote_ip', '192.0.2.10'),
  stringMember('protocol', 'SIP'),
  stringMember('user_agent', 'pbx/1.0'),
  stringMember('release_source', 'caller'),
  nil('lrn_cld'),
  nil('lrn_cld_in'),
  nil('p_asserted_id'),
  nil('remote_party_id'),
)
const NOTHING = {
  cost: null,
  sipCallId: null,
  startedAt: null,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  billedDurationSeconds: null,
  ringDurationSeconds: null,
  vendorStatus: null,
  disconnectCause: null,
  endedBy: null,
  price: null,
  rate: null,
  charges: [],
  destination: null,
  accountId: null,
  customer: null,
  remoteIp: null,
  carrier: null,
  dialled: null,
}
const NO_DETAILS = {
  callId: null,
  receivedCaller: null,
  assertedIdentity: null,
  remotePartyId: null,
  userAgent: null,
  protocol: null,
  releaseSource: null,
  calleeRoutingNumber: null,
  dialledRoutingNumber: null,
  planDurationSeconds: null,
  freeSeconds: null,
  gracePeriodSeconds: null,
  setupDelaySeconds: null,
  postDialDelaySeconds: null,
}
const numbered = (number: string, e164: string | null) => ({ number, e164, name: null, anonymous: false })
const part = (kind: string, amount: string) => ({
  payer: 'CUSTOMER',
  kind,
  money: { amount, currency: null },
  tax: 'UNKNOWN',
})
const completed = {
  cost: null,
  nativeId: '9001',
  sipCallId: 'c0ffee01@192.0.2.10',
  caller: numbered('4570305006', '+4570305006'),
  callee: numbered('442079460189', '+442079460189'),
  dialled: numbered('00442079460189', '+442079460189'),
  direction: 'UNKNOWN',
  startedAt: '2026-03-01T09:57:26Z',
  answeredAt: '2026-03-01T09:57:29Z',
  endedAt: '2026-03-01T09:59:29Z',
  durationSeconds: 119.612,
  billedDurationSeconds: 120,
  ringDurationSeconds: 2.1,
  status: 'COMPLETED',
  vendorStatus: '0',
  disconnectCause: { system: 'VENDOR', code: 0, text: '0' },
  endedBy: 'UNKNOWN',
  price: { amount: '0.01234567890123456788', currency: null },
  rating: 'RATED',
  charges: [part('CONNECT', '0'), part('SURCHARGE', '0'), part('ACCESS', '0.00001')],
  rate: {
    perMinute: '0.006',
    firstPerMinute: '0.006',
    firstIncrementSeconds: 1,
    nextIncrementSeconds: 1,
    connectFee: '0',
    prefix: '4420',
  },
  destination: { country: 'UNITED KINGDOM', description: 'London', area: null },
  accountId: '3',
  customer: null,
  remoteIp: '192.0.2.10',
  carrier: null,
  portasip: {
    ...NO_DETAILS,
    callId: '5551',
    receivedCaller: '70305006',
    userAgent: 'pbx/1.0',
    protocol: 'SIP',
    releaseSource: 'caller',
    planDurationSeconds: 0,
    freeSeconds: 0,
    gracePeriodSeconds: 0,
    setupDelaySeconds: 2.1,
    postDialDelaySeconds: 0.8,
  },
}

// Report 13: an empty connect_time; report 23: numbers with two plus signs and with a prefix stay as they are written.
const BUSY = struct(
  stringMember('i_cdr', '9002'),
  intMember('i_account', 4),
  intMember('result', 486),
  stringMember('cli', '++442079460189'),
  stringMember('cld', '2060442079460189'),
  stringMember('connect_time', ''),
  stringMember('disconnect_time', '10:00:05.000 GMT Sun Mar 01 2026'),
  double('duration', '0.00000000000000000'),
  intMember('billed_duration', 0),
  double('delay', '1.50000000000000000'),
  stringMember('cost', '0'),
)
const busy = {
  ...NOTHING,
  nativeId: '9002',
  caller: numbered('++442079460189', null),
  callee: numbered('2060442079460189', null),
  direction: 'UNKNOWN',
  startedAt: '2026-03-01T10:00:03Z',
  endedAt: '2026-03-01T10:00:05Z',
  durationSeconds: 0,
  billedDurationSeconds: 0,
  status: 'BUSY',
  vendorStatus: '486',
  disconnectCause: { system: 'SIP', code: 486, text: '486' },
  price: { amount: '0', currency: null },
  rating: 'RATED',
  accountId: '4',
  portasip: { ...NO_DETAILS, setupDelaySeconds: 1.5 },
}

const BLOCKED = struct(
  stringMember('i_cdr', '9003'),
  intMember('i_account', 4),
  intMember('result', -20),
  stringMember('cli', '4570305007'),
  stringMember('cld', '12917456000'),
  nil('connect_time'),
  nil('disconnect_time'),
  nil('duration'),
  nil('billed_duration'),
  stringMember('cost', ''),
)
const blocked = {
  ...NOTHING,
  nativeId: '9003',
  caller: numbered('4570305007', '+4570305007'),
  callee: numbered('12917456000', null),
  direction: 'UNKNOWN',
  status: 'BLOCKED',
  vendorStatus: '-20',
  disconnectCause: { system: 'VENDOR', code: -20, text: '-20' },
  rating: 'UNKNOWN',
  accountId: '4',
  portasip: NO_DETAILS,
}

// Report 13: a fraction of the second.
const OF_SUBCUSTOMER = struct(
  intMember('i_customer', 7),
  stringMember('i_call', '5551'),
  stringMember('call_id', 'c0ffee01@192.0.2.10'),
  stringMember('setup_time', '09:57:26.900 GMT Sun Mar 01 2026'),
  stringMember('connect_time', '09:57:29.123 GMT Sun Mar 01 2026'),
  intMember('billed_duration', 120),
  double('duration', '119.61200000000000000'),
  stringMember('cli', '4570305006'),
  stringMember('cld', '442079460189'),
  stringMember('cost', '0.0155'),
  stringMember('payment_currency', 'EUR'),
  stringMember('vendor_name', 'carrier-a'),
  intMember('result', 200),
)
const ofSubcustomer = {
  ...NOTHING,
  nativeId: 'customer-7-5551',
  sipCallId: 'c0ffee01@192.0.2.10',
  caller: numbered('4570305006', '+4570305006'),
  callee: numbered('442079460189', '+442079460189'),
  direction: 'UNKNOWN',
  startedAt: '2026-03-01T09:57:26.900Z',
  answeredAt: '2026-03-01T09:57:29.123Z',
  durationSeconds: 119.612,
  billedDurationSeconds: 120,
  status: 'COMPLETED',
  vendorStatus: '200',
  disconnectCause: { system: 'SIP', code: 200, text: '200' },
  price: { amount: '0.0155', currency: 'EUR' },
  rating: 'RATED',
  customer: { nativeId: '7', name: null },
  carrier: 'carrier-a',
  portasip: { ...NO_DETAILS, callId: '5551' },
}
// Before 2020 records of subcustomers have no id at all.
const WITHOUT_ID = struct(
  intMember('i_customer', 7),
  stringMember('setup_time', '09:57:26.000 GMT Sun Mar 01 2026'),
  stringMember('cli', '4570305006'),
  stringMember('cld', '442079460189'),
  stringMember('cost', '1e-05'),
  intMember('result', 487),
)
const withoutId = {
  ...NOTHING,
  nativeId: 'customer-7-6dd7bcb00e3e47af',
  caller: numbered('4570305006', '+4570305006'),
  callee: numbered('442079460189', '+442079460189'),
  direction: 'UNKNOWN',
  startedAt: '2026-03-01T09:57:26Z',
  status: 'CANCELED',
  vendorStatus: '487',
  disconnectCause: { system: 'SIP', code: 487, text: '487' },
  price: { amount: '0.00001', currency: null },
  rating: 'RATED',
  customer: { nativeId: '7', name: null },
  portasip: NO_DETAILS,
}

const ALL_TIME =
  stringMember('start_date', '00:00:00.000 GMT Thu Jan 01 1970') +
  stringMember('end_date', '00:00:00.000 GMT Thu Dec 31 2037') +
  stringMember('type', 'all') +
  intMember('offset', 0) +
  intMember('limit', 2)

const answeredOnly = (name: string, filter: CallFilter): Golden => ({
  name,
  example: 'digest',
  exchange: exchange(filter),
  request: asked('getAccountCDRs', page(0, 'non_zero')),
  response: cdrs(COMPLETED),
  total: null,
  records: [completed],
})

export const recordGoldens: readonly Golden[] = [
  answeredOnly("records of the switch's own type, whatever else is wanted", {
    portasip: { type: 'NON_ZERO' },
    answered: false,
  }),
  answeredOnly('records of answered calls', { answered: true }),
  answeredOnly('records with a billed duration', { minBilledSeconds: 60 }),
  answeredOnly('records of completed calls', { status: ['COMPLETED'] }),
  {
    name: 'records of a day: completed, busy, and refused by the switch',
    example: 'digest',
    exchange: exchange({}),
    request: asked('getAccountCDRs', page(0)),
    response: cdrs(COMPLETED, BUSY, BLOCKED),
    total: null,
    records: [completed, busy, blocked],
  },
  {
    name: 'records of one account in trusted mode, the second thousand: they are paid by the trusted customer',
    example: 'trusted',
    exchange: exchange({ accountId: '3' }, 1000),
    request: asked('getAccountCDRs', intMember('i_account', 3) + page(1000) + intMember('i_customer', 1)),
    response: cdrs(COMPLETED),
    total: null,
    records: [
      {
        ...completed,
        customer: { nativeId: '1', name: null },
      },
    ],
  },
  {
    name: 'records of a subcustomer, with and without ids',
    example: 'trusted wholesaler',
    exchange: exchange({ customerId: '9' }),
    request: asked('getCustomerCDRs', intMember('i_customer', 9) + page(0) + intMember('i_wholesaler', 7)),
    response: cdrs(OF_SUBCUSTOMER, WITHOUT_ID),
    total: null,
    records: [ofSubcustomer, withoutId],
  },
  {
    name: 'the own customer of trusted mode has accounts, and is no subcustomer',
    example: 'trusted wholesaler',
    exchange: exchange({ customerId: '7' }),
    request: asked('getAccountCDRs', page(0) + intMember('i_customer', 7)),
    response: cdrs(),
    total: null,
    records: [],
  },
  {
    name: 'no subcustomer is known in normal mode, so a customer is always one',
    example: 'digest',
    exchange: exchange({ customerId: '7' }),
    request: asked('getCustomerCDRs', intMember('i_customer', 7) + page(0)),
    response: answered(struct(stringMember('result', 'Customer not found'))),
    fault: { code: 'REJECTED' },
  },
  {
    name: 'records, a fault about permissions',
    example: 'digest',
    exchange: exchange({}),
    request: asked('getAccountCDRs', page(0)),
    response: faulted(403, 'Permission denied'),
    fault: { code: 'UNAUTHENTICATED' },
  },
  {
    name: 'records, not allowed for this customer',
    example: 'digest',
    exchange: exchange({}),
    request: asked('getAccountCDRs', page(0)),
    response: { status: 401, contentType: 'text/html', body: '<html>Unauthorized</html>' },
    fault: { code: 'UNAUTHENTICATED' },
  },
  {
    name: 'one record by its id',
    example: 'trusted',
    exchange: { lookup: 'call', nativeId: '9002' },
    request: asked('getAccountCDRs', stringMember('i_cdr', '9002') + ALL_TIME + intMember('i_customer', 1)),
    response: cdrs(BUSY),
    records: [{ ...busy, customer: { nativeId: '1', name: null } }],
  },
  {
    name: 'a switch that does not know i_cdr returns others: none of them is taken for the record',
    example: 'digest',
    exchange: { lookup: 'call', nativeId: '9002' },
    request: asked('getAccountCDRs', stringMember('i_cdr', '9002') + ALL_TIME),
    response: cdrs(COMPLETED, BUSY),
    records: [],
  },
]
