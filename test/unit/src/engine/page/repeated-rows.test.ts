// Vendors whose pages repeat rows of another page in place of their own. Offsets alone would count the list as complete:
// the total that the vendor reports is compared with the rows that came.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Paging, RowOrder } from '../../../../../adapters/contract.js'
import { runs } from '../../../../support/runs.js'
import type { ModelOptions, ModelRow, ModelSource } from '../model-source.js'
import { ask, expectedOrder, type ModelWorld, namesOf, worldOf } from '../model-world.js'

const settings = { numRuns: runs(300) }
const offset: Paging = { style: 'offset', maxLimit: 100 }

/** @param timeOf the start of the call at a place; the newest comes first. */
const rowsOf = (count: number, timeOf = (at: number) => count - at): ModelRow[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `r${String(at).padStart(4, '0')}`,
    time: timeOf(at),
    kind: 'INBOUND',
  }))

function worldWith(options: Omit<ModelOptions, 'name' | 'tellsTotal'>, rows: ModelRow[]): [ModelWorld, ModelSource] {
  const world = worldOf([{ name: 's0', tellsTotal: true, ...options }], [rows])
  const [model] = world.models
  if (model === undefined) throw new Error('there is no source')
  return [world, model]
}

/** Puts the first rows that were ever seen into pages that begin in a range. */
function repeatFirstRows(model: ModelSource, count: number, from: number, readings = Infinity, behind = 2): void {
  let [seen, reading]: [readonly ModelRow[], number] = [[], 0]
  model.distort = (rows, start) => {
    if (start === 0) reading++
    if (start === 0 && seen.length === 0) seen = rows.slice(0, count)
    return start >= from && start < from + 100 && reading <= readings
      ? [...rows.slice(0, behind), ...seen, ...rows.slice(seen.length + behind)].slice(0, rows.length)
      : rows
  }
}

async function answerOf(world: ModelWorld, first = 1000) {
  const page = await ask(world, { first })
  const [report] = page.sources
  return { names: namesOf(page), totalCount: page.totalCount, status: report?.status, code: report?.error?.code, page }
}

describe.each(['none', 'newest-first'] satisfies RowOrder[])(
  'a later page that repeats rows of the first (order: %s)',
  (order) => {
    test('leaves rows out: the list is read again, and PARTIAL where they are still missing', async () => {
      const [world, model] = worldWith({ paging: offset, order }, rowsOf(600))
      repeatFirstRows(model, 5, 300)
      const { names, totalCount, status, code, page } = await answerOf(world)
      expect({ rows: names.length, totalCount, status, code }).toEqual({
        rows: 595,
        totalCount: null,
        status: 'PARTIAL',
        code: 'PROTOCOL',
      })
      expect(new Set(names).size).toBe(595)
      expect(page.sources[0]?.error?.message).toContain('counts 5 more rows than it returned')
    })

    test('is not reported where a second reading shows all rows', async () => {
      const [world, model] = worldWith({ paging: offset, order }, rowsOf(600))
      repeatFirstRows(model, 5, 300, 1)
      const { names, totalCount, status } = await answerOf(world)
      expect({ totalCount, status }).toEqual({ totalCount: 600, status: 'OK' })
      expect(names).toEqual(expectedOrder(world))
    })
  },
)

test.each(['none', 'newest-first'] satisfies RowOrder[])(
  'a page that begins with them is no drift, as the total stays the same: %s',
  async (order) => {
    const [world, model] = worldWith({ paging: offset, order }, rowsOf(600))
    repeatFirstRows(model, 5, 300, Infinity, 0)
    const { names, status, totalCount } = await answerOf(world)
    expect(new Set(names).size).toBe(names.length)
    expect({ status, totalCount }).toEqual({ status: 'PARTIAL', totalCount: null })
  },
)

test('rows of equal time that a later page repeats are not listed twice', async () => {
  const [world, model] = worldWith(
    { paging: offset, order: 'newest-first' },
    rowsOf(600, () => 0),
  )
  repeatFirstRows(model, 5, 300)
  const { names, status } = await answerOf(world, 700)
  expect(new Set(names).size).toBe(names.length)
  expect(status).toBe('PARTIAL')
})

test('rows that are repeated before the row that two pages share are not mistaken for new rows', async () => {
  const [world, model] = worldWith({ paging: offset, order: 'newest-first' }, rowsOf(300))
  const all = rowsOf(300)
  // The page holds five rows of the page before, and then goes on as it should, five rows short of its end.
  model.distort = (rows, start) =>
    start > 150 ? [...all.slice(start - 5, start), ...rows].slice(0, rows.length) : rows
  const { status, totalCount } = await answerOf(world)
  expect({ status, totalCount }).toEqual({ status: 'PARTIAL', totalCount: null })
})

test('a vendor that returns fewer rows at once than it declares loses no row silently', async () => {
  const [world, model] = worldWith({ paging: offset, order: 'none' }, rowsOf(300))
  model.distort = (rows) => rows.slice(0, 80)
  const { names, status, totalCount } = await answerOf(world)
  expect(names.length).toBeLessThan(300)
  expect({ status, totalCount }).toEqual({ status: 'PARTIAL', totalCount: null })
})

const paging: fc.Arbitrary<Paging> = fc.oneof(
  fc.record({ style: fc.constant('offset' as const), maxLimit: fc.integer({ min: 2, max: 40 }) }),
  fc.record({
    style: fc.constant('page' as const),
    firstPage: fc.constantFrom<0 | 1>(0, 1),
    maxPageSize: fc.integer({ min: 8, max: 40 }),
    pastTheEnd: fc.constantFrom<'error' | 'empty'>('error', 'empty'),
  }),
)

describe('a vendor that mixes up pages', () => {
  test('a list that is read whole is OK only where no row is missing', async () => {
    const mixed = fc.record({ from: fc.nat(150), count: fc.integer({ min: 1, max: 9 }), readings: fc.nat(2) })
    await fc.assert(
      fc.asyncProperty(paging, fc.nat(150), mixed, async (how, length, { from, count, readings }) => {
        const [world, model] = worldWith({ paging: how, order: 'none' }, rowsOf(length))
        repeatFirstRows(model, count, from + 1, readings === 2 ? Infinity : readings)
        const { names, totalCount, status } = await answerOf(world)
        expect(new Set(names).size).toBe(names.length)
        if (status === 'OK') expect([names, totalCount]).toEqual([expectedOrder(world), length])
        else expect({ status, totalCount }).toEqual({ status: 'PARTIAL', totalCount: null })
        if (readings < 2) expect(status).toBe('OK')
      }),
      settings,
    )
  })

  test('a list that moves during the first reading, and not during the second, is OK', async () => {
    const moves = fc.array(fc.record({ at: fc.nat(40), arrives: fc.boolean() }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(paging, fc.integer({ min: 1, max: 150 }), moves, async (how, length, changes) => {
        const [world, model] = worldWith({ paging: how, order: 'none' }, rowsOf(length))
        let [reading, answers] = [0, 0]
        model.distort = (rows, start) => {
          if (start === 0) reading++
          const change = reading === 1 ? changes[answers++] : undefined
          if (change?.arrives === true)
            model.rows = [...model.rows, { id: `n${answers}`, time: answers, kind: 'INBOUND' }]
          else if (change !== undefined) model.rows = model.rows.filter((_, at) => at !== change.at)
          return rows
        }
        const { names, status } = await answerOf(world)
        expect(status).toBe('OK')
        // Rows that came while it was read may be there or not; those that stayed are.
        const stayed = expectedOrder(world).filter((name) => name.includes('/r'))
        expect(names.filter((name) => stayed.includes(name))).toEqual(stayed)
      }),
      settings,
    )
  })

  test('a page that lacks the row it should begin with, which is still there, ends the trust in its order', async () => {
    const all = rowsOf(300).map(
      (row, at) => ({ ...row, kind: at % 7 === 0 ? 'INBOUND' : 'OUTBOUND' }) satisfies ModelRow,
    )
    const [world, model] = worldWith({ paging: { style: 'offset', maxLimit: 1000 }, order: 'newest-first' }, all)
    let answers = 0
    model.distort = (rows) => (++answers === 2 ? rows.filter((_, at) => at !== 1) : rows)
    const page = await ask(world, { first: 20, filter: { direction: 'INBOUND' } })
    expect(namesOf(page)).toEqual(expectedOrder(world, ({ kind }) => kind === 'INBOUND').slice(0, 20))
    expect(page.sources[0]?.status).toBe('OK')
    expect(world.engine.listCache.pagesInOrder(model.source, 'calls', 'NEWEST_FIRST', {})).toBe(false)
  })

  test('rows that end while as many arrive are not mistaken for it', async () => {
    const moves = fc.record({ count: fc.integer({ min: 1, max: 5 }), isAtTop: fc.boolean(), isForward: fc.boolean() })
    const ending = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(paging, moves, ending, async (how, { count, isAtTop, isForward }, others) => {
        const kindOf = (at: number) => (at % 7 === 0 ? 'INBOUND' : 'OUTBOUND')
        const all = rowsOf(300).map((row, at) => ({ ...row, kind: kindOf(at) }) satisfies ModelRow)
        const [world, model] = worldWith({ paging: how, order: 'newest-first' }, all)
        let answers = 0
        model.distort = (rows) => {
          // Near the end of what was read: where the next window begins.
          const ended = [count, ...others].map((behind) => (isForward ? rows.at(-behind) : rows[behind])?.id)
          if (++answers > 1) return rows
          const left = model.rows.filter(({ id }) => !ended.includes(id))
          const times = isAtTop ? 1000 : 0
          const arrived = rowsOf(all.length - left.length, (at) => times + at).map((row) => ({
            ...row,
            id: `n${row.id}`,
          }))
          model.rows = [...left, ...arrived.map((row) => ({ ...row, kind: 'OUTBOUND' }) satisfies ModelRow)]
          return rows
        }
        const size = isForward ? { first: 20 } : { last: 20 }
        const page = await ask(world, { ...size, filter: { direction: 'INBOUND' } })
        const inbound = expectedOrder(world, ({ kind }) => kind === 'INBOUND')
        const names = namesOf(page)
        const stayed = names.filter((name) => inbound.includes(name))
        expect({ status: page.sources[0]?.status, shown: names.length }).toEqual({ status: 'OK', shown: 20 })
        expect(stayed).toEqual(isForward ? inbound.slice(0, stayed.length) : inbound.slice(-stayed.length))
        // Otherwise the list would be read whole for a while.
        expect(world.engine.listCache.pagesInOrder(model.source, 'calls', 'NEWEST_FIRST', {})).toBe(true)
      }),
      settings,
    )
  })
})
