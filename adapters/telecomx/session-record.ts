import type { CallRecord } from '../../schema/shapes.js'
import type { CustomerReference, FieldReader, Fields, Row } from '../contract.js'
import { toParty } from '../values/party.js'
import { createNumberReader, type Region } from '../values/phone-number.js'
import { from, fromAll, toText } from '../wire/field-readers.js'
import { isPlaceholderText, toEpochMs, toTimestamp } from '../wire/time/iso-time.js'
import { DIRECTIONS } from './direction.js'
import { nativeIdFrom } from './native-id.js'
import { meaningIn } from './words.js'

// The meaning of a session's fields, for all graph types that are derived from it.

/** When the INVITE was received, in milliseconds since 1970; null if it is absent. */
export function startOf(row: Row): number | null {
  const started = toText(row.started)
  return started === null ? null : toEpochMs(started)
}

/** Whether a time is there: a session is answered, or ended, once its time of that name is. */
export function isPresent(value: unknown): boolean {
  const text = toText(value)
  return text !== null && !isPlaceholderText(text)
}

/** The customer at one end of a session. */
export const customerAt = (end: 'source' | 'destination'): FieldReader<CustomerReference | null> => {
  const [id, name] = [`${end}CustomerId`, `${end}CustomerName`]
  return {
    from: [id, name],
    parts: { nativeId: [id], name: [name] },
    read: (row) => {
      const nativeId = toText(row[id])
      return nativeId === null ? null : { nativeId, name: toText(row[name]) }
    },
  }
}

const secondsBetween = (first: 'started' | 'answered', last: 'answered' | 'ended'): FieldReader<number | null> =>
  fromAll([first, last], (row) => {
    const firstMs = toEpochMs(toText(row[first]) ?? '')
    const lastMs = toEpochMs(toText(row[last]) ?? '')
    return firstMs === null || lastMs === null || lastMs < firstMs ? null : (lastMs - firstMs) / 1000
  })

/** Talk time in seconds, from answered to ended; null until both are known. */
export const talkTime = secondsBetween('answered', 'ended')

/** From the INVITE to the answer, in seconds; null for a session that is not answered. */
export const ringTime = secondsBetween('started', 'answered')

/** The fields that a session, a call and an active call have in common, except the talk time. */
export const callRecordFields = (region: Region): Omit<Fields<CallRecord>, 'durationSeconds'> => {
  const numbers = createNumberReader(region)
  return {
    nativeId: nativeIdFrom('callId'),
    sipCallId: from('callId', toText),
    caller: from('aNumber', (value) => toParty(toText(value), numbers)),
    callee: from('bNumber', (value) => toParty(toText(value), numbers)),
    direction: from('direction', meaningIn(DIRECTIONS)),
    startedAt: from('started', toTimestamp),
    answeredAt: from('answered', toTimestamp),
    endedAt: from('ended', toTimestamp),
  }
}
