// ISO 8601 instants with a zone, as JSON vendors write them. A time without a zone is not an instant: it needs the
// vendor's own parser, which knows the zone. Never `new Date(text)`, which guesses.

import type { EpochMs, Timestamp } from '../../schema/scalars.js'

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):?(\d{2}))$/
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

const LENGTH_TO_THE_SECOND = '2014-01-01T12:00:00'.length
const LENGTH_IN_UTC = '2014-01-01T12:00:00.000Z'.length

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

function isDay(year: number, month: number, day: number): boolean {
  const days = DAYS_IN_MONTH[month - 1]
  return days !== undefined && day >= 1 && day <= (month === 2 && isLeapYear(year) ? 29 : days)
}

/** The parts of a well-formed instant; null when the text has another form, or names a day or hour that is none. */
function partsOf(text: string): RegExpExecArray | null {
  const match = INSTANT.exec(text)
  if (match === null || !isDay(Number(match[1]), Number(match[2]), Number(match[3]))) return null
  if (Number(match[4]) > 23 || Number(match[5]) > 59 || Number(match[6]) > 59) return null
  return match[8] !== undefined && (Number(match[9]) > 23 || Number(match[10]) > 59) ? null : match
}

function epochOf(parts: RegExpExecArray): EpochMs {
  const [, year, month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = parts
  const ms = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3))
  // setUTCFullYear, because Date.UTC takes the year 50 for 1950.
  const midnight = new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const utc = midnight + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + ms
  if (sign === undefined) return utc
  const offsetMs = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000
  return sign === '-' ? utc + offsetMs : utc - offsetMs
}

/**
 * Reads an instant such as `2014-01-01T12:00:00.000Z` or `2026-03-01T10:00:00+01:00`.
 * @returns milliseconds since 1970-01-01T00:00:00Z, finer digits cut off; null when the text is no such instant.
 */
export function toEpochMs(text: string): EpochMs | null {
  const parts = partsOf(text)
  return parts === null ? null : epochOf(parts)
}

/**
 * A vendor's instant as the graph tells it: RFC 3339 in UTC, with the digits of the second that the vendor wrote.
 * @returns the vendor's own text where it is UTC already; null when it is absent, '' or no instant with a zone.
 */
export function toTimestamp(value: unknown): Timestamp | null {
  if (typeof value !== 'string' || value === '') return null
  const parts = partsOf(value)
  if (parts === null) return null
  if (parts[8] === undefined) return value
  const inUtc = new Date(epochOf(parts)).toISOString()
  // RFC 3339 has four digits of a year; an offset can lead to a day before the first or after the last of them.
  if (inUtc.length !== LENGTH_IN_UTC) return null
  // The offset is whole minutes: the second and its fraction stay as they are written.
  const fraction = parts[7] === undefined ? '' : `.${parts[7]}`
  return `${inUtc.slice(0, LENGTH_TO_THE_SECOND)}${fraction}Z`
}
