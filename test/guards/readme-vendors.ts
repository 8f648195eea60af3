// The README's tables of vendors, made from what the adapters declare.

import type {
  AnyAdapter,
  AnyList,
  Declaration,
  Paging,
  PagingInside,
  Pushdown,
  RowOrder,
} from '../../adapters/contract.js'
import { Operation } from '../../schema/enums.js'
import { listsOf } from '../../src/conformance/operations.js'
import { samplesOf } from '../../src/conformance/samples.js'
import { capabilitiesOf } from '../../src/engine/source/capabilities.js'
import { mostInside } from '../../src/plan/slices.js'
import { ownConditions } from '../conformance/own-conditions.js'
import { toCode, toTable } from './readme-blocks.js'

/** A vendor, or one of its products where they differ. */
interface Product {
  readonly title: string
  readonly declaration: Declaration
}

/** The examples of an adapter that declare the same count as one. */
function productsOf({ vendor, examples }: AnyAdapter): readonly Product[] {
  const alike = Map.groupBy(examples, ({ declaration }) => JSON.stringify(tellsOf(declaration)))
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    const labels = group.map(({ label }) => label).join(', ')
    return first === undefined
      ? []
      : [{ title: alike.size === 1 ? vendor : `${vendor} (${labels})`, declaration: first.declaration }]
  })
}

/** Everything that the tables show of a declaration. */
const tellsOf = (declaration: Declaration) => [
  capabilitiesOf(declaration),
  listsOf(declaration).map(({ name, list }) => [name, list.paging, list.order, [...conditionsOf(list)]]),
]

const SUPPORT = { NATIVE: 'native', EMULATED: 'emulated', UNSUPPORTED: '–' } as const

export function operationsTable(adapters: readonly AnyAdapter[]): string {
  const products = adapters.flatMap(productsOf)
  const rows = Object.keys(Operation).map((operation) => [
    toCode(operation),
    ...products.map(({ declaration }) => {
      const found = capabilitiesOf(declaration).find((capability) => capability.operation === operation)
      return SUPPORT[found?.support ?? 'UNSUPPORTED']
    }),
  ])
  return toTable(['', ...products.map(({ title }) => title)], rows)
}

const INSIDE: Readonly<Record<PagingInside['style'], string>> = {
  offset: 'offset and limit inside',
  page: 'pages inside',
  token: 'a token to continue inside',
  none: 'no pages inside',
}

const spanWords = (ms: number): string =>
  ms % 86_400_000 === 0 ? `${ms / 86_400_000} d` : ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${ms / 1000} s`

function pagingWords(paging: Paging): readonly [way: string, most: string] {
  switch (paging.style) {
    case 'offset':
      return ['offset and limit', `${paging.maxLimit} rows`]
    case 'page':
      return [`pages, from ${paging.firstPage}`, `${paging.maxPageSize} rows`]
    case 'snapshot':
      return ['the whole list', 'all of it']
    case 'token':
      return ['a token to continue', `${paging.maxLimit} rows`]
    case 'slices': {
      const most = mostInside(paging.inside)
      return [
        `time slices of ${spanWords(paging.granularityMs)} to ${spanWords(paging.maxSpanMs)}, ${INSIDE[paging.inside.style]}`,
        most === Infinity ? 'a slice' : `${most} rows`,
      ]
    }
  }
}
const ORDERS: Readonly<Record<RowOrder, string>> = {
  'newest-first': 'newest first',
  'native-id': 'by native id',
  none: 'none promised: read whole, and sorted',
}

export function pagingTable(adapters: readonly AnyAdapter[]): string {
  const rows = adapters.flatMap(productsOf).flatMap(({ title, declaration }) => {
    const described = listsOf(declaration).map(({ name, list }) => ({
      name,
      words: [
        ...pagingWords(list.paging),
        list.paging.style === 'slices'
          ? 'none needed: slices from newest to oldest, sorted inside'
          : ORDERS[list.order],
      ],
    }))
    const alike = Map.groupBy(described, ({ words }) => words.join())
    return [...alike.values()].map((lists) => [
      title,
      lists.map(({ name }) => toCode(name)).join(', '),
      ...(lists[0]?.words ?? []),
    ])
  })
  return toTable(['vendor', 'lists', 'read by', 'in one request', 'order'], rows)
}

const PUSHDOWN: readonly (readonly [Pushdown, string])[] = [
  ['exact', 'vendor'],
  ['superset', 'vendor, re-checked'],
  ['none', 'gateway'],
  ['unsupported', '–'],
]

/** Who applies a condition; where it depends on the value, all who may. */
const pushdownWords = (how: ReadonlySet<Pushdown>): string =>
  PUSHDOWN.filter(([pushdown]) => how.has(pushdown))
    .map(([, word]) => word)
    .join('; or ')

/** By condition, who applies it. Conditions of one vendor stand together where they are treated alike. */
function conditionsOf(list: AnyList): ReadonlyMap<string, string> {
  const samples = samplesOf(list, ownConditions)
  const words = Object.entries(list.pushdown).map(([path, rule]): [string, string] => {
    const tried = samples.filter((sample) => sample.path === path).map(({ how }) => how)
    return [path, pushdownWords(new Set(typeof rule === 'function' ? tried : [rule ?? 'unsupported']))]
  })
  return new Map(words.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `portasip.vendorId` and its likes as `portasip.*`, where every product treats them all alike. */
function folded(path: string, columns: readonly ReadonlyMap<string, string>[]): string {
  const [vendor = '', inner] = path.split('.')
  if (inner === undefined) return path
  const isAlike = columns.every((column) => {
    const words = [...column].filter(([other]) => other.startsWith(`${vendor}.`)).map(([, word]) => word)
    return new Set(words).size <= 1
  })
  return isAlike ? `${vendor}.*` : path
}

export function filtersTable(adapters: readonly AnyAdapter[]): string {
  const products = adapters.flatMap(productsOf)
  const names = [...new Set(products.flatMap(({ declaration }) => listsOf(declaration).map(({ name }) => name)))]
  const rows = names.flatMap((name) => {
    const columns = products.map(({ declaration }) => {
      const list = listsOf(declaration).find((one) => one.name === name)?.list
      return list === undefined ? null : conditionsOf(list)
    })
    const present = columns.filter((column) => column !== null)
    const paths = [...new Set(present.flatMap((column) => [...column.keys()]))]
    const filters = paths.map((path) => ({
      path: folded(path, present),
      cells: columns.map((column) => (column === null ? '' : (column.get(path) ?? '–'))),
    }))
    const alike = Map.groupBy(filters, ({ cells }) => cells.join('|'))
    return [...alike.values()].map((group) => [
      toCode(name),
      [...new Set(group.map(({ path }) => toCode(path)))].join(', '),
      ...(group[0]?.cells ?? []),
    ])
  })
  return toTable(['list', 'condition', ...products.map(({ title }) => title)], rows)
}
