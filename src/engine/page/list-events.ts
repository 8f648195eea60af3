import type { ListName } from '../../../adapters/contract.js'
import type { CallContext } from '../source/call-context.js'
import { reportContribution } from '../source/contribution-event.js'
import type { Part } from './part.js'
import { contributionOf } from './part-status.js'

// What is told of lists, for logs and metrics.

/** Tells what each source contributed to a list: to the source's listener, and to whoever follows the request. */
export function reportContributions(
  list: ListName,
  parts: readonly Part[],
  callContext: Pick<CallContext, 'watch' | 'freshness'>,
): void {
  for (const part of parts) {
    const { source, reader, trouble } = part
    const status = contributionOf(part)
    reportContribution(callContext, source.name, status, reader?.stale)
    source.onEvent?.({
      type: 'list',
      list,
      status,
      rowsRead: reader?.rowsRead ?? 0,
      rowsReturned: reader?.taken ?? 0,
      unfilteredTotal: trouble === null && isUnfiltered(part) ? (reader?.total ?? null) : null,
      fetchedAtMs: reader?.fetchedAtMs ?? null,
    })
  }
}

const isUnfiltered = ({ split }: Part): boolean => split?.pushedPaths.length === 0 && split.residual.length === 0
