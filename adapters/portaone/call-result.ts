import type { DisconnectCause } from '../../schema/billing.js'
import type { CallStatus } from '../../schema/enums.js'
import type { Row } from '../contract.js'
import { toBoolean, toInt, toSeconds, toText } from '../wire/field-readers.js'
import { timeOf } from './portaone-time.js'

// `failed` is 0 or 1. `disconnect_cause` is a cause of Q.850, as a number or as text; some records have words in its place.

/** What the status of a call is read from. */
export const RESULT_FIELDS = [
  'failed',
  'disconnect_cause',
  'charged_quantity',
  'connect_time',
  'unix_connect_time',
  'disconnect_time',
  'unix_disconnect_time',
]

/** Cleared normally: by either party after the answer, by the caller before it. */
const NORMAL_CLEARING = 16
const FAILED_BY_CAUSE: ReadonlyMap<number, CallStatus> = new Map<number, CallStatus>([
  [NORMAL_CLEARING, 'CANCELED'],
  [17, 'BUSY'],
  [18, 'NO_ANSWER'],
  [19, 'NO_ANSWER'],
])

const talkMs = (row: Row): number | null => {
  const [connected, ended] = [timeOf(row, 'connect_time'), timeOf(row, 'disconnect_time')]
  return connected === null || ended === null || ended < connected ? null : ended - connected
}

/** Whether a call was answered; null if the record does not say. A record without `failed` was answered if it is charged for time. */
export function wasAnswered(row: Row): boolean | null {
  const failed = toBoolean(row['failed'])
  if (failed !== null) return !failed
  const charged = toSeconds(row['charged_quantity'])
  return charged === null ? null : charged > 0
}

/** Seconds from the answer to the end; null if the call was not answered, or a time is missing. */
export function talkSeconds(row: Row): number | null {
  const milliseconds = wasAnswered(row) === true ? talkMs(row) : null
  return milliseconds === null ? null : milliseconds / 1000
}

export function toCallStatus(row: Row): CallStatus {
  const answered = wasAnswered(row)
  if (answered === null) return 'UNKNOWN'
  if (answered) return 'COMPLETED'
  const cause = toInt(row['disconnect_cause'])
  return (cause === null ? undefined : FAILED_BY_CAUSE.get(cause)) ?? 'FAILED'
}

/** The cause: a number of Q.850, or the vendor's words. */
export function toDisconnectCause(row: Row): DisconnectCause | null {
  const [cause, reason] = [toText(row['disconnect_cause']), toText(row['disconnect_reason'])]
  if (cause === null && reason === null) return null
  const code = toInt(row['disconnect_cause'])
  return { system: code === null ? 'VENDOR' : 'Q850', code, text: reason ?? cause }
}
