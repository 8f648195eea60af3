import type { AnyList, BulkReading, ListName } from '../../../adapters/contract.js'
import { showsNothing } from '../../access/rows/row-view.js'
import type { ListEngine } from '../lists/list-engine.js'
import type { SeenSnapshot } from '../rows/snapshot.js'
import type { CallContext } from '../source/call-context.js'
import type { GlobalId } from '../source/global-id.js'
import { type RecordView, toCustomer } from '../source/records.js'
import type { Source } from '../source/source.js'
import { mayKnowCustomer, rowsOf } from '../source/visibility.js'
import { readInBulk } from './bulk-read.js'
import { declarationForRecords, LIST_OF, lookUp, nullIfEnded } from './lookup.js'

// Many records by their ids: from one reading of a list where that is cheaper, and the others one by one.

/** How records are read. */
export interface LookupOptions {
  /** Whether all of them are known to be calls in progress, or were a moment ago. */
  readonly inProgress?: boolean
  /** Whether customers are read; otherwise a customer is only what its id says, without a request. */
  readonly readsCustomers?: boolean
}

/** Finds a record in a list that was read; null: there is none; undefined: it is to be requested by itself. */
type Find = (nativeId: string) => RecordView | null | undefined

/** A request for one record. */
export interface RecordRequest {
  readonly id: GlobalId
  /** Counts the HTTP requests that are sent for it; a shared request counts for the first caller. */
  readonly count?: CallContext['count']
}

/**
 * Fetches records in parallel. The failure of one does not affect the others.
 * @returns in the order of the requests; null where the source reports that there is no such record.
 */
export function lookUpAll(
  engine: ListEngine,
  requests: readonly RecordRequest[],
  callContext: CallContext,
  { inProgress = false, readsCustomers = false }: LookupOptions = {},
): readonly Promise<RecordView | null>[] {
  const isRead = ({ id }: RecordRequest): boolean => readsCustomers || id.type !== 'Customer'
  const groups = Map.groupBy(requests.filter(isRead), keyOf)
  const readings = new Map([...groups].map(([key, group]) => [key, readGroup(engine, group, inProgress, callContext)]))
  return requests.map(async (each) => {
    if (!isRead(each)) return mentioned(engine, each, callContext)
    const find = await readings.get(keyOf(each))
    if (callContext.slices?.isOver() === true) await callContext.slices.next()
    const found = find?.(each.id.nativeId)
    return found === undefined ? lookUp(engine, each.id, countedBy(each, callContext)) : found
  })
}

/** A customer as such; null where the viewer may not know of it. */
function mentioned({ sources }: ListEngine, { id }: RecordRequest, { access }: CallContext): RecordView | null {
  const source = sources.find(id.source)
  return source !== undefined && mayKnowCustomer(access, source.name, id.nativeId)
    ? toCustomer({ nativeId: id.nativeId, name: null }, source.node)
    : null
}

const keyOf = ({ id: { source, type } }: RecordRequest): string => JSON.stringify([source, type])

const countedBy = ({ count }: RecordRequest, callContext: CallContext): CallContext =>
  count === undefined ? callContext : { ...callContext, count }

/** @param group records of one type at one source. */
function readGroup(
  engine: ListEngine,
  group: readonly RecordRequest[],
  inProgress: boolean,
  callContext: CallContext,
): Promise<Find> | null {
  const [leader] = group
  const first = leader?.id
  if (leader === undefined || first === undefined) return null
  const list = LIST_OF[first.type]
  const source = engine.sources.find(first.source)
  const declaration: AnyList | undefined = source?.declaration.lists[list]
  const bulk = declaration?.bulkReading
  if (source === undefined || showsNothing(rowsOf(callContext.access, source, list))) return null
  // A list that the vendor always returns whole is shared anyway.
  if (
    source === undefined ||
    declaration === undefined ||
    bulk === undefined ||
    declaration.paging.style === 'snapshot'
  )
    return null
  const keys = new Set(group.map(({ id }) => id.nativeId)).size
  // A lookup returns a full row, too.
  const detail = declaration.condensed === undefined ? 'condensed' : 'full'
  const wanted = {
    source,
    declaration: declarationForRecords(callContext.access, source, list, declaration),
    list,
    detail,
    keys,
    by: 'id',
    inProgress,
  } as const
  const reading = readInBulk(engine, wanted, countedBy(leader, callContext))
  const found = reading?.then((snapshot) => finderIn(source, list, snapshot, bulk)) ?? null
  // Prevents unhandledRejection when nobody waits.
  found?.catch(() => undefined)
  return found
}

function finderIn(
  source: Source,
  list: ListName,
  { entries, fetchedAtMs, truncated }: SeenSnapshot,
  { has }: BulkReading,
): Find {
  const rows = new Map(entries.map(({ nativeId, row }) => [nativeId, row]))
  const make = source.records[list]
  return (nativeId) => {
    const row = rows.get(nativeId)
    if (row !== undefined && make !== undefined) return nullIfEnded(list, make(row, fetchedAtMs, 'full-only'))
    return has === 'all' && !truncated ? null : undefined
  }
}
