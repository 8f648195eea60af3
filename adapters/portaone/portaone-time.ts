import type { EpochMs, Timestamp } from '../../schema/scalars.js'
import type { Row } from '../contract.js'
import { toFloat, toText } from '../wire/field-readers.js'
import { isPlaceholder } from '../wire/time/iso-time.js'
import { localToEpochMs, secondsTimestamp, toLocalTime } from '../wire/time/local-time.js'

// Times are `YYYY-MM-DD hh:mm:ss` in UTC, in requests and in responses. Many have a twin in seconds since 1970, which
// does not depend on how the system writes times: it is preferred.

const SECOND_MS = 1000
/** The year 9999, the last of RFC 3339. */
const LAST_MS = Date.UTC(10_000, 0) - 1

/** A time in a request. */
export const toPortaTime = (epochMs: EpochMs): string => toLocalTime(epochMs, 'UTC')

/** The vendor fields of a time: `connect_time` and `unix_connect_time`. */
export const timeFields = (name: string): readonly string[] => [name, `unix_${name}`]

/**
 * Reads a time of a row.
 * @param name `connect_time`.
 * @returns milliseconds since 1970; null if it is absent, 0, or no time.
 */
export function timeOf(row: Row, name: string): EpochMs | null {
  const seconds = toFloat(row[`unix_${name}`])
  if (seconds !== null && seconds > 0 && seconds * SECOND_MS <= LAST_MS) return Math.floor(seconds) * SECOND_MS
  const epochMs = localToEpochMs(toText(row[name]) ?? '', 'UTC')
  return epochMs === null || isPlaceholder(epochMs) ? null : epochMs
}

/** The same as the graph returns it. */
export function timestampOf(row: Row, name: string): Timestamp | null {
  const epochMs = timeOf(row, name)
  return epochMs === null ? null : secondsTimestamp(epochMs)
}
