import type { ListName } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { TimeWindow } from '../../../schema/source.js'
import { showsEverything } from '../../access/rows/row-view.js'
import type { Key, ListOrder } from '../../plan/order.js'
import type { ReadingPlan } from '../rows/reader.js'
import type { SourceSlice } from './source-slice.js'

// Which time range a page covers of one source: all of its matching rows that start in it are on the page.

/** The lists of what happened. The others are about now. */
const IN_TIME: ReadonlySet<ListName> = new Set(['calls', 'sessions'])

/** What a page is, as far as its time range depends on it. */
export interface CoveredPage {
  readonly list: ListName
  readonly order: ListOrder
  /** Where the page ends before what was read does: at its last record, or where a source could not go on; else null. */
  readonly end: Key | null
}

/**
 * The time range that a page covers of a source. `from` is null where the source was read to its oldest row, and it is not
 * known how old that is. Null where nothing was read, where the list is not in the order of time, and where the range
 * would disclose how many rows the viewer may not see.
 */
export function coveredWindow({ list, order, end }: CoveredPage, slice: SourceSlice): TimeWindow | null {
  const { reader, plan, view } = slice
  if (reader === null || plan === null || reader.fetchedAtMs === null || reader.fetchedAtMs === Infinity) return null
  if (!IN_TIME.has(list) || order !== 'NEWEST_FIRST' || plan.want === 0) return null
  const isWhole = reader.state === 'done'
  if (!isWhole && (reader.lastExamined === null || !showsEverything(view))) return null
  const read = isWhole ? null : timeOf(reader.lastExamined)
  const range = plan.side === 'after' ? olderRange(plan, read, end) : newerRange(plan, read, end)
  const fromMs = maxOf(range.fromMs, reader.oldestMs)
  const toMs = Math.min(range.toMs ?? Infinity, reader.fetchedAtMs)
  return fromMs !== null && fromMs > toMs ? null : { from: fromMs === null ? null : written(fromMs), to: written(toMs) }
}

interface Range {
  readonly fromMs: EpochMs | null
  readonly toMs: EpochMs | null
}

/** @param readMs down to where rows were read; null: all of them. */
const olderRange = ({ point, range }: ReadingPlan, readMs: EpochMs | null, end: Key | null): Range => ({
  fromMs: maxOf(range.fromMs, readMs, timeOf(end)),
  toMs: minOf(range.toMs, pointOf(point)),
})

/** @param readMs up to where rows were read; null: all of them. */
const newerRange = ({ point, range }: ReadingPlan, readMs: EpochMs | null, end: Key | null): Range => ({
  fromMs: maxOf(range.fromMs, pointOf(point)),
  toMs: minOf(range.toMs, readMs, timeOf(end)),
})

/** Places between two instants, at which reading stops, are those of the later one. */
const timeOf = (at: { readonly rank: number } | null): EpochMs | null =>
  at === null || !Number.isFinite(at.rank) ? null : Math.ceil(-at.rank)
const pointOf = (point: ReadingPlan['point']): EpochMs | null =>
  typeof point?.place === 'number' && Number.isFinite(point.place) ? Math.ceil(-point.place) : null

const known = (times: readonly (EpochMs | null)[]): readonly EpochMs[] => times.filter((time) => time !== null)
const maxOf = (...times: readonly (EpochMs | null)[]): EpochMs | null =>
  known(times).length === 0 ? null : Math.max(...known(times))
const minOf = (...times: readonly (EpochMs | null)[]): EpochMs | null =>
  known(times).length === 0 ? null : Math.min(...known(times))

const written = (epochMs: EpochMs): string => new Date(epochMs).toISOString()
