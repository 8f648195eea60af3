import type { SourceStatus } from '../../../schema/enums.js'
import type { SourceReport } from '../../../schema/source.js'
import type { Access } from '../../access/rights/access.js'
import { NOTHING } from '../../access/rights/grants.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import type { CallContext } from './call-context.js'
import { toSourceError } from './health.js'
import type { Source } from './source.js'

// What a source contributed to a page, a count or a trace, as the graph reports it.

/** What one source contributed to one answer. */
export interface Contribution {
  /** Why the source could not go on; null: it could. */
  readonly failure: SourceFailure | null
  /** Why something is missing although the source did not fail; null: nothing is. */
  readonly shortfall: SourceFailure | null
  /** When its oldest rows were fetched; null: it returned none. */
  readonly fetchedAtMs: number | null
}

/** A failure after the first rows leaves a part of the answer. */
export const statusOfFailure = ({ code }: SourceFailure, fetchedAtMs: number | null): SourceStatus =>
  fetchedAtMs !== null ? 'PARTIAL' : code === 'UNSUPPORTED' ? 'UNSUPPORTED' : 'FAILED'

export function statusOf({ failure, shortfall, fetchedAtMs }: Contribution): SourceStatus {
  if (failure !== null) return statusOfFailure(failure, fetchedAtMs)
  return shortfall === null ? 'OK' : 'PARTIAL'
}

/**
 * @param contribution with the HTTP requests that were sent for it; a count is null where it is not known.
 * @param access of the viewer, who sees 0 requests without the right to explain.
 */
export function toSourceReport(
  { node, name }: Pick<Source, 'node' | 'name'>,
  access: Access,
  contribution: Contribution &
    Pick<SourceReport, 'stale' | 'requests' | 'totalCount'> &
    Partial<Pick<SourceReport, 'window'>>,
): SourceReport {
  const { failure, shortfall, fetchedAtMs, stale, requests, totalCount, window = null } = contribution
  const reason = failure ?? shortfall
  return {
    source: node,
    status: statusOf(contribution),
    error: reason === null ? null : toSourceError(reason),
    totalCount,
    fetchedAt: fetchedAtMs === null || fetchedAtMs === Infinity ? null : new Date(fetchedAtMs).toISOString(),
    stale,
    requests: access.rightsTo('explain', name) === NOTHING ? 0 : requests,
    window,
  }
}

/** Reports a contribution to the observer of the request. An incomplete answer is never cached. */
export function reportContribution(
  { watch, freshness }: Pick<CallContext, 'watch' | 'freshness'>,
  name: string,
  status: SourceStatus,
  stale = false,
): void {
  watch?.contributed(name, status, stale)
  if (status === 'FAILED' || status === 'PARTIAL') freshness?.limitTo(0)
}
