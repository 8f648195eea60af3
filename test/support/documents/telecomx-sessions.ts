// TelecomX, "API : SBC Sessions List".

import { argument, arrives, arrivesAsFlag, type DocumentedName, fields, ignored, mechanics } from './entry.js'

const place = { vendor: 'telecomx', operation: 'GET /sbc/session' }
const condensed = { name: 'condensed', selection: 'nativeId' } as const
const full = { name: 'full', selection: 'userAgent' } as const
const CUSTOMER = '1234567890ABCDEF12345678'

/** "Session object (JSON, normal)". */
const normal = {
  callId: arrives({ nativeId: 'rich-1@192.0.2.11', sipCallId: 'rich-1@192.0.2.11' }),
  aNumber: arrives({ 'caller.number': '+4581808888', 'caller.e164': '+4581808888', 'caller.anonymous': false }),
  bNumber: arrives({ 'callee.number': '+4580808080', 'callee.e164': '+4580808080' }),
  divertedBy: arrives({ divertedBy: '+4570305051' }),
  sbcServer: arrives({ sbcServer: '192.0.2.3' }),
  direction: arrives({ direction: 'OUTBOUND' }, 'O'),
  sourceCustomerId: arrives({ 'sourceCustomer.nativeId': 'AAAA567890ABCDEF12345678' }),
  destinationCustomerId: arrives({ 'destinationCustomer.nativeId': 'BBBB567890ABCDEF12345678' }),
  started: arrives({ startedAt: '2026-03-03T11:00:00.125Z' }),
  answered: arrives({ answeredAt: '2026-03-03T11:00:05.250Z' }),
  ended: arrives({ endedAt: '2026-03-03T11:05:00.750Z' }),
  mvno: arrives({ mvno: 'Telenor' }),
  sourceIP: arrives({ sourceIp: '192.0.2.50' }),
  destinationIP: arrives({ destinationIp: '198.51.100.5' }),
  sourceIPType: arrives({ sourceIpType: 'TRUNK' }),
  destinationIPType: arrives({ destinationIpType: 'PEER' }),
  sourceCustomerName: arrives({ 'sourceCustomer.name': 'Nordlys Bageri' }),
  destinationCustomerName: arrives({ 'destinationCustomer.name': 'Ålykke Taxi' }),
}

/** "Session object (JSON, full=true)", in its order. */
const complete = {
  callId: normal.callId,
  relatedCallId: arrives({ relatedSipCallId: 'related-1@192.0.2.12' }),
  aNumber: normal.aNumber,
  aNumberPrivacy: arrivesAsFlag('callerPrivacy', 1, 0),
  bNumber: normal.bNumber,
  divertedBy: normal.divertedBy,
  sbcServer: normal.sbcServer,
  sourcePeer: arrives({ sourcePeer: 'Telia' }),
  destinationPeer: arrives({ destinationPeer: 'SuperTel' }),
  rtpProxyId: arrives({ rtpProxyId: 7 }),
  rtpProxyFlags: arrives({ rtpProxyFlags: 'rip' }),
  sourceIP: normal.sourceIP,
  destinationIP: normal.destinationIP,
  direction: normal.direction,
  mobileOriginated: arrivesAsFlag('mobileOriginated', 1, 0),
  mvno: normal.mvno,
  mvnoData: arrives({ mvnoData: '54563657663' }),
  started: normal.started,
  answered: normal.answered,
  ended: normal.ended,
  endedReason: arrives({ endedReason: 'BYE' }),
  endedBy: arrives({ endedBy: 'CALLEE' }, 'B'),
  userAgent: arrives({ userAgent: 'myPBX 12.3beta7' }),
  sourceCustomerId: normal.sourceCustomerId,
  sourceVoiceAccountId: arrives({ sourceVoiceAccountId: 'CCCC567890ABCDEF12345678' }),
  sourceRatePlanId: arrives({ sourceRatePlanId: 'DDDD567890ABCDEF12345678' }),
  destinationCustomerId: normal.destinationCustomerId,
  userName: arrives({ userName: 'Per' }),
  userLocation: arrives({ userLocation: 'CPH' }),
  userExtension: arrives({ userExtension: '211' }),
  rtpStat: arrives({ rtpStat: '2534,4634,23,7,2' }),
  sourceIPType: normal.sourceIPType,
  destinationIPType: normal.destinationIPType,
  sourceCustomerName: normal.sourceCustomerName,
  destinationCustomerName: normal.destinationCustomerName,
}

const { callId, aNumber, bNumber, direction, started, answered, ended } = normal
const everyRecord = { callId, aNumber, bNumber, direction, started, answered, ended }

/** The same sessions as calls. */
const asCalls = {
  ...everyRecord,
  divertedBy: arrives({ forwardedFrom: '+4570305051' }),
  endedReason: arrives({ vendorStatus: 'BYE', status: 'COMPLETED' }),
}

/** The same sessions as calls in progress. */
const asActiveCalls = {
  ...everyRecord,
  sourceVoiceAccountId: arrives({ accountId: 'CCCC567890ABCDEF12345678' }),
  sourceCustomerId: arrives({ 'customer.nativeId': 'AAAA567890ABCDEF12345678' }),
  sourceCustomerName: arrives({ 'customer.name': 'Nordlys Bageri' }),
}

const conditions = (list: string): DocumentedName[] => [
  argument(place, 'number', `${list}(filter: { number: "+457030" })`, '+457030'),
  argument(place, 'number', `${list}(filter: { caller: "+4570305050" })`, '+4570305050'),
  argument(place, 'number', `${list}(filter: { callee: "30505" })`, '30505'),
  argument(place, 'customer', `${list}(filter: { customerId: "${CUSTOMER}" })`, CUSTOMER),
  argument(place, 'direction', `${list}(filter: { direction: INBOUND })`, 'I'),
  argument(place, 'direction', `${list}(filter: { direction: OUTBOUND })`, 'O'),
]

const WINDOWS = 'src/plan/windows.ts and src/engine/ordered-reader.ts: where a page is read'

export const telecomxSessions: readonly DocumentedName[] = [
  mechanics(place, 'parameter', 'offset', WINDOWS, { query: 'sessions', receives: '0' }),
  mechanics(place, 'parameter', 'limit', WINDOWS, { query: 'sessions', receives: /^\d+$/ }),
  ...['sessions', 'calls', 'activeCalls'].flatMap(conditions),
  argument(place, 'full', 'sessions.nodes.userAgent', 'true'),
  argument(place, 'live', 'sessions(filter: { live: true })', 'true'),
  argument(place, 'live', 'calls(filter: { status: [IN_PROGRESS] })', 'true'),
  argument(place, 'live', 'activeCalls', 'true'),
  argument(place, 'international', 'sessions(filter: { international: true })', 'true'),
  argument(place, 'international', 'calls(filter: { international: true })', 'true'),

  ignored(place, 'offset', 'the gateway knows what it asked for'),
  ignored(place, 'limit', 'the gateway knows what it asked for'),
  mechanics(place, 'envelope', 'total', 'totalCount, pageInfo, and the search for a cursor'),
  mechanics(place, 'envelope', 'sessions', 'nodes: the rows'),

  ...fields({ ...place, root: 'sessions.nodes', form: condensed }, normal),
  ...fields({ ...place, operation: 'GET /sbc/session full=true', root: 'sessions.nodes', form: full }, complete),
  ...fields({ ...place, operation: 'GET /sbc/session as calls', root: 'calls.nodes' }, asCalls),
  ...fields({ ...place, operation: 'GET /sbc/session as activeCalls', root: 'activeCalls.nodes' }, asActiveCalls),
]
