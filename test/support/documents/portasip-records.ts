// Sippy's XML-RPC, "Getting CDRs of an account" and "Getting CDRs of a customer".

import { argument, arrives, type DocumentedName, fields, mechanics } from './entry.js'

const ofAccounts = { vendor: 'portasip', operation: 'getAccountCDRs' }
const ofCustomer = { vendor: 'portasip', operation: 'getCustomerCDRs' }
/** So that few slices are requested. */
const SINCE = 'startedFrom: "2026-03-03T10:00:00Z"'

const both = {
  i_call: arrives({ 'portasip.callId': '5551' }),
  call_id: arrives({ sipCallId: 'c0ffee01@192.0.2.10' }),
  setup_time: arrives({ startedAt: '2026-03-03T10:57:26Z' }, '10:57:26.000 GMT Tue Mar 03 2026'),
  connect_time: arrives({ answeredAt: '2026-03-03T10:57:29.123Z' }, '10:57:29.123 GMT Tue Mar 03 2026'),
  disconnect_time: arrives({ endedAt: '2026-03-03T10:59:29Z' }, '10:59:29.000 GMT Tue Mar 03 2026'),
  duration: arrives({ durationSeconds: 119.612 }),
  billed_duration: arrives({ billedDurationSeconds: 120 }),
  cli: arrives({ 'caller.number': '4570305006' }),
  cld: arrives({ 'callee.number': '442079460189' }),
  cli_in: arrives({ 'portasip.receivedCaller': '70305006' }),
  cld_in: arrives({ 'dialled.number': '00442079460189' }),
  cost: arrives({ 'price.amount': '0.01234567890123456788', rating: 'RATED' }),
  country: arrives({ 'destination.country': 'UNITED KINGDOM' }),
  description: arrives({ 'destination.description': 'London' }),
  remote_ip: arrives({ remoteIp: '192.0.2.10' }),
  result: arrives({ vendorStatus: '486', status: 'BUSY', 'disconnectCause.code': 486 }, 486),
}
/** The connect fee and the two surcharges. */
const CHARGES = { 'charges.money.amount': ['0.25', '0.5', '0.75'] }

const account = {
  i_cdr: arrives({ nativeId: '9001' }),
  i_account: arrives({ accountId: '3' }, 3),
  ...both,
  plan_duration: arrives({ 'portasip.planDurationSeconds': 4 }),
  free_seconds: arrives({ 'portasip.freeSeconds': 5 }),
  grace_period: arrives({ 'portasip.gracePeriodSeconds': 6 }),
  connect_fee: arrives({ 'rate.connectFee': '0.25' }, 0.25),
  post_call_surcharge: arrives(CHARGES, 0.5),
  accessibility_cost: arrives(CHARGES, 0.75),
  price_1: arrives({ 'rate.firstPerMinute': '0.006' }, 0.006),
  price_n: arrives({ 'rate.perMinute': '0.007' }, 0.007),
  interval_1: arrives({ 'rate.firstIncrementSeconds': 30 }),
  interval_n: arrives({ 'rate.nextIncrementSeconds': 7 }),
  prefix: arrives({ 'rate.prefix': '4420' }),
  area_name: arrives({ 'destination.area': 'Greater London' }),
  delay: arrives({ ringDurationSeconds: 2.1, 'portasip.setupDelaySeconds': 2.1 }),
  pdd1xx: arrives({ 'portasip.postDialDelaySeconds': 0.8 }),
  protocol: arrives({ 'portasip.protocol': 'SIP' }),
  user_agent: arrives({ 'portasip.userAgent': 'pbx/1.0' }),
  release_source: arrives({ 'portasip.releaseSource': 'switch', endedBy: 'UNKNOWN' }),
  lrn_cld: arrives({ 'portasip.calleeRoutingNumber': '442079460000' }),
  lrn_cld_in: arrives({ 'portasip.dialledRoutingNumber': '442079460001' }),
  p_asserted_id: arrives({ 'portasip.assertedIdentity': 'sip:70305006@192.0.2.10' }),
  remote_party_id: arrives({ 'portasip.remotePartyId': 'sip:70305007@192.0.2.10' }),
  // Of some builds.
  payment_currency: arrives({ 'price.currency': 'EUR' }),
  vendor_name: arrives({ carrier: 'carrier-a' }),
}
const customer = { i_customer: arrives({ 'customer.nativeId': '8' }, 8), ...both }

const OWN_RECORDS = `calls(filter: { ${SINCE} })`
const RECORDS_OF_8 = `calls(filter: { ${SINCE}, customerId: "8" })`
const TIME = /^\d\d:\d\d:\d\d\.000 GMT [A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4}$/

const slices = (place: typeof ofAccounts, query: string): DocumentedName[] =>
  ['start_date', 'end_date', 'type', 'offset', 'limit'].map((name) =>
    mechanics(place, 'parameter', name, 'adapters/portasip/call-records.ts: the slice that is read', {
      query: `${query}`,
      receives: name === 'type' ? 'all' : name.endsWith('date') ? TIME : /^\d+$/,
    }),
  )

export const portasipRecords: readonly DocumentedName[] = [
  ...slices(ofAccounts, OWN_RECORDS),
  argument(ofAccounts, 'i_account', `calls(filter: { ${SINCE}, accountId: "3" })`, '3'),
  mechanics({ ...ofAccounts, source: 'portasip-trusted' }, 'parameter', 'i_customer', 'trusted.customerId', {
    query: OWN_RECORDS,
    receives: '1',
  }),
  argument(ofAccounts, 'i_cdr', 'node(id: "Call 9001")', '9001'),
  ...fields({ ...ofAccounts, root: `${OWN_RECORDS}.nodes` }, account),
  ...slices(ofCustomer, RECORDS_OF_8),
  argument(ofCustomer, 'i_customer', RECORDS_OF_8, '8'),
  mechanics({ ...ofCustomer, source: 'portasip-wholesaler' }, 'parameter', 'i_wholesaler', 'trusted.wholesalerId', {
    query: RECORDS_OF_8,
    receives: '7',
  }),
  ...fields({ ...ofCustomer, root: `${RECORDS_OF_8}.nodes` }, customer),
]
