// What is told of lists, for logs and metrics.

import type { ListName } from '../../adapters/contract.js'
import type { SourceStatus } from '../../schema/enums.js'
import { contributionOf } from './contribution.js'
import type { Part } from './part.js'
import type { Rows } from './rows.js'
import type { Asking } from './source.js'
import type { WholeRows } from './watch.js'

/** Tells what each source contributed to a list: to the source's listener, and to whoever follows the request. */
export function tellContributions(
  list: ListName,
  parts: readonly Part[],
  asking: Pick<Asking, 'watch' | 'freshness'>,
): void {
  for (const part of parts) {
    const { source, reader, trouble } = part
    const status = contributionOf(part)
    tellContribution(asking, source.name, status, reader?.stale)
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

const isUnfiltered = ({ split }: Part): boolean => split?.pushedPaths.length === 0 && split.residual.length === 0

/** Tells of a list that was read from one end to the other, if no condition was pushed down. */
export function tellWholeList({ source, asked: { list, pushed } }: Rows, rows: WholeRows): void {
  if (Object.keys(pushed).length === 0) source.onEvent?.({ type: 'whole-list', list, rows })
}
