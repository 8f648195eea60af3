import { clockMsAt, DAY_MS, dayAt, digitsAt, POINT, T, timeOfDayMs, twoDigitsAt, Z } from './calendar.js'

// The one parser of RFC 3339 for what clients send, what vendors write in JSON, and what the graph returns. A time without
// a zone is not an instant: it needs a parser that knows the zone. Never `new Date(text)`, which guesses.

export const LENGTH_TO_THE_SECOND = '2014-01-01T12:00:00'.length
export const LENGTH_IN_UTC = '2014-01-01T12:00:00.000Z'.length

const MOST_DIGITS_OF_A_SECOND = 9
const [SMALL_T, SPACE] = [0x74, 0x20] as const

/** An instant, with how its text is written. */
export interface Instant {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly epochMs: number
  readonly isUtc: boolean
  /** The digits of the second behind its point, as written; '' when there is none. */
  readonly fraction: string
}

/**
 * Reads an instant such as `2014-01-01T12:00:00.000Z` or `2026-03-01T10:00:00+01:00`: RFC 3339, whose letters may be
 * small and whose `T` may be a space, and the offset `+0100` of ISO 8601.
 * @returns null when the text has another form, or names a day or an hour that does not exist.
 */
export function readInstant(text: string): Instant | null {
  const second = readSecond(text)
  if (second === null) return null
  const zoneAt = endOfFraction(text)
  const offsetMs = offsetMsAt(text, zoneAt)
  if (offsetMs === null) return null
  const fraction = text.slice(LENGTH_TO_THE_SECOND + 1, zoneAt)
  const fractionMs = fraction.length === 3 ? Number(fraction) : Number(fraction.padEnd(3, '0').slice(0, 3))
  return { epochMs: second - offsetMs + fractionMs, isUtc: isUtcAt(text, zoneAt), fraction }
}

/**
 * Reads an instant in the forms of `readInstant`, fast in the two that computers write.
 * @returns milliseconds since 1970-01-01T00:00:00Z, finer digits cut off; null when the text is no such instant.
 */
export const parseInstant = (text: string): number | null => readCommon(text) ?? readInstant(text)?.epochMs ?? null

/** Reads the forms to the second and to the millisecond in UTC; null when it is another form, or no instant. */
function readCommon(text: string): number | null {
  const { length } = text
  const isToTheMs = length === LENGTH_IN_UTC
  if ((!isToTheMs && length !== LENGTH_TO_THE_SECOND + 1) || text.charCodeAt(length - 1) !== Z) return null
  const second = readSecond(text)
  if (second === null || !isToTheMs) return second
  // Three digits are read as two pairs, which share the middle one: a pair is an integer in any case.
  const first = twoDigitsAt(text, LENGTH_TO_THE_SECOND + 1)
  const last = twoDigitsAt(text, LENGTH_TO_THE_SECOND + 2)
  if (text.charCodeAt(LENGTH_TO_THE_SECOND) !== POINT || first < 0 || last < 0) return null
  return second + first * 10 + (last % 10)
}

/** Where a zone may stand: behind the seconds, or behind a point and their digits. */
function endOfFraction(text: string): number {
  if (text.charAt(LENGTH_TO_THE_SECOND) !== '.') return LENGTH_TO_THE_SECOND
  let at = LENGTH_TO_THE_SECOND + 1
  while (at <= LENGTH_TO_THE_SECOND + MOST_DIGITS_OF_A_SECOND && !Number.isNaN(digitsAt(text, at, 1))) at++
  // A point alone is followed by no zone.
  return at === LENGTH_TO_THE_SECOND + 1 ? text.length : at
}

const isUtcAt = (text: string, at: number): boolean => text.charAt(at) === 'Z' || text.charAt(at) === 'z'

/** `Z`, `+hh:mm` or `+hhmm` at the end of a text, in milliseconds east of UTC; null when something else stands there. */
export function offsetMsAt(text: string, at: number): number | null {
  if (isUtcAt(text, at)) return text.length === at + 1 ? 0 : null
  const sign = text.charAt(at)
  const minutesAt = text.charAt(at + 3) === ':' ? at + 4 : at + 3
  if ((sign !== '+' && sign !== '-') || text.length !== minutesAt + 2) return null
  const offsetMs = timeOfDayMs(digitsAt(text, at + 1, 2), digitsAt(text, minutesAt, 2), 0)
  return offsetMs === null || sign === '+' ? offsetMs : -offsetMs
}

/** `YYYY-MM-DDThh:mm:ss` at the beginning of a text, as if it were UTC. */
function readSecond(text: string): number | null {
  const between = text.charCodeAt(10)
  if (between !== T && between !== SMALL_T && between !== SPACE) return null
  const day = dayAt(text)
  const time = clockMsAt(text, 11)
  return day === null || time === null ? null : day * DAY_MS + time
}
