// (header later)
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListName } from '../../adapters/contract.js'
import { ActiveCallOrder } from '../../schema/enums.js'
import type { ConnectionPage } from '../../src/engine/connection.js'
import { betweenPages, betweenRequests, type Change, firstWorld } from './moving-world.js'
import { SITE_KINDS, UNTOLD_DISORDER } from './simulated-sources.js'
import { type AskedList, expectedOf, listOf, truthOf } from './truth.js'
import { edgesOf, recordsOf, setStage, type Stage, type StageOptions, walk, type Walking } from './walk.js'

const RUNS = Number(process.env['TRUNKLINE_PAGING_RUNS'] ?? 300)

const asked: fc.Arbitrary<AskedList> = fc.record({
  list: fc.constantFrom<ListName>('calls', 'calls', 'sessions', 'sipAccounts', 'activeCalls', 'activeCalls'),
  orderBy: fc.constantFrom(...Object.values(ActiveCallOrder)),
})
const kinds = fc.shuffledSubarray([...SITE_KINDS], { minLength: 1, maxLength: 4 })
const options: fc.Arbitrary<StageOptions> = asked.chain(({ list, orderBy }) =>
  fc.record({
    list: fc.constant(list),
    orderBy: fc.constant(orderBy),
    kinds: kinds.map((all) => all),
    mostRows: fc.option(fc.integer({ min: 8, max: 40 })),
    first: firstWorld,
    wantsFull: fc.boolean(),
  }),
)
const walking: fc.Arbitrary<Walking> = fc.record({ size: fc.integer({ min: 1, max: 30 }), forward: fc.boolean() })

const truth = (stage: Stage) => truthOf(stage.sources, stage, stage.moving.clock.nowMs)

function expectOrdinaryReports(stage: Stage, page: ConnectionPage): void {
  const statuses = stage.sources.map((source) => (listOf(source, stage.list) === undefined ? 'UNSUPPORTED' : 'OK'))
  expect(page.sources.map(({ status }) => status)).toEqual(statuses)
}

function expectAllOnce(stage: Stage, pages: readonly ConnectionPage[], how: Walking, before: ReturnType<typeof truth>) {
  const seen = recordsOf(pages, how)
  const { staying, moved } = expectedOf(before, truth(stage), stage)
  const still = seen.filter((name) => !moved.has(name))
  expect(still.filter((name, at) => still.indexOf(name) !== at)).toEqual([])
  const wanted = new Set(staying)
  expect(seen.filter((name) => wanted.has(name))).toEqual(staying)
}

describe('over the real simulators', () => {
  test('lists that stand still are paged exactly', async () => {
    await fc.assert(
      fc.asyncProperty(options, walking, async (given, how) => {
        const stage = setStage(given)
        const all = truth(stage).map(({ name }) => name)
        let place = 0
        const pages = await walk(stage, how, () => stage.moving.apply({ what: 'wait', seconds: 0 }))
        for (const page of pages) {
          const size = Math.min(how.size, all.length - place)
          expect(page.nodes).toHaveLength(size)
          const { ahead, behind } = edgesOf(page, how)
          expect({ ahead, behind }).toEqual({ ahead: place + size < all.length, behind: place > 0 })
          expectOrdinaryReports(stage, page)
          if (page.total.precision === 'EXACT') expect(page.total.count).toBe(all.length)
          else expect(page.total.count ?? 0).toBeLessThanOrEqual(all.length)
          place += size
        }
        expect(recordsOf(pages, how)).toEqual(all)
      }),
      { numRuns: RUNS },
    )
  })

  test('between pages', async () => {
    await fc.assert(
      fc.asyncProperty(options, walking, betweenPages, async (given, how, moves) => {
        const stage = setStage(given)
        const before = truth(stage)
        const pages = await walk(stage, how, (_page, at) => {
          for (const change of moves[at] ?? []) stage.moving.apply(change)
        })
        for (const page of pages) expectOrdinaryReports(stage, page)
        expectAllOnce(stage, pages, how, before)
      }),
      { numRuns: RUNS },
    )
  })

  test('between requests', async () => {
    await fc.assert(
      fc.asyncProperty(options, walking, betweenRequests, async (given, how, moves) => {
        const stage = setStage(given)
        const before = truth(stage)
        let request = 0
        const move = () => moves[request++]?.forEach((change: Change) => stage.moving.apply(change))
        for (const source of stage.sources) source.beforeAnswer = move
        const pages = await walk(stage, how, () => stage.moving.apply({ what: 'wait', seconds: 2 }))
        for (const page of pages) expectOrdinaryReports(stage, page)
        expectAllOnce(stage, pages, how, before)
      }),
      { numRuns: RUNS },
    )
  })
})
void UNTOLD_DISORDER
