// Lists that are read in time slices: what a page costs, and what its report says. test/integration/paging tests that
// the pages are right.

import { describe, expect, test, vi } from 'vitest'
import type { PagingInside, SlicePaging } from '../../../../adapters/contract.js'
import type { ConnectionPage } from '../../../../src/engine/page/connection-page.js'
import type { ListArguments } from '../../../../src/engine/page/page-arguments.js'
import { SliceReader } from '../../../../src/engine/rows/slice-reader.js'
import { ReadRows } from '../../../../src/engine/source/call-context.js'
import { SourceFailure } from '../../../../src/errors/source-failure.js'
import { slicePaging as paging } from '../plan/slice-paging.js'
import { epochOf, type ModelOptions, type ModelRow } from './model-source.js'
import { ask, everything, type ModelWorld, namesOf, worldOf } from './model-world.js'

const SECOND = 1000
const HOUR = 3_600_000
const DAY = 86_400_000
/** The worlds stand at the end of the first day of the epoch that the rows count from. */
const NOW = DAY

const world = (times: readonly number[], given: Partial<SlicePaging> = {}, options: Partial<ModelOptions> = {}) => {
  const rows = times.map((time, at): ModelRow => ({ id: `id-${at}`, time, kind: 'INBOUND' }))
  return worldOf([{ name: 'a', paging: paging(given), order: 'none', tellsTotal: false, ...options }], [rows])
}

const only = <Item>(items: readonly Item[]): Item => {
  const [item] = items
  if (item === undefined) throw new Error('there is none')
  return item
}

/** The page, and how many requests it cost. */
async function cost(of: ModelWorld, args: ListArguments) {
  const model = only(of.models)
  const before = model.requests
  const page = await ask(of, args)
  return { page, requests: model.requests - before }
}

const reportOf = (page: ConnectionPage): string => {
  const { status, error } = only(page.sources)
  return error === null ? status : `${status} ${error.code}`
}

async function walk(of: ModelWorld, size: number, filter: object = {}, between: () => void = () => {}) {
  const pages: ConnectionPage[] = []
  let after: string | null = null
  for (let at = 0; at < 200; at += 1) {
    const page: ConnectionPage = await ask(of, { first: size, after, filter })
    pages.push(page)
    if (!page.pageInfo.hasNextPage) return pages
    after = page.pageInfo.endCursor
    between()
  }
  throw new Error('the list does not end')
}

/** A hundred thousand calls a day for two days, three times as many at noon as at midnight. */
function busyDays(): readonly number[] {
  const times: number[] = []
  for (let second = -2 * DAY + NOW; second < NOW; second += SECOND) {
    const rate = 1.16 * (1 - 0.5 * Math.cos((2 * Math.PI * second) / DAY))
    const count = Math.floor(rate * (second / SECOND + 1)) - Math.floor(rate * (second / SECOND))
    for (let at = 0; at < Math.max(0, Math.min(3, count)); at += 1) times.push(second + at * 300)
  }
  return times
}

describe('a page of a list in slices', () => {
  test('of 100 costs at most 3 requests at any depth once the density is known, and few before', async () => {
    const of = world(busyDays())
    const first = await cost(of, { first: 100 })
    expect(first.requests).toBeLessThanOrEqual(6)
    for (const hours of [0, 5, 23, 47]) {
      const there = await cost(of, { first: 100, filter: { startedTo: epochOf(NOW - hours * HOUR) } })
      const next = await cost(of, {
        first: 100,
        after: there.page.pageInfo.endCursor,
        filter: { startedTo: epochOf(NOW - hours * HOUR) },
      })
      const back = await cost(of, {
        last: 100,
        before: next.page.pageInfo.startCursor,
        filter: { startedTo: epochOf(NOW - hours * HOUR) },
      })
      expect([hours, there.page.nodes.length, there.requests <= 3]).toEqual([hours, 100, true])
      expect([hours, next.page.nodes.length, next.requests <= 3]).toEqual([hours, 100, true])
      expect([hours, namesOf(back.page), back.requests <= 3]).toEqual([hours, namesOf(there.page), true])
    }
  })

  test('continues across empty months to the oldest date, and then knows how many rows there are', async () => {
    const of = world([NOW - HOUR, NOW - 100 * DAY, NOW - 170 * DAY])
    const { page, requests } = await cost(of, { first: 10 })
    expect(namesOf(page)).toEqual(['a/id-0', 'a/id-1', 'a/id-2'])
    expect([reportOf(page), page.pageInfo.hasNextPage, page.totalCount]).toEqual(['OK', false, 3])
    expect(requests).toBeLessThanOrEqual(13)
    const again = await cost(of, { first: 10 })
    expect(again.requests).toBeLessThanOrEqual(8)
    const backward = await ask(of, { last: 2 })
    expect(namesOf(backward)).toEqual(['a/id-1', 'a/id-2'])
  })

  test('is not ended by maxScanRows, unless the gateway leaves rows out', async () => {
    const times = Array.from({ length: 3000 }, (_, at) => NOW - (at + 1) * 500)
    const of = world(times, {}, { maxScanRows: 100 })
    const pages = await walk(of, 500)
    expect(pages.map((page) => [page.nodes.length, reportOf(page)])).toEqual(Array(6).fill([500, 'OK']))
    const rows = only(of.models).rows
    rows.push({ id: 'wanted', time: NOW - 2000 * SECOND, kind: 'OUTBOUND' })
    const filtered = await walk(of, 10, { direction: 'OUTBOUND' })
    expect(filtered.flatMap(namesOf)).toEqual(['a/wanted'])
    expect(new Set(filtered.map(reportOf))).toEqual(new Set(['PARTIAL TOO_LARGE', 'OK']))
  })

  test('ends early after many empty slices, and its cursor continues after them', async () => {
    const of = world([NOW - 100 * HOUR], { maxSpanMs: HOUR, oldestMs: 120 * HOUR })
    const pages = await walk(of, 10)
    expect(pages.flatMap(namesOf)).toEqual(['a/id-0'])
    expect(pages.map(reportOf)).toEqual(['PARTIAL TOO_LARGE', 'PARTIAL TOO_LARGE', 'OK'])
    expect(pages[0]?.sources[0]?.error?.message).toBe(
      'searched as far as one page may, without filling it; continue from endCursor',
    )
  })

  test('says that a source has nothing as old as startedFrom, on the page that should have it', async () => {
    const of = world([NOW - HOUR, NOW - 2 * HOUR, NOW - 9 * DAY], { oldestMs: 10 * DAY })
    const filter = { startedFrom: epochOf(NOW - 20 * DAY) }
    const pages = await walk(of, 1, filter)
    expect(pages.map(reportOf)).toEqual(['OK', 'OK', 'PARTIAL UNSUPPORTED'])
    expect(only(of.models).windows.every(({ fromMs }) => Number(fromMs) >= epochOf(NOW - 10 * DAY))).toBe(true)
    expect(reportOf(await ask(of, { last: 1, filter }))).toBe('PARTIAL UNSUPPORTED')
    expect(reportOf(await ask(of, { first: 5, filter: { startedFrom: epochOf(NOW - 9 * DAY) } }))).toBe('OK')
  })

  test('is empty where the range is; a range that is upside down is refused', async () => {
    const empty = { startedFrom: epochOf(NOW - HOUR), startedTo: epochOf(NOW - HOUR) }
    const { page } = await cost(world([NOW - HOUR]), { first: 5, filter: empty })
    expect([namesOf(page), page.totalCount]).toEqual([[], 0])
    for (const [from, to] of [
      ['startedFrom', 'startedTo'],
      ['endedFrom', 'endedTo'],
    ] as const) {
      const filter = { [from]: epochOf(NOW), [to]: epochOf(NOW - 1) }
      await expect(cost(world([NOW - HOUR]), { first: 5, filter })).rejects.toThrow(`filter: ${from} is after ${to}`)
    }
  })

  test.each<[string, PagingInside]>([
    ['shorter slices', { style: 'offset', maxLimit: 1000 }],
    ['shorter slices, without pages', { style: 'none', cap: null }],
    ['shorter slices, continued with tokens', { style: 'token', maxLimit: 1000 }],
  ])('succeeds with %s where an answer is too large', async (_how, inside) => {
    const of = world(
      Array.from({ length: 400 }, (_, at) => NOW - at * SECOND),
      { inside },
      { tooLargeAbove: 50 },
    )
    const pages = await walk(of, 100)
    expect(pages.map((page) => [page.nodes.length, reportOf(page)])).toEqual(Array(4).fill([100, 'OK']))
    expect(only(of.models).largestAnswer).toBeLessThanOrEqual(50)
  })

  test('requests fewer rows at once where the smallest slice is too large', async () => {
    const of = world(Array(120).fill(NOW - HOUR), {}, { tooLargeAbove: 50 })
    const { page } = await cost(of, { first: 200 })
    expect([page.nodes.length, reportOf(page)]).toEqual([120, 'OK'])
  })

  test('reads the smallest slice to its end with tokens, and longer slices only where they are one answer', async () => {
    const of = world([...Array(120).fill(NOW - HOUR), NOW - 2 * HOUR], { inside: { style: 'token', maxLimit: 51 } })
    const { page } = await cost(of, { first: 200 })
    expect([page.nodes.length, reportOf(page), page.totalCount]).toEqual([121, 'OK', 121])
    const continued = only(of.models).windows.filter(({ token }) => token !== 'null')
    expect(continued.length).toBeGreaterThan(0)
    for (const { fromMs, toMs } of continued) expect(Number(toMs) - Number(fromMs)).toBe(SECOND)
  })

  test('says that rows are missing where one second has more of them than an answer', async () => {
    const of = world(Array(30).fill(NOW - HOUR), { inside: { style: 'none', cap: 20 } })
    const { page } = await cost(of, { first: 100 })
    expect([page.nodes.length, reportOf(page), page.totalCount]).toEqual([20, 'PARTIAL TOO_LARGE', null])
  })

  test('leaves out rows without any time, and says so', async () => {
    const { page } = await cost(world([NOW - HOUR, Number.NaN]), { first: 5 })
    expect([namesOf(page), reportOf(page), page.totalCount]).toEqual([['a/id-0'], 'PARTIAL PROTOCOL', null])
  })

  test.each(['inclusive', 'unknown'] as const)(
    'has each row at the border of two slices once (ends: %s), and no next page behind exactly its rows',
    async (ends) => {
      // Every slice begins and ends at a row.
      const times = Array.from({ length: 512 }, (_, at) => NOW - at * 16 * SECOND)
      const of = world(times, { ends, inside: { style: 'offset', maxLimit: 20 } })
      const pages = await walk(of, 128)
      expect(pages.map(({ nodes }) => nodes.length)).toEqual([128, 128, 128, 128])
      expect(pages.flatMap(namesOf)).toEqual(times.map((_, at) => `a/id-${at}`))
    },
  )

  test('costs one request where only the total is wanted, which is known if one slice has all of the range', async () => {
    const of = world([NOW - HOUR, NOW - 2 * HOUR, NOW - 60 * DAY])
    const count = async (filter: object) => {
      const before = only(of.models).requests
      const page = await ask(of, { filter }, { ...everything, rows: false })
      return [page.total, only(of.models).requests - before]
    }
    expect(await count({})).toEqual([{ count: null, precision: 'UNKNOWN' }, 1])
    const range = { startedFrom: epochOf(NOW - 90 * 60_000), startedTo: epochOf(NOW) }
    expect(await count(range)).toEqual([{ count: 1, precision: 'EXACT' }, 1])
  })

  test('ends where the source failed, and continues from there', async () => {
    const times = Array.from({ length: 50 }, (_, at) => NOW - at * HOUR)
    const of = world(times, { maxSpanMs: 10 * HOUR, oldestMs: 60 * HOUR })
    const model = only(of.models)
    let left = 2
    model.distort = (rows) => {
      if (left === 0) throw new SourceFailure('UNREACHABLE', 'the source refused the connection')
      left -= 1
      return rows
    }
    const first = await ask(of, { first: 50 })
    expect(reportOf(first)).toBe('PARTIAL UNREACHABLE')
    expect(first.nodes.length).toBeGreaterThan(0)
    model.distort = null
    const rest = await ask(of, { first: 50, after: first.pageInfo.endCursor })
    expect([...namesOf(first), ...namesOf(rest)]).toEqual(times.map((_, at) => `a/id-${at}`))
  })
})

test('rows that an operation has dropped are no longer held, and are there for the next one', async () => {
  const times = Array.from({ length: 50 }, (_, at) => NOW - at * HOUR)
  const of = world(times)
  const drop = vi.spyOn(SliceReader.prototype, 'dropRows')
  const readRows = new ReadRows()
  const page = await ask(of, { first: 10 }, everything, readRows)
  const names = namesOf(page)
  readRows.drop()
  const [reader] = drop.mock.contexts
  expect([page.nodes, reader instanceof SliceReader && [reader.peek(), reader.lastExamined]]).toEqual([
    [],
    [undefined, null],
  ])
  expect(namesOf(await ask(of, { first: 10 }))).toEqual(names)
  expect(names).toHaveLength(10)
})
