// The real engine over the real simulators' ways of paging, in one process: every list, every way that a vendor's
// system can be set up, forward and backward, while the world behind it moves. What a connection must hold is read of
// the same simulators by the plainest paging there is, and sorted by the test.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConnectionPage } from '../../../src/engine/page/connection-page.js'
import { runs } from '../../support/runs.js'
import { filtered, stageOf, timely, unfiltered, walking } from './arbitraries.js'
import { expectedReports, reportsOf, walkOn, wasPassedBy } from './failing-walk.js'
import { betweenPages, betweenRequests, type Change, crowdedWorld, evenWorld, vanishing } from './moving-world.js'
import { ORDERED_KINDS, SITE_KINDS, UNTOLD_DISORDER } from './site-kinds.js'
import { expectedOf, isServed, type Placed, truthOf } from './truth.js'
import { edgesOf, MOVED, recordsOf, type Stage, setStage, unlessAllMoved, type Walking, walk } from './walk.js'

const RUNS = runs(60)
/** Shrinking a failure stops in time for its seed to be printed. */
const LONGEST_MS = 60_000 + RUNS * 400
const settings = { numRuns: RUNS, interruptAfterTimeLimit: LONGEST_MS, markInterruptAsFailure: true }
const slowSourceLimits = { timeout: 2 * LONGEST_MS }

const truthNow = (stage: Stage) => truthOf(stage.sources, stage, stage.moving.clock.nowMs)

function expectOrdinaryReports(stage: Stage, pages: readonly ConnectionPage[]): void {
  const expected = stage.sources.map((source) => (isServed(source, stage) ? 'OK' : 'UNSUPPORTED UNSUPPORTED'))
  for (const page of pages) expect(reportsOf(page)).toEqual(expected)
}

/** No record twice, and all that was there from the beginning to the end once, in order; except for allowed ones. */
function expectAllOnce(
  stage: Stage,
  before: readonly Placed[],
  seen: readonly string[],
  excused: (placed: Placed) => boolean = () => false,
): void {
  const { staying, mayRepeat } = expectedOf(stage.sources, stage, before, truthNow(stage))
  expect(seen.filter((name, at) => seen.indexOf(name) !== at && !mayRepeat(name))).toEqual([])
  const shown = new Set(seen)
  const lost = new Set(before.filter((placed) => !shown.has(placed.name) && excused(placed)).map(({ name }) => name))
  const wanted = staying.filter((name) => !lost.has(name))
  const isWanted = new Set(wanted)
  expect(seen.filter((name) => isWanted.has(name))).toEqual(wanted)
}

/** Walks while the changes of one occasion after another happen between the pages. */
async function walkAmidst(stage: Stage, how: Walking, occasions: readonly (readonly Change[])[]): Promise<void> {
  const before = truthNow(stage)
  const pages = await walk(stage, how, (_page, at) => occasions[at]?.forEach((change) => stage.moving.apply(change)))
  expectOrdinaryReports(stage, pages)
  expectAllOnce(stage, before, recordsOf(pages, how))
}

describe('one ordered list over the real simulators', () => {
  test('that stand still is paged exactly, and counted and reported truly', slowSourceLimits, async () => {
    await fc.assert(
      fc.asyncProperty(stageOf(unfiltered), walking, async (given, how) => {
        const stage = setStage(given)
        const all = truthNow(stage).map(({ name }) => name)
        const pages = await walk(stage, how)
        expect(recordsOf(pages, how)).toEqual(all)
        expectOrdinaryReports(stage, pages)
        pages.forEach((page, at) => {
          const left = all.length - at * how.size
          expect(page.nodes).toHaveLength(Math.min(how.size, left))
          expect(edgesOf(page, how)).toMatchObject({ ahead: left > how.size, behind: at > 0 })
          const { count, precision } = page.total
          expect(precision === 'EXACT' ? [count] : [all.length]).toEqual([all.length])
          expect(count ?? 0).toBeLessThanOrEqual(all.length)
        })
      }),
      settings,
    )
  })

  test('costs one request for a page and a source that keeps its order', slowSourceLimits, async () => {
    await fc.assert(
      fc.asyncProperty(stageOf(timely, { among: ORDERED_KINDS, first: evenWorld }), walking, async (given, how) => {
        const stage = setStage({ ...given, mostRows: null })
        const costs: number[][] = []
        const countUp = () => {
          costs.push(stage.sources.map(({ answers }) => answers))
          for (const source of stage.sources) source.answers = 0
        }
        await walk(stage, how, countUp)
        countUp()
        // Where the list ends, the first page of a walk from there has to find out.
        const [, ...others] = how.forward ? [[], ...costs] : costs
        expect(others.filter((cost) => cost.some((requests) => requests > 1))).toEqual([])
      }),
      settings,
    )
  })

  test('shows every record that stays exactly once while they move between pages', slowSourceLimits, async () => {
    await fc.assert(
      fc.asyncProperty(stageOf(unfiltered), walking, betweenPages, (given, how, occasions) =>
        walkAmidst(setStage(given), how, occasions),
      ),
      settings,
    )
  })

  test('the same where records vanish out of crowds of equal time', slowSourceLimits, async () => {
    const pages = fc.record({ size: fc.integer({ min: 1, max: 6 }), forward: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        stageOf(timely, { among: ORDERED_KINDS, first: crowdedWorld }),
        pages,
        vanishing,
        (given, how, occasions) => walkAmidst(setStage(given), how, occasions),
      ),
      settings,
    )
  })

  test('the same under a filter, applied by the vendor or the gateway', slowSourceLimits, async () => {
    await fc.assert(
      fc.asyncProperty(stageOf(filtered), walking, betweenPages, (given, how, occasions) =>
        walkAmidst(setStage(given), how, occasions),
      ),
      settings,
    )
  })

  test(
    'the same while they move between the requests of a page, or says what is missing',
    slowSourceLimits,
    async () => {
      await fc.assert(
        fc.asyncProperty(stageOf(unfiltered), walking, betweenRequests, async (given, how, occasions) => {
          const stage = setStage(given)
          const before = truthNow(stage)
          let request = 0
          const move = () => occasions[request++]?.forEach((change) => stage.moving.apply(change))
          for (const source of stage.sources) source.beforeAnswer = move
          const waiting = () => stage.moving.apply({ what: 'wait', seconds: 2 })
          const pages = await unlessAllMoved(walk(stage, how, waiting))
          if (pages === undefined) return
          const reports = pages.flatMap(({ sources }) => sources).filter(({ error }) => MOVED.has(error?.code ?? ''))
          const torn = new Set(reports.map(({ source }) => source.name))
          if (torn.size === 0) expectOrdinaryReports(stage, pages)
          expectAllOnce(stage, before, recordsOf(pages, how), ({ source }) => torn.has(source))
        }),
        settings,
      )
    },
  )

  test(
    'the same while sources fail and come back, but for what passed them by, and says so',
    slowSourceLimits,
    async () => {
      const failures = fc.array(
        fc.subarray(['a', 'b', 'c', 'd']).map((names) => new Set(names)),
        { maxLength: 15 },
      )
      const kinds = SITE_KINDS.filter(({ tellsStartLate }) => tellsStartLate !== true)
      await fc.assert(
        fc.asyncProperty(
          stageOf(unfiltered, { among: kinds }),
          walking,
          betweenPages,
          failures,
          async (given, how, occasions, failing) => {
            const stage = setStage(given)
            const before = truthNow(stage)
            const steps = await walkOn(
              stage,
              how,
              (at) => failing[at] ?? new Set(),
              (at) => occasions[at]?.forEach((change) => stage.moving.apply(change)),
            )
            steps.forEach(({ page }, at) => {
              const patterns = expectedReports(stage, steps, at)
              expect(reportsOf(page)).toEqual(patterns.map((pattern) => expect.stringMatching(pattern)))
            })
            const pages = steps.map(({ page }) => page)
            expectAllOnce(stage, before, recordsOf(pages, how), (placed) => wasPassedBy(placed, steps, how))
          },
        ),
        settings,
      )
    },
  )

  test('the same over a system that breaks the order it is trusted to keep', slowSourceLimits, async () => {
    // A window of a few shuffled rows may be in order by chance; of a dozen it is not.
    const pages = fc.record({ size: fc.integer({ min: 12, max: 30 }), forward: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(stageOf(timely), pages, betweenPages, (given, how, occasions) =>
        walkAmidst(setStage({ ...given, kinds: [...given.kinds, UNTOLD_DISORDER] }), how, occasions),
      ),
      settings,
    )
  })
})
