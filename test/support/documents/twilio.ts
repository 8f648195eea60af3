// Twilio, "Call Resource". SIDs are zeros, so that no scanner for secrets takes them for real ones.

import type { MakeCallRequest } from '../../../adapters/contract.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { action, argument, arrives, type DocumentedName, fields, ignored, mechanics, type Place } from './entry.js'

const ZEROS = '0'.repeat(31)
const RICH_SID = `CA${ZEROS}1`
const PARENT_SID = `CA${ZEROS}2`

/** "Call Properties"; the account is the configured one. */
const properties = {
  sid: arrives({ nativeId: RICH_SID }),
  account_sid: arrives({ 'customer.nativeId': 'demo' }),
  from: arrives({ 'caller.number': '+4581808888', 'caller.e164': '+4581808888' }),
  caller_name: arrives({ 'caller.name': 'Åse Holm' }),
  to: arrives({ 'callee.number': '+4570305050', 'callee.e164': '+4570305050' }),
  direction: arrives({ direction: 'OUTBOUND' }, 'trunking-terminating'),
  start_time: arrives({ startedAt: '2026-03-03T09:00:00Z' }, 'Tue, 03 Mar 2026 09:00:00 +0000'),
  end_time: arrives({ endedAt: '2026-03-03T09:02:11Z' }, 'Tue, 03 Mar 2026 09:02:11 +0000'),
  duration: arrives({ durationSeconds: 131 }, '131'),
}
const recordProperties = {
  ...properties,
  status: arrives({ vendorStatus: 'in-progress', status: 'IN_PROGRESS' }),
  parent_call_sid: arrives({ parentCallSid: PARENT_SID }),
  date_created: arrives({ createdAt: '2026-03-03T08:59:59Z' }, 'Tue, 03 Mar 2026 08:59:59 +0000'),
  date_updated: arrives({ updatedAt: '2026-03-03T09:02:12Z' }, 'Tue, 03 Mar 2026 09:02:12 +0000'),
  phone_number_sid: arrives({ phoneNumberSid: `PN${ZEROS}3` }),
  trunk_sid: arrives({ carrier: `TK${ZEROS}4` }),
  price: arrives({ 'price.amount': '0.0250', rating: 'RATED' }, '-0.0250'),
  price_unit: arrives({ 'price.currency': 'USD' }),
  answered_by: arrives({ answeredBy: 'machine_start' }),
  forwarded_from: arrives({ forwardedFrom: '+4570305051' }),
  api_version: arrives({ apiVersion: '2010-04-01' }),
  uri: arrives({ uri: `/2010-04-01/Accounts/demo/Calls/${RICH_SID}.json` }),
}
const liveProperties = { ...properties, status: arrives({ vendorState: 'in-progress', state: 'CONNECTED' }) }

const list: Place = { vendor: 'twilio', operation: 'GET /Calls' }
const one: Place = { vendor: 'twilio', operation: 'GET /Calls/{Sid}' }
const live: Place = { vendor: 'twilio', operation: 'GET /Calls of calls in progress' }
const NODE = `node(id: "Call ${RICH_SID}")`
const SINCE = 'startedFrom: "2026-03-03T00:00:00Z"'
const RECORDS = `calls(filter: { ${SINCE} })`
const SLICES = 'src/engine/rows/slice-fetcher.ts: the slice that is read'
const OWN = 'the gateway knows what it asked for'
const NOT_FOLLOWED = 'addresses in answers are not followed'
const NOT_SHOWN = 'the graph has no field for it'

/** What makeCall is given. */
const order: MakeCallRequest = {
  from: '+4581808888',
  to: '+4580808080',
  url: 'https://example.net/voice.xml',
  method: 'GET',
  fallbackUrl: 'https://example.net/fallback.xml',
  fallbackMethod: 'GET',
  statusCallback: 'https://example.net/status',
  statusCallbackMethod: 'GET',
  timeoutSeconds: 30,
}
const ORDER_PARAMETERS: Readonly<Record<string, keyof MakeCallRequest>> = {
  From: 'from',
  To: 'to',
  Url: 'url',
  Method: 'method',
  FallbackUrl: 'fallbackUrl',
  FallbackMethod: 'fallbackMethod',
  StatusCallback: 'statusCallback',
  StatusCallbackMethod: 'statusCallbackMethod',
  Timeout: 'timeoutSeconds',
}
const ENUMS: ReadonlySet<string> = new Set(['method', 'fallbackMethod', 'statusCallbackMethod'])
const INPUT = Object.entries(order)
  .map(([key, value]) => `${key}: ${ENUMS.has(key) ? value : JSON.stringify(value)}`)
  .join(', ')
const PLACING = `mutation { makeCall(input: { source: "twilio", ${INPUT} }) { calls { nativeId } error { code } } }`
const ENDING = `mutation { disconnectCall(id: "${toGlobalId('Call', 'twilio', RICH_SID)}") { outcome } }`
const answer = JSON.stringify(
  Object.fromEntries(Object.entries(recordProperties).map(([name, { sent }]) => [name, sent])),
)

export const twilioCalls: readonly DocumentedName[] = [
  ...fields({ ...list, root: `${RECORDS}.nodes` }, recordProperties),
  ...fields({ ...live, root: 'activeCalls.nodes' }, liveProperties),
  argument(one, 'Sid', NODE, RICH_SID),
  ...fields({ ...one, root: NODE }, recordProperties),

  argument(list, 'To', `calls(filter: { ${SINCE}, callee: "004570305050" })`, '+4570305050'),
  argument(list, 'From', `calls(filter: { ${SINCE}, caller: "+4581808888" })`, '+4581808888'),
  argument(list, 'Status', `calls(filter: { ${SINCE}, status: [NO_ANSWER] })`, 'no-answer'),
  argument(live, 'Status', 'activeCalls(filter: { state: [SETUP] })', 'queued'),
  argument(list, 'ParentCallSid', `calls(filter: { ${SINCE}, parentCallId: "${PARENT_SID}" })`, PARENT_SID),
  mechanics(list, 'parameter', 'StartTime>', SLICES, { query: RECORDS, receives: /^\d{4}-\d{2}-\d{2}$/ }),
  mechanics(list, 'parameter', 'StartTime<', SLICES, { query: RECORDS, receives: /^\d{4}-\d{2}-\d{2}$/ }),
  mechanics(list, 'parameter', 'PageSize', SLICES, { query: RECORDS, receives: '1000' }),
  ...['StartTime', 'EndTime', 'EndTime<', 'EndTime>'].map((name) =>
    mechanics(list, 'parameter', name, 'calls are read by their start', { query: RECORDS, receives: null }),
  ),

  ...Object.entries(ORDER_PARAMETERS).map(([name, key]) =>
    action({ ...list, operation: 'POST /Calls' }, 'parameter', name, {
      document: PLACING,
      answer,
      proof: { receives: String(order[key]) },
    }),
  ),
  action({ ...list, operation: 'POST /Calls' }, 'field', 'sid', {
    document: PLACING,
    answer,
    proof: { gives: { makeCall: { calls: [{ nativeId: RICH_SID }], error: null } } },
  }),
  action({ ...list, operation: 'POST /Calls/{Sid}' }, 'parameter', 'Status', {
    document: ENDING,
    answer,
    proof: { receives: 'completed' },
  }),

  ...['end', 'page', 'page_size', 'start'].map((name) => ignored(list, name, OWN)),
  ...['first_page_uri', 'previous_page_uri', 'uri'].map((name) => ignored(list, name, NOT_FOLLOWED)),
  mechanics(list, 'envelope', 'next_page_uri', 'adapters/twilio/page-token.ts: the token of the next page'),
  ...['annotation', 'from_formatted', 'group_sid', 'queue_time', 'subresource_uris', 'to_formatted'].map((name) =>
    ignored(list, `calls.${name}`, NOT_SHOWN),
  ),
]
