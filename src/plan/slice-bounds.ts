import type { SlicePaging } from '../../adapters/contract.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Side } from './locate.js'
import { ceilTo, type ScanPlan } from './slices.js'

/** Calls of a vendor whose clock is fast may begin in the future, by at most this many milliseconds. */
const FAST_CLOCK_MS = 300_000

/** Which part of a list a page is about, by the times at which rows begin. */
export interface SliceNeed {
  readonly paging: SlicePaging
  readonly side: Side
  /** From where: rows that begin at this time may still belong to the page; null: from the list's beginning or end. */
  readonly pointMs: EpochMs | null
  /** The wanted range: from the first time on, up to but without the second; null where it is open. */
  readonly fromMs: EpochMs | null
  readonly toMs: EpochMs | null
  readonly nowMs: EpochMs
}

/** The oldest time that the vendor still has rows of. */
export const floorOf = ({ oldestMs, granularityMs }: SlicePaging, nowMs: EpochMs): EpochMs =>
  oldestMs === null ? 0 : Math.max(0, ceilTo(nowMs - oldestMs, granularityMs))

/**
 * Between which compared times a page has to read. A row is compared by its beginning or later, by at most the slack:
 * rows that begin in a range are found between its begin and its end plus the slack.
 */
export function boundsOf({
  paging,
  side,
  pointMs,
  fromMs,
  toMs,
  nowMs,
}: SliceNeed): Pick<ScanPlan, 'direction' | 'beginMs' | 'nearMs' | 'endMs' | 'floorMs' | 'nowMs'> {
  const { slackMs } = paging
  const floorMs = floorOf(paging, nowMs)
  const topMs = nowMs + FAST_CLOCK_MS
  const oldestMs = Math.max(floorMs, fromMs ?? floorMs)
  const newestMs = Math.min(topMs, (toMs ?? topMs) + slackMs)
  if (side === 'after') {
    const startMs = Math.min(pointMs ?? topMs, toMs ?? topMs)
    const beginMs = Math.min(topMs, startMs + slackMs)
    return { direction: 'backward', beginMs, nearMs: Math.min(startMs, nowMs), endMs: oldestMs, floorMs, nowMs }
  }
  const beginMs = Math.max(oldestMs, pointMs ?? oldestMs)
  return { direction: 'forward', beginMs, nearMs: beginMs + slackMs, endMs: newestMs, floorMs, nowMs }
}
