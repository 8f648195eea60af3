import type { ListName } from '../../../adapters/contract.js'
import { showsEverything } from '../../access/rows/row-view.js'
import type { CallContext } from '../source/call-context.js'
import { reportContribution, statusOf } from '../source/source-report.js'
import { contributionOf } from './slice-status.js'
import type { SourceSlice } from './source-slice.js'

// Events about lists, for logs and metrics.

/** Reports what each source contributed to a list, to the source's listener and to the observer of the request. */
export function reportContributions(
  list: ListName,
  slices: readonly SourceSlice[],
  callContext: Pick<CallContext, 'watch' | 'freshness'>,
): void {
  for (const slice of slices) {
    const { source, reader, failure } = slice
    const status = statusOf(contributionOf(slice))
    reportContribution(callContext, source.name, status, reader?.stale)
    source.onEvent?.({
      type: 'list',
      list,
      status,
      rowsRead: reader?.rowsRead ?? 0,
      rowsReturned: reader?.taken ?? 0,
      unfilteredTotal: failure === null && isUnfiltered(slice) ? (reader?.total ?? null) : null,
      fetchedAtMs: reader?.fetchedAtMs ?? null,
    })
  }
}

const isUnfiltered = ({ split, view }: SourceSlice): boolean =>
  split?.pushedPaths.length === 0 && split.residual.length === 0 && showsEverything(view)
