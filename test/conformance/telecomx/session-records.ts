// The sessions of session-rows.ts as records of each list, from the full form and from the condensed one.

import { completed, connected, ringing, transit, unanswered } from './session-rows.js'

const NOTHING_OF_A_SESSION = {
  relatedSipCallId: null,
  callerPrivacy: null,
  divertedBy: null,
  sbcServer: null,
  sourcePeer: null,
  destinationPeer: null,
  rtpProxyId: null,
  rtpProxyFlags: null,
  rtpStat: null,
  sourceIp: null,
  sourceIpType: null,
  destinationIp: null,
  destinationIpType: null,
  mobileOriginated: null,
  mvno: null,
  mvnoData: null,
  endedReason: null,
  endedBy: null,
  userAgent: null,
  sourceCustomer: null,
  destinationCustomer: null,
  sourceVoiceAccountId: null,
  sourceRatePlanId: null,
  userName: null,
  userLocation: null,
  userExtension: null,
}

const bakery = { nativeId: '1234567890ABCDEF12345678', name: 'Nordlys Bageri' }
const taxi = { nativeId: '1234567890ABCDEF1234CCCC', name: 'Ålykke Taxi' }
const ACCOUNT_ID = '1234567890ABCDEF1234AAAA'

const condensedCompleted = {
  ...NOTHING_OF_A_SESSION,
  ...completed,
  sbcServer: '192.0.2.3',
  sourceIp: '192.0.2.50',
  destinationIp: '198.51.100.5',
  mvno: 'Telenor',
  sourceIpType: 'SIP',
  destinationIpType: 'PEER',
  sourceCustomer: bakery,
}
const condensedRinging = {
  ...NOTHING_OF_A_SESSION,
  ...ringing,
  divertedBy: '+4570305051',
  sbcServer: '192.0.2.4',
  sourceIp: '203.0.113.9',
  destinationIp: '192.0.2.60',
  destinationCustomer: taxi,
}
const condensedConnected = { ...NOTHING_OF_A_SESSION, ...connected, sourceCustomer: bakery }
const condensedUnanswered = { ...NOTHING_OF_A_SESSION, ...unanswered }

/** Completed, ringing, connected, unanswered. */
export const condensedSessions = [condensedCompleted, condensedRinging, condensedConnected, condensedUnanswered]

export const fullCompleted = {
  ...condensedCompleted,
  relatedSipCallId: '563745935465788123465743234591@192.0.2.50',
  callerPrivacy: false,
  sourcePeer: 'Telenor',
  destinationPeer: 'SuperTel',
  rtpProxyId: 1,
  rtpProxyFlags: 'rip',
  rtpStat: '2534,4634,23,7,2',
  mobileOriginated: true,
  mvnoData: '54563657663',
  endedReason: 'BYE',
  endedBy: 'CALLER',
  userAgent: 'myPBX 12.3beta7',
  sourceVoiceAccountId: ACCOUNT_ID,
  sourceRatePlanId: '1234567890ABCDEF1234BBBB',
  userName: 'Per',
  userLocation: 'CPH',
  userExtension: '211',
}

export const fullSessions = [
  fullCompleted,
  { ...condensedRinging, callerPrivacy: true, sourcePeer: 'SuperTel', rtpProxyId: 2, mobileOriginated: false },
  { ...condensedConnected, sourceVoiceAccountId: ACCOUNT_ID },
  { ...condensedUnanswered, endedReason: '486', endedBy: 'UNKNOWN' },
]

const NOTHING_OF_A_CALL = {
  vendorStatus: null,
  ringDurationSeconds: null,
  disconnectCause: null,
  endedBy: null,
  accountId: null,
  customer: null,
  remoteIp: null,
  createdAt: null,
  updatedAt: null,
  parentCallSid: null,
  price: null,
  answeredBy: null,
  forwardedFrom: null,
  phoneNumberSid: null,
  apiVersion: null,
  uri: null,
}

const condensedCompletedCall = {
  ...NOTHING_OF_A_CALL,
  ...completed,
  status: 'COMPLETED',
  ringDurationSeconds: 5,
  customer: bakery,
  remoteIp: '192.0.2.50',
}
export const fullCompletedCall = {
  ...condensedCompletedCall,
  vendorStatus: 'BYE',
  disconnectCause: { system: 'VENDOR', code: null, text: 'BYE' },
  endedBy: 'CALLER',
  accountId: ACCOUNT_ID,
}
const ringingCall = {
  ...NOTHING_OF_A_CALL,
  ...ringing,
  status: 'RINGING',
  forwardedFrom: '+4570305051',
  remoteIp: '203.0.113.9',
}
const condensedConnectedCall = {
  ...NOTHING_OF_A_CALL,
  ...connected,
  status: 'IN_PROGRESS',
  ringDurationSeconds: 9.5,
  customer: bakery,
}
export const fullCalls = [
  fullCompletedCall,
  ringingCall,
  { ...condensedConnectedCall, accountId: ACCOUNT_ID },
  {
    ...NOTHING_OF_A_CALL,
    ...unanswered,
    status: 'BUSY',
    vendorStatus: '486',
    disconnectCause: { system: 'SIP', code: 486, text: '486' },
    endedBy: 'UNKNOWN',
  },
]
/** Without the reason, nobody knows why an unanswered call ended. */
export const condensedCalls = [
  condensedCompletedCall,
  ringingCall,
  condensedConnectedCall,
  { ...NOTHING_OF_A_CALL, ...unanswered, status: 'UNKNOWN' },
]

const NOTHING_OF_AN_ACTIVE_CALL = {
  vendorState: null,
  setupDelaySeconds: null,
  accountId: null,
  customer: null,
  portasip: null,
  mor: null,
}

/** Ringing, connected. */
export const condensedActiveCalls = [
  { ...NOTHING_OF_AN_ACTIVE_CALL, ...ringing, state: 'RINGING' },
  { ...NOTHING_OF_AN_ACTIVE_CALL, ...connected, state: 'CONNECTED', customer: bakery },
]
export const fullActiveCalls = condensedActiveCalls.map((call) => ({
  ...call,
  accountId: call.state === 'CONNECTED' ? ACCOUNT_ID : null,
}))
/** A call that ended while the vendor was answering. */
export const endedActiveCall = {
  ...NOTHING_OF_AN_ACTIVE_CALL,
  ...completed,
  durationSeconds: null,
  state: 'ENDED',
  customer: bakery,
}
export const transitActiveCall = { ...NOTHING_OF_AN_ACTIVE_CALL, ...transit, state: 'RINGING' }
