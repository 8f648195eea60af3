// C7, C8, C15: windows of a list.

import fc from 'fast-check'
import type { AnyList, ListName, Paging, Window } from '../../../adapters/contract.js'
import { windowsFor } from '../../../src/plan/windows.js'
import type { InProcessSource } from '../in-process.js'
import { listsOf } from '../operations.js'
import { nativeIdOf } from '../records.js'
import { openSites } from '../sites.js'
import { readPastTheEnd, readWhole, readWindow, type WholeList } from '../whole-list.js'
import type { ConformanceKit, Rule } from './rule.js'

const RUNS = 40
/** Small, so that the lists of small worlds have many pages. */
const SMALL = 37

type Check = (source: InProcessSource, list: AnyList, name: ListName) => readonly string[]

const overLists = (kit: ConformanceKit, check: Check): readonly string[] =>
  openSites(kit).flatMap(({ label, source }) =>
    listsOf(source.declaration).flatMap(({ name, list }) =>
      check(source, list, name).map((breach) => `${label}: ${name}, ${breach}`),
    ),
  )

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, place) => id === b[place])

/** The declared paging, with a limit low enough that a slice takes several windows. */
const lowered = (paging: Paging, limit: number): Paging =>
  paging.style === 'offset'
    ? { ...paging, maxLimit: Math.min(limit, paging.maxLimit) }
    : paging.style === 'page'
      ? { ...paging, maxPageSize: Math.min(limit, paging.maxPageSize) }
      : paging

/** @throws Error when one of the windows of a slice is not the rows of the whole that stand there. */
function tile(
  source: InProcessSource,
  list: AnyList,
  whole: WholeList,
  start: number,
  count: number,
  limit: number,
): void {
  for (const { window, start: first, size } of windowsFor(lowered(list.paging, limit), start, count)) {
    if (first >= whole.ids.length) continue
    const ids = readWindow(source, list, pagedFilter(list), window).rows.map((row) => nativeIdOf(list.fields, row))
    const expected = whole.ids.slice(first, first + size)
    if (!same(ids, expected))
      throw new Error(
        `${JSON.stringify(window)} gives ${ids.length} rows, not the ${expected.length} from row ${first} on`,
      )
  }
}

/** Of a list that the gateway joins from several, the last is paged: it is the longest. */
const pagedFilter = (list: AnyList): object => list.joins?.({})?.at(-1) ?? {}

const tiling: Check = (source, list) => {
  const whole = readWhole(source, list, pagedFilter(list), SMALL)
  if (new Set(whole.ids).size !== whole.ids.length) return ['read page by page, rows come twice']
  const places = fc.tuple(
    fc.nat(whole.ids.length + 5),
    fc.integer({ min: 1, max: 120 }),
    fc.integer({ min: 1, max: 60 }),
  )
  const run = fc.check(
    fc.property(places, ([start, count, limit]) => tile(source, list, whole, start, count, limit)),
    { seed: 1, numRuns: list.paging.style === 'snapshot' ? 2 : RUNS },
  )
  if (!run.failed) return []
  const reason = run.errorInstance instanceof Error ? run.errorInstance.message : String(run.errorInstance)
  return [`slice ${JSON.stringify(run.counterexample?.[0])}: ${reason}`]
}

const C7: Rule = {
  id: 'C7',
  level: 'MUST',
  title: 'tile: for random slices, windows + trim = the slice of the whole',
  check: (kit) => overLists(kit, tiling),
}

function behindTheLast(source: InProcessSource, list: AnyList, whole: WholeList): readonly string[] {
  const { paging } = list
  const ask = (window: Window) =>
    readPastTheEnd(source, list, pagedFilter(list), window)?.map((row) => nativeIdOf(list.fields, row)) ?? null
  if (paging.style === 'offset') {
    const rows = ask({ style: 'offset', offset: whole.ids.length + 5, limit: Math.min(SMALL, paging.maxLimit) })
    return rows?.length === 0 ? [] : [`an offset behind the end gives ${rows === null ? 'an error' : 'rows'}`]
  }
  if (paging.style === 'snapshot') return []
  const pageSize = Math.min(SMALL, paging.maxPageSize)
  const last = paging.firstPage + Math.max(0, Math.ceil(whole.ids.length / pageSize) - 1)
  // Two pages behind: a vendor may reckon one page more than there is, where the last one is full.
  const rows = ask({ style: 'page', page: last + 2, pageSize })
  const lastRows = ask({ style: 'page', page: last, pageSize }) ?? []
  const got = rows === null ? 'error' : rows.length === 0 ? 'empty' : same(rows, lastRows) ? 'repeat' : 'other rows'
  return got === paging.pastTheEnd ? [] : [`a page behind the last is declared ${paging.pastTheEnd}, and is: ${got}`]
}

const ending: Check = (source, list) => {
  const whole = readWhole(source, list, pagedFilter(list), SMALL)
  const limit =
    list.paging.style === 'offset'
      ? list.paging.maxLimit
      : list.paging.style === 'page'
        ? list.paging.maxPageSize
        : Infinity
  const most = Math.ceil(whole.ids.length / Math.min(SMALL, limit)) + 1
  return [
    ...(whole.windows > most ? [`it took ${whole.windows} windows for ${whole.ids.length} rows`] : []),
    ...(whole.total === null || whole.total === whole.ids.length
      ? []
      : [`the total is ${whole.total}, and there are ${whole.ids.length} rows`]),
    ...behindTheLast(source, list, whole),
  ]
}

const C8: Rule = {
  id: 'C8',
  level: 'MUST',
  title: 'terminate: a list ends after its total of rows, and a page behind the last is what is declared',
  check: (kit) => overLists(kit, ending),
}

const ordering: Check = (source, list, name) => {
  const { rows, ids } = readWhole(source, list, pagedFilter(list), SMALL)
  const order = source.order(name)
  if (order === 'none') return []
  if (order === 'native-id') return same(ids, ids.toSorted()) ? [] : ['native ids do not ascend']
  const times = rows.map((row) => list.orderTime(row) ?? Number.NEGATIVE_INFINITY)
  const place = times.findIndex((time, at) => at > 0 && time > (times[at - 1] ?? Number.POSITIVE_INFINITY))
  return place === -1 ? [] : [`row ${place} is newer than the row before it`]
}

const C15: Rule = {
  id: 'C15',
  level: 'MUST',
  title: 'give rows in the order that is declared, or configured where the site is known to keep another',
  check: (kit) => overLists(kit, ordering),
}

export const pagingRules: readonly Rule[] = [C7, C8]
export const orderRules: readonly Rule[] = [C15]
