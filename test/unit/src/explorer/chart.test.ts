import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Chart, choicesFor, formatStep, toChart } from '../../../../src/explorer/result/chart.js'
import type { Row } from '../../../../src/explorer/result/rows.js'
import { runs } from '../../../support/runs.js'

const listOf = (rows: readonly Row[], name = 'calls') => ({ name, rows, totalCount: null })

/** What is shown of rows at first. */
function firstChart(rows: readonly Row[], name?: string): Chart {
  const { first } = choicesFor(listOf(rows, name))
  if (first === null) throw new Error('these rows have neither times nor groups')
  return toChart({ rows }, first.grouping, first.measure)
}

const at = (time: string) => ({ id: time, startedAt: `2026-05-04T${time}Z` })

describe('a chart of rows', () => {
  test('with times counts them in equal steps, with gaps where there are none', () => {
    const chart = firstChart([at('10:00:00'), at('10:59:59'), at('12:30:00')])
    expect(chart.stepMs).toBe(5 * 60_000)
    expect(chart.bars).toHaveLength(31)
    expect(chart.bars.filter(({ value }) => value > 0)).toEqual([
      { label: '2026-05-04 10:00', value: 1 },
      { label: '2026-05-04 10:55', value: 1 },
      { label: '2026-05-04 12:30', value: 1 },
    ])
  })

  test('that are groups shows the first number of each, the largest first', () => {
    const groups = [
      { country: 'DK', total: 3, connected: 2 },
      { country: 'GB', total: 5, connected: 1 },
    ]
    expect(firstChart(groups, 'activeCallStats.groups')).toEqual({
      bars: [
        { label: 'GB', value: 5 },
        { label: 'DK', value: 3 },
      ],
      stepMs: null,
      rowsWithoutValue: 0,
    })
  })

  test('that are no groups counts rows by the first text; ids group nothing', () => {
    const rows = [
      { id: 'a', source: { name: 'mor' } },
      { id: 'b', source: { name: 'mor' } },
      { id: 'c', source: null },
    ]
    expect(firstChart(rows)).toEqual({ bars: [{ label: 'mor', value: 2 }], stepMs: null, rowsWithoutValue: 1 })
  })

  test('puts what is beyond 24 groups into one bar', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ number: `n${index}` }))
    const { bars } = firstChart(rows)
    expect(bars).toHaveLength(24)
    expect(bars.at(-1)).toEqual({ label: '7 others', value: 7 })
  })

  test('offers numbers to add up, and never amounts of money: these are texts, and currencies differ', () => {
    const rows = [{ status: 'ANSWERED', durationSeconds: 5, price: { amount: '1.50', currency: 'DKK' } }]
    const { measures, groupings } = choicesFor(listOf(rows))
    expect(measures.map((measure) => measure?.name ?? null)).toEqual([null, 'durationSeconds'])
    expect(groupings.map(({ column }) => column.name)).toContain('price.currency')
  })

  test('is not there for rows of numbers alone', () => {
    expect(choicesFor(listOf([{ id: '1', total: 5 }])).first).toBeNull()
    expect(choicesFor(listOf([])).first).toBeNull()
  })

  test('has at most 48 steps, and every row in one of them, whatever the times are', () => {
    const time = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    const property = fc.property(fc.array(time, { minLength: 1, maxLength: 50 }), (times) => {
      const { bars } = firstChart(times.map((value) => ({ startedAt: value.toISOString() })))
      expect(bars.length).toBeLessThanOrEqual(48)
      expect(bars.reduce((sum, { value }) => sum + value, 0)).toBe(times.length)
      expect(bars[0]?.value).toBeGreaterThan(0)
      expect(bars.at(-1)?.value).toBeGreaterThan(0)
    })
    fc.assert(property, { numRuns: runs(100) })
  })

  test.each([
    [1000, 'second'],
    [300_000, '5 minutes'],
    [10_800_000, '3 hours'],
    [86_400_000, 'day'],
  ])('names its step: %i ms is one %s', (stepMs, text) => {
    expect(formatStep(stepMs)).toBe(text)
  })
})
