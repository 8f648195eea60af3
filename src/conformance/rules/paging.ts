// C7, C8, C15: windows of a list.

import fc from 'fast-check'
import type { AnyList, ListName, Paging, Row, SlicePaging, SliceWindow, Window } from '../../../adapters/contract.js'
import { windowsFor } from '../../plan/windows.js'
import type { InProcessSource } from '../in-process.js'
import { listsOf } from '../operations.js'
import { nativeIdOf } from '../records.js'
import { openSites } from '../sites.js'
import { readSlice } from '../slice-list.js'
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
    const ids = readWindow(source, list, pagedFilter(source, list), window).rows.map((row) =>
      nativeIdOf(list.fields, row),
    )
    const expected = whole.ids.slice(first, first + size)
    if (!same(ids, expected))
      throw new Error(
        `${JSON.stringify(window)} gives ${ids.length} rows, not the ${expected.length} from row ${first} on`,
      )
  }
}

/** Of a list that the gateway joins from several, the last is paged: it is the longest. Or the list of one customer. */
const pagedFilter = (source: InProcessSource, list: AnyList): object =>
  typeof list.unavailable?.({}) === 'string' ? { customerId: source.customers[0] } : (list.joins?.({})?.at(-1) ?? {})

/** Each slice has the rows of the whole that certainly belong to it, however it is paged inside. */
function slicing(source: InProcessSource, list: AnyList, paging: SlicePaging): readonly string[] {
  const { rows } = readWhole(source, list, {}, SMALL)
  const { granularityMs: unit, maxSpanMs, slackMs, ends } = paging
  const timed = rows.flatMap((row) => list.orderTime(row) ?? [])
  const slice = fc.tuple(fc.nat(Math.max(0, timed.length - 1)), fc.nat(50), fc.integer({ min: 1, max: 100 }))
  const tile = ([at, before, units]: readonly number[]) => {
    const fromMs = Math.floor((timed[at ?? 0] ?? 0) / unit - (before ?? 0)) * unit
    const toMs = fromMs + Math.max(1, Math.min(units ?? 1, Math.floor((maxSpanMs - slackMs) / unit) - 1)) * unit
    const asked = { fromMs: ends === 'unknown' ? fromMs - unit : fromMs, toMs: toMs + Math.ceil(slackMs / unit) * unit }
    const ask = (window: SliceWindow) => readWindow(source, list, {}, window)
    const found = new Set(idsOf(list, readSlice(paging, ask, asked.fromMs, asked.toMs, SMALL)))
    const belongs = (row: Row) => (list.orderTime(row) ?? -1) >= fromMs && (list.orderTime(row) ?? toMs) < toMs
    const lost = idsOf(list, rows.filter(belongs)).filter((id) => !found.has(id))
    if (lost.length > 0) throw new Error(`${JSON.stringify(asked)} lacks ${lost.length} rows, such as ${lost[0]}`)
  }
  const run = fc.check(fc.property(slice, tile), { seed: 1, numRuns: timed.length === 0 ? 1 : RUNS })
  if (!run.failed) return []
  return [`slice: ${run.errorInstance instanceof Error ? run.errorInstance.message : String(run.errorInstance)}`]
}

const idsOf = (list: AnyList, rows: readonly Row[]): readonly string[] =>
  rows.map((row) => nativeIdOf(list.fields, row))

/** Whatever the number of rows in an answer, the pages together are the whole. */
function tokenTiling(source: InProcessSource, list: AnyList, whole: WholeList): readonly string[] {
  const wrong = [1, 7, SMALL - 1].filter((limit) => {
    const { ids } = readWhole(source, list, pagedFilter(source, list), limit)
    return !same(ids.toSorted(), whole.ids.toSorted())
  })
  return wrong.map((limit) => `read with ${limit} rows in an answer, it has other rows`)
}

const tiling: Check = (source, list) => {
  if (list.paging.style === 'slices') return slicing(source, list, list.paging)
  const whole = readWhole(source, list, pagedFilter(source, list), SMALL)
  if (new Set(whole.ids).size !== whole.ids.length) return ['read page by page, rows come twice']
  if (list.paging.style === 'token') return tokenTiling(source, list, whole)
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
    readPastTheEnd(source, list, pagedFilter(source, list), window)?.map((row) => nativeIdOf(list.fields, row)) ?? null
  if (paging.style === 'offset') {
    const rows = ask({ style: 'offset', offset: whole.ids.length + 5, limit: Math.min(SMALL, paging.maxLimit) })
    return rows?.length === 0 ? [] : [`an offset behind the end gives ${rows === null ? 'an error' : 'rows'}`]
  }
  if (paging.style !== 'page') return []
  const pageSize = Math.min(SMALL, paging.maxPageSize)
  const last = paging.firstPage + Math.max(0, Math.ceil(whole.ids.length / pageSize) - 1)
  // Two pages behind: a vendor may reckon one page more than there is, where the last one is full.
  const rows = ask({ style: 'page', page: last + 2, pageSize })
  const lastRows = ask({ style: 'page', page: last, pageSize }) ?? []
  const got = rows === null ? 'error' : rows.length === 0 ? 'empty' : same(rows, lastRows) ? 'repeat' : 'other rows'
  return got === paging.pastTheEnd ? [] : [`a page behind the last is declared ${paging.pastTheEnd}, and is: ${got}`]
}

const ending: Check = (source, list) => {
  const whole = readWhole(source, list, pagedFilter(source, list), SMALL)
  // A slice that does not end throws, and totals are those of slices.
  if (list.paging.style === 'slices') return []
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
  const { rows, ids } = readWhole(source, list, pagedFilter(source, list), SMALL)
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
