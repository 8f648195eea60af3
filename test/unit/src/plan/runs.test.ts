// Answers that were fetched in parallel, joined where they still overlap.

import { expect, test } from 'vitest'
import type { Entry } from '../../../../src/plan/locate.js'
import { joinRuns, type Run } from '../../../../src/plan/runs.js'

const run = (start: number, letters: string, size = letters.length): Run<null> => ({
  start,
  size,
  entries: [...letters].map(
    (nativeId): Entry<null> => ({ nativeId, rank: 0, place: 0, row: null, index: 0, groupFirst: 0, groupLast: 0 }),
  ),
})
const joined = (keep: 'first' | 'last', ...runs: Run<null>[]) => {
  const { entries, complete } = joinRuns(runs, keep)
  return [entries.map(({ nativeId }) => nativeId).join(''), complete]
}

test.each(['first', 'last'] as const)('runs that share a row are one (%s)', (keep) => {
  expect(joined(keep, run(0, 'abc'), run(2, 'cde'), run(4, 'efg'))).toEqual(['abcdefg', true])
  expect(joined(keep, run(0, 'ab'), run(2, 'cd'))).toEqual(['abcd', true])
})

test('rows that have moved between two answers are no gap, and do not hide one', () => {
  // One row came in front: the second answer begins a row earlier in the list than was thought.
  expect(joined('first', run(0, 'abc'), run(2, 'bcd'), run(4, 'def'))).toEqual(['abcdef', true])
  // The third answer begins where the joined rows end by their number, but not in the list: what lies between is not known.
  expect(joined('first', run(0, 'abc'), run(2, 'bcd'), run(4, 'xyz'))).toEqual(['abcd', false])
  expect(joined('last', run(0, 'abc'), run(2, 'bcd'), run(4, 'xyz'))).toEqual(['xyz', false])
})

test('a row that was requested in both and is in neither is a gap, also where the numbers fit', () => {
  // The list had ended with c; then so many came in front that the second answer begins before it.
  expect(joined('first', run(0, 'abc', 4), run(3, 'b', 4))).toEqual(['abc', false])
  expect(joined('last', run(0, 'abc', 4), run(3, 'b', 4))).toEqual(['b', false])
})
