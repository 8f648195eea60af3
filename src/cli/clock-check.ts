import type { AnyList, Row } from '../../adapters/contract.js'
import { parseInstant } from '../../schema/instant.js'
import type { EpochMs } from '../../schema/scalars.js'

// Checks the times in a source's rows against the gateway's clock. A wrong time zone shifts all of them by hours.

/** Clocks may differ slightly; time zones differ by at least a quarter of an hour. */
const FUTURE_TOLERANCE_MS = 120_000
const DURATION_TOLERANCE_MS = 600_000

/**
 * Returns a message when the times of these rows are implausible, otherwise null.
 * No time may be in the future. For calls in progress, the answer time plus the duration must be about now; this also
 * detects a time zone that makes times too early.
 * @param nowMs when the rows were fetched.
 */
export function findClockTrouble(rows: readonly Row[], declaration: AnyList, nowMs: EpochMs): string | null {
  const read = (row: Row, field: string): unknown => declaration.fields[field]?.read(row, nowMs)
  const timeOf = (row: Row, field: string): EpochMs | null => {
    const value = read(row, field)
    return typeof value === 'string' ? parseInstant(value) : null
  }
  const latest = rows
    .flatMap((row) => [timeOf(row, 'startedAt'), timeOf(row, 'answeredAt')])
    .reduce<EpochMs>((sofar, time) => Math.max(sofar, time ?? sofar), -Infinity)
  if (latest > nowMs + FUTURE_TOLERANCE_MS)
    return `the source reports a call that starts ${formatSpan(latest - nowMs)} from now: check the clocks and timeZone`
  const gaps = rows.flatMap((row) => {
    const [since, seconds] = [timeOf(row, 'answeredAt') ?? timeOf(row, 'startedAt'), read(row, 'durationSeconds')]
    const isRunning = since !== null && timeOf(row, 'endedAt') === null && 'state' in declaration.fields
    return isRunning && typeof seconds === 'number' && seconds > 0 ? [nowMs - since - seconds * 1000] : []
  })
  const gap = medianOf(gaps)
  if (gap === null || Math.abs(gap) <= DURATION_TOLERANCE_MS) return null
  const off = `${formatSpan(Math.abs(gap))} ${gap > 0 ? 'earlier' : 'later'}`
  return `the source reports start times ${off} than the durations of its calls imply: check the clocks and timeZone`
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

/** `2 h 5 min`, `3 min`, `40 s`. */
function formatSpan(spanMs: number): string {
  const minutes = Math.floor(spanMs / 60_000)
  if (minutes < 1) return `${Math.round(spanMs / 1000)} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
