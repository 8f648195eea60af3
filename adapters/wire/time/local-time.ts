import { tzOffset } from '@date-fns/tz/tzOffset'
import { clockMsAt, DAY_MS, dayAt, utcText } from '../../../schema/calendar.js'
import type { EpochMs, Timestamp } from '../../../schema/scalars.js'
import { isPlaceholder } from './iso-time.js'

// Local times without an offset, `YYYY-MM-DD hh:mm:ss`, read in a time zone that the operator configures.
// The zone rules are those of the runtime (Intl, through @date-fns/tz).

const LENGTH = 'YYYY-MM-DD hh:mm:ss'.length
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
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

/** About when a time must be, as far as anything else says so; null: nothing does. For a call in progress see `sinceOf`. */
export type Near = () => EpochMs | null

/**
 * Reads a wall-clock time in a zone.
 * Around a clock change the offset from before the change decides: a time that the clock skips is as much later as
 * the clock was put forward. A time that occurs twice is the instant nearer to `near`; without it the earlier one.
 * Exact since 1972, when the last zone gave up an offset of less than one hour west of Greenwich, which tzOffset reads
 * with the wrong sign.
 * @param text `YYYY-MM-DD hh:mm:ss`.
 * @param timeZone as `isTimeZone` accepts it.
 * @param near called only for a time that occurs twice.
 * @returns milliseconds since 1970-01-01T00:00:00Z; null when the text has another form, or names a day or an hour that
 * does not exist, such as `0000-00-00 00:00:00`.
 * @throws RangeError if there is no such zone.
 */
export function localToEpochMs(text: string, timeZone: string, near?: Near): EpochMs | null {
  const day = text.length === LENGTH && text.charAt(10) === ' ' ? dayAt(text) : null
  const time = day === null ? null : clockMsAt(text, 11)
  return day === null || time === null ? null : wallToEpochMs(day * DAY_MS + time, timeZone, near)
}

/**
 * The same for a time whose digits were read already.
 * @param wallMs the time that the clock shows, as if its zone were UTC.
 * @returns null for a placeholder.
 */
export function wallToEpochMs(wallMs: number, timeZone: string, near?: Near): EpochMs | null {
  if (isPlaceholder(wallMs)) return null
  const { beforeMs, afterMs } = offsetsAround(wallMs, timeZone)
  if (beforeMs === afterMs) return wallMs - beforeMs
  // The change lies within a day: either offset is right only if it holds at the instant to which it leads.
  const [ifUnchanged, ifChanged] = [wallMs - beforeMs, wallMs - afterMs]
  if (offsetMs(ifChanged, timeZone) !== afterMs) return ifUnchanged
  if (offsetMs(ifUnchanged, timeZone) !== beforeMs) return ifChanged
  const nearMs = near?.() ?? null
  if (nearMs === null) return ifUnchanged
  return Math.abs(ifChanged - nearMs) < Math.abs(ifUnchanged - nearMs) ? ifChanged : ifUnchanged
}

/**
 * About when something began that has lasted so long: what decides between two instants that a local time may be.
 * @param seconds how long it had lasted when the answer came; null if it is not known.
 * @param fetchedAtMs when the answer came.
 * @returns null when either is unknown.
 */
export const sinceOf = (seconds: number | null, fetchedAtMs: EpochMs | undefined): EpochMs | null =>
  seconds === null || fetchedAtMs === undefined ? null : fetchedAtMs - seconds * 1000

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
  // A day is more than any zone's offset from UTC, so that the local hour lies between the two moments.
  const found = {
    beforeMs: offsetMs(hourMs - DAY_MS, timeZone),
    afterMs: offsetMs(hourMs + HOUR_MS + DAY_MS, timeZone),
  }
  if (hours.size >= CACHED_HOURS) hours.clear()
  hours.set(hour, found)
  return found
}

/** How far the clock of a zone is ahead of UTC at a moment, in milliseconds. */
export const zoneOffsetMs = (epochMs: EpochMs, timeZone: string): number => offsetMs(epochMs, timeZone)

function offsetMs(epochMs: EpochMs, timeZone: string): number {
  const minutes = tzOffset(timeZone, new Date(epochMs))
  if (Number.isNaN(minutes)) throw new RangeError(`there is no time zone "${timeZone}"`)
  return minutes * MINUTE_MS
}
