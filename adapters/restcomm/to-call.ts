import type { Call } from '../../schema/call.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Money } from '../../schema/shapes.js'
import type { FieldReader, Fields, Row } from '../contract.js'
import { toDecimal, toMoney } from '../values/decimal.js'
import { toParty } from '../values/party.js'
import { createNumberReader, type NumberReader } from '../values/phone-number.js'
import { toDirection } from '../wire/call-words.js'
import { always, toSeconds, toText } from '../wire/field-readers.js'
import { parseMailOrIsoTime, toMailOrIsoTimestamp } from '../wire/time/mail-time.js'
import { unbilledCall } from '../wire/unbilled-call.js'
import { type CallColumns, callColumns } from './call-columns.js'
import { toCallStatus } from './call-status.js'
import type { RestcommSettings } from './settings.js'

// JSON, which leaves out null members and never has a price:
// { "sid": "RN0123456789abcdef0123456789abcdef", "date_created": "Sun, 1 Mar 2026 09:00:00 +0000",
//   "date_updated": "Sun, 1 Mar 2026 09:02:11 +0000", "to": "4570305050", "from": "4581808888", "status": "COMPLETED",
//   "start_time": "2026-03-01T10:00:00.120+01:00", "end_time": "2026-03-01T10:02:11.000+01:00", "duration": 131,
//   "direction": "inbound", "api_version": "2012-04-24", "uri": "2012-04-24/Calls/RN….json" }
// XML, in which null is '': <Call><Sid>RN…</Sid><DateCreated>Sun, 1 Mar 2026 09:00:00
// +0000</DateCreated>…<Price>0.00</Price><PriceUnit>USD</PriceUnit>…</Call>

/** Reads a call record in the configured format. Manual: "Resource Properties". */
export function callFields({ format, region }: Pick<RestcommSettings, 'format' | 'region'>): Fields<Call> {
  const columns = callColumns(format)
  const { field } = columns
  const numbers = createNumberReader(region)
  return {
    nativeId: field('Sid', (value) => toText(value) ?? ''),
    sipCallId: always(null),
    caller: callerField(columns, numbers),
    callee: field('To', (value) => toParty(toText(value), numbers)),
    direction: field('Direction', (value) => toDirection(toText(value))),
    startedAt: field('StartTime', toMailOrIsoTimestamp),
    // Restcomm does not report when a call was answered.
    answeredAt: always(null),
    endedAt: field('EndTime', toMailOrIsoTimestamp),
    durationSeconds: field('Duration', toSeconds),
    status: field('Status', (value) => toCallStatus(toText(value))),
    vendorStatus: field('Status', toText),
    createdAt: field('DateCreated', toMailOrIsoTimestamp),
    updatedAt: field('DateUpdated', toMailOrIsoTimestamp),
    parentCallSid: field('ParentCallSid', toText),
    ...unbilledCall,
    price: {
      from: ['Price', 'PriceUnit'],
      parts: { amount: ['Price'], currency: ['PriceUnit'] },
      read: (row) => toPrice(columns.value(row, 'Price'), columns.value(row, 'PriceUnit')),
    },
    rating: field('Price', (price) => (isRated(toText(price)) ? 'RATED' : 'NOT_RATED')),
    answeredBy: field('AnsweredBy', toText),
    forwardedFrom: field('ForwardFrom', toText),
    phoneNumberSid: field('PhoneNumberSid', toText),
    apiVersion: field('ApiVersion', toText),
    uri: field('Uri', toText),
  }
}

/** The A-number, with its name. */
export const callerField = (columns: CallColumns, numbers: NumberReader): FieldReader<Call['caller']> => ({
  from: ['From', 'CallerName'],
  parts: { number: ['From'], e164: ['From'], anonymous: ['From'], name: ['CallerName'] },
  read: (row) => toParty(toText(columns.value(row, 'From')), numbers, toText(columns.value(row, 'CallerName'))),
})

/** Restcomm does not rate calls: it writes 0.0 or 0.00 USD for every call that was not rated. JSON has no price at all. */
const UNRATED = /^-?0+(\.0+)?$/
const isRated = (price: string | null): boolean => {
  const amount = toDecimal(price)
  return amount !== null && !UNRATED.test(amount)
}

/** Null if the price is absent, '' or not a decimal number, or if the call was not rated. */
const toPrice = (price: unknown, unit: unknown): Money | null =>
  isRated(toText(price)) ? toMoney(toText(price), toText(unit)) : null

/**
 * The time that a list of calls is ordered by. Restcomm Connect orders by DateCreated, which never changes; an outbound
 * call has no StartTime until it is answered. The SBC has no order, and its records do not change any more: the start
 * is used, which has milliseconds.
 */
export function callOrderTime({ product, format }: Pick<RestcommSettings, 'product' | 'format'>) {
  const { value } = callColumns(format)
  const [first, second] =
    product === 'connect' ? (['DateCreated', 'StartTime'] as const) : (['StartTime', 'DateCreated'] as const)
  return (row: Row): EpochMs | null => parseMailOrIsoTime(value(row, first)) ?? parseMailOrIsoTime(value(row, second))
}
