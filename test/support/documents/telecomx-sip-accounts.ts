// TelecomX, "API : SIP Account List".

import {
  argument,
  arrives,
  arrivesAsFlag,
  arrivesInside,
  type DocumentedName,
  fields,
  ignored,
  mechanics,
} from './entry.js'

const place = { vendor: 'telecomx', operation: 'GET /sip' }
const condensed = { name: 'condensed', selection: 'nativeId' } as const
const full = { name: 'full', selection: 'userAgent' } as const
const CUSTOMER = '1234567890ABCDEF12345678'
const RESELLER = '9876543210ABCDEF12345678'

const isTrue = (name: string) => arrivesAsFlag(name, true, false)

/** What both forms have. */
const both = {
  _id: arrives({ nativeId: 'AAAA0000000000000000AAAA' }),
  active: isTrue('active'),
  name: arrives({ name: 'Primary trunk CPH' }),
  numbers: arrives({ numbers: ['+4570305050', '+4570305051', '+4580808080'] }),
  ratePlan: arrives({ 'ratePlan.id': 'BBBB0000000000000000BBBB' }),
  status: arrives({ status: 'ON' }),
  connection: arrives({ connection: 'IP_AUTH_REG' }),
  username: arrives({ username: 'demo-sip-user' }),
  ipAddress: arrives({ ipAddress: '198.51.100.10' }),
  failover: arrives({ failover: '+4588888888@198.51.100.123' }),
  alwaysFailover: isTrue('alwaysFailover'),
  usageBlock: isTrue('usageBlock'),
  pbx: arrives({ pbx: 3, isPbxTrunk: true }),
}

/** "SIP account object (JSON)". */
const normal = {
  ...both,
  ratePlanName: arrives({ 'ratePlan.name': 'Standard SIP account' }),
  voiceUsage: arrives({ 'voiceUsage.secondsOutHomeland': [5400, 60] }, [
    { date: '2026-02-01T00:00:00.000Z', secsOutHomeland: 5400 },
    { date: '2026-01-01T00:00:00.000Z', secsOutHomeland: 60 },
  ]),
  'voiceUsage[].date': arrivesInside({
    'voiceUsage.date': ['2026-02-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
  }),
  'voiceUsage[].secsOutHomeland': arrivesInside({ 'voiceUsage.secondsOutHomeland': [5400, 60] }),
}

/** "SIP account object if full=true (JSON)", in its order; the example of the normal form has defaultNumber, too. */
const complete = {
  _id: both._id,
  customer: arrives({ 'customer.nativeId': 'CCCC0000000000000000CCCC' }),
  active: both.active,
  name: both.name,
  type: arrives({ type: 'SIP' }),
  numbers: both.numbers,
  highRate: isTrue('highRate'),
  international: isTrue('international'),
  address: arrives({ addressId: 'DDDD0000000000000000DDDD' }),
  ratePlan: both.ratePlan,
  newRatePlan: arrives({ newRatePlanId: 'EEEE0000000000000000EEEE' }),
  parentSipAccount: arrives({ parentSipAccountId: 'FFFF0000000000000000FFFF' }),
  pbx: both.pbx,
  notes: arrives({ notes: 'A note about the SIP account' }),
  custom: arrives({ custom: { crm: { id: 'X-17' } } }),
  status: both.status,
  sipServer: arrives({ sipServer: '192.0.2.4' }),
  userAgent: arrives({ userAgent: 'Asterisk 1.8.13' }),
  contact: arrives({ contact: 'demo-sip-user@198.51.100.10:5060' }),
  connection: both.connection,
  username: both.username,
  password: arrives({ password: 'demo-sip-password' }),
  ipAddress: both.ipAddress,
  port: arrives({ port: 5070 }),
  countries: arrives({ countries: ['DK', 'SE'] }, 'DK,SE'),
  clipSA: isTrue('clipSpecialArrangement'),
  stripDkCountryCode: isTrue('stripDkCountryCode'),
  prefixMobileOriginated: isTrue('prefixMobileOriginated'),
  failover: both.failover,
  alwaysFailover: both.alwaysFailover,
  invoicedUntil: arrives({ invoicedUntil: '2026-04-01T00:00:00.000Z' }),
  usageBlock: both.usageBlock,
  defaultNumber: arrives({ defaultNumber: '+4570305059' }),
  alwaysDefaultNumber: isTrue('alwaysDefaultNumber'),
  alwaysSecretNumber: isTrue('alwaysSecretNumber'),
  billingCustomer: arrives({ 'billingCustomer.nativeId': '99990000000000000000BBBB' }),
}

const WINDOWS = 'src/plan/windows.ts and src/engine/ordered-reader.ts: where a page is read'

export const telecomxSipAccounts: readonly DocumentedName[] = [
  argument(place, 'customer', `sipAccounts(filter: { customerId: "${CUSTOMER}" })`, CUSTOMER),
  argument(place, 'reseller', `sipAccounts(filter: { resellerId: "${RESELLER}" })`, RESELLER),
  mechanics(place, 'parameter', 'offset', WINDOWS, { query: 'sipAccounts', receives: '0' }),
  mechanics(place, 'parameter', 'limit', WINDOWS, { query: 'sipAccounts', receives: /^\d+$/ }),
  argument(place, 'filter', 'sipAccounts(filter: { search: "80808080" })', '80808080'),
  argument(place, 'full', 'sipAccounts.nodes.userAgent', 'true'),
  argument(place, 'up', 'sipAccounts(filter: { up: true })', 'true'),
  argument(place, 'up', 'sipAccounts(filter: { up: false })', 'false'),

  ignored(place, 'offset', 'the gateway knows what it asked for'),
  ignored(place, 'limit', 'the gateway knows what it asked for'),
  mechanics(place, 'envelope', 'total', 'totalCount, pageInfo, and the search for a cursor'),
  mechanics(place, 'envelope', 'sipAccounts', 'nodes: the rows'),

  ...fields({ ...place, root: 'sipAccounts.nodes', form: condensed }, normal),
  ...fields({ ...place, operation: 'GET /sip full=true', root: 'sipAccounts.nodes', form: full }, complete),
]
