import type { Session } from '../../schema/session.js'
import type { Fields } from '../contract.js'
import type { Region } from '../values/phone-number.js'
import { from, toBoolean, toInt, toText } from '../wire/field-readers.js'
import { toEndedBy } from './ended-by.js'
import { callRecordFields, customerAt, talkTime } from './session-record.js'

// { "callId": "123465743567845918237459354653@198.51.100.7",
//   "relatedCallId": "563745935465788123465743234591@192.0.2.50", "aNumber": "+4581808888", "aNumberPrivacy": "0",
//   "bNumber": "+4580808080", "divertedBy": "", "sbcServer": "192.0.2.3",
//   "sourcePeer": "Telenor", "destinationPeer": "SuperTel", "rtpProxyId": "1", "rtpProxyFlags": "rip",
//   "sourceIP": "192.0.2.50", "destinationIP": "198.51.100.5", "direction": "O", "mobileOriginated": "1",
//   "mvno": "Telenor", "mvnoData": "54563657663", "started": "2014-01-01T12:00:00.000Z",
//   "answered": "2014-01-01T12:00:05.000Z", "ended": "2014-01-01T12:05:00.000Z", "endedReason": "BYE", "endedBy": "A",
//   "userAgent": "myPBX 12.3beta7", "sourceCustomerId": "1234567890ABCDEF12345678",
//   "sourceVoiceAccountId": "1234567890ABCDEF12345678", "sourceRatePlanId": "1234567890ABCDEF12345678",
//   "destinationCustomerId": "", "userName": "Per", "userLocation": "CPH", "userExtension": "211",
//   "rtpStat": "2534,4634,23,7,2" }
//
// Numbers are sent as text. The document also has sourceIPType, destinationIPType, sourceCustomerName and
// destinationCustomerName.

/** A session of the session border controller. Manual: https://wiki.telecomx.dk/doku.php?id=api:sbc:session:list */
export const toSession = (region: Region): Fields<Session> => ({
  ...callRecordFields(region),
  durationSeconds: talkTime,
  relatedSipCallId: from('relatedCallId', toText),
  callerPrivacy: from('aNumberPrivacy', toBoolean),
  divertedBy: from('divertedBy', toText),
  sbcServer: from('sbcServer', toText),
  sourcePeer: from('sourcePeer', toText),
  destinationPeer: from('destinationPeer', toText),
  rtpProxyId: from('rtpProxyId', toInt),
  rtpProxyFlags: from('rtpProxyFlags', toText),
  rtpStat: from('rtpStat', toText),
  sourceIp: from('sourceIP', toText),
  sourceIpType: from('sourceIPType', toText),
  destinationIp: from('destinationIP', toText),
  destinationIpType: from('destinationIPType', toText),
  mobileOriginated: from('mobileOriginated', toBoolean),
  mvno: from('mvno', toText),
  mvnoData: from('mvnoData', toText),
  endedReason: from('endedReason', toText),
  endedBy: from('endedBy', toEndedBy),
  userAgent: from('userAgent', toText),
  sourceCustomer: customerAt('source'),
  destinationCustomer: customerAt('destination'),
  sourceVoiceAccountId: from('sourceVoiceAccountId', toText),
  sourceRatePlanId: from('sourceRatePlanId', toText),
  userName: from('userName', toText),
  userLocation: from('userLocation', toText),
  userExtension: from('userExtension', toText),
})
