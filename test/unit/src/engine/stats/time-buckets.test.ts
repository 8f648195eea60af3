import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalZone, TimeBuckets } from '../../../../../src/engine/stats/time-buckets.js'
import { runs } from '../../../../support/runs.js'

const HOUR_MS = 3_600_000
const ZONES = ['UTC', 'Europe/Vilnius', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', '+05:30', '-00:30']

/** What a clock of the zone shows, by the runtime. */
const shown = (epochMs: number, timeZone: string) => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
  }).formatToParts(epochMs)
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? ''
  return { date: `${part('year')}-${part('month')}-${part('day')}`, hour: part('hour') }
}

const times = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) })

describe.each(ZONES)('in %s', (zone) => {
  const buckets = new TimeBuckets(zone)

  test('the date is what a calendar shows, and the hour began when the clock showed it', () => {
    fc.assert(
      fc.property(times, (epochMs) => {
        expect(buckets.dateAt(epochMs)).toBe(shown(epochMs, zone).date)
        const beginMs = buckets.hourAt(epochMs)
        expect(epochMs - beginMs).toBeGreaterThanOrEqual(0)
        expect(epochMs - beginMs).toBeLessThan(HOUR_MS)
        expect(shown(beginMs, zone)).toEqual(shown(epochMs, zone))
        expect(buckets.hourAt(beginMs)).toBe(beginMs)
      }),
      { numRuns: runs(300) },
    )
  })
})

describe('a clock that is changed', () => {
  const hoursOf = (zone: string, from: string, minutes: number, count: number) => {
    const buckets = new TimeBuckets(zone)
    const hours = Array.from({ length: count }, (_, at) => buckets.hourAt(Date.parse(from) + at * minutes * 60_000))
    return [...new Set(hours)].map((hour) => new Date(hour).toISOString())
  }

  test('shows an hour twice, and these are two', () => {
    expect(hoursOf('Europe/Vilnius', '2026-10-24T23:30:00Z', 30, 6)).toEqual([
      '2026-10-24T23:00:00.000Z',
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ])
  })

  test('leaves an hour out', () => {
    expect(hoursOf('Europe/Vilnius', '2026-03-29T00:00:00Z', 30, 4)).toEqual([
      '2026-03-29T00:00:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ])
  })

  test('by half an hour: the hour after the change begins with it', () => {
    expect(hoursOf('Australia/Lord_Howe', '2026-04-04T14:00:00Z', 15, 8)).toEqual([
      '2026-04-04T14:00:00.000Z',
      '2026-04-04T15:00:00.000Z',
      '2026-04-04T15:30:00.000Z',
    ])
  })
})

test.each([
  ['europe/vilnius', 'Europe/Vilnius'],
  ['UTC', 'UTC'],
  ['+02:00', '+02:00'],
  ['-0030', '-00:30'],
  ['Europe/Nowhere', null],
  ['', null],
  ['constructor', null],
  ['x+01:00', null],
  ['+99:00', null],
])('the canonical name of the zone %j is %j', (name, expected) => {
  expect(canonicalZone(name)).toBe(expected)
})
