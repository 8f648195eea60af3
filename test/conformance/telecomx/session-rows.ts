// Sessions as TelecomX writes them, following the examples of its document, with what each becomes in the graph.

const number = (text: string) => ({ number: text, e164: text, name: null, anonymous: false })
const ANONYMOUS = { number: 'anonymous', e164: null, name: null, anonymous: true }

/** The document's full example: an outbound call that was answered and has ended. */
export const completedRow = {
  callId: '123465743567845918237459354653@198.51.100.7',
  relatedCallId: '563745935465788123465743234591@192.0.2.50',
  aNumber: '+4581808888',
  aNumberPrivacy: '0',
  bNumber: '+4580808080',
  divertedBy: '',
  sbcServer: '192.0.2.3',
  sourcePeer: 'Telenor',
  destinationPeer: 'SuperTel',
  rtpProxyId: '1',
  rtpProxyFlags: 'rip',
  sourceIP: '192.0.2.50',
  destinationIP: '198.51.100.5',
  direction: 'O',
  mobileOriginated: '1',
  mvno: 'Telenor',
  mvnoData: '54563657663',
  started: '2014-01-01T12:00:00.000Z',
  answered: '2014-01-01T12:00:05.000Z',
  ended: '2014-01-01T12:05:00.000Z',
  endedReason: 'BYE',
  endedBy: 'A',
  userAgent: 'myPBX 12.3beta7',
  sourceCustomerId: '1234567890ABCDEF12345678',
  sourceVoiceAccountId: '1234567890ABCDEF1234AAAA',
  sourceRatePlanId: '1234567890ABCDEF1234BBBB',
  destinationCustomerId: '',
  userName: 'Per',
  userLocation: 'CPH',
  userExtension: '211',
  rtpStat: '2534,4634,23,7,2',
  sourceIPType: 'SIP',
  destinationIPType: 'PEER',
  sourceCustomerName: 'Nordlys Bageri',
}
export const completed = {
  nativeId: '123465743567845918237459354653@198.51.100.7',
  sipCallId: '123465743567845918237459354653@198.51.100.7',
  caller: number('+4581808888'),
  callee: number('+4580808080'),
  direction: 'OUTBOUND',
  startedAt: '2014-01-01T12:00:00.000Z',
  answeredAt: '2014-01-01T12:00:05.000Z',
  endedAt: '2014-01-01T12:05:00.000Z',
  durationSeconds: 295,
}

/** A withheld number rings at a customer; numbers and flags come as numbers. */
export const ringingRow = {
  callId: 'ringing/1@192.0.2.11',
  aNumber: 'anonymous',
  aNumberPrivacy: 1,
  bNumber: '+4570305050',
  divertedBy: '+4570305051',
  sbcServer: '192.0.2.4',
  sourcePeer: 'SuperTel',
  rtpProxyId: 2,
  sourceIP: '203.0.113.9',
  destinationIP: '192.0.2.60',
  direction: 'I',
  mobileOriginated: 0,
  started: '2014-01-01T11:59:30.250Z',
  destinationCustomerId: '1234567890ABCDEF1234CCCC',
  destinationCustomerName: 'Ålykke Taxi',
}
export const ringing = {
  nativeId: 'ringing/1@192.0.2.11',
  sipCallId: 'ringing/1@192.0.2.11',
  caller: ANONYMOUS,
  callee: number('+4570305050'),
  direction: 'INBOUND',
  startedAt: '2014-01-01T11:59:30.250Z',
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
}

/** An answered call that is going on. */
export const connectedRow = {
  callId: 'connected-2@192.0.2.11',
  aNumber: '+4570305052',
  bNumber: '+442079460123',
  direction: 'O',
  started: '2014-01-01T11:58:00.000Z',
  answered: '2014-01-01T11:58:09.500Z',
  sourceCustomerId: '1234567890ABCDEF12345678',
  sourceCustomerName: 'Nordlys Bageri',
  sourceVoiceAccountId: '1234567890ABCDEF1234AAAA',
}
export const connected = {
  nativeId: 'connected-2@192.0.2.11',
  sipCallId: 'connected-2@192.0.2.11',
  caller: number('+4570305052'),
  callee: number('+442079460123'),
  direction: 'OUTBOUND',
  startedAt: '2014-01-01T11:58:00.000Z',
  answeredAt: '2014-01-01T11:58:09.500Z',
  endedAt: null,
  durationSeconds: null,
}

/** A call that nobody answered; the words for direction and for who ended it are in no document. */
export const unansweredRow = {
  callId: 'unanswered-3@192.0.2.11',
  aNumber: '+4580808080',
  bNumber: '+4581808888',
  direction: 'X',
  started: '2014-01-01T11:57:00.000Z',
  answered: '',
  ended: '2014-01-01T11:57:20.000Z',
  endedReason: '486',
  endedBy: 'Q',
}
export const unanswered = {
  nativeId: 'unanswered-3@192.0.2.11',
  sipCallId: 'unanswered-3@192.0.2.11',
  caller: number('+4580808080'),
  callee: number('+4581808888'),
  direction: 'UNKNOWN',
  startedAt: '2014-01-01T11:57:00.000Z',
  answeredAt: null,
  endedAt: '2014-01-01T11:57:20.000Z',
  durationSeconds: null,
}

/** A call that passes from peer to peer: it belongs to no customer. */
export const transitRow = {
  callId: 'transit-4@192.0.2.11',
  aNumber: '+4580808080',
  bNumber: '+442079460123',
  direction: 'I',
  started: '2014-01-01T11:56:00.000Z',
}
export const transit = {
  nativeId: 'transit-4@192.0.2.11',
  sipCallId: 'transit-4@192.0.2.11',
  caller: number('+4580808080'),
  callee: number('+442079460123'),
  direction: 'INBOUND',
  startedAt: '2014-01-01T11:56:00.000Z',
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
}

const CONDENSED = new Set([
  'callId',
  'aNumber',
  'bNumber',
  'divertedBy',
  'sbcServer',
  'direction',
  'sourceCustomerId',
  'destinationCustomerId',
  'started',
  'answered',
  'ended',
  'mvno',
  'sourceIP',
  'destinationIP',
  'sourceIPType',
  'destinationIPType',
  'sourceCustomerName',
  'destinationCustomerName',
])

/** What the condensed form leaves of a row. */
export const condensed = (row: object): object =>
  Object.fromEntries(Object.entries(row).filter(([name]) => CONDENSED.has(name)))
