// Active sessions and accounts. The rows are composed after the facts, section E.

import type { SipAccountFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'
import { asJson, faultAnswer, party, sent } from './parts.js'

const sessions = {
  example: 'password',
  exchange: { list: 'activeCalls', ask: { filter: {}, window: { style: 'snapshot' }, detail: 'full' } },
  request: sent('BillingSession/get_active_sessions_list', '{"actual":"Y"}'),
} as const
const sessionAnswer = (...rows: readonly object[]) => asJson({ active_session_list: rows })

const CONNECTED = {
  i_active_session: 501,
  i_service_type: 3,
  call_id: 'c0ffee02@192.0.2.10',
  h323_conf_id: '0A0B0C0D 0E0F1011',
  CLI: '4570305006',
  CLD: '442079460189',
  account_id: 'acct3',
  i_customer: 1234,
  setup_time: '2026-03-01 12:00:00',
  connect_time: '2026-03-01 12:00:05',
  duration: 55,
}
const connected = {
  nativeId: '501',
  sipCallId: 'c0ffee02@192.0.2.10',
  caller: party('4570305006', '+4570305006'),
  callee: party('442079460189', '+442079460189'),
  startedAt: '2026-03-01T12:00:00Z',
  answeredAt: '2026-03-01T12:00:05Z',
  durationSeconds: 55,
  state: 'CONNECTED',
  accountId: 'acct3',
  customer: { nativeId: '1234', name: null },
}
/** Of another customer: not connected, and known by its H.323 id. */
const RINGING = {
  h323_conf_id: '0A0B0C0D 0E0F1012',
  CLI: 'anonymous',
  CLD: '00012',
  i_customer: '1235',
}
const ringing = {
  nativeId: '0A0B0C0D 0E0F1012',
  sipCallId: null,
  caller: party('anonymous', null),
  callee: party('00012', null),
  startedAt: null,
  answeredAt: null,
  durationSeconds: null,
  state: 'UNKNOWN',
  accountId: null,
  customer: { nativeId: '1235', name: null },
}
/** Without any id, and of nobody. */
const NAMELESS = { CLI: '4570305007', CLD: '4570305050', unix_connect_time: 1_772_366_400 }
const nameless = {
  nativeId: '781368195b7b2fb1',
  sipCallId: null,
  caller: party('4570305007', '+4570305007'),
  callee: party('4570305050', '+4570305050'),
  startedAt: '2026-03-01T12:00:00Z',
  answeredAt: '2026-03-01T12:00:00Z',
  durationSeconds: null,
  state: 'CONNECTED',
  accountId: null,
  customer: null,
}
const DATA = { ...CONNECTED, i_active_session: 502, i_service_type: 10 }

export const sessionGoldens: readonly Golden[] = [
  {
    ...sessions,
    name: 'active sessions, of which one is of another service',
    response: sessionAnswer(CONNECTED, DATA, RINGING, NAMELESS),
    total: null,
    records: [connected, ringing, nameless],
  },
  { ...sessions, name: 'a lone session', response: sessionAnswer(CONNECTED), records: [connected] },
  { ...sessions, name: 'no sessions', response: sessionAnswer(), records: [] },
  { ...sessions, name: 'an empty session', response: sessionAnswer({}), fault: { code: 'PROTOCOL' } },
  {
    ...sessions,
    name: 'sessions: a revoked token',
    response: faultAnswer('Client.Session.check_auth.failed_to_process_jwt'),
    fault: { code: 'UNAUTHENTICATED' },
  },
]

const accounts = (filter: SipAccountFilter, params: string) =>
  ({
    example: 'password',
    exchange: {
      list: 'sipAccounts',
      ask: { filter, window: { style: 'offset', offset: 0, limit: 1000 }, detail: 'full' },
    },
    request: sent('Account/get_account_list', `{${params}"get_total":1,"limit":1000,"offset":0}`),
  }) as const
const accountAnswer = (...rows: readonly object[]) => asJson({ total: rows.length, account_list: rows })

const euros = (amount: string) => ({ amount, currency: 'EUR' })
const TRUNK = {
  i_account: 3,
  id: 'acct3',
  i_customer: 1234,
  customer_name: 'Example Ltd',
  extension_name: 'Main trunk',
  login: 'acct3',
  password: 'demo-portal-password',
  h323_password: 'demo-sip-password',
  blocked: 'N',
  bill_status: 'O',
  sip_status: 1,
  i_product: 7,
  product_name: 'SIP trunk',
  billing_model: 1,
  balance: 12.5,
  credit_limit: 100,
  iso_4217: 'EUR',
  alias_list: [{ id: '4570305006' }, { id: '' }],
  note: 'A note',
}
const trunk = {
  nativeId: 'acct3',
  name: 'Main trunk',
  active: true,
  numbers: ['4570305006'],
  status: 'ON',
  customer: { nativeId: '1234', name: 'Example Ltd' },
  ratePlan: { id: '7', name: 'SIP trunk' },
  notes: 'A note',
  username: 'acct3',
  password: 'demo-sip-password',
  blocked: false,
  // A positive balance of a postpaid account is owed.
  balance: { amount: euros('-12.5'), creditLimit: euros('100'), kind: 'POSTPAID' },
}
const BLOCKED = {
  id: '4570305050',
  i_customer: 1235,
  firstname: 'Freja',
  lastname: 'Holm',
  blocked: 'Y',
  sip_status: '0',
  balance: '40.10',
  billing_model: -1,
}
const blocked = {
  nativeId: '4570305050',
  name: 'Freja Holm',
  active: false,
  numbers: ['4570305050'],
  status: 'OFF',
  customer: { nativeId: '1235', name: null },
  ratePlan: null,
  notes: null,
  username: '4570305050',
  password: null,
  blocked: true,
  balance: { amount: { amount: '40.10', currency: null }, creditLimit: null, kind: 'PREPAID' },
}
/** Its balance is that of its customer. */
const BARE = { id: 'acct5', balance: 7, i_account_balance_control_type: 3 }
const bare = {
  nativeId: 'acct5',
  name: null,
  active: null,
  numbers: [],
  status: 'UNKNOWN',
  customer: null,
  ratePlan: null,
  notes: null,
  username: 'acct5',
  password: null,
  blocked: null,
  balance: null,
}

const one = {
  example: 'password',
  exchange: { lookup: 'sipAccount', nativeId: 'acct3' },
  request: sent('Account/get_account_info', '{"id":"acct3"}'),
} as const

export const accountGoldens: readonly Golden[] = [
  {
    ...accounts({}, ''),
    name: 'accounts',
    response: accountAnswer(TRUNK, BLOCKED, BARE),
    total: 3,
    records: [trunk, blocked, bare],
  },
  {
    ...accounts({ customerId: '1234' }, '"i_customer":1234,'),
    name: 'accounts of a customer',
    response: accountAnswer(TRUNK),
    total: 1,
    records: [trunk],
  },
  { ...accounts({}, ''), name: 'no accounts', response: accountAnswer(), total: 0, records: [] },
  {
    ...accounts({}, ''),
    name: 'an account without its id',
    response: accountAnswer({ i_account: 3 }),
    fault: { code: 'PROTOCOL' },
  },
  {
    ...accounts({}, ''),
    name: 'accounts, from something that is not PortaBilling',
    response: { status: 404, contentType: 'text/html', body: '<html><title>404 Not Found</title></html>' },
    fault: { code: 'REJECTED' },
  },
  { ...one, name: 'one account', response: asJson({ account_info: TRUNK }), records: [trunk] },
  { ...one, name: 'an account that there is not', response: asJson({}), records: [] },
  {
    ...one,
    name: 'an account without its id, by id',
    response: asJson({ account_info: { i_account: 3 } }),
    fault: { code: 'PROTOCOL' },
  },
]
