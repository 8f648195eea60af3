// The two forms in which Restcomm writes times, both in one record (facts.md, 1.3): DateCreated and DateUpdated as in
// mail headers, with a day that is not padded; StartTime and EndTime as ISO 8601 with an offset and milliseconds. The
// manual's own samples have the ISO form in all four fields, so every field is read in either.

import type { EpochMs, Timestamp } from '../../schema/scalars.js'
import { toEpochMs, toTimestamp } from '../wire/iso-time.js'

/** `Sun, 1 Mar 2026 09:00:00 +0000` */
const MAIL_TIME =
  /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat), (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time in the mail form as ISO 8601; null when it is in another form, or the day is another weekday. */
function mailTimeAsIso(text: string): string | null {
  const match = MAIL_TIME.exec(text)
  if (match === null) return null
  const [, weekday, day = '', monthName = '', year, time, zoneHour, zoneMinute] = match
  const date = `${year}-${String(MONTHS.indexOf(monthName) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
  // The weekday is that of the written day, whatever its zone.
  const midnight = toEpochMs(`${date}T00:00:00Z`)
  if (midnight === null || WEEKDAYS[new Date(midnight).getUTCDay()] !== weekday) return null
  return `${date}T${time}${zoneHour}:${zoneMinute}`
}

/**
 * Reads a time in either form.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null when it is absent, '', or in neither form.
 */
export function parseRestcommTime(value: unknown): EpochMs | null {
  return typeof value === 'string' ? toEpochMs(mailTimeAsIso(value) ?? value) : null
}

/**
 * A time in either form as the graph tells it: RFC 3339 in UTC, with the milliseconds that the vendor wrote.
 * @returns null when it is absent, '', or in neither form.
 */
export function toRestcommTimestamp(value: unknown): Timestamp | null {
  return toTimestamp(typeof value === 'string' ? (mailTimeAsIso(value) ?? value) : value)
}
