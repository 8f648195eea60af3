// ISO 8601 instants with a zone, as JSON vendors write them. A time without a zone is not an instant: it needs the
// vendor's own parser, which knows the zone. Never `new Date(text)`, which guesses.

import type { EpochMs, Timestamp } from '../../schema/scalars.js'
import { clockMsAt, dayMsAt, digitsAt, isDayAt, timeOfDayMs } from './calendar.js'

/** What may stand behind the seconds. */
const FRACTION_AND_ZONE = /^(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):?(\d{2}))$/
const LENGTH_TO_THE_SECOND = '2014-01-01T12:00:00'.length
const LENGTH_IN_UTC = '2014-01-01T12:00:00.000Z'.length

interface Instant {
  readonly epochMs: EpochMs
  readonly isUtc: boolean
  /** The digits of the second behind its point, as written; '' when there is none. */
  readonly fraction: string
}

/** Null when the text has another form, or names a day or hour that is none. */
function readInstant(text: string): Instant | null {
  const second = readSecond(text)
  if (second === null) return null
  const rest = FRACTION_AND_ZONE.exec(text.slice(LENGTH_TO_THE_SECOND))
  if (rest === null) return null
  const [, fraction = '', sign, zoneHour = '00', zoneMinute = '00'] = rest
  const offsetMs = timeOfDayMs(Number(zoneHour), Number(zoneMinute), 0)
  if (offsetMs === null) return null
  const utc = sign === '-' ? second + offsetMs : second - offsetMs
  return { epochMs: utc + Number(fraction.padEnd(3, '0').slice(0, 3)), isUtc: sign === undefined, fraction }
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

/** Whether a text has one of these two forms. */
function isCommon(text: string): boolean {
  const { length } = text
  if (text.charAt(length - 1) !== 'Z' || text.charAt(10) !== 'T') return false
  if (length !== LENGTH_TO_THE_SECOND + 1) {
    if (length !== LENGTH_IN_UTC || text.charAt(LENGTH_TO_THE_SECOND) !== '.') return false
    if (Number.isNaN(digitsAt(text, LENGTH_TO_THE_SECOND + 1, 3))) return false
  }
  return isDayAt(text) && clockMsAt(text, 11) !== null
}

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
  if (isCommon(value)) return value
  const instant = readInstant(value)
  if (instant === null) return null
  if (instant.isUtc) return value
  const inUtc = new Date(instant.epochMs).toISOString()
  // RFC 3339 has four digits of a year; an offset can lead to a day before the first or after the last of them.
  if (inUtc.length !== LENGTH_IN_UTC) return null
  // The offset is whole minutes: the second and its fraction stay as they are written.
  return `${inUtc.slice(0, LENGTH_TO_THE_SECOND)}${instant.fraction === '' ? '' : `.${instant.fraction}`}Z`
}
