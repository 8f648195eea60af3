// Rows of Restcomm Connect in both formats, and the records that they become.

import { xmlCall } from './bodies.js'
import { ALICE, callRecord, SWITCHBOARD } from './records.js'

const ACCOUNT = 'ACae6e420f425248d6a26948c17a9e2acf'
export const LONG_SID = 'ID6f1e138741034df5879be5e073b018bb-CA4049cf008d6b4277b92ab863fd4ec7c8'
export const SID = 'CA0123456789abcdef0123456789abcdef'
export const OTHER_SID = 'CAfedcba9876543210fedcba9876543210'
export const BASE = `/Accounts/${ACCOUNT}/Calls`

// Answered and going on; outbound calls have the name of the enum.
export const outboundCall = {
  sid: LONG_SID,
  InstanceId: 'ID6f1e138741034df5879be5e073b018bb',
  date_created: 'Sun, 1 Mar 2026 09:00:00 +0000',
  date_updated: 'Sun, 1 Mar 2026 09:00:07 +0000',
  parent_call_sid: OTHER_SID,
  account_sid: ACCOUNT,
  to: '+4570305050',
  from: '4581808888',
  status: 'IN_PROGRESS',
  start_time: '2026-03-01T09:00:07.000Z',
  price_unit: 'USD',
  direction: 'outbound-dial',
  answered_by: 'human',
  api_version: '2012-04-24',
  uri: `/2012-04-24${BASE}/${LONG_SID}.json`,
  ring_duration: 7,
  subresource_uris: { notifications: '/n', recordings: '/r' },
}
export const outboundRecord = callRecord({
  nativeId: LONG_SID,
  caller: ALICE,
  callee: { ...SWITCHBOARD, number: '+4570305050' },
  direction: 'OUTBOUND',
  startedAt: '2026-03-01T09:00:07.000Z',
  status: 'IN_PROGRESS',
  vendorStatus: 'IN_PROGRESS',
  createdAt: '2026-03-01T09:00:00Z',
  updatedAt: '2026-03-01T09:00:07Z',
  parentCallSid: OTHER_SID,
  answeredBy: 'human',
  uri: outboundCall.uri,
})

// Rings; inbound calls have the word. Nobody has answered, so that there is no start.
export const ringingCall = {
  sid: SID,
  date_created: 'Sat, 28 Feb 2026 23:59:59 +0000',
  date_updated: 'Sat, 28 Feb 2026 23:59:59 +0000',
  account_sid: ACCOUNT,
  to: '4570305050',
  from: '4581808888',
  phone_number_sid: 'PN0123456789abcdef0123456789abcdef',
  status: 'ringing',
  direction: 'inbound',
  api_version: '2012-04-24',
  caller_name: 'Alice',
  uri: `/2012-04-24${BASE}/${SID}.json`,
}
export const ringingRecord = callRecord({
  nativeId: SID,
  caller: { ...ALICE, name: 'Alice' },
  callee: SWITCHBOARD,
  direction: 'INBOUND',
  startedAt: null,
  status: 'RINGING',
  vendorStatus: 'ringing',
  createdAt: '2026-02-28T23:59:59Z',
  updatedAt: '2026-02-28T23:59:59Z',
  phoneNumberSid: 'PN0123456789abcdef0123456789abcdef',
  uri: ringingCall.uri,
})
export const busyCall = { ...ringingCall, sid: OTHER_SID, status: 'BUSY', direction: 'outbound-api', duration: 0 }
export const busyRecord = {
  ...ringingRecord,
  nativeId: OTHER_SID,
  direction: 'OUTBOUND',
  status: 'BUSY',
  vendorStatus: 'BUSY',
  durationSeconds: 0,
}

export const outboundXml = xmlCall({
  Sid: LONG_SID,
  DateCreated: outboundCall.date_created,
  DateUpdated: outboundCall.date_updated,
  ParentCallSid: OTHER_SID,
  AccountSid: ACCOUNT,
  To: '+4570305050',
  From: '4581808888',
  Status: 'in-progress',
  StartTime: outboundCall.start_time,
  Direction: 'outbound-dial',
  AnsweredBy: 'human',
  ApiVersion: '2012-04-24',
  Uri: `/2012-04-24${BASE}/${LONG_SID}`,
})
export const outboundXmlRecord = {
  ...outboundRecord,
  vendorStatus: 'in-progress',
  uri: `/2012-04-24${BASE}/${LONG_SID}`,
}
export const endedXml = xmlCall({
  Sid: SID,
  DateCreated: ringingCall.date_created,
  DateUpdated: ringingCall.date_updated,
  AccountSid: ACCOUNT,
  To: '4570305050',
  From: '4581808888',
  PhoneNumberSid: ringingCall.phone_number_sid,
  Status: 'no-answer',
  EndTime: '2026-03-01T01:00:29.500+01:00',
  Duration: '0',
  Price: '0.00',
  PriceUnit: 'USD',
  Direction: 'inbound',
  ApiVersion: '2012-04-24',
  CallerName: 'Alice',
  Uri: ringingCall.uri,
})
export const endedRecord = {
  ...ringingRecord,
  status: 'NO_ANSWER',
  vendorStatus: 'no-answer',
  endedAt: '2026-03-01T00:00:29.500Z',
  durationSeconds: 0,
  price: null,
  rating: 'NOT_RATED',
}
