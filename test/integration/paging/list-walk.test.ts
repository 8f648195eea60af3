// A list that is read in one pass, as exports read it, over the real simulators' ways of paging: it has what a client
// that pages by cursors is promised, however short its stretches and parts are.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ListWalk, type WalkPart } from '../../../src/engine/page/list-walk.js'
import { runs } from '../../support/runs.js'
import { callOn } from '../../support/unrestricted.js'
import { filtered, stageOf, timely, unfiltered } from './arbitraries.js'
import { betweenPages, betweenRequests, type Change } from './moving-world.js'
import { SITE_KINDS, UNTOLD_DISORDER } from './site-kinds.js'
import { expectedOf, isServed, type Placed, truthOf } from './truth.js'
import { type Stage, setStage, unlessAllMoved } from './walk.js'

const RUNS = runs(40)
/** Shrinking a failure stops in time for its seed to be printed. */
const LONGEST_MS = 60_000 + RUNS * 400
const settings = { numRuns: RUNS, interruptAfterTimeLimit: LONGEST_MS, markInterruptAsFailure: true }
const slow = { timeout: 2 * LONGEST_MS }

const small = { min: 1, max: 12 }
const sizes = fc.record({
  stretchRecords: fc.integer(small),
  partRecords: fc.integer(small),
  rowsAtOnce: fc.integer(small),
  leastRowsAtOnce: fc.integer({ min: 1, max: 4 }),
})
type Sizes = Parameters<typeof startWalk>[1]

const truthNow = (stage: Stage) => truthOf(stage.sources, stage, stage.moving.clock.nowMs)

function startWalk(stage: Stage, size: ConstructorParameters<typeof ListWalk>[5]): ListWalk {
  const order = stage.list === 'activeCalls' ? { orderBy: stage.orderBy } : {}
  const context = callOn(stage.engine.sources.all)
  return new ListWalk(stage.engine, stage.list, { filter: stage.filter, ...order }, stage.selection, context, size)
}

const MOST_PARTS = 2000

/** All records in the order in which they are passed on. */
async function read(walk: ListWalk, between: (at: number) => void = () => {}): Promise<readonly string[]> {
  const seen: string[] = []
  const parts: WalkPart[] = []
  for await (const part of walk.parts()) {
    seen.push(...part.records.map(({ source, nativeId }) => `${source.name}/${nativeId}`))
    between(parts.length)
    if (parts.push(part) > MOST_PARTS) throw new Error('the list does not end')
  }
  return seen
}

const statusesOf = (walk: ListWalk): readonly string[] => walk.reports.map(({ status }) => status)
const ordinary = (stage: Stage): readonly string[] =>
  stage.sources.map((source) => (isServed(source, stage) ? 'OK' : 'UNSUPPORTED'))

/** No record twice, and all that was there from the beginning to the end once, in order; but for what is excused. */
function expectAllOnce(stage: Stage, before: readonly Placed[], seen: readonly string[], excused: ReadonlySet<string>) {
  const { staying, mayRepeat } = expectedOf(stage.sources, stage, before, truthNow(stage))
  expect(seen.filter((name, at) => seen.indexOf(name) !== at && !mayRepeat(name))).toEqual([])
  const isExcused = (name: string): boolean => excused.has(name.split('/')[0] ?? '')
  const shown = new Set(seen)
  const wanted = staying.filter((name) => shown.has(name) || !isExcused(name))
  const isWanted = new Set(wanted)
  expect(seen.filter((name) => isWanted.has(name))).toEqual(wanted)
}

async function readAmidst(stage: Stage, size: Sizes, occasions: readonly (readonly Change[])[]): Promise<void> {
  const before = truthNow(stage)
  const walk = startWalk(stage, size)
  const seen = await read(walk, (at) => occasions[at]?.forEach((change) => stage.moving.apply(change)))
  expect(statusesOf(walk)).toEqual(ordinary(stage))
  expectAllOnce(stage, before, seen, new Set())
}

test('a list that stands still is read exactly, and each record is counted for its source', slow, async () => {
  await fc.assert(
    fc.asyncProperty(stageOf(unfiltered), sizes, async (given, size) => {
      const stage = setStage(given)
      const walk = startWalk(stage, size)
      const seen = await read(walk)
      expect(seen).toEqual(truthNow(stage).map(({ name }) => name))
      expect(statusesOf(walk)).toEqual(ordinary(stage))
      const counts = walk.reports.map(({ source, records }) => [source.name, records])
      const counted = stage.sources.map(({ name }) => [name, seen.filter((each) => each.startsWith(`${name}/`)).length])
      expect(counts).toEqual(counted)
    }),
    settings,
  )
})

test('every record that stays is read exactly once while they move between parts', slow, async () => {
  await fc.assert(
    fc.asyncProperty(stageOf(unfiltered), sizes, betweenPages, (given, size, occasions) =>
      readAmidst(setStage(given), size, occasions),
    ),
    settings,
  )
})

test('the same under a filter, applied by the vendor or the gateway', slow, async () => {
  await fc.assert(
    fc.asyncProperty(stageOf(filtered), sizes, betweenPages, (given, size, occasions) =>
      readAmidst(setStage(given), size, occasions),
    ),
    settings,
  )
})

test('the same while they move between requests, or a report says what is missing', slow, async () => {
  await fc.assert(
    fc.asyncProperty(stageOf(unfiltered), sizes, betweenRequests, async (given, size, occasions) => {
      const stage = setStage(given)
      const before = truthNow(stage)
      let request = 0
      const move = () => occasions[request++]?.forEach((change) => stage.moving.apply(change))
      for (const source of stage.sources) source.beforeAnswer = move
      const walk = startWalk(stage, size)
      const seen = await unlessAllMoved(read(walk))
      if (seen === undefined) return
      const torn = walk.reports.filter(({ status }) => status === 'PARTIAL').map(({ source }) => source.name)
      expectAllOnce(stage, before, seen, new Set(torn))
    }),
    settings,
  )
})

test('the same over a system that breaks the order that it is trusted to keep, or a report says so', slow, async () => {
  await fc.assert(
    fc.asyncProperty(stageOf(timely), sizes, betweenPages, async (given, size, occasions) => {
      const stage = setStage({ ...given, kinds: [...given.kinds, UNTOLD_DISORDER] })
      const before = truthNow(stage)
      const walk = startWalk(stage, size)
      const seen = await read(walk, (at) => occasions[at]?.forEach((change) => stage.moving.apply(change)))
      const partial = walk.reports.filter(({ status }) => status === 'PARTIAL').map(({ source }) => source.name)
      expectAllOnce(stage, before, seen, new Set(partial))
    }),
    settings,
  )
})

test('while sources fail and come back, the others are read whole, and what is missing is reported', slow, async () => {
  const failures = fc.array(fc.subarray(['a', 'b', 'c', 'd']), { maxLength: 15 })
  const kinds = SITE_KINDS.filter(({ tellsStartLate }) => tellsStartLate !== true)
  await fc.assert(
    fc.asyncProperty(stageOf(unfiltered, { among: kinds }), sizes, failures, async (given, size, failing) => {
      const stage = setStage(given)
      const before = truthNow(stage)
      const walk = startWalk(stage, size)
      const setFailing = (at: number) => {
        for (const source of stage.sources) source.failing = failing[at]?.includes(source.name) ?? false
      }
      const seen = await read(walk, setFailing)
      const incomplete = walk.reports.filter(({ isWhole }) => !isWhole).map(({ source }) => source.name)
      const failed = new Set(failing.flat())
      expect(incomplete.filter((name) => !failed.has(name) && isServed(sourceOf(stage, name), stage))).toEqual([])
      expectAllOnce(stage, before, seen, new Set(incomplete))
    }),
    settings,
  )
})

function sourceOf(stage: Stage, name: string) {
  const source = stage.sources.find((each) => each.name === name)
  if (source === undefined) throw new Error(`${name} is not on the stage`)
  return source
}
