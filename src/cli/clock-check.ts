import type { AnyList, Row } from '../../adapters/contract.js'
import { parseInstant } from '../../schema/instant.js'
import type { EpochMs } from '../../schema/scalars.js'

// Whether the times that a source tells fit our clock. A zone that is configured wrong moves all of them by hours.

/** Clocks may differ by a little; zones differ by a quarter of an hour at least. */
const FUTURE_TOLERANCE_MS = 120_000
const TALK_TOLERANCE_MS = 600_000

/**
 * What is implausible about the times of these rows, in words; null when nothing is.
 * Nothing has happened later than now. And a call in progress, answered at this time and talking for so long, must come
 * out at about now, which shows also a zone that makes times too early.
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
    return `a call is told to begin ${formatSpan(latest - nowMs)} from now: check the clocks and timeZone`
  const gaps = rows.flatMap((row) => {
    const [since, seconds] = [timeOf(row, 'answeredAt') ?? timeOf(row, 'startedAt'), read(row, 'durationSeconds')]
    const isRunning = since !== null && timeOf(row, 'endedAt') === null && 'state' in declaration.fields
    return isRunning && typeof seconds === 'number' && seconds > 0 ? [nowMs - since - seconds * 1000] : []
  })
  const gap = medianOf(gaps)
  if (gap === null || Math.abs(gap) <= TALK_TOLERANCE_MS) return null
  const off = `${formatSpan(Math.abs(gap))} ${gap > 0 ? 'earlier' : 'later'}`
  return `calls are told to begin ${off} than how long they have lasted: check the clocks and timeZone`
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
