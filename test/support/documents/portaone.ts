// PortaOne: what is known of the methods (facts, section E). The members of sessions, accounts and customers are those that
// clients read.

import { argument, arrives, arrivesAsFlag, type DocumentedName, fields, mechanics } from './entry.js'

const xdrs = { vendor: 'portaone', operation: 'Customer/get_customer_xdrs' }
const sessions = { vendor: 'portaone', operation: 'BillingSession/get_active_sessions_list' }
const accounts = { vendor: 'portaone', operation: 'Account/get_account_list' }
const customers = { vendor: 'portaone', operation: 'Customer/get_customer_list' }

const SINCE = 'startedFrom: "2026-03-03T10:00:00Z"'
const RECORDS = `calls(filter: { ${SINCE} })`
const LIMIT = 'adapters/portaone: the setting maxPageSize'
const PAGE = 'the page that is read'
const TIME = /^2026-03-0\d \d\d:\d\d:\d\d$/

const xdr = {
  i_xdr: arrives({ nativeId: '77001' }, 77_001),
  call_id: arrives({ sipCallId: 'c0ffee01@192.0.2.10' }),
  CLI: arrives({ 'caller.number': '4570305006' }),
  CLD: arrives({ 'callee.number': '442079460189' }),
  account_id: arrives({ accountId: 'acct3' }),
  connect_time: arrives({ startedAt: '2026-03-03T10:57:29Z' }, '2026-03-03 10:57:29'),
  unix_connect_time: arrives({ answeredAt: '2026-03-03T10:57:29Z' }, 1_772_535_449),
  disconnect_time: arrives({ endedAt: '2026-03-03T10:59:30Z' }, '2026-03-03 10:59:30'),
  unix_disconnect_time: arrives({ durationSeconds: 121 }, 1_772_535_570),
  charged_quantity: arrives({ billedDurationSeconds: 120 }),
  charged_amount: arrives({ 'price.amount': '0.0155', rating: 'RATED' }),
  disconnect_cause: arrives({ vendorStatus: '16', 'disconnectCause.code': 16 }, '16'),
  disconnect_reason: arrives({ 'disconnectCause.text': 'Normal call clearing' }),
  failed: arrives({ status: 'COMPLETED' }, 0),
  bit_flags: arrives({ direction: 'INBOUND' }, 8),
  country: arrives({ 'destination.country': 'United Kingdom' }),
  description: arrives({ 'destination.description': 'London' }),
  i_customer: arrives({ 'customer.nativeId': '1234' }, 1234),
  iso_4217: arrives({ 'price.currency': 'EUR' }),
}

const session = {
  i_active_session: arrives({ nativeId: '501' }, 501),
  call_id: arrives({ sipCallId: 'c0ffee02@192.0.2.10' }),
  CLI: arrives({ 'caller.number': '4570305007' }),
  CLD: arrives({ 'callee.number': '442079460180' }),
  account_id: arrives({ accountId: 'acct4' }),
  i_customer: arrives({ 'customer.nativeId': '1235' }, 1235),
  setup_time: arrives({ startedAt: '2026-03-03T11:50:00Z' }, '2026-03-03 11:50:00'),
  connect_time: arrives({ answeredAt: '2026-03-03T11:50:05Z', state: 'CONNECTED' }, '2026-03-03 11:50:05'),
  duration: arrives({ durationSeconds: 55 }),
}

const account = {
  id: arrives({ nativeId: 'acct3', username: 'acct3' }),
  i_customer: arrives({ 'customer.nativeId': '1234' }, 1234),
  customer_name: arrives({ 'customer.name': 'Example Ltd' }),
  extension_name: arrives({ name: 'Main trunk' }),
  h323_password: arrives({ password: 'demo-sip-password' }),
  blocked: arrivesAsFlag('blocked', 'Y', 'N'),
  bill_status: arrives({ active: true }, 'O'),
  sip_status: arrives({ status: 'OFF' }, 0),
  i_product: arrives({ 'ratePlan.id': '7' }, 7),
  product_name: arrives({ 'ratePlan.name': 'SIP trunk' }),
  billing_model: arrives({ 'balance.kind': 'POSTPAID' }, 1),
  balance: arrives({ 'balance.amount.amount': '-12.5' }, 12.5),
  credit_limit: arrives({ 'balance.creditLimit.amount': '100' }, 100),
  iso_4217: arrives({ 'balance.amount.currency': 'EUR' }),
  alias_list: arrives({ numbers: ['4570305006'] }, [{ id: '4570305006' }]),
  note: arrives({ notes: 'A note' }),
}

const customer = {
  i_customer: arrives({ nativeId: '1234' }, 1234),
  name: arrives({ name: 'Example Ltd' }),
  login: arrives({ login: 'example' }),
  note: arrives({ description: 'A note' }),
  bill_status: arrives({ status: 'ACTIVE', vendorStatus: 'O' }, 'O'),
  i_parent: arrives({ 'parent.nativeId': '7' }, 7),
  balance: arrives({ 'balance.amount.amount': '2.75' }, '-2.75'),
  credit_limit: arrives({ 'balance.creditLimit.amount': '100' }, 100),
  iso_4217: arrives({ baseCurrency: 'EUR' }),
}

const paging = (place: typeof xdrs, query: string): readonly DocumentedName[] => [
  mechanics(place, 'parameter', 'get_total', PAGE, { query, receives: '1' }),
  mechanics(place, 'parameter', 'limit', LIMIT, { query, receives: '1000' }),
  mechanics(place, 'parameter', 'offset', PAGE, { query, receives: '0' }),
]

export const portaone: readonly DocumentedName[] = [
  ...['from_date', 'to_date'].map((name) =>
    mechanics(xdrs, 'parameter', name, 'the slice that is read', { query: RECORDS, receives: TIME }),
  ),
  ...paging(xdrs, RECORDS),
  mechanics(xdrs, 'parameter', 'i_service_type', 'adapters/portaone/call-records.ts', {
    query: RECORDS,
    receives: '3',
  }),
  argument(xdrs, 'i_customer', `calls(filter: { ${SINCE}, customerId: "1234" })`, '1234'),
  argument(xdrs, 'show_unsuccessful', `calls(filter: { ${SINCE}, answered: true })`, '0'),
  argument(xdrs, 'cli', `calls(filter: { ${SINCE}, caller: "+4570305006" })`, '%305006%'),
  argument(xdrs, 'cld', `calls(filter: { ${SINCE}, callee: "+442079460189" })`, '%460189%'),
  mechanics(xdrs, 'envelope', 'xdr_list', 'adapters/portaone/answers.ts'),
  mechanics(xdrs, 'envelope', 'total', 'that the slice was read whole'),
  ...fields({ ...xdrs, root: `${RECORDS}.nodes` }, xdr),
  mechanics(sessions, 'parameter', 'actual', 'adapters/portaone/active-calls.ts', {
    query: 'activeCalls',
    receives: 'Y',
  }),
  mechanics(sessions, 'envelope', 'active_session_list', 'adapters/portaone/answers.ts'),
  ...fields({ ...sessions, root: 'activeCalls.nodes' }, session),
  ...paging(accounts, 'sipAccounts'),
  argument(accounts, 'i_customer', 'sipAccounts(filter: { customerId: "1234" })', '1234'),
  mechanics(accounts, 'envelope', 'account_list', 'adapters/portaone/answers.ts'),
  mechanics(accounts, 'envelope', 'total', 'that the list was read whole'),
  ...fields({ ...accounts, root: 'sipAccounts.nodes' }, account),
  ...paging(customers, 'customers'),
  mechanics(customers, 'envelope', 'customer_list', 'adapters/portaone/answers.ts'),
  mechanics(customers, 'envelope', 'total', 'that the list was read whole'),
  ...fields({ ...customers, root: 'customers.nodes' }, customer),
]
