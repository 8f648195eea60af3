// The two forms in which the switch writes times (facts.md, 2.2; Sippy's article 3000073101).

import type { EpochMs, Timestamp } from '../../schema/scalars.js'
import { localToEpochMs, secondsTimestamp } from '../wire/local-time.js'

/** `20210822T10:11:52.000`; the milliseconds are there since 2022, and not in every method. */
const COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{3}))?$/
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
  const match = COMPACT.exec(text)
  if (match === null) return null
  const [, year, month, day, time, fraction] = match
  const secondMs = localToEpochMs(`${year}-${month}-${day} ${time}`, timeZone)
  return secondMs === null ? null : secondMs + Number(fraction ?? 0)
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
  return COMPACT.exec(String(value))?.[5] === undefined ? secondsTimestamp(epochMs) : new Date(epochMs).toISOString()
}
