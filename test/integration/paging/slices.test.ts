// What readers of the same slices share, over a simulated vendor and the real caches of answers.

import { expect, test } from 'vitest'
import { type Course, NOON } from './moving-world.js'
import { SLICED_KINDS } from './site-kinds.js'
import { askPage, namesOf, type Stage, setStage } from './walk.js'

const HOUR = 3_600_000
const [PLAIN] = SLICED_KINDS
const course: Course = {
  length: 'over',
  answer: 'never',
  seconds: 0,
  outcome: 'completed',
  direction: 'inbound',
  seenBy: [],
}

function stageWith(agoMs: readonly number[]): Stage {
  if (PLAIN === undefined) throw new Error('there is no vendor that is read in slices')
  const calls = agoMs.map((ago) => ({ ...course, agoMs: ago }))
  const first = { calls, accounts: [] }
  const list = { list: 'calls', orderBy: 'NEWEST_FIRST', filter: {} } as const
  return setStage({ ...list, kinds: [PLAIN], mostRows: null, first, wantsFull: false })
}

const answersOf = ({ sources }: Stage): number => sources.reduce((sum, { answers }) => sum + answers, 0)

/** How many answers of the vendor are needed for pages that are requested at once. */
async function cost(stage: Stage, pages: number, filter: object = {}): Promise<number> {
  const before = answersOf(stage)
  const asked = Array.from({ length: pages }, () => askPage({ ...stage, filter }, { size: 5, forward: true }, null))
  const all = await Promise.all(asked)
  expect(new Set(all.map((page) => namesOf(page).join())).size).toBe(1)
  return answersOf(stage) - before
}

test('pages that are read at once, or a little later, share the answers that are on the way', async () => {
  const stage = stageWith(Array.from({ length: 20 }, (_, at) => at * 1000))
  await cost(stage, 1)
  const alone = await cost(stage, 1)
  expect(alone).toBeGreaterThan(0)
  expect(await cost(stage, 7)).toBe(alone)
})

test('slices that ended more than an hour ago are shared for ten seconds, newer ones only as configured', async () => {
  const stage = stageWith(Array.from({ length: 120 }, (_, at) => at * 60_000 + 2 * HOUR))
  const old = { startedTo: NOON - 2 * HOUR }
  // The first page shows how long slices should be.
  await cost(stage, 1, old)
  await cost(stage, 1, old)
  expect(await cost(stage, 1, old)).toBe(0)
  stage.moving.clock.nowMs += 10_000
  expect(await cost(stage, 1, old)).toBeGreaterThan(0)
  const recent = stageWith(Array.from({ length: 20 }, (_, at) => at * 1000))
  await cost(recent, 1)
  expect(await cost(recent, 1)).toBeGreaterThan(0)
})
