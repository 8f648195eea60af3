import type { SourceReport } from '../../../schema/source.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { SourceSlice } from './source-slice.js'

// How much a source contributed to a page, and why something is missing.

/** Whether the source has no such list or cannot apply the filter, by its declaration or by the vendor's answer. */
export const isUnsupported = ({ failure, reader }: SourceSlice): boolean =>
  failure?.code === 'UNSUPPORTED' && (reader?.fetchedAtMs ?? null) === null

/** Whether the source failed before it returned any rows. */
export const hasFailed = ({ failure, reader }: SourceSlice): boolean =>
  failure !== null && failure.code !== 'UNSUPPORTED' && (reader?.fetchedAtMs ?? null) === null

export function statusOf(slice: SourceSlice, failure: SourceFailure | null): SourceReport['status'] {
  if (failure === null) return 'OK'
  if (isUnsupported(slice)) return 'UNSUPPORTED'
  return hasFailed(slice) ? 'FAILED' : 'PARTIAL'
}

/** The status of a source's contribution to the page. */
export const contributionOf = (slice: SourceSlice): SourceReport['status'] =>
  statusOf(slice, slice.failure ?? shortfallOf(slice))

/** Why records of a source that did answer are missing; null: none are. */
export function shortfallOf({ reader, missed, continuesAtMs, source }: SourceSlice): SourceFailure | null {
  if (reader?.state === 'stopped')
    return new SourceFailure(
      'TOO_LARGE',
      `looked at ${reader.rowsRead} rows, which is all that one page may cost, without filling it; continue from endCursor`,
    )
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
      `${source.node.title} does not answer in time, and its older list ends before this page begins: some of its records were missed`,
    )
  return null
}

/**
 * Whether the page goes past records of a source that failed before any row was read. If a source fails later, the page
 * ends at the last row that was read from it.
 */
export const hasPassedUnseen = ({ failure, reader }: SourceSlice): boolean =>
  failure !== null && failure.code !== 'UNSUPPORTED' && (reader === null || reader.lastExamined === null)
