// Answers that are too old to be used are removed from memory.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { AnswerCache } from '../../../../../src/engine/answers/answer-cache.js'

setFlagsFromString('--expose_gc')
const collectGarbage: () => void = runInNewContext('gc')

test.for([0, 1000])('answers that are too old are removed as newer ones arrive (freshness %s ms)', async (freshMs) => {
  let nowMs = 0
  const kept = new AnswerCache(() => nowMs, 30_000)
  const keep = (key: string): WeakRef<object> => {
    const result = { key }
    kept.keep(key, { result, receivedAtMs: nowMs, bornMs: nowMs, size: 10, tookMs: 0 }, null, freshMs)
    return new WeakRef(result)
  }
  const old = ['a', 'b', 'c'].map(keep)
  nowMs = 29_999
  const getFresherThan = ['d', 'e'].map(keep)
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  expect(old.map((each) => each.deref())).toEqual([{ key: 'a' }, { key: 'b' }, { key: 'c' }])
  nowMs = 30_000
  getFresherThan.push(keep('f'))
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  expect(old.map((each) => each.deref())).toEqual([undefined, undefined, undefined])
  expect(getFresherThan.map((each) => each.deref())).toEqual([{ key: 'd' }, { key: 'e' }, { key: 'f' }])
  expect(kept.staleFallback('f')).not.toBeNull()
})

test('a cache with a share of its full size keeps no more than that', () => {
  const kept = new AnswerCache(() => 0, 30_000, 1 / 64)
  const keep = (key: string, size: number) =>
    kept.keep(key, { result: key, receivedAtMs: 0, bornMs: 0, size, tookMs: 0 }, null, 1000)
  const MIB = 1024 * 1024
  keep('a', MIB / 2)
  keep('larger than all of it', 2 * MIB)
  keep('b', MIB / 4)
  expect([kept.getFresherThan('a', 1000), kept.getFresherThan('b', 1000)].every((each) => each !== null)).toBe(true)
  keep('c', MIB / 2)
  expect([kept.getFresherThan('a', 1000), kept.getFresherThan('larger than all of it', 1000)]).toEqual([null, null])
})
