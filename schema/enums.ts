import { registerEnumType } from 'type-graphql'

/** A GraphQL enum whose internal values are its names; the description of every value is required. */
function enumOf<const Values extends Record<string, string>>(
  name: string,
  description: string,
  values: Values,
): { readonly [K in keyof Values & string]: K } {
  const entries = Object.keys(values).map((value) => [value, value] as const)
  const enumObject = Object.fromEntries(entries)
  registerEnumType(enumObject, {
    name,
    description,
    valuesConfig: Object.fromEntries(Object.entries(values).map(([value, text]) => [value, { description: text }])),
  })
  return enumObject as { readonly [K in keyof Values & string]: K }
}
type ValueOf<T> = T[keyof T]

export const Operation = enumOf('Operation', 'What a source can be asked to do.', {
  CALLS: 'List calls.',
  SESSIONS: 'List sessions of the session border controller.',
  SIP_ACCOUNTS: 'List SIP trunks and accounts.',
  ACTIVE_CALLS: 'List the calls that are in progress now.',
  ACTIVE_CALL_STATS: 'Count the calls that are in progress now.',
  GET_CALL: 'Fetch one call by its native id.',
  GET_SESSION: 'Fetch one session by its native id.',
  MAKE_CALL: 'Place a new call.',
  DISCONNECT_CALL: 'End one call.',
  DISCONNECT_ACCOUNT: 'End every call of an account.',
  DISCONNECT_CUSTOMER: 'End every call of a customer.',
})
export type Operation = ValueOf<typeof Operation>

export const Support = enumOf('Support', 'How a source serves an operation.', {
  NATIVE: 'The vendor has an operation for it.',
  EMULATED: 'The gateway derives it from something else that the vendor has.',
  UNSUPPORTED: 'The source cannot do it.',
})
export type Support = ValueOf<typeof Support>

export const HealthState = enumOf('HealthState', 'How a source has been answering lately.', {
  UP: 'The last request succeeded.',
  DEGRADED: 'Some of the latest requests failed.',
  DOWN: 'The latest requests failed.',
  UNKNOWN: 'Nothing has been asked of it yet.',
})
export type HealthState = ValueOf<typeof HealthState>

export const SourceStatus = enumOf('SourceStatus', 'How much of its part a source has contributed.', {
  OK: 'All of it.',
  PARTIAL: 'Some of it; the error says what is missing and why.',
  FAILED: 'None of it: the source failed; the error says how.',
  UNSUPPORTED: 'None of it: the vendor has no such list, or cannot apply the filter.',
})
export type SourceStatus = ValueOf<typeof SourceStatus>

export const ErrorCode = enumOf('ErrorCode', 'Why a source did not give what was asked of it.', {
  UNREACHABLE: 'No connection: refused, reset, name not found, or the certificate was not accepted.',
  TIMEOUT: 'The source did not answer an attempt in time.',
  UNAVAILABLE: 'The source answered that it cannot serve now (HTTP 5xx, or an internal error of its own).',
  THROTTLED: 'The source answered that it has been asked too often (HTTP 429).',
  UNAUTHENTICATED: 'The source did not accept the configured credentials, or they lack the right to ask this.',
  REJECTED: 'The source refused the request: a parameter is wrong or names something that it does not have.',
  PROTOCOL: 'The answer is not what the vendor documents: another format, truncated, or an unknown shape.',
  TOO_LARGE: 'The answer is larger than the configured limit.',
  CIRCUIT_OPEN: 'The source failed repeatedly and is not being asked for a while.',
  OVERLOADED: 'Too many requests to this source are waiting already.',
  DEADLINE: 'The time for the whole GraphQL request was used up before the source had answered.',
  UNSUPPORTED: 'The source has no such operation, or cannot do it with these arguments.',
})
export type ErrorCode = ValueOf<typeof ErrorCode>

export const CountPrecision = enumOf('CountPrecision', 'How good a count is.', {
  EXACT: 'Every asked source told its count, and no filter had to be applied by the gateway.',
  AT_LEAST: 'There are this many, and there may be more.',
  UNKNOWN: 'No source can tell.',
})
export type CountPrecision = ValueOf<typeof CountPrecision>

export const Direction = enumOf('Direction', "Which way a call goes, as seen from the vendor's switch.", {
  INBOUND: 'Into the switch from outside.',
  OUTBOUND: 'From the switch to the outside.',
  INTERNAL: 'Between two parties of the switch.',
  UNKNOWN: 'The vendor does not tell, or tells in a word that is not documented.',
})
export type Direction = ValueOf<typeof Direction>

export const CallStatus = enumOf('CallStatus', 'Where a call stands, or how it ended.', {
  QUEUED: 'Accepted, not dialled yet.',
  RINGING: 'Being set up or ringing.',
  IN_PROGRESS: 'Answered and not ended.',
  COMPLETED: 'Answered and ended normally.',
  BUSY: 'The called party was busy.',
  NO_ANSWER: 'Nobody answered.',
  CANCELED: 'The caller gave up before an answer.',
  FAILED: 'Could not be connected.',
  BLOCKED: 'Refused by a rule: blocked, blacklisted or suspected of fraud.',
  UNKNOWN: 'The vendor tells in a word that is not documented; see vendorStatus.',
})
export type CallStatus = ValueOf<typeof CallStatus>

export const EndedBy = enumOf('EndedBy', 'Who ended a session.', {
  CALLER: 'The caller (TelecomX A).',
  CALLEE: 'The called party (TelecomX B).',
  FRAUD: 'The fraud guard (TelecomX F).',
  SYSTEM: 'The system (TelecomX S).',
  UNKNOWN: 'In a word that is not documented.',
})
export type EndedBy = ValueOf<typeof EndedBy>

export const SipAccountStatus = enumOf('SipAccountStatus', 'Whether a SIP client is reachable.', {
  ON: 'Connected or reachable.',
  OFF: 'Unreachable.',
  UNKNOWN: 'Not told; a PBX trunk has no status.',
})
export type SipAccountStatus = ValueOf<typeof SipAccountStatus>

export const SipConnectionMethod = enumOf('SipConnectionMethod', 'How a SIP client connects.', {
  IP_AUTH:
    'Calls are sent to the fixed IP address and port; the client must authenticate to call out, and only from that address.',
  IP_AUTH_REG:
    'The client must be at the fixed IP address, register to receive calls and authenticate to initiate outbound calls.',
  IP: 'Calls are sent to the fixed IP address and port, and outbound calls must come from it; no authentication (Lync mode).',
  COUNTRY_AUTH_REG: 'The client must register, and must come from an IP address in one of the selected countries.',
  UNKNOWN: 'Not told, or in a word that is not documented.',
})
export type SipConnectionMethod = ValueOf<typeof SipConnectionMethod>

export const ActiveCallState = enumOf('ActiveCallState', 'Where a call in progress stands.', {
  SETUP: 'Received; being authenticated or routed.',
  RINGING: 'Routed; the called party is being reached.',
  CONNECTED: 'Both legs are connected.',
  DISCONNECTING: 'Being taken down.',
  ENDED: 'Taken down; the switch waits for late messages.',
  UNKNOWN: 'The vendor tells in a word that is not documented; see vendorState.',
})
export type ActiveCallState = ValueOf<typeof ActiveCallState>

export const ActiveCallOrder = enumOf('ActiveCallOrder', 'The order of a list of calls in progress.', {
  NEWEST_FIRST: 'By start, the newest first.',
  OLDEST_FIRST: 'By start, the oldest first.',
  LONGEST_FIRST: 'By talk time, the longest first.',
  SHORTEST_FIRST: 'By talk time, the shortest first.',
})
export type ActiveCallOrder = ValueOf<typeof ActiveCallOrder>

export const HttpMethod = enumOf('HttpMethod', 'How a URL is requested.', {
  GET: 'By GET.',
  POST: 'By POST.',
})
export type HttpMethod = ValueOf<typeof HttpMethod>

export const DisconnectOutcome = enumOf('DisconnectOutcome', 'What came of an attempt to end calls.', {
  REQUESTED: 'The source has accepted it; the call ends a moment later.',
  ALREADY_ENDED: 'The call had ended already.',
  NOT_FOUND: 'The source has no such call, or does not let this account see it.',
  FAILED: 'Nothing was done; the error says why.',
  UNKNOWN: 'The source never answered: it may have been done or not. Look before trying again.',
})
export type DisconnectOutcome = ValueOf<typeof DisconnectOutcome>

export const MakeCallOutcome = enumOf('MakeCallOutcome', 'What came of an attempt to place a call.', {
  PLACED: 'The source has accepted it; the call is queued, or rings.',
  FAILED: 'No call was placed; the error says why.',
  UNKNOWN: 'The source never answered: the call may have been placed or not. Look before trying again.',
})
export type MakeCallOutcome = ValueOf<typeof MakeCallOutcome>

export const ActiveCallGrouping = enumOf('ActiveCallGrouping', 'By what calls in progress are counted.', {
  SOURCE: 'By source.',
  STATE: 'By state.',
  ACCOUNT: 'By source and account.',
  CUSTOMER: 'By source and customer.',
  DIRECTION: 'By direction.',
  COUNTRY: 'By the country called.',
})
export type ActiveCallGrouping = ValueOf<typeof ActiveCallGrouping>
