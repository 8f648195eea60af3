import { expect, test } from 'vitest'
import { filterInSlices, mapInSlices, yieldIfLong } from '../../../../src/async/event-loop-slices.js'

const numbers = (length: number) => Array.from({ length }, (_, at) => at)

test.each([0, 1, 1999, 2000, 2001, 4000, 10_001])('%d items are mapped in their order', async (length) => {
  expect(await mapInSlices(numbers(length), (item) => item * 2, undefined)).toEqual(
    numbers(length).map((item) => item * 2),
  )
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
    await mapInSlices(numbers(length), () => seen.add(turn), undefined)
    goesOn = false
    return [...seen]
  }
  expect(await turnsDuring(2000)).toEqual([0])
  expect(await turnsDuring(10_000)).toHaveLength(5)
})

const even = (item: number) => item % 2 === 0

test('hundreds of short lists use up a slice like one long list', async () => {
  const unitsOf = async (lists: readonly (readonly number[])[]) => {
    let units = 0
    const slices = {
      spend: (spent: number) => void (units += spent),
      isOver: () => false,
      next: () => Promise.resolve(),
    }
    for (const list of lists) {
      expect(await filterInSlices(list, even, slices)).toEqual(list.filter(even))
      expect(await mapInSlices(list, (item) => -item, slices)).toEqual(list.map((item) => -item))
    }
    return units
  }
  expect(await unitsOf(Array.from({ length: 200 }, () => numbers(50)))).toBe(2500)
  expect(await unitsOf([numbers(10_000)])).toBe(2500)
})

test.each([1, 256, 257])('a list of %d items waits for the next slice when this one is over', async (length) => {
  let waits = 0
  const slices = { spend: () => undefined, isOver: () => true, next: () => Promise.resolve(void waits++) }
  expect(await filterInSlices(numbers(length), even, slices)).toEqual(numbers(length).filter(even))
  expect(waits).toBe(Math.ceil(length / 256))
})
