import { enumOf, type ValueOf } from './enum-of.js'

export const Operation = enumOf('Operation', 'An operation that a source may support.', {
  CALLS: 'List calls.',
  SESSIONS: 'List sessions of the session border controller.',
  SIP_ACCOUNTS: 'List SIP trunks and accounts.',
  ACTIVE_CALLS: 'List the calls that are in progress now.',
  CUSTOMERS: 'List customers.',
  ACTIVE_CALL_STATS: 'Count the calls that are in progress now.',
  GET_CALL: 'Fetch one call by its native id.',
  GET_SESSION: 'Fetch one session by its native id.',
  GET_CUSTOMER: 'Fetch one customer, with the balance, by the native id.',
  MAKE_CALL: 'Place a new call.',
  DISCONNECT_CALL: 'End one call.',
  DISCONNECT_ACCOUNT: 'End every call of an account.',
  DISCONNECT_CUSTOMER: 'End every call of a customer.',
})
export type Operation = ValueOf<typeof Operation>

export const Support = enumOf('Support', 'How a source supports an operation.', {
  NATIVE: 'The vendor has an operation for it.',
  EMULATED: 'The gateway derives it from other data of the vendor.',
  UNSUPPORTED: 'The source does not support it.',
})
export type Support = ValueOf<typeof Support>

export const HealthState = enumOf('HealthState', 'The health of a source, judged by its most recent requests.', {
  UP: 'The last request succeeded.',
  DEGRADED: 'Some of the most recent requests failed.',
  DOWN: 'The most recent requests failed.',
  UNKNOWN: 'No request has been sent yet.',
})
export type HealthState = ValueOf<typeof HealthState>

export const SourceStatus = enumOf('SourceStatus', 'How many of the requested records a source contributed.', {
  OK: 'All of them.',
  PARTIAL: 'Some of them; the error states what is missing and why.',
  FAILED: 'None, because the source failed; the error states how.',
  UNSUPPORTED: 'None, because the vendor has no such list or cannot apply the filter.',
})
export type SourceStatus = ValueOf<typeof SourceStatus>

export const ErrorCode = enumOf('ErrorCode', 'Why a source did not return what was requested.', {
  UNREACHABLE:
    'No connection: it was refused or reset, the host name was not found, or the certificate was not accepted.',
  TIMEOUT: 'The source did not answer a request in time.',
  UNAVAILABLE: 'The source reported that it cannot serve requests now (HTTP 5xx, or an internal error of the vendor).',
  THROTTLED: 'The source reported that it received too many requests (HTTP 429).',
  UNAUTHENTICATED: 'The source did not accept the configured credentials, or they do not have the required permission.',
  REJECTED: 'The source refused the request: a parameter is wrong, or refers to something that does not exist.',
  PROTOCOL:
    'The response is not what the vendor documents: it has another format or an unknown structure, or it is truncated.',
  TOO_LARGE: 'The response is larger than the configured limit.',
  CIRCUIT_OPEN: 'The source failed repeatedly, so no requests are sent to it for a while (circuit breaker).',
  OVERLOADED: 'Too many requests to this source are already waiting.',
  DEADLINE: 'The time limit of the whole GraphQL request was reached before the source answered.',
  UNSUPPORTED: 'The source does not have this operation, or does not support it with these arguments.',
})
export type ErrorCode = ValueOf<typeof ErrorCode>

export const CountPrecision = enumOf('CountPrecision', 'How precise a count is.', {
  EXACT:
    'Exactly this many: every queried source reported its count, and the gateway did not have to filter records itself.',
  AT_LEAST: 'At least this many; there may be more.',
  UNKNOWN: 'No source reports a count.',
})
export type CountPrecision = ValueOf<typeof CountPrecision>

export const Direction = enumOf('Direction', "The direction of a call, as seen from the vendor's switch.", {
  INBOUND: 'Into the switch from outside.',
  OUTBOUND: 'From the switch to the outside.',
  INTERNAL: 'Between two parties on the switch.',
  UNKNOWN: 'The vendor does not report a direction, or reports one that is not documented.',
})
export type Direction = ValueOf<typeof Direction>

export const CallStatus = enumOf('CallStatus', 'The status of a call: how far it has come, or how it ended.', {
  QUEUED: 'Accepted, not dialled yet.',
  RINGING: 'Being set up, or ringing.',
  IN_PROGRESS: 'Answered and not yet ended.',
  COMPLETED: 'Answered, and ended normally.',
  BUSY: 'The called party was busy.',
  NO_ANSWER: 'Nobody answered.',
  CANCELED: 'The caller hung up before the call was answered.',
  FAILED: 'The call could not be connected.',
  BLOCKED: 'Refused by a rule: blocked, blacklisted or suspected of fraud.',
  UNKNOWN: 'The vendor reports no status, or one that is not documented; see vendorStatus.',
})
export type CallStatus = ValueOf<typeof CallStatus>

export const RatingState = enumOf('RatingState', 'Whether the price of a call is known.', {
  RATED: 'The vendor has rated the call: its price is final, also if it is zero.',
  PENDING: 'The vendor has not rated the call yet.',
  NOT_RATED: 'The vendor does not rate calls, or did not rate this one.',
  UNKNOWN: 'The vendor does not say.',
})
export type RatingState = ValueOf<typeof RatingState>

export const ChargeParty = enumOf('ChargeParty', 'Who pays a charge.', {
  CUSTOMER: 'The customer of the call record.',
  RESELLER: 'The reseller of that customer.',
  OPERATOR: 'The operator of the switch.',
  DID_OWNER: 'The owner of the number that was called.',
})
export type ChargeParty = ValueOf<typeof ChargeParty>

export const ChargeKind = enumOf('ChargeKind', 'What a charge is for.', {
  USAGE: 'The duration of the call.',
  CONNECT: 'The set-up of the call.',
  SURCHARGE: 'A surcharge after the call.',
  ACCESS: 'The access number that the call came in by.',
  DID: 'The number that was called.',
})
export type ChargeKind = ValueOf<typeof ChargeKind>

export const TaxState = enumOf('TaxState', 'Whether an amount includes tax.', {
  NET: 'Without tax.',
  GROSS: 'With tax.',
  UNKNOWN: 'The vendor does not say.',
})
export type TaxState = ValueOf<typeof TaxState>

export const CauseSystem = enumOf('CauseSystem', 'The numbering of a disconnect cause.', {
  SIP: 'A SIP status code, such as 486.',
  Q850: 'A cause of ITU-T Q.850, such as 17.',
  VENDOR: "The vendor's own code or text.",
})
export type CauseSystem = ValueOf<typeof CauseSystem>

export const EndedBy = enumOf('EndedBy', 'Who ended a call.', {
  CALLER: 'The caller (TelecomX A).',
  CALLEE: 'The called party (TelecomX B).',
  FRAUD: 'The fraud detection (TelecomX F).',
  SYSTEM: 'The system (TelecomX S).',
  UNKNOWN: 'The vendor reports a value that is not documented.',
})
export type EndedBy = ValueOf<typeof EndedBy>

export const CustomerStatus = enumOf('CustomerStatus', 'The state of a customer.', {
  ACTIVE: 'Can make calls, as far as the state decides it (TelecomX ACTIVE, MOR blocked 0).',
  BLOCKED: 'Blocked (TelecomX BLOCKED, MOR blocked 1).',
  CLOSED: 'Not a customer any more (TelecomX DELETED).',
  UNKNOWN: 'The vendor reports a state that is not documented; see vendorStatus.',
})
export type CustomerStatus = ValueOf<typeof CustomerStatus>

export const BalanceKind = enumOf('BalanceKind', 'Whether a customer or an account pays before or after the use.', {
  PREPAID: 'Pays before.',
  POSTPAID: 'Pays after.',
  UNKNOWN: 'The vendor does not say.',
})
export type BalanceKind = ValueOf<typeof BalanceKind>

export const SipAccountStatus = enumOf('SipAccountStatus', 'Whether a SIP client is reachable.', {
  ON: 'Connected or reachable.',
  OFF: 'Unreachable.',
  UNKNOWN: 'Not reported. PBX trunks have no status.',
})
export type SipAccountStatus = ValueOf<typeof SipAccountStatus>

export const SipConnectionMethod = enumOf('SipConnectionMethod', 'How a SIP client connects.', {
  IP_AUTH:
    'Calls are sent to the fixed IP address and port. To make outbound calls, the client must authenticate, and must use that address.',
  IP_AUTH_REG:
    'The client must use the fixed IP address, register to receive calls, and authenticate to make outbound calls.',
  IP: 'Calls are sent to the fixed IP address and port, and outbound calls must come from them, without authentication (Lync mode).',
  COUNTRY_AUTH_REG: 'The client must register, and must use an IP address in one of the selected countries.',
  UNKNOWN: 'The vendor reports a value that is not documented.',
})
export type SipConnectionMethod = ValueOf<typeof SipConnectionMethod>

export const ActiveCallState = enumOf('ActiveCallState', 'The state of a call in progress.', {
  SETUP: 'Received; being authenticated or routed.',
  RINGING: 'Routed; the called party is being contacted.',
  CONNECTED: 'Both legs are connected.',
  DISCONNECTING: 'The call is being ended.',
  ENDED: 'The call has ended; the switch is waiting for late messages.',
  UNKNOWN: 'The vendor reports no state, or one that is not documented; see vendorState.',
})
export type ActiveCallState = ValueOf<typeof ActiveCallState>

export const ActiveCallOrder = enumOf('ActiveCallOrder', 'The sort order of a list of calls in progress.', {
  NEWEST_FIRST: 'By start time, newest first.',
  OLDEST_FIRST: 'By start time, oldest first.',
  LONGEST_FIRST: 'By talk time, longest first.',
  SHORTEST_FIRST: 'By talk time, shortest first.',
})
export type ActiveCallOrder = ValueOf<typeof ActiveCallOrder>

export const HttpMethod = enumOf('HttpMethod', 'The HTTP method of a request.', {
  GET: 'HTTP GET.',
  POST: 'HTTP POST.',
})
export type HttpMethod = ValueOf<typeof HttpMethod>

export const DisconnectOutcome = enumOf('DisconnectOutcome', 'The outcome of a request to end calls.', {
  REQUESTED: 'The source accepted the request; the call ends a moment later.',
  ALREADY_ENDED: 'The call had already ended.',
  NOT_FOUND: 'The source has no such call, or does not allow the configured account to see it.',
  FAILED: 'Nothing was done; the error states why.',
  UNKNOWN: 'The source did not answer: the calls may or may not have been ended. Check before you try again.',
})
export type DisconnectOutcome = ValueOf<typeof DisconnectOutcome>

export const MakeCallOutcome = enumOf('MakeCallOutcome', 'The outcome of a request to place a call.', {
  PLACED: 'The source accepted the request; the call is queued or ringing.',
  FAILED: 'No call was placed; the error states why.',
  UNKNOWN: 'The source did not answer: the call may or may not have been placed. Check before you try again.',
})
export type MakeCallOutcome = ValueOf<typeof MakeCallOutcome>

export const ActiveCallGrouping = enumOf('ActiveCallGrouping', 'What calls in progress are grouped by.', {
  SOURCE: 'By source.',
  STATE: 'By state.',
  ACCOUNT: 'By source and account.',
  CUSTOMER: 'By source and customer.',
  DIRECTION: 'By direction.',
  COUNTRY: 'By called country.',
})
export type ActiveCallGrouping = ValueOf<typeof ActiveCallGrouping>
export const CallGrouping = enumOf('CallGrouping', 'What calls that have ended are grouped by.', {
  SOURCE: 'By source.',
  HOUR: 'By the hour in which they started. When the clock is put back, the repeated hour is two hours.',
  DAY: 'By the day on which they started, in the time zone of the query.',
  CUSTOMER: 'By source and customer.',
  ACCOUNT: 'By source and account.',
  COUNTRY: 'By called country, as the called number says it.',
  DESTINATION: 'By destination, as the tariff of the vendor names it.',
  DISCONNECT_CAUSE: 'By the cause of the end. Causes of a numbering of the vendor are also grouped by source.',
  CARRIER: 'By source and carrier; needs the scope costs:read.',
})
export type CallGrouping = ValueOf<typeof CallGrouping>

export const AttemptRecords = enumOf('AttemptRecords', 'Of which attempts to call a source has records.', {
  ALL: 'Of every attempt.',
  RECORDED: 'Of answered calls, and of some of the others.',
  ANSWERED_ONLY: 'Of answered calls only.',
})
export type AttemptRecords = ValueOf<typeof AttemptRecords>

export const UpdateKind = enumOf('UpdateKind', 'What an event of a subscription is.', {
  SNAPSHOT:
    'Everything at this moment: drop what you have, unless the event before was a part of the same snapshot (`more`).',
  CHANGES: 'What has changed since the event before.',
  ALIVE: 'Nothing has changed. Sent every 10 seconds, so that silence means that the connection is lost.',
  EXPIRING: 'The rights of the subscriber end within a minute: sign in again and subscribe again.',
})
export type UpdateKind = ValueOf<typeof UpdateKind>

export const EndReason = enumOf('EndReason', 'Why a call is removed from what a subscriber sees.', {
  GONE: 'It has ended: the source does not list it any more.',
  NO_LONGER_MATCHES: 'It is still in progress, but does not match the filter any more.',
  OUT_OF_WINDOW: 'It is still in progress, but not among the `first` ones any more.',
})
export type EndReason = ValueOf<typeof EndReason>

export const AlarmKind = enumOf('AlarmKind', 'What an alarm reports; the thresholds are configured.', {
  SOURCE_DOWN: 'A source has been down for too long. The value is for how many seconds.',
  CALLS_DROPPED:
    'A source has far fewer connected calls than a few minutes before. The value is the share that is left, from 0 to 1.',
  LONG_CALL: 'A call has lasted for too long. The value is the talk time of the longest one, in seconds.',
  COUNTRY_SHARE: 'Too many of the calls go to watched countries. The value is their share, from 0 to 1.',
})
export type AlarmKind = ValueOf<typeof AlarmKind>
