import type { Call } from '../../schema/call.js'
import type { Fields } from '../contract.js'
import type { Region } from '../values/phone-number.js'
import { from, fromAll, toText } from '../wire/field-readers.js'
import { plainCall } from '../wire/plain-call.js'
import { unbilledCall } from '../wire/unbilled-call.js'
import { toCallStatus, toDisconnectCause } from './call-status.js'
import { toEndedBy } from './ended-by.js'
import { callRecordFields, customerAt, isPresent, ringTime, talkTime } from './session-record.js'

// A session, which is mapped to a call record:
// { "callId": "123465743567845918237459354653@198.51.100.7", "aNumber": "+4581808888", "bNumber": "+4580808080",
//   "divertedBy": "", "direction": "O", "started": "2014-01-01T12:00:00.000Z", "answered": "2014-01-01T12:00:05.000Z",
//   "ended": "2014-01-01T12:05:00.000Z", "endedReason": "BYE", … }

/** A session as a call. Its relatedCallId is the call that it is bound to, not the call that created it. */
export const toCall = (region: Region): Fields<Call> => ({
  ...callRecordFields(region),
  ...unbilledCall,
  ...plainCall,
  durationSeconds: talkTime,
  status: fromAll(['answered', 'ended', 'endedReason'], (row) =>
    toCallStatus(isPresent(row.answered), isPresent(row.ended), toText(row.endedReason)),
  ),
  vendorStatus: from('endedReason', toText),
  ringDurationSeconds: ringTime,
  disconnectCause: from('endedReason', (reason) => toDisconnectCause(toText(reason))),
  endedBy: from('endedBy', toEndedBy),
  accountId: from('sourceVoiceAccountId', toText),
  customer: customerAt('source'),
  remoteIp: from('sourceIP', toText),
  forwardedFrom: from('divertedBy', toText),
})
