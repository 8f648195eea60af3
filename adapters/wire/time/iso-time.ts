import type { EpochMs, Timestamp } from '../../../schema/scalars.js'
import { clockMsAt, dayMsAt, digitsAt, timeOfDayMs, utcText } from './calendar.js'

// ISO 8601 instants with a zone, as JSON vendors write them. A time without a zone is not an instant: it needs the
// vendor's own parser, which knows the zone. Never `new Date(text)`, which guesses.

const LENGTH_TO_THE_SECOND = '2014-01-01T12:00:00'.length
const LENGTH_IN_UTC = '2014-01-01T12:00:00.000Z'.length

interface Instant {
  readonly epochMs: EpochMs
  readonly isUtc: boolean
  /** The digits of the second behind its point, as written; '' when there is none. */
  readonly fraction: string
}

const MOST_DIGITS_OF_A_SECOND = 9

/** Null when the text has another form, or names a day or hour that is none. */
function readInstant(text: string): Instant | null {
  const second = readSecond(text)
  if (second === null) return null
  const zoneAt = endOfFraction(text)
  const offsetMs = offsetMsAt(text, zoneAt)
  if (offsetMs === null) return null
  const fraction = text.slice(LENGTH_TO_THE_SECOND + 1, zoneAt)
  const fractionMs = fraction.length === 3 ? Number(fraction) : Number(fraction.padEnd(3, '0').slice(0, 3))
  return { epochMs: second - offsetMs + fractionMs, isUtc: text.charAt(zoneAt) === 'Z', fraction }
}

/** Where a zone may stand: behind the seconds, or behind a point and their digits. */
function endOfFraction(text: string): number {
  if (text.charAt(LENGTH_TO_THE_SECOND) !== '.') return LENGTH_TO_THE_SECOND
  let at = LENGTH_TO_THE_SECOND + 1
  while (at <= LENGTH_TO_THE_SECOND + MOST_DIGITS_OF_A_SECOND && !Number.isNaN(digitsAt(text, at, 1))) at++
  // A point alone is followed by no zone.
  return at === LENGTH_TO_THE_SECOND + 1 ? text.length : at
}

/** `Z`, `+hh:mm` or `+hhmm` at the end of a text, in milliseconds east of UTC; null when something else stands there. */
export function offsetMsAt(text: string, at: number): number | null {
  const sign = text.charAt(at)
  if (sign === 'Z') return text.length === at + 1 ? 0 : null
  const minutesAt = text.charAt(at + 3) === ':' ? at + 4 : at + 3
  if ((sign !== '+' && sign !== '-') || text.length !== minutesAt + 2) return null
  const offsetMs = timeOfDayMs(digitsAt(text, at + 1, 2), digitsAt(text, minutesAt, 2), 0)
  return offsetMs === null || sign === '+' ? offsetMs : -offsetMs
}

/** `YYYY-MM-DDThh:mm:ss` at the beginning of a text, as if it were UTC. */
function readSecond(text: string): EpochMs | null {
  const day = dayMsAt(text)
  const time = text.charAt(10) === 'T' ? clockMsAt(text, 11) : null
  return day === null || time === null ? null : day + time
}

/**
 * Reads the two forms that computers write, to the second and to the millisecond, in UTC; the others take longer.
 * @returns null when it is another form, or none.
 */
function readCommon(text: string): EpochMs | null {
  const { length } = text
  if (text.charAt(length - 1) !== 'Z') return null
  if (length === LENGTH_TO_THE_SECOND + 1) return readSecond(text)
  if (length !== LENGTH_IN_UTC || text.charAt(LENGTH_TO_THE_SECOND) !== '.') return null
  const fractionMs = digitsAt(text, LENGTH_TO_THE_SECOND + 1, 3)
  const second = Number.isNaN(fractionMs) ? null : readSecond(text)
  return second === null ? null : second + fractionMs
}

/**
 * The two forms, of every day but leap days, which take longer. To see that a text is a time takes a pattern half as long
 * as arithmetic; to know which one it is takes a pattern longer.
 */
const COMMON =
  /^\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/

/**
 * Reads an instant such as `2014-01-01T12:00:00.000Z` or `2026-03-01T10:00:00+01:00`.
 * @returns milliseconds since 1970-01-01T00:00:00Z, finer digits cut off; null when the text is no such instant.
 */
export const toEpochMs = (text: string): EpochMs | null => readCommon(text) ?? readInstant(text)?.epochMs ?? null

/**
 * A vendor's instant as the graph tells it: RFC 3339 in UTC, with the digits of the second that the vendor wrote.
 * @returns the vendor's own text where it is UTC already; null when it is absent, '' or no instant with a zone.
 */
export function toTimestamp(value: unknown): Timestamp | null {
  if (typeof value !== 'string' || value === '') return null
  if (COMMON.test(value)) return value
  const instant = readInstant(value)
  if (instant === null) return null
  if (instant.isUtc) return value
  const { epochMs, fraction } = instant
  const toTheMillisecond = fraction.length === 3
  const inUtc = utcText(epochMs, toTheMillisecond)
  // RFC 3339 has four digits of a year; an offset can lead to a day before the first or after the last of them.
  if (inUtc.length !== (toTheMillisecond ? LENGTH_IN_UTC : LENGTH_TO_THE_SECOND + 1)) return null
  // The offset is whole minutes: the second and its fraction stay as they are written.
  return toTheMillisecond || fraction === '' ? inUtc : `${inUtc.slice(0, LENGTH_TO_THE_SECOND)}.${fraction}Z`
}
