// Kolmisoft MOR, "MOR API user calls get".

import { argument, arrives, type DocumentedName, fields, mechanics } from './entry.js'

const place = { vendor: 'mor', operation: 'user_calls_get' }
const SINCE = 'startedFrom: "2026-03-03T10:00:00Z"'
const RECORDS = `calls(filter: { ${SINCE} })`

/** What the reseller, the owner of the DID, the caller and the operator pay. */
const CHARGES = { 'charges.money.amount': ['0.12', '0.13', '0.14', '0.15'] }

/** The elements of `call` for every role. The time is that of the configured zone, Europe/Vilnius. */
const call = {
  calldate2: arrives({ startedAt: '2026-03-03T10:57:27Z' }, '2026-03-03 12:57:27'),
  clid: arrives({ 'caller.name': 'Desk' }, '"Desk" <4570305006>'),
  src: arrives({ 'caller.number': '4570305006' }),
  dst: arrives({ 'callee.number': '442079460189' }),
  destination: arrives({ 'destination.description': 'United Kingdom London' }),
  dispod: arrives({ vendorStatus: 'BUSY(17)', status: 'BUSY', 'disconnectCause.code': 17 }),
  nice_billsec: arrives({ billedDurationSeconds: 120 }, '120'),
  user_price: arrives({ 'price.amount': '0.10', 'price.currency': 'EUR', rating: 'RATED' }),
  provider_price: arrives({ 'cost.amount': '0.11' }),
  reseller_price: arrives(CHARGES, '0.12'),
  did_price: arrives(CHARGES, '0.13'),
  did_inc_price: arrives(CHARGES, '0.14'),
  did_prov_price: arrives(CHARGES, '0.15'),
  user_rate: arrives({ 'rate.perMinute': '0.16' }),
  provider_rate: arrives({ 'mor.providerRate': '0.17' }),
  reseller_rate: arrives({ 'mor.resellerRate': '0.18' }),
  profit: arrives({ 'mor.profit': '-0.19' }),
  prefix: arrives({ 'rate.prefix': '4420' }),
  provider_name: arrives({ carrier: 'carrier-a' }),
  nice_reseller: arrives({ 'mor.reseller': 'Reseller & Co' }),
  user: arrives({ 'mor.user': 'Example User' }),
  did: arrives({ 'mor.did': '4570305050' }),
  server_id: arrives({ 'mor.serverId': '21' }),
  uniqueid: arrives({ 'mor.uniqueId': '1772535447.42' }),
}

const EXTENT = 'adapters/mor/call-records.ts: the slice that is read'

export const morRecords: readonly DocumentedName[] = [
  ...['period_start', 'period_end'].map((name) =>
    mechanics(place, 'parameter', name, EXTENT, { query: RECORDS, receives: /^\d{10}$/ }),
  ),
  mechanics(place, 'parameter', 'u', 'the configuration: auth.username', { query: RECORDS, receives: 'demo-user' }),
  mechanics(place, 'parameter', 'hash', 'adapters/mor/mor-hash.ts', { query: RECORDS, receives: /^[0-9a-f]{40}$/ }),
  mechanics(place, 'parameter', 'order_by', 'the gateway sorts', { query: RECORDS, receives: 'time' }),
  mechanics(place, 'parameter', 'order_desc', 'the gateway sorts', { query: RECORDS, receives: '1' }),
  argument(place, 's_user', `calls(filter: { ${SINCE}, customerId: "2" })`, '2'),
  argument(place, 's_call_type', `calls(filter: { ${SINCE}, status: [COMPLETED] })`, 'answered'),
  argument(place, 's_destination', `calls(filter: { ${SINCE}, callee: "+442079460189" })`, '%460189'),
  mechanics(place, 'envelope', 'page/currency', 'adapters/mor/answer.ts: the currency of all prices'),
  mechanics(place, 'envelope', 'page/total_calls', 'adapters/mor/answer.ts: that the page is a list'),
  mechanics(place, 'envelope', 'page/error_msg', 'the source’s report: what MOR refused'),
  ...fields({ ...place, root: `${RECORDS}.nodes` }, call),
]
