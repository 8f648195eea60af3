import type { Call } from '../../schema/call.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { FieldReader, Fields, Row } from '../contract.js'
import { toParty } from '../values/party.js'
import { createNumberReader, type NumberReader } from '../values/phone-number.js'
import { statusReader, toDirection } from '../wire/call-words.js'
import { always, from, fromAll, toSeconds, toText } from '../wire/field-readers.js'
import { parseMailOrIsoTime, toMailOrIsoTimestamp } from '../wire/time/mail-time.js'
import { unbilledCall } from '../wire/unbilled-call.js'
import { toPrice, toRating } from './price.js'
import type { TwilioSettings } from './settings.js'
import { nativeIdAt } from './sids.js'

// { "sid": "CA…", "account_sid": "AC…", "parent_call_sid": null, "from": "+4570305006", "to": "+442079460189",
//   "status": "completed", "start_time": "Sun, 01 Mar 2026 09:57:29 +0000", "end_time": "Sun, 01 Mar 2026 09:59:29 +0000",
//   "duration": "120", "price": "-0.0085", "price_unit": "USD", "direction": "outbound-api", "answered_by": null,
//   "forwarded_from": null, "caller_name": null, "phone_number_sid": "PN…", "trunk_sid": null, "queue_time": "0",
//   "date_created": "Sun, 01 Mar 2026 09:57:28 +0000", "date_updated": "…", "api_version": "2010-04-01", "uri": "/2010-04-01/…" }

/** Reads Status. */
export const { toCallStatus, toActiveCallState } = statusReader()

/** The native id, which names the account of a call of a subaccount. */
export function nativeIdField(settings: TwilioSettings): FieldReader<string> {
  const read = nativeIdAt(settings, 'sid')
  return fromAll(['sid', 'account_sid'], (row) => read(row) ?? '')
}

/** The number of the caller, with its name. */
export const callerField = (numbers: NumberReader): FieldReader<Call['caller']> => ({
  from: ['from', 'caller_name'],
  parts: { number: ['from'], e164: ['from'], anonymous: ['from'], name: ['caller_name'] },
  read: (row) => toParty(toText(row['from']), numbers, toText(row['caller_name'])),
})

/** The account that the call belongs to; rows do not name it otherwise than by its SID. */
export const customerField = from('account_sid', (value) => {
  const nativeId = toText(value)
  return nativeId === null ? null : { nativeId, name: null }
})

/** Reads a record of a call. */
export function callFields(settings: TwilioSettings): Fields<Call> {
  const numbers = createNumberReader(settings.region)
  return {
    ...unbilledCall,
    nativeId: nativeIdField(settings),
    sipCallId: always(null),
    caller: callerField(numbers),
    callee: from('to', (value) => toParty(toText(value), numbers)),
    direction: from('direction', (value) => toDirection(toText(value))),
    startedAt: from('start_time', toMailOrIsoTimestamp),
    // It is not reported when a call was answered.
    answeredAt: always(null),
    endedAt: from('end_time', toMailOrIsoTimestamp),
    durationSeconds: from('duration', toSeconds),
    status: from('status', (value) => toCallStatus(toText(value))),
    vendorStatus: from('status', toText),
    createdAt: from('date_created', toMailOrIsoTimestamp),
    updatedAt: from('date_updated', toMailOrIsoTimestamp),
    parentCallSid: fromAll(['parent_call_sid', 'account_sid'], nativeIdAt(settings, 'parent_call_sid')),
    price: {
      from: ['price', 'price_unit'],
      parts: { amount: ['price'], currency: ['price_unit'] },
      read: toPrice,
    },
    rating: fromAll(['price', 'status'], toRating),
    customer: customerField,
    carrier: from('trunk_sid', toText),
    answeredBy: from('answered_by', toText),
    forwardedFrom: from('forwarded_from', toText),
    phoneNumberSid: from('phone_number_sid', toText),
    apiVersion: from('api_version', toText),
    uri: from('uri', toText),
  }
}

/** The start of a call, or its creation as long as it waits in the queue. */
export const callOrderTime = (row: Row): EpochMs | null =>
  parseMailOrIsoTime(row['start_time']) ?? parseMailOrIsoTime(row['date_created'])
