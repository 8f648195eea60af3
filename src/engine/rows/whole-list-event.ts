import type { WholeRows } from '../reporting/events.js'
import type { RowFetcher } from './row-fetcher.js'

/** Emits an event for a list that was read completely, if no condition was pushed down. */
export function reportWholeList({ source, query: { list, pushed } }: RowFetcher, rows: WholeRows): void {
  if (Object.keys(pushed).length === 0) source.onEvent?.({ type: 'whole-list', list, rows })
}
