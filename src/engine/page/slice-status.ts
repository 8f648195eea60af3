import type { SourceStatus } from '../../../schema/enums.js'
import { showsEverything } from '../../access/rows/row-view.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { type Contribution, statusOfFailure } from '../source/source-report.js'
import type { SourceSlice } from './source-slice.js'

// How much a source contributed to a page, and why something is missing.

/** Whether the source has no such list or cannot apply the filter, by its declaration or by the vendor's answer. */
export const isUnsupported = (slice: SourceSlice): boolean => statusOfFailedSlice(slice) === 'UNSUPPORTED'

/** Whether the source failed before it returned any rows. */
export const hasFailed = (slice: SourceSlice): boolean => statusOfFailedSlice(slice) === 'FAILED'

const statusOfFailedSlice = ({ failure, reader }: SourceSlice): SourceStatus | null =>
  failure === null ? null : statusOfFailure(failure, reader?.fetchedAtMs ?? null)

/** What the source has contributed to the page so far. */
export const contributionOf = (slice: SourceSlice): Contribution => ({
  failure: slice.failure,
  shortfall: shortfallOf(slice),
  fetchedAtMs: slice.reader?.fetchedAtMs ?? null,
})

/** Why records of a source that did answer are missing; null: none are. */
export function shortfallOf(slice: SourceSlice): SourceFailure | null {
  const { reader, view } = slice
  if (reader?.state === 'stopped')
    return new SourceFailure(
      'TOO_LARGE',
      showsEverything(view) && reader.rowsRead > 0
        ? `examined ${reader.rowsRead} rows, which is all that one page may cost, without filling it; continue from endCursor`
        : 'searched as far as one page may, without filling it; continue from endCursor',
    )
  return lossOf(slice)
}

/** Why records are missing that no later page will have; null: none are. */
export function lossOf({ reader, missed, continuesAtMs, source }: SourceSlice): SourceFailure | null {
  if (reader !== null && reader.shortfall !== null) return reader.shortfall
  if (missed === 'failed')
    return new SourceFailure(
      'UNAVAILABLE',
      `${source.node.title} had failed on an earlier page: its records before this page were missed`,
    )
  if (missed === 'disordered')
    return new SourceFailure(
      'PROTOCOL',
      `${source.node.title} broke its order on an earlier page: some of its records may have been missed`,
    )
  if (reader?.stale && continuesAtMs !== null && (reader.fetchedAtMs ?? Infinity) < continuesAtMs)
    return new SourceFailure(
      'UNAVAILABLE',
      `${source.node.title} did not answer in time, and its older list ends before this page begins: some of its records were missed`,
    )
  return null
}

/**
 * Whether the page goes past records of a source that failed before any row was read. If a source fails later, the page
 * ends at the last row that was read from it.
 */
export const hasPassedUnseen = ({ failure, reader }: SourceSlice): boolean =>
  failure !== null && failure.code !== 'UNSUPPORTED' && (reader === null || reader.lastExamined === null)
