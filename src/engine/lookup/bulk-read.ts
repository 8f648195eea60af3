import type { AnyList, Declaration, ListName } from '../../../adapters/contract.js'
import { requestsFor } from '../../plan/windows.js'
import type { ListEngine } from '../lists/list-engine.js'
import type { Detail } from '../rows/row-detail.js'
import { keyOf, queryFor, type RowQuery } from '../rows/row-query.js'
import type { SeenSnapshot } from '../rows/snapshot.js'
import type { CallContext } from '../source/call-context.js'
import type { Source } from '../source/source.js'
import { readExplained } from './explained-list.js'

// Reads a list once instead of sending many requests, each for one record or one customer's records, if the adapter
// declares that this is cheaper.

/** Many records, or the records of many owners, in one list at one source. */
export interface BulkRequest {
  readonly source: Source
  /** The source's declaration, with or without credentials in its rows. */
  readonly declaration: Declaration
  readonly list: ListName
  readonly detail: Detail
  /** How many different ids or owners are requested. */
  readonly keys: number
  /** By what their records are picked from the list, for the plan that explain returns. */
  readonly by: 'id' | 'customerId' | 'number'
  /** Whether all of them are known to be calls in progress. */
  readonly inProgress: boolean
}

/**
 * Reads a list in bulk, if that takes fewer requests than one for every `worth` keys. The length of the list is
 * reported by its first page, and remembered for the next time.
 * @returns null when each is to be requested by itself. A list that turns out to be too long while it is read is
 * `truncated`.
 */
export function readInBulk(
  engine: ListEngine,
  wanted: BulkRequest,
  callContext: CallContext,
): Promise<SeenSnapshot> | null {
  const { source, list, detail, keys, inProgress } = wanted
  const declaration: AnyList | undefined = wanted.declaration.lists[list]
  const bulk = declaration?.bulkReading
  if (declaration === undefined || bulk === undefined || (bulk.has === 'in-progress' && !inProgress)) return null
  const mostRequests = Math.ceil(keys / bulk.worth) - 1
  const query: RowQuery = { ...queryFor(list, declaration, bulk.under, detail), mostRequests }
  const length = engine.listCache.lastLength(source, query) ?? 0
  if (requestsFor(declaration.paging, length) > mostRequests) return null
  callContext.budget?.takeList([`${keyOf(source, query)} ${mostRequests}`])
  return readExplained(engine, source, query, callContext, [wanted.by])
}
