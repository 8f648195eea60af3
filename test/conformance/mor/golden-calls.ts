// Records of ended calls. The rows are composed after the facts, section B.1.

import type { CallFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'

const SLICE = {
  style: 'slice',
  fromMs: Date.UTC(2026, 2, 1),
  toMs: Date.UTC(2026, 2, 2),
  offset: 0,
  limit: Number.POSITIVE_INFINITY,
  token: null,
} as const
const asked = (filter: CallFilter, window: { fromMs: number; toMs: number } = SLICE): Golden['exchange'] => ({
  list: 'calls',
  ask: { filter, window: { ...SLICE, ...window }, detail: 'full' },
})
const request = (form: string): string =>
  [
    'POST /api/user_calls_get',
    'accept: text/xml, application/xml, text/html',
    'content-type: application/x-www-form-urlencoded',
    '',
    form,
  ].join('\n')
const answer = (body: string) => ({ status: 200, contentType: 'text/html', body })

const DAY = 'period_start=1772323200&period_end=1772409599'
const ORDER = 'order_by=time&order_desc=1'

const document = (content: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${content}\n`
const page = (...calls: readonly string[]): string =>
  document(`<page>
  <pagename>Calls</pagename><language>en</language><error_msg/>
  <userid>0</userid><username>admin</username><total_calls>${calls.length}</total_calls><currency>EUR</currency>
  <calls_stat>
    <period><period_start>2026-03-01 02:00:00</period_start><period_end>2026-03-02 01:59:59</period_end></period>
    <show_user>123</show_user><show_device>all</show_device><show_status>all</show_status>
    ${calls.length === 0 ? '' : `<calls>${calls.join('\n')}</calls>`}
  </calls_stat>
</page>`)

/** As an administrator sees it. */
const COMPLETED = `<call>
  <calldate2>2026-03-01 11:57:27</calldate2><timezone>GMT +02:00</timezone>
  <clid>"Desk" &lt;4570305006&gt;</clid><destination>United Kingdom London</destination><did/>
  <did_inc_price>0.00</did_inc_price><did_price>0.00</did_price><did_prov_price>0.00</did_prov_price>
  <dispod>ANSWERED(16)</dispod><dst>442079460189</dst><nice_billsec>120</nice_billsec>
  <nice_reseller> </nice_reseller><prefix>4420</prefix><profit>0.01</profit>
  <provider_name>carrier-a</provider_name><provider_price>0.0040</provider_price><provider_rate>0.002</provider_rate>
  <reseller_price>0.00</reseller_price><reseller_rate>0.00</reseller_rate><server_id>1</server_id>
  <src>4570305006</src><user>Example User</user><user_price>0.0155</user_price><user_rate>0.01</user_rate>
  <uniqueid>1772359047.42</uniqueid>
</call>`
const amount = (digits: string) => ({ amount: digits, currency: 'EUR' })
const charge = (payer: string, kind: string, digits: string) => ({ payer, kind, money: amount(digits), tax: 'NET' })
const party = (number: string, e164: string | null, name: string | null = null) => ({
  number,
  e164,
  name,
  anonymous: number === 'anonymous',
})
const completed = {
  nativeId: '1772359047.42-e0f7b4df1822b141',
  caller: party('4570305006', '+4570305006', 'Desk'),
  callee: party('442079460189', '+442079460189'),
  startedAt: '2026-03-01T09:57:27Z',
  billedDurationSeconds: 120,
  status: 'COMPLETED',
  vendorStatus: 'ANSWERED(16)',
  disconnectCause: { system: 'Q850', code: 16, text: 'ANSWERED(16)' },
  price: amount('0.0155'),
  rating: 'RATED',
  cost: amount('0.0040'),
  charges: [
    charge('RESELLER', 'USAGE', '0.00'),
    charge('DID_OWNER', 'DID', '0.00'),
    charge('CUSTOMER', 'DID', '0.00'),
    charge('OPERATOR', 'DID', '0.00'),
  ],
  rate: {
    perMinute: '0.01',
    firstPerMinute: null,
    firstIncrementSeconds: null,
    nextIncrementSeconds: null,
    connectFee: null,
    prefix: '4420',
  },
  destination: { country: null, description: 'United Kingdom London', area: null },
  carrier: 'carrier-a',
  mor: {
    uniqueId: '1772359047.42',
    user: 'Example User',
    reseller: null,
    did: null,
    serverId: '1',
    providerRate: '0.002',
    resellerRate: '0.00',
    profit: '0.01',
  },
}

/** As a reseller sees it: what it costs him is self_cost_price. */
const OF_RESELLER = `<call>
  <calldate2>2026-03-01 12:00:00</calldate2><timezone>GMT +02:00</timezone>
  <clid>anonymous</clid><destination> </destination><did>4570305050</did>
  <did_inc_price/><did_price>0.10</did_price><dispod>NO ANSWER(16)</dispod><dst>4570305050</dst>
  <nice_billsec>0</nice_billsec><profit>-0.01</profit><provider_name/><provider_price>0.00</provider_price>
  <provider_rate>0.00</provider_rate><self_cost_price>0.0033</self_cost_price><self_cost_rate>0.20</self_cost_rate>
  <src>anonymous</src><user>Example User</user><user_price>0.00</user_price><user_rate>0.01</user_rate>
  <uniqueid>node1-1772359200.7</uniqueid>
</call>`
const ofReseller = {
  nativeId: 'node1-1772359200.7-e81b65a5e7cbc33b',
  caller: party('anonymous', null),
  callee: party('4570305050', '+4570305050'),
  startedAt: '2026-03-01T10:00:00Z',
  billedDurationSeconds: 0,
  status: 'CANCELED',
  vendorStatus: 'NO ANSWER(16)',
  disconnectCause: { system: 'Q850', code: 16, text: 'NO ANSWER(16)' },
  price: amount('0.00'),
  rating: 'RATED',
  cost: amount('0.0033'),
  charges: [charge('DID_OWNER', 'DID', '0.10')],
  rate: {
    perMinute: '0.01',
    firstPerMinute: null,
    firstIncrementSeconds: null,
    nextIncrementSeconds: null,
    connectFee: null,
    prefix: null,
  },
  destination: null,
  carrier: null,
  mor: {
    uniqueId: 'node1-1772359200.7',
    user: 'Example User',
    reseller: null,
    did: '4570305050',
    serverId: null,
    providerRate: '0.00',
    resellerRate: '0.20',
    profit: '-0.01',
  },
}

/** As a user sees it: no cause, no names, a number with hidden digits; an older server has no uniqueid. */
const OF_USER = `<call>
  <calldate2>2026-03-01 12:00:01</calldate2><timezone>GMT +02:00</timezone><clid/><destination>Denmark proper</destination>
  <dispod>BUSY</dispod><dst>45703050XXX</dst><nice_billsec>0</nice_billsec><src>0012</src>
</call>`
const ofUser = {
  nativeId: '4e0a78c24e620d6c',
  caller: party('0012', null),
  callee: party('45703050XXX', null),
  startedAt: '2026-03-01T10:00:01Z',
  billedDurationSeconds: 0,
  status: 'BUSY',
  vendorStatus: 'BUSY',
  disconnectCause: null,
  price: null,
  rating: 'UNKNOWN',
  cost: null,
  charges: [],
  rate: null,
  destination: { country: null, description: 'Denmark proper', area: null },
  carrier: null,
  mor: {
    uniqueId: null,
    user: null,
    reseller: null,
    did: null,
    serverId: null,
    providerRate: null,
    resellerRate: null,
    profit: null,
  },
}

const refusal = (text: string, body: string, code: string): Golden => ({
  name: `records, error: ${text}`,
  example: 'administrator',
  exchange: asked({ customerId: '999' }),
  request: request(`u=admin&${DAY}&s_user=999&${ORDER}`),
  response: answer(body),
  fault: { code },
})

export const callGoldens: readonly Golden[] = [
  {
    name: 'records of a user on a day',
    example: 'administrator',
    exchange: asked({ customerId: '123' }),
    request: request(`u=admin&${DAY}&s_user=123&${ORDER}`),
    response: answer(page(COMPLETED)),
    total: null,
    records: [completed],
  },
  {
    name: 'records of all users, as every role sees them',
    example: 'user',
    exchange: asked({}),
    request: request(`u=username&${DAY}&s_user=all&${ORDER}`),
    response: answer(page(COMPLETED, OF_RESELLER, OF_USER)),
    total: null,
    records: [completed, ofReseller, ofUser],
  },
  {
    name: 'answered calls to a number, in whatever form it is written',
    example: 'administrator',
    exchange: asked({ callee: '+442079460189', status: ['COMPLETED'] }),
    request: request(`u=admin&${DAY}&s_user=all&s_call_type=answered&s_destination=%25460189&${ORDER}`),
    response: answer(page(COMPLETED)),
    total: null,
    records: [completed],
  },
  {
    name: 'calls that were answered, or are charged, by the same parameter',
    example: 'administrator',
    exchange: asked({ answered: true, minBilledSeconds: 60 }),
    request: request(`u=admin&${DAY}&s_user=all&s_call_type=answered&${ORDER}`),
    response: answer(page(COMPLETED)),
    total: null,
    records: [completed],
  },
  {
    name: 'conditions with ids that the configuration knows',
    example: 'administrator',
    exchange: asked({ mor: { providerId: '3', didId: '3', hangupCauseId: '3', callType: 'NO_ANSWER' } }),
    request: request(`u=admin&${DAY}&s_user=all&s_call_type=no%20answer&s_provider=3&s_hgc=3&s_did=3&${ORDER}`),
    response: answer(page()),
    total: null,
    records: [],
  },
  {
    name: 'parts of numbers and other statuses are not sent',
    example: 'administrator',
    exchange: asked({ callee: '+370', status: ['COMPLETED', 'BUSY'] }),
    request: request(`u=admin&${DAY}&s_user=all&${ORDER}`),
    response: answer(page()),
    total: null,
    records: [],
  },
  {
    name: 'a period that begins in the hour that the clock repeats is extended by that hour',
    example: 'administrator',
    // The clock of Vilnius is put back from 04:00 to 03:00 at 01:00 UTC.
    exchange: asked({}, { fromMs: Date.UTC(2026, 9, 25, 0, 30), toMs: Date.UTC(2026, 9, 25, 12) }),
    request: request(
      `u=admin&period_start=${Date.UTC(2026, 9, 24, 23, 30) / 1000}&period_end=${Date.UTC(2026, 9, 25, 11, 59, 59) / 1000}&s_user=all&${ORDER}`,
    ),
  },
  refusal('User was not found', document('<error>User was not found</error>'), 'REJECTED'),
  refusal('Access Denied', document('<page><error>Access Denied</error></page>'), 'UNAUTHENTICATED'),
  refusal('Incorrect hash', document('<status><error>Incorrect hash</error></status>'), 'UNAUTHENTICATED'),
  refusal('in error_msg', document('<page><error_msg>Flux was not found</error_msg></page>'), 'PROTOCOL'),
  refusal('a page without a list', document('<page><pagename>Calls</pagename></page>'), 'PROTOCOL'),
]
