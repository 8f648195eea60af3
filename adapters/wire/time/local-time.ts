import { tzOffset } from '@date-fns/tz/tzOffset'
import type { EpochMs, Timestamp } from '../../../schema/scalars.js'
import { clockMsAt, dayMsAt, utcText } from './calendar.js'

// Local times without an offset, `YYYY-MM-DD hh:mm:ss`, read in a time zone that the operator configures.
// The zone rules are those of the runtime (Intl, through @date-fns/tz).

const LENGTH = 'YYYY-MM-DD hh:mm:ss'.length
const FIRST_YEAR_MS = Date.UTC(100, 0)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** More than any zone's offset from UTC, so that the local hour lies between the two moments that are looked up. */
const DAY_MS = 24 * HOUR_MS
/** A list of calls in progress spans about a day; a cache that reaches this size is cleared. */
const CACHED_HOURS = 2048

/** The zone's offsets a day before and a day after a local hour; equal except around a clock change. */
interface OffsetsAround {
  readonly beforeMs: number
  readonly afterMs: number
}
const offsetsByZone = new Map<string, Map<number, OffsetsAround>>()

/** Whether the runtime knows a zone: an IANA name such as `Europe/Vilnius`, or an offset such as `+02:00`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/**
 * Reads a local time in a zone.
 * At a clock change, the offset from before the change is used: a time that the clock skips is moved forward by the
 * length of the gap, and a time that occurs twice is the earlier one. Exact since 1972, when the last zone abandoned an
 * offset of less than one hour west of Greenwich, which tzOffset reads with the wrong sign.
 * @param text `YYYY-MM-DD hh:mm:ss`.
 * @param timeZone as `isTimeZone` accepts it.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null if the text has another form, or a date or time that
 * does not exist, such as `0000-00-00 00:00:00`.
 * @throws RangeError if there is no such zone.
 */
export function localToEpochMs(text: string, timeZone: string): EpochMs | null {
  const day = text.length === LENGTH && text.charAt(10) === ' ' ? dayMsAt(text) : null
  const time = day === null ? null : clockMsAt(text, 11)
  return day === null || time === null ? null : wallToEpochMs(day + time, timeZone)
}

/**
 * Like `localToEpochMs`, for a time that is already parsed.
 * @param wallMs the local time as if its zone were UTC.
 * @returns null before the year 100: such times are placeholders for no time.
 */
export function wallToEpochMs(wallMs: number, timeZone: string): EpochMs | null {
  if (wallMs < FIRST_YEAR_MS) return null
  const { beforeMs, afterMs } = offsetsAround(wallMs, timeZone)
  if (beforeMs === afterMs) return wallMs - beforeMs
  // A clock change is within a day: the later offset only applies if the clock had already been changed.
  const ifChanged = wallMs - afterMs
  const isBeforeChange = offsetMs(wallMs - beforeMs, timeZone) === beforeMs
  return !isBeforeChange && offsetMs(ifChanged, timeZone) === afterMs ? ifChanged : wallMs - beforeMs
}

/**
 * Converts a local time to a timestamp.
 * @returns RFC 3339 in UTC, to the second; null and RangeError as for `localToEpochMs`.
 */
export function toUtcTimestamp(text: string, timeZone: string): Timestamp | null {
  const epochMs = localToEpochMs(text, timeZone)
  return epochMs === null ? null : secondsTimestamp(epochMs)
}

/** A timestamp to the second: `2026-03-01T12:00:00Z`. */
export const secondsTimestamp = (epochMs: EpochMs): Timestamp => utcText(epochMs, false)

/** The local time in a zone: `YYYY-MM-DD hh:mm:ss`, without fractions of a second. */
export const toLocalTime = (epochMs: EpochMs, timeZone: string): string =>
  new Date(epochMs + offsetMs(epochMs, timeZone)).toISOString().slice(0, -5).replace('T', ' ')

function offsetsAround(wallMs: number, timeZone: string): OffsetsAround {
  const hours = offsetsByZone.get(timeZone) ?? new Map<number, OffsetsAround>()
  offsetsByZone.set(timeZone, hours)
  const hour = Math.floor(wallMs / HOUR_MS)
  const cached = hours.get(hour)
  if (cached !== undefined) return cached
  const hourMs = hour * HOUR_MS
  const found = {
    beforeMs: offsetMs(hourMs - DAY_MS, timeZone),
    afterMs: offsetMs(hourMs + HOUR_MS + DAY_MS, timeZone),
  }
  if (hours.size >= CACHED_HOURS) hours.clear()
  hours.set(hour, found)
  return found
}

function offsetMs(epochMs: EpochMs, timeZone: string): number {
  const minutes = tzOffset(timeZone, new Date(epochMs))
  if (Number.isNaN(minutes)) throw new RangeError(`there is no time zone "${timeZone}"`)
  return minutes * MINUTE_MS
}
