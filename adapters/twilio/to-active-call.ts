import type { ActiveCall } from '../../schema/active-call.js'
import type { Fields } from '../contract.js'
import { toParty } from '../values/party.js'
import { createNumberReader } from '../values/phone-number.js'
import { toDirection } from '../wire/call-words.js'
import { always, from, toSeconds, toText } from '../wire/field-readers.js'
import { toMailOrIsoTimestamp } from '../wire/time/mail-time.js'
import type { TwilioSettings } from './settings.js'
import { callerField, customerField, nativeIdField, toActiveCallState } from './to-call.js'

/** Reads a call in progress from its record: the rows are those of `to-call.ts`. */
export function activeCallFields(settings: TwilioSettings): Fields<ActiveCall> {
  const numbers = createNumberReader(settings.region)
  return {
    nativeId: nativeIdField(settings),
    sipCallId: always(null),
    caller: callerField(numbers),
    callee: from('to', (value) => toParty(toText(value), numbers)),
    direction: from('direction', (value) => toDirection(toText(value))),
    startedAt: from('start_time', toMailOrIsoTimestamp),
    answeredAt: always(null),
    endedAt: from('end_time', toMailOrIsoTimestamp),
    durationSeconds: from('duration', toSeconds),
    setupDelaySeconds: always(null),
    state: from('status', (value) => toActiveCallState(toText(value))),
    vendorState: from('status', toText),
    accountId: always(null),
    customer: customerField,
    portasip: always(null),
    mor: always(null),
  }
}
