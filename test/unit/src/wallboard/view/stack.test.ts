import { describe, expect, test } from 'vitest'
import type { Load } from '../../../../../src/wallboard/core/board.js'
import { layOut, roundUp, runsOf } from '../../../../../src/wallboard/view/stack.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const series = [
  { title: 'a', places: [0] },
  { title: 'b', places: [1] },
]
const load = (connected: number, others = 0): Load => ({ connected, others })
const columns = (...all: readonly (readonly (Load | null)[])[]) =>
  all.map((loads, at) => ({ atMs: NOON + at * 300_000, loads }))

describe('areas', () => {
  test('stand on top of each other, the connected calls of a source below its others', () => {
    const { bands, most } = layOut(columns([load(2, 2), load(4)], [load(2, 2), load(4)]), series, {
      width: 100,
      height: 80,
    })
    expect(most).toBe(8)
    expect(bands).toEqual([
      { connected: 'M0 60L100 60L100 80L0 80Z', others: 'M0 40L100 40L100 60L0 60Z' },
      { connected: 'M0 0L100 0L100 40L0 40Z', others: 'M0 0L100 0L100 0L0 0Z' },
    ])
  })

  test('are interrupted by a gap of their source, and the gap is shown', () => {
    const all = columns([load(1), load(1)], [load(1), load(1)], [load(1), null], [load(1), load(1)], [load(1), load(1)])
    const { bands, gaps } = layOut(all, series, { width: 100, height: 80 })
    expect(bands[0]?.connected.match(/M/g)).toHaveLength(1)
    expect(bands[1]?.connected.match(/M/g)).toHaveLength(2)
    expect(gaps).toEqual([{ from: 37.5, to: 62.5 }])
  })

  test('where nothing is known at all are one gap', () => {
    const { gaps, bands } = layOut(columns([null, null], [null, null]), series, { width: 100, height: 80 })
    expect([gaps, bands[0]?.connected]).toEqual([[{ from: 0, to: 100 }], ''])
    expect(layOut(columns([], []), [], { width: 100, height: 80 }).gaps).toHaveLength(1)
  })

  test('have times at round minutes', () => {
    const hour = columns(...Array.from({ length: 13 }, () => [load(1), load(1)]))
    const { xTicks } = layOut(hour, series, { width: 120, height: 80 })
    expect(xTicks.map(({ atMs, x }) => [(atMs - NOON) / 60_000, x])).toEqual([
      [10, 20],
      [20, 40],
      [30, 60],
      [40, 80],
      [50, 100],
    ])
  })
})

test('the top of the chart is round, and so is its half', () => {
  expect([0, 1, 3, 9, 10, 11, 13, 250, 300, 301, 10_003].map(roundUp)).toEqual([
    0, 2, 4, 10, 10, 12, 16, 300, 300, 400, 12_000,
  ])
})

test('runs are found', () => {
  expect(runsOf([true, false, true, true])).toEqual([
    [0, 1],
    [2, 4],
  ])
})
