// Restcomm, "Restcomm SBC API – Calls".

import type { MakeCallRequest } from '../../../adapters/contract.js'
import { action, argument, arrives, type DocumentedName, fields, ignored, mechanics, type Place } from './entry.js'

export const RICH_SID = 'RN0123456789abcdef0123456789abcdef'
const PARENT_SID = 'RNfedcba9876543210fedcba9876543210'

/** "Resource Properties", in its order. */
const properties = {
  Sid: arrives({ nativeId: RICH_SID }),
  ParentCallSid: arrives({ parentCallSid: PARENT_SID }),
  DateCreated: arrives({ createdAt: '2026-03-03T09:00:00Z' }, 'Tue, 3 Mar 2026 09:00:00 +0000'),
  DateUpdated: arrives({ updatedAt: '2026-03-03T09:02:11Z' }, 'Tue, 3 Mar 2026 09:02:11 +0000'),
  To: arrives({ 'callee.number': '4570305050', 'callee.e164': '+4570305050' }),
  From: arrives({ 'caller.number': '4581808888', 'caller.e164': '+4581808888' }),
  PhoneNumberSid: arrives({ phoneNumberSid: 'PN00112233445566778899aabbccddeeff' }),
  Status: arrives({ vendorStatus: 'no-answer', status: 'NO_ANSWER' }),
  StartTime: arrives({ startedAt: '2026-03-03T09:00:00.120Z' }, '2026-03-03T10:00:00.120+01:00'),
  EndTime: arrives({ endedAt: '2026-03-03T09:02:11.340Z' }, '2026-03-03T10:02:11.340+01:00'),
  Duration: arrives({ durationSeconds: 131 }, '131'),
  Price: arrives({ 'price.amount': '-0.0250' }),
  Direction: arrives({ direction: 'OUTBOUND' }, 'outbound-api'),
  AnsweredBy: arrives({ answeredBy: 'machine' }),
  ApiVersion: arrives({ apiVersion: '2012-04-24' }),
  ForwardFrom: arrives({ forwardedFrom: '4570305051' }),
  CallerName: arrives({ 'caller.name': 'Åse Holm' }),
  Uri: arrives({ uri: `/2012-04-24/Calls/${RICH_SID}` }),
}

const list: Place = { vendor: 'restcomm', operation: 'GET /Calls' }
const one: Place = { vendor: 'restcomm', operation: 'GET /Calls/{CallSid}' }
const xml = ({ vendor, operation }: Place): Place => {
  return { vendor, operation: `${operation} in XML`, source: 'restcomm-xml' }
}

const NODE = `node(id: "Call ${RICH_SID}")`
const WINDOWS = 'src/plan/windows.ts: which rows are read'
const OWN = 'the gateway knows what it asked for'
const URIS = 'these have lost the filter, and could lead elsewhere; pages are asked for by number'

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
/** "Request Parameters" of POST Calls, in its order. */
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
const post: Place = { vendor: 'restcomm', operation: 'POST /Calls' }
/** The manual's name of a property as JSON has it: `DateCreated` is `date_created`. */
export function toJsonName(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, (capital) => `_${capital}`).toLowerCase()
}

const newCall = Object.fromEntries(Object.entries(properties).map(([name, { sent }]) => [toJsonName(name), sent]))

/** The mutation that places the call, and what is read of it. */
const placing = (selection: string): string => {
  const enums = new Set(['method', 'fallbackMethod', 'statusCallbackMethod'])
  const input = Object.entries(order).map(([key, value]) => `${key}: ${enums.has(key) ? value : JSON.stringify(value)}`)
  return `mutation { makeCall(input: { source: "restcomm", ${input.join(', ')} }) { calls { ${selection} } error { code } } }`
}
const answer = JSON.stringify(newCall)

/** `a.b` as a selection, and as the data that it gives. */
const selectionOf = (path: string): string =>
  path.split('.').reduceRight((inner, field) => (inner === '' ? field : `${field} { ${inner} }`), '')
const dataAt = (path: string, value: unknown): unknown =>
  path.split('.').reduceRight<unknown>((inner, field) => ({ [field]: inner }), value)

const placed = (name: string, arrivals: Readonly<Record<string, unknown>>): DocumentedName[] =>
  Object.entries(arrivals).map(([path, value]) =>
    action(post, 'field', name, {
      document: placing(selectionOf(path)),
      answer,
      proof: { gives: { makeCall: { calls: [dataAt(path, value)], error: null } } },
    }),
  )

export const restcommCalls: readonly DocumentedName[] = [
  ...fields({ ...list, root: 'calls.nodes' }, properties),
  ...fields({ ...xml(list), root: 'calls.nodes' }, properties),
  argument(one, 'CallSid', NODE, RICH_SID),
  ...fields({ ...one, root: NODE }, properties),
  ...fields({ ...xml(one), root: NODE }, properties),

  ...Object.entries(ORDER_PARAMETERS).map(([name, key]) =>
    action(post, 'parameter', name, { document: placing('id'), answer, proof: { receives: String(order[key]) } }),
  ),
  ...Object.entries(properties).flatMap(([name, { arrivals }]) => placed(name, arrivals)),

  // Every way of writing a number ends with its national digits, and the vendor matches by the end.
  argument(list, 'To', 'calls(filter: { callee: "+4570305050" })', '70305050'),
  argument(list, 'From', 'calls(filter: { caller: "004581808888" })', '81808888'),
  argument(list, 'Status', 'calls(filter: { status: [COMPLETED] })', 'COMPLETED'),
  // The zone of the server is not configured: the day before holds in every zone.
  argument(list, 'StartTime', 'calls(filter: { startedFrom: "2026-03-03T12:00:00Z" })', '2026-03-02'),
  argument(list, 'ParentCallSid', `calls(filter: { parentCallId: "${PARENT_SID}" })`, PARENT_SID),

  mechanics(list, 'parameter', 'Page', WINDOWS, { query: 'calls', receives: '0' }),
  mechanics(list, 'parameter', 'PageSize', WINDOWS, { query: 'calls', receives: /^\d+$/ }),
  ignored(list, 'Page', OWN),
  ignored(list, 'NumPages', 'it is the index of the last page, not a count'),
  ignored(list, 'PageSize', OWN),
  mechanics(list, 'envelope', 'Total', 'src/engine/snapshot.ts: how far the list is read'),
  ignored(list, 'Start', OWN),
  ignored(list, 'End', OWN),
  ...['Uri', 'Firstpageuri', 'Nextpageuri', 'Previouspageuri', 'Lastpageuri'].map((name) => ignored(list, name, URIS)),
]
