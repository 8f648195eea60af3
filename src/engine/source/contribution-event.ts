import type { SourceStatus } from '../../../schema/enums.js'
import type { CallContext } from './call-context.js'

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
