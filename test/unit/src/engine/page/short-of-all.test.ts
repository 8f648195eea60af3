// Where a connection cannot have everything: a budget that is used up, sources that fail, wrong totals, and orders that
// do not hold. Its records are right, and missing ones are reported.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Paging } from '../../../../../adapters/contract.js'
import type { ConnectionPage } from '../../../../../src/engine/page/connection-page.js'
import type { ListArguments } from '../../../../../src/engine/page/page-arguments.js'
import { runs } from '../../../../support/runs.js'
import type { ModelOptions, ModelRow } from '../model-source.js'
import { ask, expectedOrder, type ModelWorld, namesOf, worldOf } from '../model-world.js'

const settings = { numRuns: runs(150), endOnFailure: true }
/** More than one for each record that there can be. */
const MOST_PAGES = 1000

const offset: fc.Arbitrary<Paging> = fc.record({
  style: fc.constant('offset' as const),
  maxLimit: fc.integer({ min: 2, max: 40 }),
})
const pages: fc.Arbitrary<Paging> = fc.record({
  style: fc.constant('page' as const),
  firstPage: fc.constantFrom<0 | 1>(0, 1),
  maxPageSize: fc.integer({ min: 8, max: 40 }),
  pastTheEnd: fc.constantFrom<'error' | 'empty'>('error', 'empty'),
})
const named = (options: Omit<ModelOptions, 'name'>[]): ModelOptions[] =>
  options.map((option, at) => ({ ...option, name: `s${at}` }))
const paged = fc.record({
  paging: fc.oneof(offset, pages),
  order: fc.constant('newest-first' as const),
  tellsTotal: fc.boolean(),
})
const whole = fc.constant({ paging: { style: 'snapshot' as const }, order: 'none' as const, tellsTotal: false })

/** Rows of each source; one in so many is INBOUND. */
const rowsOf = (most: number, times: number) =>
  fc
    .tuple(
      fc.array(fc.array(fc.nat(times), { maxLength: most, size: 'max' }), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 1, max: 40 }),
    )
    .map(([lists, rare]) =>
      lists.map((list, source) =>
        list.map(
          (time, at): ModelRow => ({ id: `r${source}-${at}`, time, kind: at % rare === 0 ? 'INBOUND' : 'OUTBOUND' }),
        ),
      ),
    )
const size = fc.integer({ min: 1, max: 15 })

interface Walked {
  readonly page: ConnectionPage
  /** Its records, nearest to where the walk began first. */
  readonly names: readonly string[]
  readonly isNearTold: boolean
}

/** Pages to the end, without looking at what the reports say. */
async function walk(
  world: ModelWorld,
  count: number,
  forward: boolean,
  filter: object = {},
  before: (at: number) => void = () => {},
) {
  const walked: Walked[] = []
  let cursor: string | null = null
  while (walked.length < MOST_PAGES) {
    before(walked.length)
    const args: ListArguments = forward
      ? { first: count, after: cursor, filter }
      : { last: count, before: cursor, filter }
    const page: ConnectionPage = await ask(world, args)
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo
    const names = forward ? namesOf(page) : namesOf(page).reverse()
    walked.push({ page, names, isNearTold: forward ? hasPreviousPage : hasNextPage })
    if (!(forward ? hasNextPage : hasPreviousPage)) return walked
    cursor = (forward ? endCursor : startCursor) ?? cursor
    world.tick()
  }
  throw new Error(`the list does not end: ${MOST_PAGES} pages`)
}
const inWalkingOrder = (names: readonly string[], forward: boolean): readonly string[] =>
  forward ? names : names.toReversed()
const allOf = (walked: readonly Walked[]): readonly string[] => walked.flatMap(({ names }) => names)

test('pages that a budget ends early go on where they ended, and know what lies on either side', async () => {
  const budgeted = fc.record({
    paging: fc.oneof(offset, pages),
    maxScanRows: fc.integer({ min: 1, max: 120 }),
    tellsTotal: fc.boolean(),
  })
  const sources = fc
    .array(budgeted, { minLength: 1, maxLength: 3 })
    .map((all) => named(all.map((one) => ({ ...one, order: 'newest-first' }))))
  await fc.assert(
    fc.asyncProperty(sources, rowsOf(200, 300), size, fc.boolean(), async (options, rows, count, forward) => {
      const world = worldOf(options, rows)
      const expected = inWalkingOrder(
        expectedOrder(world, ({ kind }) => kind === 'INBOUND'),
        forward,
      )
      const walked = await walk(world, count, forward, { direction: 'INBOUND' })
      expect(allOf(walked)).toEqual(expected)
      walked.forEach(({ page, names, isNearTold }, at) => {
        expect(isNearTold).toBe(allOf(walked.slice(0, at)).length > 0)
        const codes = page.sources.flatMap(({ error }) => error?.code ?? [])
        // A page that is not full, and not the last, says why.
        if (names.length < count && at < walked.length - 1) expect(codes).toContain('TOO_LARGE')
        else expect(codes.every((code) => code === 'TOO_LARGE')).toBe(true)
      })
    }),
    settings,
  )
})

test('a walk lacks only the rows of failed sources; page info and reports say so', async () => {
  const sources = fc.array(fc.oneof(paged, whole), { minLength: 2, maxLength: 3 }).map(named)
  const failures = fc.array(fc.subarray(['s0', 's1', 's2']), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      sources,
      rowsOf(40, 60),
      size,
      fc.boolean(),
      failures,
      async (options, rows, count, forward, failing) => {
        const world = worldOf(options, rows)
        const expected = inWalkingOrder(expectedOrder(world), forward)
        // Somebody always answers.
        const failedOn = (at: number): readonly string[] =>
          (failing[at] ?? []).filter((name) => name !== options.at(-1)?.name)
        const walked = await walk(world, count, forward, {}, (at) => {
          for (const model of world.models) model.failing = failedOn(at).includes(model.options.name)
        })
        let left = expected
        walked.forEach(({ page, names, isNearTold }, at) => {
          const answered = left.filter((name) => !failedOn(at).includes(name.slice(0, 2)))
          expect(names).toEqual(answered.slice(0, count))
          expect(isNearTold).toBe(at > 0)
          const isLast = at === walked.length - 1
          expect(isLast).toBe(answered.length <= count)
          const missed = at === 0 ? [] : failedOn(at - 1)
          const status = (name: string) =>
            failedOn(at).includes(name) ? 'FAILED' : missed.includes(name) ? 'PARTIAL' : 'OK'
          expect(page.sources.map(({ status }) => status)).toEqual(options.map(({ name }) => status(name)))
          left = left.slice(left.indexOf(names.at(-1) ?? '') + 1)
        })
      },
    ),
    settings,
  )
})

describe('wrong totals', () => {
  test('cost nothing when they are too large', async () => {
    const untrue = fc.record({ paging: fc.oneof(offset, pages), totalIsOffBy: fc.integer({ min: 1, max: 50 }) })
    const sources = fc
      .array(untrue, { minLength: 1, maxLength: 3 })
      .map((all) => named(all.map((one) => ({ ...one, order: 'newest-first', tellsTotal: true }))))
    await fc.assert(
      fc.asyncProperty(sources, rowsOf(60, 400), size, fc.boolean(), async (options, rows, count, forward) => {
        const world = worldOf(options, rows)
        const walked = await walk(world, count, forward)
        expect(walked.flatMap(({ page }) => page.sources.flatMap(({ error }) => error ?? []))).toEqual([])
        expect(allOf(walked)).toEqual(inWalkingOrder(expectedOrder(world), forward))
      }),
      settings,
    )
  })

  // A total is accepted where a request ends with just as many rows: nothing is requested past the end of a list.
  test.each([-1, -7, -30, -59])('cost nothing when the rows show that they are too small: %i', async (totalIsOffBy) => {
    const untrue: ModelOptions = {
      name: 's0',
      paging: { style: 'offset', maxLimit: 100 },
      order: 'newest-first',
      tellsTotal: true,
      totalIsOffBy,
    }
    const rows = Array.from({ length: 60 }, (_, at): ModelRow => ({ id: `r${at}`, time: at, kind: 'OUTBOUND' }))
    for (const forward of [true, false]) {
      const world = worldOf([untrue], [rows])
      const walked = await walk(world, 8, forward)
      expect(allOf(walked)).toEqual(inWalkingOrder(expectedOrder(world), forward))
      expect(walked.at(forward ? -1 : 0)?.page.totalCount).toBeNull()
    }
  })
})

test('an order that does not hold costs no record unless a report says so', async () => {
  const sources = fc.array(paged, { minLength: 1, maxLength: 2 }).map(named)
  await fc.assert(
    fc.asyncProperty(sources, rowsOf(40, 30), size, fc.boolean(), async (options, rows, count, forward) => {
      const world = worldOf(options, rows)
      const [model] = world.models
      // The vendor sorts by another key than it declares.
      Object.defineProperty(model, 'options', { value: { ...model?.options, order: 'none' } })
      const expected = inWalkingOrder(expectedOrder(world), forward)
      const walked = await walk(world, count, forward)
      const seen = allOf(walked)
      expect(new Set(seen).size).toBe(seen.length)
      const codes = walked.flatMap(({ page }) => page.sources.flatMap(({ error }) => error?.code ?? []))
      if (codes.length === 0) expect(seen).toEqual(expected)
      else expect(codes).toContain('PROTOCOL')
    }),
    settings,
  )
})

describe.each(['error', 'empty', 'repeat'] as const)(
  'a page behind the last one is answered with: %s',
  (pastTheEnd) => {
    const pages = fc.record({
      firstPage: fc.constantFrom<0 | 1>(0, 1),
      tellsTotal: fc.boolean(),
      forward: fc.boolean(),
      left: fc.integer({ min: 0, max: 40 }),
      count: size,
    })

    test('the walk ends where all further rows have vanished', async () => {
      await fc.assert(
        fc.asyncProperty(pages, async ({ firstPage, tellsTotal, forward, left, count }) => {
          const options: ModelOptions = {
            name: 's0',
            paging: { style: 'page', firstPage, maxPageSize: 16, pastTheEnd },
            order: 'newest-first',
            tellsTotal,
          }
          const rows = Array.from(
            { length: 120 },
            (_, at): ModelRow => ({ id: `r${at}`, time: 120 - at, kind: 'OUTBOUND' }),
          )
          const world = worldOf([options], [rows])
          const [model] = world.models
          if (model === undefined) throw new Error('there is no source')
          const expected = inWalkingOrder(expectedOrder(world), forward)
          // Five pages, and of these the records that were seen first are all that is left then.
          const seen = 5 * count
          const stay = new Set(expected.slice(0, Math.min(left, seen)))
          const walked = await walk(world, count, forward, {}, (at) => {
            model.requests = 0
            if (at === 5) model.rows = rows.filter(({ id }) => stay.has(`s0/${id}`))
          })
          expect(allOf(walked)).toEqual(expected.slice(0, seen))
          expect(walked.at(-1)?.isNearTold).toBe(stay.size > 0)
          expect(walked.flatMap(({ page }) => page.sources.flatMap(({ error }) => error ?? []))).toEqual([])
          expect(model.requests).toBeLessThan(20)
        }),
        settings,
      )
    })
  },
)

test('a whole list without a total does not end where new rows have moved all read rows into the next page', async () => {
  const rowsAt = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at): ModelRow => ({ id: `r${from + at}`, time: from + at, kind: 'INBOUND' }))
  const world = worldOf(
    [{ name: 's0', paging: { style: 'offset', maxLimit: 8 }, order: 'newest-first', tellsTotal: false }],
    [[]],
  )
  const [model] = world.models
  if (model === undefined) throw new Error('there is no source')
  // Read whole, as its order is not trusted.
  world.engine.listCache.distrustOrder(model.source, 'calls')
  const [old, all] = [rowsAt(0, 20), rowsAt(0, 27)]
  Object.defineProperty(model, 'rows', { get: () => (model.requests < 2 ? old : all) })
  const page = await ask(world, { first: 100 })
  expect(namesOf(page)).toEqual(expect.arrayContaining(old.map(({ id }) => `s0/${id}`)))
  expect(page.pageInfo.hasNextPage).toBe(false)
})
