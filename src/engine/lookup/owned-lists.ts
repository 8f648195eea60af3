import type { AnyList } from '../../../adapters/contract.js'
import { showsNothing } from '../../access/rows/row-view.js'
import { conditionsOf, splitFilter } from '../../plan/filter.js'
import { canCheck, compileTest } from '../../plan/match.js'
import type { ListEngine } from '../lists/list-engine.js'
import type { OwnerCondition } from '../lists/owner-index.js'
import type { PreparedList } from '../lists/prepared-list.js'
import { detailFor } from '../rows/row-detail.js'
import type { SeenSnapshot } from '../rows/snapshot.js'
import type { CallContext } from '../source/call-context.js'
import { declarationFor, grantedOf, withheldFrom } from '../source/credentials.js'
import type { Source } from '../source/source.js'
import { rowsOf } from '../source/visibility.js'
import { readInBulk } from './bulk-read.js'

// The same list for many customers or numbers at once: one reading of the list of all owners, where the source has one
// and that is cheaper than a request for each.

/** A list of one customer, or of one phone number in E.164 form, at one source. */
export interface OwnedList {
  readonly list: 'sipAccounts' | 'activeCalls'
  readonly source: string
  readonly by: OwnerCondition
  readonly key: string
  /** Further conditions. Only requests whose conditions the gateway can check itself share a list of all owners. */
  readonly filter: object | null | undefined
  /** Fields of the records that are selected. */
  readonly fields: ReadonlySet<string>
}

type Prepare = (key: string) => PreparedList | null

/** The prepared list for each request of a batch; null: this one is to be requested by itself. */
export async function prepareLists(
  engine: ListEngine,
  wanted: readonly OwnedList[],
  callContext: CallContext,
): Promise<readonly { readonly list: PreparedList | null }[]> {
  const groups = Map.groupBy(wanted, (each) => (canShare(each) ? `${each.list} ${each.by} ${each.source}` : null))
  const prepared = new Map<OwnedList, PreparedList | null>()
  const prepare = async (group: readonly OwnedList[]) => {
    const find = await prepareGroup(engine, group, callContext)
    for (const each of group) prepared.set(each, find(each.key))
  }
  await Promise.all([...groups].map(([key, group]) => (key === null ? undefined : prepare(group))))
  return wanted.map((each) => ({ list: prepared.get(each) ?? null }))
}

const canShare = ({ list, filter }: OwnedList): boolean =>
  filter === null || filter === undefined || conditionsOf(filter).every(({ path }) => canCheck(list, path))

const alone: Prepare = () => null

/** @param group lists of one kind at one source. */
async function prepareGroup(
  engine: ListEngine,
  group: readonly OwnedList[],
  callContext: CallContext,
): Promise<Prepare> {
  const [first] = group
  if (first === undefined) return alone
  const { list, source: name, by } = first
  const source = engine.sources.find(name)
  const declaration: AnyList | undefined = source?.declaration.lists[list]
  if (source === undefined || declaration === undefined) return alone
  const view = rowsOf(callContext.access, source, list)
  if (showsNothing(view)) return alone
  // A list that the vendor cannot filter by owner takes the same request for all of them anyway.
  if (group.every(({ key }) => splitFilter(declaration, { [by]: key }).pushedPaths.length === 0)) return alone
  const keys = new Set(group.map((each) => each.key)).size
  const needed = grantedOf(withheldFrom(callContext.access, name), list, neededBy(group))
  const detail = detailFor(declaration, needed, source.declaration.lists, view.needs)
  const wanted = {
    source,
    declaration: declarationFor(source, list, needed),
    list,
    detail,
    keys,
    by,
    inProgress: true,
  } as const
  const reading = readInBulk(engine, wanted, callContext)
  if (reading === null) return alone
  return reading.then(
    (snapshot) => (snapshot.truncated ? alone : divideByOwner(engine, source, declaration, first, snapshot)),
    // The failure is thrown when the list is read.
    (error: unknown) => () => ({
      by,
      read: () => {
        throw error
      },
    }),
  )
}

/** Gives each owner its rows. An owner without rows does not exist at this source, or its rows are not in this list. */
function divideByOwner(
  { listCache }: ListEngine,
  source: Source,
  declaration: AnyList,
  { list, by }: OwnedList,
  snapshot: SeenSnapshot,
): Prepare {
  const own = listCache.ownerIndex.of(snapshot, source, list, by)
  const isConclusive = declaration.bulkReading?.has === 'all'
  return (key) => {
    const entries = own.get(key)
    if (entries === undefined && !isConclusive) return null
    // The rows are those of the whole list, and the cache counts their size there.
    return { by, read: () => ({ ...snapshot, entries: entries ?? [], size: 0 }) }
  }
}

/** The fields that any of them selects, those that name the owner, and those that the conditions read. */
function neededBy(group: readonly OwnedList[]): ReadonlySet<string> {
  const needed = new Set<string>()
  let last: OwnedList | null = null
  for (const each of group) {
    const { list, fields, filter, by, key } = each
    // The requests of one page have the same set of fields and the same filter object.
    if (last?.fields !== fields) for (const field of fields) needed.add(field)
    if (last === null || last.filter !== filter)
      for (const field of compileTest(list, conditionsOf({ ...filter, [by]: key }), undefined).reads) needed.add(field)
    last = each
  }
  return needed
}
