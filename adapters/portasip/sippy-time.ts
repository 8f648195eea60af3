import { clockMsAt, digitsAt, midnightMs, timeOfDayMs, utcText } from '../../schema/calendar.js'
import { offsetMsAt } from '../../schema/instant.js'
import type { EpochMs, Timestamp } from '../../schema/scalars.js'
import { type Near, wallToEpochMs } from '../wire/time/local-time.js'

// The two forms in which the switch writes times (facts.md, 2.2; Sippy's article 3000073101): `09:57:29.000 GMT Tue Apr 07
// 2026`, in which the milliseconds are three zeros except in some builds, and ISO 8601.

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `20210822T10:11:52.000`, and its other spellings in ISO 8601: with hyphens, without colons, with a zone. */
const ISO = /^(\d{4})(-?)(\d{2})\2(\d{2})T(\d{2})(:?)(\d{2})\6(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/
/** A fraction of the seconds of that form. */
const COMPACT_FRACTION = /\.\d+(?:Z|[+-]\d{2}:?\d{2})?$/
/** The zeros of the text form say nothing. */
const TEXT_FRACTION = /^[\d:]{8}\.(?!000)\d{3} GMT /
/** Where a zone is written, the time is read as it stands, whatever the zone of the switch. */
const UTC = 'UTC'

/**
 * Reads a dateTime of XML-RPC: `YYYYMMDDThh:mm:ss.SSS`, with or without hyphens, colons, fractions and zone. The switch
 * writes no zone.
 * @param timeZone the zone of the switch: UTC, unless the operator has configured another.
 * @param near decides in the hour that the clock of the switch repeats, as for `localToEpochMs`.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null when malformed, or when there is no such day or hour.
 */
export function parseCompactTime(text: string, timeZone: string, near?: Near): EpochMs | null {
  const wallMs = readUsual(text)
  return wallMs === null ? parseIso(text, timeZone, near) : wallToEpochMs(wallMs, timeZone, near)
}

const USUAL_LENGTH = '20210822T10:11:52'.length
const LENGTH_WITH_MS = '20210822T10:11:52.000'.length

/** The spelling of the switch, by position: a pattern takes more than twice as long, and each row has such a time. */
function readUsual(text: string): number | null {
  const isWithMs = text.length === LENGTH_WITH_MS && text.charAt(USUAL_LENGTH) === '.'
  if ((!isWithMs && text.length !== USUAL_LENGTH) || text.charAt(8) !== 'T') return null
  const date = midnightMs(digitsAt(text, 0, 4), digitsAt(text, 4, 2), digitsAt(text, 6, 2))
  const time = date === null ? null : clockMsAt(text, 9)
  const ms = isWithMs ? digitsAt(text, USUAL_LENGTH + 1, 3) : 0
  return date === null || time === null || Number.isNaN(ms) ? null : date + time + ms
}

/** All spellings. */
function parseIso(text: string, timeZone: string, near: Near | undefined): EpochMs | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const [, year, , month, day, hour, , minute, second, fraction = '', zone] = match
  const date = midnightMs(Number(year), Number(month), Number(day))
  const time = timeOfDayMs(Number(hour), Number(minute), Number(second))
  const offsetMs = zone === undefined ? 0 : offsetMsAt(zone, 0)
  if (date === null || time === null || offsetMs === null) return null
  const secondMs = wallToEpochMs(date + time, zone === undefined ? timeZone : UTC, near)
  return secondMs === null ? null : secondMs - offsetMs + Number(fraction.padEnd(3, '0').slice(0, 3))
}

/**
 * Reads the text form, `hh:mm:ss.000 GMT Tue Apr 07 2026`, which is in GMT whatever the zone of the switch.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null when malformed, or when the day is none or another weekday.
 */
export function parseTextTime(text: string): EpochMs | null {
  if (text.length !== TEXT_LENGTH || !SEPARATORS.every(([at, separator]) => text.startsWith(separator, at))) return null
  const month = MONTHS.indexOf(text.slice(21, 24)) + 1
  const midnight = midnightMs(digitsAt(text, 28, 4), month, digitsAt(text, 25, 2))
  const time = clockMsAt(text, 0)
  const ms = digitsAt(text, 9, 3)
  if (midnight === null || time === null || Number.isNaN(ms)) return null
  if (WEEKDAYS[new Date(midnight).getUTCDay()] !== text.slice(17, 20)) return null
  const secondMs = wallToEpochMs(midnight + time, UTC)
  return secondMs === null ? null : secondMs + ms
}
const TEXT_LENGTH = '09:57:29.000 GMT Tue Apr 07 2026'.length
/** What is between the digits and words of that form, and where. Each row has several such times, so it is read by position. */
const SEPARATORS = [
  [8, '.'],
  [12, ' GMT '],
  [20, ' '],
  [24, ' '],
  [27, ' '],
] as const

/** The text form of a moment, to the second, as the switch reads it in requests. */
export function toTextTime(epochMs: EpochMs): string {
  const at = new Date(epochMs)
  const [date, time] = at.toISOString().split('T')
  const [year, , day] = date?.split('-') ?? []
  return `${time?.slice(0, 8)}.000 GMT ${WEEKDAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${day} ${year}`
}

/** Reads a time in either form; null when it is absent or in neither. */
export function parseSippyTime(value: unknown, timeZone: string, near?: Near): EpochMs | null {
  if (typeof value !== 'string') return null
  return value.charAt(2) === ':' ? parseTextTime(value) : parseCompactTime(value, timeZone, near)
}

/** A time of the switch as the graph returns it: RFC 3339 in UTC, with milliseconds where the switch wrote them. */
export function toSippyTimestamp(value: unknown, timeZone: string, near?: Near): Timestamp | null {
  const epochMs = parseSippyTime(value, timeZone, near)
  if (epochMs === null) return null
  const text = String(value)
  return utcText(epochMs, COMPACT_FRACTION.test(text) || TEXT_FRACTION.test(text))
}
