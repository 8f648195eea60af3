// Rows of Restcomm SBC in both formats, and the records that they become.

import { xmlCall } from './bodies.js'
import { ALICE, callRecord, party, SWITCHBOARD } from './records.js'

export const SID = 'RN0123456789abcdef0123456789abcdef'
export const PARENT = 'RNfedcba9876543210fedcba9876543210'

// facts.md, 1.1
export const completed = {
  sid: SID,
  date_created: 'Sun, 1 Mar 2026 09:00:00 +0000',
  date_updated: 'Sun, 1 Mar 2026 09:02:11 +0000',
  to: '4570305050',
  from: '4581808888',
  status: 'COMPLETED',
  start_time: '2026-03-01T10:00:00.120+01:00',
  end_time: '2026-03-01T10:02:11.000+01:00',
  duration: 131,
  direction: 'inbound',
  api_version: '2012-04-24',
  uri: `2012-04-24/Calls/${SID}.json`,
}
export const completedRecord = callRecord({
  nativeId: SID,
  caller: ALICE,
  callee: SWITCHBOARD,
  direction: 'INBOUND',
  startedAt: '2026-03-01T09:00:00.120Z',
  endedAt: '2026-03-01T09:02:11.000Z',
  durationSeconds: 131,
  status: 'COMPLETED',
  vendorStatus: 'COMPLETED',
  createdAt: '2026-03-01T09:00:00Z',
  updatedAt: '2026-03-01T09:02:11Z',
  uri: `2012-04-24/Calls/${SID}.json`,
})

export const failed = {
  ...completed,
  sid: `${SID.slice(0, -1)}0`,
  InstanceId: 'ID6f1e138741034df5879be5e073b018bb',
  parent_call_sid: PARENT,
  from: 'anonymous',
  to: '0070305050',
  status: 'FAILED',
  end_time: '2026-03-01T10:00:00.900+01:00',
  duration: 0,
  direction: 'outbound',
  answered_by: 'machine',
  forwarded_from: '004580808080',
  caller_name: 'Ærtebjerg & Søn',
  ring_duration: 0,
}
export const failedRecord = {
  ...completedRecord,
  nativeId: failed.sid,
  parentCallSid: PARENT,
  caller: party('anonymous', null, 'Ærtebjerg & Søn'),
  callee: party('0070305050', null),
  direction: 'OUTBOUND',
  endedAt: '2026-03-01T09:00:00.900Z',
  durationSeconds: 0,
  status: 'FAILED',
  vendorStatus: 'FAILED',
  answeredBy: 'machine',
  forwardedFrom: '004580808080',
}

// The manual's own sample: every time in the ISO form, words in lower case.
export const manualXml = xmlCall({
  Sid: 'CA4049cf008d6b4277b92ab863fd4ec7c8',
  DateCreated: '2013-10-18T04:49:45.942-06:00',
  DateUpdated: '2013-10-18T04:49:46.272-06:00',
  To: '1235',
  From: 'bob',
  Status: 'completed',
  StartTime: '2013-10-18T04:49:45.994-06:00',
  EndTime: '2013-10-18T04:49:46.272-06:00',
  Duration: '0',
  Price: '0.00',
  Direction: 'inbound',
  ApiVersion: '2012-04-24',
  Uri: '/2012-04-24/Calls/CA4049cf008d6b4277b92ab863fd4ec7c8',
})
export const manualRecord = callRecord({
  nativeId: 'CA4049cf008d6b4277b92ab863fd4ec7c8',
  caller: party('bob', null),
  callee: party('1235', null),
  direction: 'INBOUND',
  startedAt: '2013-10-18T10:49:45.994Z',
  endedAt: '2013-10-18T10:49:46.272Z',
  durationSeconds: 0,
  status: 'COMPLETED',
  vendorStatus: 'completed',
  createdAt: '2013-10-18T10:49:45.942Z',
  updatedAt: '2013-10-18T10:49:46.272Z',
  price: null,
  rating: 'NOT_RATED',
  uri: '/2012-04-24/Calls/CA4049cf008d6b4277b92ab863fd4ec7c8',
})

export const completedXml = xmlCall({
  Sid: SID,
  DateCreated: 'Sun, 1 Mar 2026 09:00:00 +0000',
  DateUpdated: 'Sun, 1 Mar 2026 09:02:11 +0000',
  To: '4570305050',
  From: '4581808888',
  Status: 'COMPLETED',
  StartTime: '2026-03-01T10:00:00.120+01:00',
  EndTime: '2026-03-01T10:02:11.000+01:00',
  Duration: '131',
  Direction: 'inbound',
  ApiVersion: '2012-04-24',
  Uri: `2012-04-24/Calls/${SID}`,
  Ring_duration: '4',
})
export const completedXmlRecord = { ...completedRecord, uri: `2012-04-24/Calls/${SID}` }

export const failedXml = xmlCall({
  Sid: failed.sid,
  DateCreated: completed.date_created,
  DateUpdated: completed.date_updated,
  To: '0070305050',
  From: 'anonymous',
  Status: 'FAILED',
  StartTime: completed.start_time,
  EndTime: failed.end_time,
  Duration: '0',
  Price: '0.120',
  PriceUnit: 'DKK',
  Direction: 'outbound',
  AnsweredBy: 'machine',
  ApiVersion: '2012-04-24',
  ParentCallSid: PARENT,
  ForwardedFrom: '004580808080',
  CallerName: 'Ærtebjerg &amp; Søn',
  Uri: completed.uri,
})
