import type { AnyList, ListName, Row } from '../../../adapters/contract.js'
import type { Entry } from '../../plan/locate.js'
import { defaultOrderOf, isKeptInOrder } from '../../plan/order.js'
import { windowsFor } from '../../plan/windows.js'
import type { CallContext } from '../source/call-context.js'
import type { Source } from '../source/source.js'
import { RowEntries } from './row-entries.js'
import { RowFetcher } from './row-fetcher.js'
import { sampleSlices } from './slice-scans.js'

/** Whether a list comes in the order in which the graph has it. */
export const isOrdered = (list: ListName, declaration: AnyList): boolean =>
  isKeptInOrder(declaration, defaultOrderOf(list))

/**
 * Reads a few rows of a list by one small query, to find out whether the source answers.
 * @throws OrderBroken when the rows are not in the declared order; SourceFailure; the signal's reason.
 */
export async function readSample(
  source: Source,
  list: ListName,
  declaration: AnyList,
  count: number,
  callContext: CallContext,
): Promise<readonly Pick<Entry<Row>, 'row'>[]> {
  // Of a list that is joined from several, the last is read: its rows have come furthest.
  const pushed = declaration.joins?.({})?.at(-1) ?? {}
  const query = { list, declaration, pushed, order: defaultOrderOf(list), detail: 'condensed' } as const
  const rows = new RowFetcher(source, query, callContext, new RowEntries())
  if (isOrdered(list, declaration)) return (await rows.fetch(0, count, 'first')).entries
  const { paging } = declaration
  if (paging.style === 'slices') return sampleSlices(rows, paging, count)
  const [window] = windowsFor(paging, 0, count)
  return window === undefined ? [] : (await rows.fetchUnordered(window)).entries
}
