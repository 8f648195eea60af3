// Whatever the paging of the source: every call of the window is counted once, and what is said about the part that was
// read is true.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Paging, SlicePaging } from '../../../../../adapters/contract.js'
import { StatsBudget } from '../../../../../src/cost/stats-budget.js'
import { countCalls } from '../../../../../src/engine/stats/call-stats.js'
import { SourceFailure } from '../../../../../src/errors/source-failure.js'
import { runs } from '../../../../support/runs.js'
import { callOn } from '../../../../support/unrestricted.js'
import { epochOf, type ModelOptions, type ModelRow } from '../model-source.js'
import { type ModelWorld, worldOf } from '../model-world.js'

const SECOND = 1000
const HOUR = 3_600_000
const DAY = 86_400_000
/** From here on, a minute has about as many calls as the rest of the day. */
const DENSE = DAY / 2

const inside = fc.oneof(
  fc.record({ style: fc.constant('offset' as const), maxLimit: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    style: fc.constant('page' as const),
    firstPage: fc.constantFrom(0 as const, 1 as const),
    maxPageSize: fc.integer({ min: 1, max: 40 }),
    pastTheEnd: fc.constantFrom('error' as const, 'empty' as const, 'repeat' as const),
  }),
  fc.record({ style: fc.constant('none' as const), cap: fc.constant(null) }),
)
const slices: fc.Arbitrary<SlicePaging> = fc.record({
  style: fc.constant('slices' as const),
  granularityMs: fc.constantFrom(SECOND, HOUR),
  ends: fc.constantFrom('inclusive' as const, 'unknown' as const),
  maxSpanMs: fc.constantFrom(2 * HOUR, 31 * DAY),
  oldestMs: fc.constant(180 * DAY),
  comparedTime: fc.constant('start' as const),
  slackMs: fc.constantFrom(0, SECOND, HOUR),
  firstSpanMs: fc.constantFrom(SECOND, HOUR, DAY),
  inside,
})
const options: fc.Arbitrary<ModelOptions> = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: slices },
      fc.record({ style: fc.constant('offset' as const), maxLimit: fc.integer({ min: 2, max: 40 }) }),
      fc.record({
        style: fc.constant('page' as const),
        firstPage: fc.constantFrom(0 as const, 1 as const),
        maxPageSize: fc.integer({ min: 2, max: 40 }),
        pastTheEnd: fc.constantFrom('error' as const, 'empty' as const, 'repeat' as const),
      }),
      fc.constant<Paging>({ style: 'snapshot' }),
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([paging, isInOrder, tellsTotal]) => ({
    name: 'a',
    paging,
    order: isInOrder && paging.style !== 'slices' ? 'newest-first' : 'none',
    tellsTotal,
  }))

const rows = fc
  .array(
    fc.record({
      time: fc.oneof(
        fc.integer({ min: 0, max: DAY - 1 }),
        fc.integer({ min: 0, max: 50 }).map((at) => DENSE + at * SECOND),
      ),
      kind: fc.constantFrom('INBOUND' as const, 'OUTBOUND' as const),
    }),
    { maxLength: 150 },
  )
  .map((all) => all.map((row, at): ModelRow => ({ id: `id-${at}`, ...row })))

const window = fc.tuple(fc.nat(DAY), fc.nat(DAY)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 }))

const counted = (world: ModelWorld, { from, to }: { from: number; to: number }, budget = new StatsBudget(1e6)) =>
  countCalls(
    world.engine,
    {
      filter: { startedFrom: epochOf(from), startedTo: epochOf(to) },
      groupBy: ['HOUR'],
      wanted: { price: false, cost: false, causes: false },
    },
    callOn(world.engine.sources.all),
    budget,
  )
const between = (all: readonly ModelRow[], from: number, to: number) =>
  all.filter(({ time }) => time >= from && time < to).length

describe('calls in a window', () => {
  test('are counted once each, in the group of their hour', async () => {
    await fc.assert(
      fc.asyncProperty(options, rows, window, async (option, all, { from, to }) => {
        const stats = await counted(worldOf([option], [all]), { from, to })
        expect(stats.precision).toBe('EXACT')
        expect(stats.attempts).toBe(between(all, from, to))
        expect(stats.coverage.from).toBe(epochOf(from))
        for (const { hour, attempts } of stats.groups) {
          const start = (hour ?? 0) - epochOf(0)
          expect(attempts).toBe(between(all, Math.max(from, start), Math.min(to, start + HOUR)))
        }
      }),
      { numRuns: runs(300) },
    )
  })

  test('that were read before the budget or the source ended are all those of the covered part', async () => {
    await fc.assert(
      fc.asyncProperty(options, rows, window, fc.integer({ min: 1, max: 60 }), async (option, all, part, most) => {
        const stats = await counted(worldOf([option], [all]), part, new StatsBudget(most))
        const { from } = stats.coverage
        expect(stats.precision === 'EXACT').toBe(stats.sources[0]?.status === 'OK')
        // An ordered list may hold more rows of the time at which reading stopped.
        const least = from === null ? 0 : between(all, from - epochOf(0), part.to)
        if (option.paging.style === 'slices') expect(stats.attempts).toBe(least)
        else expect(stats.attempts).toBeGreaterThanOrEqual(least)
        if (stats.precision === 'EXACT') expect(from).toBe(epochOf(part.from))
      }),
      { numRuns: runs(300) },
    )
  })

  test('of a source that fails on the way are those of the covered part', async () => {
    await fc.assert(
      fc.asyncProperty(slices, rows, window, fc.integer({ min: 1, max: 6 }), async (paging, all, part, fails) => {
        const world = worldOf([{ name: 'a', paging, order: 'none', tellsTotal: false }], [all])
        const [model] = world.models
        if (model === undefined) throw new Error('there is a model')
        model.distort = (given) => {
          if (model.requests >= fails) throw new SourceFailure('UNREACHABLE', 'the source refused the connection')
          return given
        }
        const stats = await counted(world, part).catch(() => null)
        // Nothing was read: the field is an error.
        if (stats === null) return
        const { from } = stats.coverage
        expect(stats.attempts).toBe(from === null ? 0 : between(all, from - epochOf(0), part.to))
        expect(stats.sources[0]?.status === 'OK').toBe(stats.precision === 'EXACT')
      }),
      { numRuns: runs(200) },
    )
  })
})
