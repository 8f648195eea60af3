import { clockMsAt, DAY_MS, digitsAt, midnightMs, utcText } from '../../../schema/calendar.js'
import { offsetMsAt } from '../../../schema/instant.js'
import type { EpochMs, Timestamp } from '../../../schema/scalars.js'
import { isPlaceholder, toEpochMs, toTimestamp } from './iso-time.js'

// Times in the form of mail headers (RFC 2822), with a day that may be padded: `Sun, 1 Mar 2026 09:00:00 +0000`. Restcomm
// has them beside ISO 8601 times in one record, and its manual has ISO times in all fields, so both forms are read.

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MONTHS: readonly string[] = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4
const DAY_AT = 'Sun, '.length
/** After the day. */
const LENGTH_OF_REST = ' Mar 2026 09:00:00 +0000'.length
const TIMESTAMP_LENGTH = '2026-03-01T09:00:00Z'.length

/** `Sun, 1 Mar 2026 09:00:00 +0000`; null if it has another form, or the weekday is wrong. */
function readMailTime(text: string): EpochMs | null {
  const digits = text.charAt(DAY_AT + 1) === ' ' ? 1 : 2
  const at = DAY_AT + digits
  if (text.length !== at + LENGTH_OF_REST || text.charAt(3) !== ',' || text.charAt(4) !== ' ') return null
  if (text.charAt(at) !== ' ' || text.charAt(at + 4) !== ' ' || text.charAt(at + 9) !== ' ') return null
  const month = MONTHS.indexOf(text.slice(at + 1, at + 4)) + 1
  const midnight = midnightMs(digitsAt(text, at + 5, 4), month, digitsAt(text, DAY_AT, digits))
  const time = clockMsAt(text, at + 10)
  const offset = text.charAt(at + 18) === ' ' ? offsetMsAt(text, at + 19) : null
  if (midnight === null || time === null || offset === null || isPlaceholder(midnight)) return null
  // The weekday is that of the written day, whatever its zone; days before 1970 have negative numbers.
  const weekday = (((midnight / DAY_MS + FIRST_WEEKDAY) % 7) + 7) % 7
  return text.startsWith(WEEKDAYS[weekday] ?? '?') ? midnight + time - offset : null
}

/**
 * Reads a time in either form.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null if it is absent, '', or in neither form.
 */
export function parseMailOrIsoTime(value: unknown): EpochMs | null {
  return typeof value === 'string' ? (readMailTime(value) ?? toEpochMs(value)) : null
}

/**
 * Converts a time in either form to a timestamp: RFC 3339 in UTC, with the milliseconds that the vendor wrote.
 * @returns null if it is absent, '', or in neither form.
 */
export function toMailOrIsoTimestamp(value: unknown): Timestamp | null {
  const epochMs = typeof value === 'string' ? readMailTime(value) : null
  if (epochMs === null) return toTimestamp(value)
  const text = utcText(epochMs, false)
  // With an offset, the year in UTC may have more digits than RFC 3339 allows.
  return text.length === TIMESTAMP_LENGTH ? text : null
}
