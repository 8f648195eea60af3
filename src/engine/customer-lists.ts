// The same list of many customers at once: one reading of everyone's, where the source has such a list and it is cheaper
// than asking for each customer by itself.

import type { AnyList, Row } from '../../adapters/contract.js'
import { conditionsOf } from '../plan/filter.js'
import type { Entry } from '../plan/locate.js'
import { canCheck, compileTest } from '../plan/match.js'
import { formFor } from './forms.js'
import type { ListEngine } from './list.js'
import { readForMany } from './many-at-once.js'
import type { Snapshot } from './snapshot.js'
import type { Asking, Source } from './source.js'

/** A list of one customer. */
export interface CustomerList {
  readonly list: 'sipAccounts' | 'activeCalls'
  readonly source: string
  readonly customerId: string
  /** Further conditions; a list for everyone is shared by those whose conditions the gateway can check by itself. */
  readonly filter: object | null | undefined
  /** Fields of the records that are selected. */
  readonly fields: ReadonlySet<string>
}

/** What was read for many, to be taken instead of asking; it fails as the reading did. */
export type PreparedList = Promise<Snapshot> | null

type Prepare = (customerId: string) => PreparedList

/** For each list of a batch, what to read; null: ask for this customer alone. */
export async function prepareLists(
  engine: ListEngine,
  wanted: readonly CustomerList[],
  asking: Asking,
): Promise<readonly { readonly list: PreparedList }[]> {
  const groups = Map.groupBy(wanted.filter(canShare), keyOf)
  const prepared = await Promise.all(
    [...groups].map(async ([key, group]) => [key, await prepareGroup(engine, group, asking)] as const),
  )
  const byKey = new Map(prepared)
  return wanted.map((each) => ({ list: canShare(each) ? (byKey.get(keyOf(each))?.(each.customerId) ?? null) : null }))
}

const keyOf = ({ list, source }: CustomerList): string => JSON.stringify([list, source])

const canShare = ({ list, filter }: CustomerList): boolean =>
  conditionsOf(filter ?? {}).every(({ path }) => canCheck(list, path))

const alone: Prepare = () => null

/** @param group lists of one kind at one source. */
async function prepareGroup(engine: ListEngine, group: readonly CustomerList[], asking: Asking): Promise<Prepare> {
  const [{ list, source: name } = { list: 'sipAccounts', source: '' } as const] = group
  const source = engine.sources.find((candidate) => candidate.name === name)
  const declaration: AnyList | undefined = source?.declaration.lists[list]
  if (source === undefined || declaration === undefined) return alone
  const order = list === 'sipAccounts' ? 'NATIVE_ID' : 'NEWEST_FIRST'
  const keys = new Set(group.map(({ customerId }) => customerId)).size
  const detail = formFor(declaration, neededBy(group), source.declaration.lists)
  const reading = readForMany(engine, { source, list, order, detail, keys, by: 'customerId', inProgress: true }, asking)
  if (reading === null) return alone
  return reading.then(
    (snapshot) => (snapshot.truncated ? alone : shareOut(source, declaration, list, snapshot)),
    // Whoever reads it hears of the failure.
    () => () => reading,
  )
}

/** Gives each customer what is its own. One that is not met is nobody here, or has its records elsewhere. */
function shareOut(source: Source, declaration: AnyList, list: CustomerList['list'], snapshot: Snapshot): Prepare {
  const make = source.records[list]
  const customerOf = ({ row }: Entry<Row>): unknown => {
    const record = make?.(row, snapshot.fetchedAtMs)
    return nativeIdOf(record === undefined ? null : Reflect.get(record, 'customer'))
  }
  const own = Map.groupBy(snapshot.entries, customerOf)
  const isConclusive = declaration.manyAtOnce?.has === 'all'
  return (customerId) => {
    const entries = own.get(customerId)
    if (entries === undefined && !isConclusive) return null
    // The rows are those of the whole list, and weighed there.
    return Promise.resolve({ ...snapshot, entries: entries ?? [], size: 0 })
  }
}

const nativeIdOf = (customer: unknown): unknown =>
  typeof customer === 'object' && customer !== null && 'nativeId' in customer ? customer.nativeId : null

/** What is selected of any of them, what picks the customers' own, and what their conditions read. */
const neededBy = (group: readonly CustomerList[]): ReadonlySet<string> =>
  new Set(
    group.flatMap(({ list, fields, filter, customerId }) => [
      ...fields,
      ...compileTest(list, conditionsOf({ ...filter, customerId }), undefined).reads,
    ]),
  )
