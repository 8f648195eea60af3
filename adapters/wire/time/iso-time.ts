import { utcText } from '../../../schema/calendar.js'
import { LENGTH_IN_UTC, LENGTH_TO_THE_SECOND, parseInstant, readInstant } from '../../../schema/instant.js'
import type { EpochMs, Timestamp } from '../../../schema/scalars.js'

// ISO 8601 instants with a zone, as JSON vendors write them; schema/instant.ts is the parser.

/**
 * The year 100. No telephone call is older; earlier times are how systems write that there is no time: 0001-01-01 (.NET
 * and Go), 0000-00-00 (MySQL).
 */
const FIRST_YEAR_MS = Date.UTC(100, 0)

/** Whether a time stands for "no time". */
export const isPlaceholder = (epochMs: EpochMs): boolean => epochMs < FIRST_YEAR_MS

/** The same for a time that was not read, whatever its form, as long as the year stands first. */
export const isPlaceholderText = (text: string): boolean => text.startsWith('00')

/**
 * The two forms that computers write in UTC, of every day but leap days, which take longer. To see that a text is a time
 * takes a pattern half as long as arithmetic; to know which one it is takes a pattern longer.
 */
const COMMON =
  /^(?:0[1-9]|[1-9]\d)\d{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/

/**
 * Reads a vendor's instant such as `2014-01-01T12:00:00.000Z` or `2026-03-01T10:00:00+01:00`.
 * @returns milliseconds since 1970-01-01T00:00:00Z, finer digits cut off; null when the text is no such instant, or a
 * placeholder.
 */
export function toEpochMs(text: string): EpochMs | null {
  const epochMs = parseInstant(text)
  return epochMs === null || isPlaceholder(epochMs) ? null : epochMs
}

/**
 * A vendor's instant as the graph returns it: RFC 3339 in UTC, with the digits of the second that the vendor wrote.
 * @returns the vendor's own text where it is UTC already; null when it is absent, '', no instant with a zone, or a
 * placeholder.
 */
export function toTimestamp(value: unknown): Timestamp | null {
  if (typeof value !== 'string' || value === '') return null
  if (COMMON.test(value)) return value
  const instant = readInstant(value)
  if (instant === null || isPlaceholder(instant.epochMs)) return null
  const { epochMs, fraction } = instant
  if (instant.isUtc) return value.toUpperCase().replace(' ', 'T')
  const toTheMillisecond = fraction.length === 3
  const inUtc = utcText(epochMs, toTheMillisecond)
  // RFC 3339 has four digits of a year; an offset can lead to a day after the last of them.
  if (inUtc.length !== (toTheMillisecond ? LENGTH_IN_UTC : LENGTH_TO_THE_SECOND + 1)) return null
  // The offset is whole minutes: the second and its fraction stay as they are written.
  return toTheMillisecond || fraction === '' ? inUtc : `${inUtc.slice(0, LENGTH_TO_THE_SECOND)}.${fraction}Z`
}
