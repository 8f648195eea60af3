import type { SourceStatus } from '../../../schema/enums.js'
import type { CallContext } from './call-context.js'

/** Tells whoever follows the request. What is missing may be there the next time: without it, no answer is kept. */
export function reportContribution(
  { watch, freshness }: Pick<CallContext, 'watch' | 'freshness'>,
  name: string,
  status: SourceStatus,
  stale = false,
): void {
  watch?.contributed(name, status, stale)
  if (status === 'FAILED' || status === 'PARTIAL') freshness?.lasts(0)
}
