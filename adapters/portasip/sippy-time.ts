import type { EpochMs, Timestamp } from '../../schema/scalars.js'
import { midnightMs, timeOfDayMs, utcText } from '../wire/time/calendar.js'
import { offsetMsAt } from '../wire/time/iso-time.js'
import { localToEpochMs, wallToEpochMs } from '../wire/time/local-time.js'

// The two forms in which the switch writes times (facts.md, 2.2; Sippy's article 3000073101).

/** `09:57:29.000 GMT Tue Apr 07 2026`; the milliseconds are always three zeros. */
const TEXT = /^(\d{2}:\d{2}:\d{2})\.000 GMT (Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([A-Z][a-z]{2}) (\d{2}) (\d{4})$/

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `20210822T10:11:52.000`, and its other spellings in ISO 8601: with hyphens, without colons, with a zone. */
const ISO = /^(\d{4})(-?)(\d{2})\2(\d{2})T(\d{2})(:?)(\d{2})\6(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/
/** A fraction of the seconds of that form; the zeros of the text form say nothing. */
const COMPACT_FRACTION = /\.\d+(?:Z|[+-]\d{2}:?\d{2})?$/
/** Where a zone is written, the time is read as it stands, whatever the zone of the switch. */
const UTC = 'UTC'

/**
 * Reads a dateTime of XML-RPC: `YYYYMMDDThh:mm:ss.SSS`, with or without hyphens, colons, fractions and zone. The switch
 * writes no zone.
 * @param timeZone the zone of the switch: UTC, unless the operator has configured another.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null when malformed, or when there is no such day or hour.
 */
export function parseCompactTime(text: string, timeZone: string): EpochMs | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const [, year, , month, day, hour, , minute, second, fraction = '', zone] = match
  const date = midnightMs(Number(year), Number(month), Number(day))
  const time = timeOfDayMs(Number(hour), Number(minute), Number(second))
  const offsetMs = zone === undefined ? 0 : offsetMsAt(zone, 0)
  if (date === null || time === null || offsetMs === null) return null
  const secondMs = wallToEpochMs(date + time, zone === undefined ? timeZone : UTC)
  return secondMs === null ? null : secondMs - offsetMs + Number(fraction.padEnd(3, '0').slice(0, 3))
}

/**
 * Reads the text form, `hh:mm:ss.000 GMT Tue Apr 07 2026`, which is in GMT whatever the zone of the switch.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null when malformed, or when the day is none or another weekday.
 */
export function parseTextTime(text: string): EpochMs | null {
  const match = TEXT.exec(text)
  if (match === null) return null
  const [, time, weekday, monthName = '', day, year] = match
  const month = String(MONTHS.indexOf(monthName) + 1).padStart(2, '0')
  const epochMs = localToEpochMs(`${year}-${month}-${day} ${time}`, 'UTC')
  return epochMs !== null && WEEKDAYS[new Date(epochMs).getUTCDay()] === weekday ? epochMs : null
}

/** Reads a time in either form; null when it is absent or in neither. */
export function parseSippyTime(value: unknown, timeZone: string): EpochMs | null {
  if (typeof value !== 'string') return null
  return parseCompactTime(value, timeZone) ?? parseTextTime(value)
}

/** A time of the switch as the graph tells it: RFC 3339 in UTC, with milliseconds where the switch wrote them. */
export function toSippyTimestamp(value: unknown, timeZone: string): Timestamp | null {
  const epochMs = parseSippyTime(value, timeZone)
  if (epochMs === null) return null
  return utcText(epochMs, COMPACT_FRACTION.test(String(value)))
}
