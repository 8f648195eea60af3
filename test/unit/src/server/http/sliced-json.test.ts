import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type SerializationSlices,
  serializeSmall,
  stringifyInSlices,
} from '../../../../../src/server/http/sliced-json.js'
import { runs } from '../../../../support/runs.js'

/** Slices that count how often they were over. */
function slicesOf({ over = () => false }: { over?: (units: number) => boolean } = {}) {
  const state = { units: 0, waits: 0, mostUnits: 0 }
  const slices: SerializationSlices = {
    unitsDone: 0,
    spend: (units) => void (state.units += units),
    isOver: () => over(state.units),
    next: async () => {
      state.waits++
      state.mostUnits = Math.max(state.mostUnits, state.units)
      state.units = 0
    },
  }
  return { state, slices }
}

const text = async (value: unknown, slices: SerializationSlices): Promise<string> =>
  Buffer.concat(await stringifyInSlices(value, slices)).toString('utf8')

test('equals JSON.stringify for any answer', async () => {
  const { slices } = slicesOf({ over: () => true })
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (data) => {
      expect(await text({ errors: undefined, data }, slices)).toBe(`${JSON.stringify({ data })}\n`)
    }),
  )
})

test('equals it for large answers, too: nested lists, absent values, other scripts', async () => {
  const record = (at: number) => ({
    id: `n${at}`,
    'a "key"': null,
    none: undefined,
    name: 'Åse 💥',
    parts: [at, [], {}],
  })
  const data = {
    empty: [],
    nodes: Array.from({ length: 400 }, (_, at) => ({
      at,
      list: { nodes: Array.from({ length: 40 }, (_, i) => record(i)) },
    })),
    odd: [undefined, new Date(0)],
    deep: [[Array.from({ length: 3000 }, (_, at) => [at])]],
  }
  const { state, slices } = slicesOf({ over: (units) => units > 200 })
  const pieces = await stringifyInSlices({ data, errors: [{ message: 'x' }] }, slices)
  expect(Buffer.concat(pieces).toString()).toBe(`${JSON.stringify({ data, errors: [{ message: 'x' }] })}\n`)
  expect(state.waits).toBeGreaterThan(20)
  // No step is larger than what is serialized at once.
  expect(state.mostUnits).toBeLessThan(200 + 2000 / 16 + 1)
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(1_000_000)
})

test('ends when the operation is stopped', async () => {
  const { slices } = slicesOf({ over: () => true })
  const stopped = { ...slices, next: () => Promise.reject(new Error('nobody waits')) }
  await expect(stringifyInSlices({ data: Array.from({ length: 9000 }, () => ({})) }, stopped)).rejects.toThrow(
    'nobody waits',
  )
})

test('a short one is the same as JSON.stringify, with a line end, whatever its characters', () => {
  const unit = fc.constantFrom('a', 'a', 'a', 'ø', '€', '😀', '\ud800', '\n')
  const text = fc.tuple(fc.string({ unit, maxLength: 40 }), fc.integer({ min: 1, max: 40_000 }))
  fc.assert(
    fc.property(text, text, ([some, times], [last]) => {
      const value = { some: 'x'.repeat(times) + some.repeat(times / 40), last }
      const expected = `${JSON.stringify(value)}\n`
      const made = serializeSmall(value, undefined)
      expect(Buffer.from(made).equals(Buffer.from(expected))).toBe(true)
    }),
    { numRuns: runs(300) },
  )
})
