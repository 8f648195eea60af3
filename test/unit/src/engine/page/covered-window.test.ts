import { expect, test } from 'vitest'
import { coveredWindow } from '../../../../../src/engine/page/covered-window.js'
import { readingPlan } from '../../../../../src/engine/page/reading-plan.js'
import { everyRow } from '../../../../support/unrestricted.js'
import { entryOf, planParts, ScriptedReader, sliceOf } from './scripted-reader.js'

const PAGE = { list: 'calls', order: 'NEWEST_FIRST', end: null } as const

/** A source that was read down to the second 5, and could not go on. */
function stopped() {
  const reader = new ScriptedReader({ rows: [], windowSize: 1, ending: null, endsAt: 0 })
  reader.fetchedAtMs = 9000
  reader.state = 'stopped'
  reader.lastExamined = entryOf({ rank: -5000, nativeId: 'a' })
  const plan = readingPlan(planParts)
  return { ...sliceOf('a', reader), plan }
}
const WINDOW = { from: '1970-01-01T00:00:05.000Z', to: '1970-01-01T00:00:09.000Z' }

test('where reading stopped is the begin of the range, for viewers of everything', () => {
  expect(coveredWindow(PAGE, stopped())).toEqual(WINDOW)
})

test('viewers of some customers do not see it, because it depends on how many rows the others have', () => {
  const view = { ...everyRow, customers: new Set(['7']) }
  const slice = stopped()
  expect(coveredWindow(PAGE, { ...slice, view })).toBeNull()
  if (slice.reader !== null) Object.assign(slice.reader, { state: 'done' })
  expect(coveredWindow(PAGE, { ...slice, view })).toEqual({ ...WINDOW, from: null })
})

test('a page that ends before what was read covers no more than itself', () => {
  const end = { rank: -6000, source: 'a', nativeId: 'b' }
  expect(coveredWindow({ ...PAGE, end }, stopped())).toEqual({ ...WINDOW, from: '1970-01-01T00:00:06.000Z' })
})

test('lists about now, and lists in another order, have no range', () => {
  expect(coveredWindow({ ...PAGE, list: 'activeCalls' }, stopped())).toBeNull()
  expect(coveredWindow({ ...PAGE, order: 'NATIVE_ID' }, stopped())).toBeNull()
})
