import type { ActiveCall } from '../../schema/active-call.js'
import type { Fields } from '../contract.js'
import type { Region } from '../values/phone-number.js'
import { always, from, fromAll, toText } from '../wire/field-readers.js'
import { toActiveCallState } from './active-call-state.js'
import { callRecordFields, customerAt, isPresent } from './session-record.js'

// A session with live=true:
// { "callId": "123465743567845918237459354653@198.51.100.7", "aNumber": "+4581808888", "bNumber": "+4580808080",
//   "divertedBy": "", "sbcServer": "192.0.2.3", "direction": "O", "started": "2014-01-01T12:00:00.000Z",
//   "answered": "2014-01-01T12:00:05.000Z", "sourceCustomerId": "1234567890ABCDEF12345678", … }

/** A live session as a call in progress. The vendor does not report how long it has lasted. */
export const toActiveCall = (region: Region): Fields<ActiveCall> => ({
  ...callRecordFields(region),
  durationSeconds: always(null),
  state: fromAll(['answered', 'ended'], (row) => toActiveCallState(isPresent(row.answered), isPresent(row.ended))),
  vendorState: always(null),
  setupDelaySeconds: always(null),
  accountId: from('sourceVoiceAccountId', toText),
  customer: customerAt('source'),
  portasip: always(null),
  mor: always(null),
})
