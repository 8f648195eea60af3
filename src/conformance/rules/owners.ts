// C21, C22: whose the rows are.

import type { AnyList, ListName, Row, RowOwners } from '../../../adapters/contract.js'
import { splitFilter } from '../../plan/filter.js'
import { rowsOf } from '../golden-reading.js'
import type { InProcessSource } from '../in-process.js'
import { listsOf } from '../operations.js'
import { nativeIdOf } from '../records.js'
import { openSites } from '../sites.js'
import { readWhole } from '../whole-list.js'
import { HOSTILE_VALUES, hostileRow } from './hostile.js'
import { type ConformanceKit, declarationOf, type Rule } from './rule.js'

interface Owned {
  readonly name: ListName
  readonly list: AnyList
  readonly owners: RowOwners
}
const ownedLists = (declaration: Parameters<typeof listsOf>[0]): readonly Owned[] =>
  listsOf(declaration).flatMap(({ name, list }) =>
    list.owners === 'source' ? [] : [{ name, list, owners: list.owners }],
  )

/** What a declaration says of itself. */
function declaredBreaches({ owners }: Owned): readonly string[] {
  const { from, parties, others = [], read } = owners
  const hidden = new Set([...parties, ...others].flatMap(({ fields }) => fields))
  const names = [...new Set([...from, ...hidden])]
  const unstable = HOSTILE_VALUES.flatMap((value) => {
    try {
      const row = hostileRow(names, value)
      const ids = [...read(row), ...[...parties, ...others].flatMap(({ customer }) => customer(row) ?? [])]
      return ids.every((id) => typeof id === 'string' && id !== '') ? [] : ['an owner is not the text of an id']
    } catch (error) {
      return [`reading the owners of a hostile row throws ${String(error).slice(0, 80)}`]
    }
  })
  return [
    ...(from.length === 0 ? ['no vendor field names the owners; declare owners as source'] : []),
    ...(from.length > 1 ? from.filter((field) => !hidden.has(field)) : []).map(
      (field) => `${field} names one of several owners, and is not hidden from the others`,
    ),
    ...new Set(unstable),
  ]
}

/** The rows of all goldens of a list, and of lookups that return its rows. */
function goldenRows(kit: ConformanceKit, name: ListName): readonly (readonly [Row, RowOwners])[] {
  return kit.goldens.flatMap((golden) => {
    const declaration = declarationOf(kit, golden)
    const { exchange } = golden
    const isOf = 'list' in exchange ? exchange.list === name : 'lookup' in exchange && `${exchange.lookup}s` === name
    const owners = declaration?.lists[name]?.owners ?? 'source'
    if (declaration === undefined || !isOf || owners === 'source') return []
    return rowsOf(declaration, golden).map((row) => [row, owners] as const)
  })
}

/** Whether each row belongs to somebody: to itself, as customers do, or to the customer that was asked for. */
const alwaysOwned = ({ list, owners }: Owned): boolean =>
  list.fields.nativeId.from.join() === owners.from.join() || typeof list.unavailable?.({}) === 'string'

function goldenBreaches(kit: ConformanceKit, owned: Owned): readonly string[] {
  const rows = goldenRows(kit, owned.name)
  const owners = rows.map(([row, { read }]) => read(row))
  const [first] = owners.filter((ids) => ids.length > 0)
  const isForeign = (ids: readonly string[]) => ids.length > 0 && !ids.some((id) => first?.includes(id))
  const strangers = rows.flatMap(([row, { read, parties }]) =>
    parties.flatMap(({ customer }) => {
      const id = customer(row)
      return id === null || read(row).includes(id) ? [] : [`${id} is a party of a row, and not one of its owners`]
    }),
  )
  return [
    ...(first === undefined ? ['no golden has a row with an owner'] : []),
    ...(owners.some(isForeign) ? [] : ['no golden has a row of another owner than the first']),
    ...(owners.some((ids) => ids.length === 0) || alwaysOwned(owned)
      ? []
      : ['no golden has a row that belongs to nobody']),
    ...strangers,
  ]
}

const C21: Rule = {
  id: 'C21',
  level: 'MUST',
  title: 'say whose each row is and what concerns one party only; goldens have a foreign row and one of nobody',
  check: (kit) =>
    kit.adapter.examples.flatMap(({ label, declaration }) =>
      ownedLists(declaration).flatMap((owned) =>
        [...new Set([...declaredBreaches(owned), ...goldenBreaches(kit, owned)])].map(
          (breach) => `${label}: ${owned.name}, ${breach}`,
        ),
      ),
    ),
}

const LIMIT = 1000
const CUSTOMERS = 5

/** Each form that has all of `from` must show the same owners. */
function formBreaches(source: InProcessSource, { list, owners }: Owned, whole: readonly Row[]): readonly string[] {
  const { condensed, paging } = list
  if (condensed === undefined || !owners.from.every((field) => condensed.includes(field))) return []
  const limit = paging.style === 'offset' ? paging.maxLimit : LIMIT
  const window = { style: 'offset', offset: 0, limit } as const
  const short = source.ask(list.request({ filter: {}, window, detail: 'condensed' }), list.decode).rows
  const byId = new Map(whole.map((row) => [nativeIdOf(list.fields, row), owners.read(row).join()]))
  const differs = short.some((row) => (byId.get(nativeIdOf(list.fields, row)) ?? '') !== owners.read(row).join())
  return differs ? ['the condensed form shows other owners than the full one'] : []
}

/** What the vendor returns for one customer. */
function customerBreaches(source: InProcessSource, { list, owners }: Owned, whole: readonly Row[]): readonly string[] {
  const customers = [...new Set(whole.flatMap((row) => owners.read(row)))].slice(0, CUSTOMERS)
  return customers.flatMap((customerId) => {
    const { pushed, pushedPaths } = splitFilter(list, { customerId })
    if (pushedPaths.length === 0)
      return owners.completeByCustomer ? ['is declared complete by customer, and customerId is not sent'] : []
    const { rows, ids } = readWhole(source, list, pushed, LIMIT)
    const foreign = rows.filter((row) => !owners.read(row).includes(customerId))
    const own = whole.filter((row) => owners.read(row).includes(customerId))
    const lost = own.filter((row) => !ids.includes(nativeIdOf(list.fields, row)))
    return [
      ...(foreign.length > 0
        ? [`${foreign.length} rows asked for customer ${customerId} are not that customer's`]
        : []),
      ...(owners.completeByCustomer && lost.length > 0
        ? [`${lost.length} rows of customer ${customerId} are missing when it is asked for that customer`]
        : []),
    ]
  })
}

const C22: Rule = {
  id: 'C22',
  level: 'MUST',
  title:
    "show owners in the form that is asked for; rows asked for a customer are that customer's, all of them if so declared",
  check: (kit) =>
    openSites(kit).flatMap(({ label, source }) =>
      ownedLists(source.declaration).flatMap((owned) => {
        const { rows } = readWhole(source, owned.list, {}, LIMIT)
        const breaches = rows.some((row) => owned.owners.read(row).length > 0)
          ? [...formBreaches(source, owned, rows), ...customerBreaches(source, owned, rows)]
          : ['no row of the full form shows an owner']
        return breaches.map((breach) => `${label}: ${owned.name}, ${breach}`)
      }),
    ),
}

export const ownerRules: readonly Rule[] = [C21, C22]
