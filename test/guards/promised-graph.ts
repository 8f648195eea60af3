// The graph that clients are promised, transcribed from its design: type -> field -> type. Adding is free; whoever
// renames or drops something breaks dashboards that nobody here has seen.

type Promised = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What every record of a call has, whichever vendor tells it. */
const CALL_RECORD = {
  id: 'ID!', source: 'Source!', nativeId: 'String!', sipCallId: 'String', caller: 'Party!', callee: 'Party!',
  direction: 'Direction!', startedAt: 'DateTime', answeredAt: 'DateTime', endedAt: 'DateTime',
  durationSeconds: 'Float', trace: 'CallTrace!',
}

export const PROMISED_TYPES: Promised = {
  Node: { id: 'ID!' },
  Source: {
    name: 'String!', vendor: 'String!', title: 'String!', capabilities: '[Capability!]!', health: 'SourceHealth!',
  },
  Capability: { operation: 'Operation!', support: 'Support!', maxPageSize: 'Int' },
  SourceHealth: { state: 'HealthState!', since: 'DateTime!', lastError: 'SourceError', lastSuccessAt: 'DateTime' },
  SourceReport: {
    source: 'Source!', status: 'SourceStatus!', error: 'SourceError', totalCount: 'Int', fetchedAt: 'DateTime',
    stale: 'Boolean!', requests: 'Int!',
  },
  SourceError: { code: 'ErrorCode!', message: 'String!', retryable: 'Boolean!', retryAfterSeconds: 'Int' },
  Party: { number: 'String', e164: 'String', name: 'String', anonymous: 'Boolean!', phoneNumber: 'PhoneNumber' },
  Money: { amount: 'Decimal!', currency: 'String' },
  CallRecord: CALL_RECORD,
  Call: {
    ...CALL_RECORD, status: 'CallStatus!', vendorStatus: 'String', createdAt: 'DateTime', updatedAt: 'DateTime',
    parentCall: 'Call', childCalls: 'CallConnection!', price: 'Money', answeredBy: 'String', forwardedFrom: 'String',
    phoneNumberSid: 'String', apiVersion: 'String', uri: 'String', session: 'Session',
  },
  Session: {
    ...CALL_RECORD, relatedSipCallId: 'String', relatedSession: 'Session', callerPrivacy: 'Boolean',
    divertedBy: 'String', sbcServer: 'String', sourcePeer: 'String', destinationPeer: 'String', rtpProxyId: 'Int',
    rtpProxyFlags: 'String', rtpStat: 'String', sourceIp: 'String', sourceIpType: 'String', destinationIp: 'String',
    destinationIpType: 'String', mobileOriginated: 'Boolean', mvno: 'String', mvnoData: 'String',
    endedReason: 'String', endedBy: 'EndedBy', userAgent: 'String', sourceCustomer: 'Customer',
    destinationCustomer: 'Customer', sourceVoiceAccountId: 'String', sourceVoiceAccount: 'SipAccount',
    sourceRatePlanId: 'String', userName: 'String', userLocation: 'String', userExtension: 'String',
  },
  SipAccount: {
    id: 'ID!', source: 'Source!', nativeId: 'String!', name: 'String', active: 'Boolean', type: 'String',
    numbers: '[String!]!', phoneNumbers: '[PhoneNumber!]!', status: 'SipAccountStatus!',
    connection: 'SipConnectionMethod', customer: 'Customer', billingCustomer: 'Customer', ratePlan: 'RatePlan',
    newRatePlanId: 'String', addressId: 'String', parentSipAccount: 'SipAccount', pbx: 'Int', isPbxTrunk: 'Boolean!',
    notes: 'String', custom: 'JSONObject', sipServer: 'String', userAgent: 'String', contact: 'String',
    username: 'String', password: 'String', ipAddress: 'String', port: 'Int', countries: '[String!]!',
    clipSpecialArrangement: 'Boolean', stripDkCountryCode: 'Boolean', prefixMobileOriginated: 'Boolean',
    highRate: 'Boolean', international: 'Boolean', failover: 'String', alwaysFailover: 'Boolean',
    usageBlock: 'Boolean', defaultNumber: 'String', alwaysDefaultNumber: 'Boolean', alwaysSecretNumber: 'Boolean',
    invoicedUntil: 'DateTime', voiceUsage: '[VoiceUsage!]!', sessions: 'SessionConnection!',
  },
  RatePlan: { id: 'ID!', name: 'String' },
  VoiceUsage: { date: 'DateTime!', secondsOutHomeland: 'Int' },
  ActiveCall: {
    ...CALL_RECORD, state: 'ActiveCallState!', vendorState: 'String', setupDelaySeconds: 'Float', accountId: 'String',
    customer: 'Customer', portasip: 'PortaSipCall', mor: 'MorCall', session: 'Session', call: 'Call',
  },
  PortaSipCall: {
    connectionId: 'Int', environmentId: 'Int', callerMediaIp: 'String', calleeMediaIp: 'String',
    vendorDirection: 'String', nodeId: 'String',
  },
  MorCall: {
    uniqueId: 'String', userId: 'String', user: 'String', sourceDevice: 'MorDevice', destinationDevice: 'MorDevice',
    destinationUserId: 'String', destinationUser: 'String', localizedDestination: 'String', directionCode: 'String',
    directionName: 'String', destinationName: 'String', providerId: 'String', providerName: 'String',
    channel: 'String',
  },
  MorDevice: {
    id: 'String', type: 'String', extension: 'String', name: 'String', isTrunk: 'Boolean', ani: 'Boolean',
  },
  PhoneNumber: {
    number: 'ID!', country: 'String', calls: 'CallConnection!', sessions: 'SessionConnection!',
    activeCalls: 'ActiveCallConnection!', sipAccounts: 'SipAccountConnection!',
  },
  Customer: {
    id: 'ID!', source: 'Source!', nativeId: 'String!', name: 'String', sipAccounts: 'SipAccountConnection!',
    sessions: 'SessionConnection!', activeCalls: 'ActiveCallConnection!',
  },
  CallTrace: { sipCallId: 'String', records: '[CallRecord!]!', sources: '[SourceReport!]!' },
  Query: {
    node: 'Node', nodes: '[Node]!', sources: '[Source!]!', calls: 'CallConnection!', sessions: 'SessionConnection!',
    sipAccounts: 'SipAccountConnection!', activeCalls: 'ActiveCallConnection!', activeCallStats: 'ActiveCallStats!',
    phoneNumber: 'PhoneNumber!', customer: 'Customer', callTrace: 'CallTrace!',
  },
  ActiveCallStats: {
    total: 'Int!', connected: 'Int!', groups: '[ActiveCallStatsGroup!]!', sources: '[SourceReport!]!',
  },
  ActiveCallStatsGroup: {
    source: 'Source', state: 'ActiveCallState', accountId: 'String', customer: 'Customer', direction: 'Direction',
    country: 'String', total: 'Int!', connected: 'Int!',
  },
  Mutation: {
    makeCall: 'MakeCallPayload!', disconnectCall: 'DisconnectPayload!', disconnectAccount: 'DisconnectPayload!',
    disconnectCustomer: 'DisconnectPayload!',
  },
  MakeCallPayload: { calls: '[Call!]!', error: 'SourceError' },
  DisconnectPayload: {
    outcome: 'DisconnectOutcome!', disconnectedCount: 'Int', message: 'String', error: 'SourceError',
  },
  CallConnection: {
    edges: '[CallEdge!]!', nodes: '[Call!]!', pageInfo: 'PageInfo!', totalCount: 'Int', total: 'Total!',
    sources: '[SourceReport!]!',
  },
  CallEdge: { cursor: 'String!', node: 'Call!' },
  SessionConnection: {
    edges: '[SessionEdge!]!', nodes: '[Session!]!', pageInfo: 'PageInfo!', totalCount: 'Int', total: 'Total!',
    sources: '[SourceReport!]!',
  },
  SessionEdge: { cursor: 'String!', node: 'Session!' },
  SipAccountConnection: {
    edges: '[SipAccountEdge!]!', nodes: '[SipAccount!]!', pageInfo: 'PageInfo!', totalCount: 'Int', total: 'Total!',
    sources: '[SourceReport!]!',
  },
  SipAccountEdge: { cursor: 'String!', node: 'SipAccount!' },
  ActiveCallConnection: {
    edges: '[ActiveCallEdge!]!', nodes: '[ActiveCall!]!', pageInfo: 'PageInfo!', totalCount: 'Int', total: 'Total!',
    sources: '[SourceReport!]!',
  },
  ActiveCallEdge: { cursor: 'String!', node: 'ActiveCall!' },
  PageInfo: { hasNextPage: 'Boolean!', hasPreviousPage: 'Boolean!', startCursor: 'String', endCursor: 'String' },
  Total: { count: 'Int', precision: 'CountPrecision!' },
}

export const PROMISED_INPUTS: Promised = {
  CallFilter: {
    number: 'String', caller: 'String', callee: 'String', status: '[CallStatus!]', direction: 'Direction',
    startedFrom: 'DateTime', startedTo: 'DateTime', parentCallId: 'ID', customerId: 'String',
    international: 'Boolean',
  },
  SessionFilter: {
    number: 'String', caller: 'String', callee: 'String', customerId: 'String', live: 'Boolean',
    direction: 'Direction', international: 'Boolean', startedFrom: 'DateTime', startedTo: 'DateTime',
  },
  SipAccountFilter: {
    customerId: 'String', resellerId: 'String', search: 'String', up: 'Boolean', active: 'Boolean',
  },
  ActiveCallFilter: {
    number: 'String', caller: 'String', callee: 'String', state: '[ActiveCallState!]', direction: 'Direction',
    accountId: 'String', customerId: 'String', minDurationSeconds: 'Float', portasip: 'PortaSipCallFilter',
    mor: 'MorCallFilter',
  },
  PortaSipCallFilter: {
    recursive: 'Boolean', vendorId: 'Int', connectionId: 'Int', nodeId: 'String', allStates: 'Boolean',
  },
  MorCallFilter: {
    didPrefix: 'String', providerId: 'String', userId: 'String', deviceId: 'String', destinationUserId: 'String',
    destinationDeviceId: 'String', destinationPrefix: 'String', destinationGroupId: 'String', sourcePrefix: 'String',
    serverId: 'String', country: 'String',
  },
  MakeCallInput: {
    source: 'String!', from: 'String!', to: 'String!', url: 'String!', method: 'HttpMethod', fallbackUrl: 'String',
    fallbackMethod: 'HttpMethod', statusCallback: 'String', statusCallbackMethod: 'HttpMethod', timeoutSeconds: 'Int',
  },
}
