// Call records. The rows are composed after the facts, section E.

import type { CallFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'
import { asJson, faultAnswer, party, sent } from './parts.js'

const WINDOW = {
  style: 'slice',
  fromMs: Date.UTC(2026, 2, 1),
  toMs: Date.UTC(2026, 2, 2),
  offset: 0,
  limit: 1000,
  token: null,
} as const
const asked = (filter: CallFilter, window: { offset: number } = WINDOW): Golden['exchange'] => ({
  list: 'calls',
  ask: { filter, window: { ...WINDOW, ...window }, detail: 'full' },
})
const DAY = '"from_date":"2026-03-01 00:00:00","to_date":"2026-03-02 00:00:00","i_service_type":3'
const PAGE = '"get_total":1,"limit":1000,"offset":0'
const request = (params: string): string => sent('Customer/get_customer_xdrs', `{${params}}`)
const answer = (...rows: readonly object[]) => asJson({ total: rows.length, xdr_list: rows })
const price = (amount: string, currency: string | null = null) => ({ amount, currency })

const COMPLETED = {
  i_xdr: 77_001,
  call_id: 'c0ffee01@192.0.2.10',
  i_customer: 1234,
  i_service_type: 3,
  CLI: '4570305006',
  CLD: '442079460189',
  account_id: 'acct3',
  connect_time: '2026-03-01 09:57:29',
  disconnect_time: '2026-03-01 09:59:29',
  unix_connect_time: 1_772_359_049,
  unix_disconnect_time: 1_772_359_169,
  charged_quantity: 120,
  charged_amount: '0.0155',
  disconnect_cause: '16',
  disconnect_reason: 'Normal call clearing',
  failed: 0,
  bit_flags: 4,
  country: 'United Kingdom',
  description: 'London',
}
const completed = {
  nativeId: '77001',
  sipCallId: 'c0ffee01@192.0.2.10',
  caller: party('4570305006', '+4570305006'),
  callee: party('442079460189', '+442079460189'),
  direction: 'OUTBOUND',
  startedAt: '2026-03-01T09:57:29Z',
  answeredAt: '2026-03-01T09:57:29Z',
  endedAt: '2026-03-01T09:59:29Z',
  durationSeconds: 120,
  ringDurationSeconds: null,
  billedDurationSeconds: 120,
  status: 'COMPLETED',
  vendorStatus: '16',
  disconnectCause: { system: 'Q850', code: 16, text: 'Normal call clearing' },
  price: price('0.0155'),
  rating: 'RATED',
  destination: { country: 'United Kingdom', description: 'London', area: null },
  accountId: 'acct3',
  customer: { nativeId: '1234', name: null },
}

/** To another customer: without a Call-ID, the cause is a number, times are only text, and the set-up is reported. */
const INCOMING = {
  i_xdr: '77002',
  i_customer: 1235,
  CLI: 'anonymous',
  CLD: '4570305050',
  account_id: 'acct4',
  setup_time: '2026-03-01 10:00:00',
  connect_time: '2026-03-01 10:00:04',
  disconnect_time: '2026-03-01 10:01:04',
  charged_quantity: 60,
  charged_amount: 0,
  iso_4217: 'DKK',
  disconnect_cause: 16,
  failed: 0,
  bit_flags: 72,
}
const incoming = {
  nativeId: '77002',
  sipCallId: null,
  caller: party('anonymous', null),
  callee: party('4570305050', '+4570305050'),
  direction: 'INBOUND',
  startedAt: '2026-03-01T10:00:00Z',
  answeredAt: '2026-03-01T10:00:04Z',
  endedAt: '2026-03-01T10:01:04Z',
  durationSeconds: 60,
  ringDurationSeconds: 4,
  billedDurationSeconds: 60,
  status: 'COMPLETED',
  vendorStatus: '16',
  disconnectCause: { system: 'Q850', code: 16, text: '16' },
  price: price('0', 'DKK'),
  rating: 'RATED',
  destination: null,
  accountId: 'acct4',
  customer: { nativeId: '1235', name: null },
}

/** A call that failed, and was forwarded, in a record that names no customer; with the words of a cause, and a refund. */
const FAILED = {
  i_xdr: 77_003,
  CLI: '0012',
  CLD: '70305050',
  unix_connect_time: '1772359200',
  unix_disconnect_time: '1772359210',
  charged_quantity: 0,
  charged_amount: '-0.10',
  disconnect_cause: 'User busy',
  failed: '1',
  bit_flags: 12,
}
const failed = {
  nativeId: '77003',
  sipCallId: null,
  caller: party('0012', null),
  callee: party('70305050', '+4570305050'),
  direction: 'UNKNOWN',
  startedAt: '2026-03-01T10:00:00Z',
  answeredAt: null,
  endedAt: '2026-03-01T10:00:10Z',
  durationSeconds: null,
  ringDurationSeconds: null,
  billedDurationSeconds: 0,
  status: 'FAILED',
  vendorStatus: 'User busy',
  disconnectCause: { system: 'VENDOR', code: null, text: 'User busy' },
  price: price('-0.10'),
  rating: 'RATED',
  destination: null,
  accountId: null,
  customer: null,
}

/** A payment, which a system that does not know i_service_type returns too. */
const PAYMENT = {
  i_xdr: 77_004,
  i_customer: 1234,
  i_service: 2,
  CLI: '',
  CLD: 'PayPal',
  connect_time: '2026-03-01 10:02:00',
  disconnect_time: '2026-03-01 10:02:00',
  charged_amount: -10,
  failed: 0,
}

const whole = { name: 'xdrs of a day', example: 'password', exchange: asked({}) } as const
const wholeRequest = request(`${DAY},"show_unsuccessful":1,${PAGE}`)
const refusal = (text: string, faultcode: string, code: string): Golden => ({
  ...whole,
  name: `xdrs: ${text}`,
  request: wholeRequest,
  response: faultAnswer(faultcode),
  fault: { code },
})

export const xdrGoldens: readonly Golden[] = [
  {
    ...whole,
    request: wholeRequest,
    response: answer(COMPLETED, INCOMING, FAILED),
    total: 3,
    records: [completed, incoming, failed],
  },
  {
    ...whole,
    name: 'xdrs of a system that returns payments as well',
    request: wholeRequest,
    response: answer(COMPLETED, PAYMENT),
    total: 1,
    records: [completed],
  },
  {
    name: 'answered calls of one customer to one number, the second page, with the currency of the system',
    example: 'token',
    exchange: asked({ customerId: '1234', status: ['COMPLETED'], callee: '+442079460189' }, { offset: 1000 }),
    request: request(
      `"i_customer":1234,${DAY},"show_unsuccessful":0,"cld":"%460189%","get_total":1,"limit":1000,"offset":1000`,
    ),
    response: asJson({ total: 1001, xdr_list: [COMPLETED] }),
    total: 1001,
    records: [{ ...completed, price: price('0.0155', 'EUR') }],
  },
  {
    ...whole,
    name: 'no xdrs, of a system that does not count',
    request: wholeRequest,
    response: asJson({ xdr_list: [] }),
    total: null,
    records: [],
  },
  {
    ...whole,
    name: 'an xdr without its id',
    request: wholeRequest,
    response: answer({ ...COMPLETED, i_xdr: null }),
    fault: { code: 'PROTOCOL' },
  },
  refusal('an expired token', 'Client.Session.check_auth.failed_to_process_access_token', 'UNAUTHENTICATED'),
  refusal('a fault of the request', 'Client.Customer.get_customer_xdrs.wrong_date', 'REJECTED'),
  refusal('a fault of the system', 'Server.CDR.internal', 'UNAVAILABLE'),
  {
    ...whole,
    name: 'xdrs: a fault with a success status',
    request: wholeRequest,
    response: asJson({ faultcode: 'Server.Session.check_auth.auth_failed', faultstring: 'words of the vendor' }),
    fault: { code: 'UNAUTHENTICATED' },
  },
]
