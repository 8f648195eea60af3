import type { EpochMs, Timestamp } from '../../schema/scalars.js'
import { clockMsAt, digitsAt, midnightMs, utcText } from '../wire/time/calendar.js'
import { localToEpochMs, wallToEpochMs } from '../wire/time/local-time.js'

// The two forms in which the switch writes times (facts.md, 2.2; Sippy's article 3000073101).

/** The milliseconds are there since 2022, and not in every method. */
const COMPACT_TO_THE_SECOND = '20210822T10:11:52'.length
const COMPACT = '20210822T10:11:52.000'.length
/** `09:57:29.000 GMT Tue Apr 07 2026`; the milliseconds are always three zeros. */
const TEXT = /^(\d{2}:\d{2}:\d{2})\.000 GMT (Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([A-Z][a-z]{2}) (\d{2}) (\d{4})$/

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Reads the compact form, `YYYYMMDDThh:mm:ss.SSS`, which says nothing of its zone.
 * @param timeZone the zone of the switch: UTC, unless the operator has configured another.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null when malformed, or when there is no such day or hour.
 */
export function parseCompactTime(text: string, timeZone: string): EpochMs | null {
  const toTheMillisecond = text.length === COMPACT && text.charAt(COMPACT_TO_THE_SECOND) === '.'
  if ((!toTheMillisecond && text.length !== COMPACT_TO_THE_SECOND) || text.charAt(8) !== 'T') return null
  const day = midnightMs(digitsAt(text, 0, 4), digitsAt(text, 4, 2), digitsAt(text, 6, 2))
  const time = clockMsAt(text, 9)
  const fractionMs = toTheMillisecond ? digitsAt(text, COMPACT_TO_THE_SECOND + 1, 3) : 0
  if (day === null || time === null || Number.isNaN(fractionMs)) return null
  const secondMs = wallToEpochMs(day + time, timeZone)
  return secondMs === null ? null : secondMs + fractionMs
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
  return utcText(epochMs, String(value).length === COMPACT)
}
