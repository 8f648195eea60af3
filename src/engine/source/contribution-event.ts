import type { SourceStatus } from '../../../schema/enums.js'
import type { Asking } from './call-context.js'

/** Tells whoever follows the request. What is missing may be there the next time: without it, no answer is kept. */
export function tellContribution(
  { watch, freshness }: Pick<Asking, 'watch' | 'freshness'>,
  name: string,
  status: SourceStatus,
  stale = false,
): void {
  watch?.contributed(name, status, stale)
  if (status === 'FAILED' || status === 'PARTIAL') freshness?.lasts(0)
}
