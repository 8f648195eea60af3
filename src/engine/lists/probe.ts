import type { AnyList, ListName } from '../../../adapters/contract.js'
import { viewOf } from '../../access/rows/row-view.js'
import { queryFor } from '../rows/row-query.js'
import { readSample } from '../rows/sample.js'
import type { CallContext } from '../source/call-context.js'
import type { Source } from '../source/source.js'
import type { ListCache } from './list-cache.js'

/** The cheapest first. */
const OTHERS = ['sipAccounts', 'calls', 'sessions', 'customers'] as const satisfies readonly ListName[]

/**
 * Asks a source for its calls in progress, which have gauges; for one row of another list where the vendor has no such list.
 * @throws SourceFailure; OrderBroken; the signal's reason.
 */
export async function probe(source: Source, listCache: ListCache, callContext: CallContext): Promise<void> {
  const { lists } = source.declaration
  const { activeCalls } = lists
  if (activeCalls !== undefined) {
    const view = viewOf(callContext.access, source.name, 'activeCalls', activeCalls.owners)
    await listCache.seenList(source, queryFor('activeCalls', activeCalls), view, callContext)
    return
  }
  const list = OTHERS.find((name) => lists[name] !== undefined)
  const declaration: AnyList | undefined = list && lists[list]
  if (list !== undefined && declaration !== undefined) await readSample(source, list, declaration, 1, callContext)
}
