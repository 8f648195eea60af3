// What the promised graph's fields take, and the values of its enums, transcribed from its design.

export const PROMISED_ENUMS: Readonly<Record<string, readonly string[]>> = {
  Operation: [
    'CALLS', 'SESSIONS', 'SIP_ACCOUNTS', 'ACTIVE_CALLS', 'ACTIVE_CALL_STATS', 'GET_CALL', 'GET_SESSION', 'MAKE_CALL',
    'DISCONNECT_CALL', 'DISCONNECT_ACCOUNT', 'DISCONNECT_CUSTOMER',
  ],
  Support: ['NATIVE', 'EMULATED', 'UNSUPPORTED'],
  HealthState: ['UP', 'DEGRADED', 'DOWN', 'UNKNOWN'],
  SourceStatus: ['OK', 'PARTIAL', 'FAILED', 'UNSUPPORTED'],
  ErrorCode: [
    'UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'THROTTLED', 'UNAUTHENTICATED', 'REJECTED', 'PROTOCOL', 'TOO_LARGE',
    'CIRCUIT_OPEN', 'OVERLOADED', 'DEADLINE', 'UNSUPPORTED',
  ],
  Direction: ['INBOUND', 'OUTBOUND', 'INTERNAL', 'UNKNOWN'],
  CallStatus: [
    'QUEUED', 'RINGING', 'IN_PROGRESS', 'COMPLETED', 'BUSY', 'NO_ANSWER', 'CANCELED', 'FAILED', 'BLOCKED', 'UNKNOWN',
  ],
  EndedBy: ['CALLER', 'CALLEE', 'FRAUD', 'SYSTEM', 'UNKNOWN'],
  SipAccountStatus: ['ON', 'OFF', 'UNKNOWN'],
  SipConnectionMethod: ['IP_AUTH', 'IP_AUTH_REG', 'IP', 'COUNTRY_AUTH_REG', 'UNKNOWN'],
  ActiveCallState: ['SETUP', 'RINGING', 'CONNECTED', 'DISCONNECTING', 'ENDED', 'UNKNOWN'],
  ActiveCallOrder: ['NEWEST_FIRST', 'OLDEST_FIRST', 'LONGEST_FIRST', 'SHORTEST_FIRST'],
  ActiveCallGrouping: ['SOURCE', 'STATE', 'ACCOUNT', 'CUSTOMER', 'DIRECTION', 'COUNTRY'],
  HttpMethod: ['GET', 'POST'],
  DisconnectOutcome: ['REQUESTED', 'ALREADY_ENDED', 'NOT_FOUND', 'FAILED', 'UNKNOWN'],
  CountPrecision: ['EXACT', 'AT_LEAST', 'UNKNOWN'],
}

/** Every list takes these. */
const PAGE = 'first: Int, after: String, last: Int, before: String'
/** Every list over all sources takes these. */
const LIST = `sources: [String!], ${PAGE}, requireAllSources: Boolean = false`

/** The arguments of fields, as they stand in the schema. */
export const PROMISED_ARGUMENTS: Readonly<Record<string, string>> = {
  'Call.childCalls': PAGE,
  'SipAccount.sessions': `filter: SessionFilter, ${PAGE}`,
  'PhoneNumber.calls': `filter: CallFilter, ${LIST}`,
  'PhoneNumber.sessions': `filter: SessionFilter, ${LIST}`,
  'PhoneNumber.activeCalls': `filter: ActiveCallFilter, ${LIST}`,
  'PhoneNumber.sipAccounts': `filter: SipAccountFilter, ${LIST}`,
  'Customer.sipAccounts': `filter: SipAccountFilter, ${PAGE}`,
  'Customer.sessions': `filter: SessionFilter, ${PAGE}`,
  'Customer.activeCalls': `filter: ActiveCallFilter, ${PAGE}`,
  'Query.node': 'id: ID!',
  'Query.nodes': 'ids: [ID!]!',
  'Query.calls': `filter: CallFilter, ${LIST}`,
  'Query.sessions': `filter: SessionFilter, ${LIST}`,
  'Query.sipAccounts': `filter: SipAccountFilter, ${LIST}`,
  'Query.activeCalls': `filter: ActiveCallFilter, ${LIST}, orderBy: ActiveCallOrder = NEWEST_FIRST`,
  'Query.activeCallStats': 'filter: ActiveCallFilter, sources: [String!], groupBy: [ActiveCallGrouping!]',
  'Query.phoneNumber': 'number: String!',
  'Query.customer': 'source: String!, nativeId: String!',
  'Query.callTrace': 'sipCallId: String!',
  'Mutation.makeCall': 'input: MakeCallInput!',
  'Mutation.disconnectCall': 'id: ID!',
  'Mutation.disconnectAccount': 'source: String!, accountId: String!',
  'Mutation.disconnectCustomer': 'source: String!, customerId: String!',
}
