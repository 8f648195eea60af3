import { expect, test } from 'vitest'
import { mapInTurns, yieldIfLong } from '../../../../src/async/event-loop-slices.js'

const numbers = (length: number) => Array.from({ length }, (_, at) => at)

test.each([0, 1, 1999, 2000, 2001, 4000, 10_001])('%d items are mapped in their order', async (length) => {
  expect(await mapInTurns(numbers(length), (item) => item * 2)).toEqual(numbers(length).map((item) => item * 2))
})

test('others get a turn while a long list is mapped, but not while a short one is', async () => {
  const turnsDuring = async (length: number) => {
    const seen = new Set<number>()
    let turn = 0
    let goesOn = true
    const count = () => {
      turn++
      if (goesOn) setImmediate(count)
    }
    setImmediate(count)
    await yieldIfLong(numbers(length))
    await mapInTurns(numbers(length), () => seen.add(turn))
    goesOn = false
    return [...seen]
  }
  expect(await turnsDuring(2000)).toEqual([0])
  expect(await turnsDuring(10_000)).toHaveLength(5)
})
