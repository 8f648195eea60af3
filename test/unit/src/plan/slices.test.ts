import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PagingInside, SlicePaging } from '../../../../adapters/contract.js'
import { ceilTo, floorTo, mostInside, type ScanPlan, type Slice, SliceScan } from '../../../../src/plan/slices.js'
import { runs } from '../../../support/runs.js'
import { slicePaging as pagingOf } from './slice-paging.js'

const NOW = Date.UTC(2026, 2, 3, 12)
const SECOND = 1000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
const MARGIN = 5 * MINUTE

const paged = (maxLimit: number): PagingInside => ({ style: 'offset', maxLimit })

const planOf = (given: Partial<ScanPlan>): ScanPlan => ({
  paging: pagingOf({}),
  direction: 'backward',
  beginMs: NOW,
  nearMs: NOW,
  endMs: NOW - 180 * DAY,
  floorMs: NOW - 180 * DAY,
  nowMs: NOW,
  rows: 100,
  density: null,
  ...given,
})

/** Reads all slices of rows at these times; `attempts` are those that were full as well. */
function scan(plan: ScanPlan, times: readonly number[], tellsTotal: boolean) {
  const passes = new SliceScan(plan)
  const most = mostInside(plan.paging.inside)
  const [read, attempts]: [Slice[], Slice[]] = [[], []]
  for (let slice = passes.next(plan.rows); slice !== null; slice = passes.next(plan.rows)) {
    const { fromMs, toMs } = slice
    const rows = times.filter((time) => time >= fromMs && time < toMs).length
    attempts.push(slice)
    if (attempts.length > 20_000) throw new Error('the scan does not end')
    if (rows >= most && passes.wasFull(slice, tellsTotal ? rows : null)) continue
    read.push(slice)
    passes.wasRead(slice, rows)
  }
  return { read, attempts }
}

const unit = fc.constantFrom(SECOND, MINUTE, DAY)
const paging: fc.Arbitrary<SlicePaging> = unit.chain((granularityMs) =>
  fc.record({
    style: fc.constant('slices' as const),
    granularityMs: fc.constant(granularityMs),
    ends: fc.constantFrom('inclusive' as const, 'exclusive' as const, 'unknown' as const),
    maxSpanMs: fc.oneof(fc.constant(granularityMs), fc.integer({ min: granularityMs, max: 40 * DAY })),
    oldestMs: fc.constant(null),
    comparedTime: fc.constant('start' as const),
    slackMs: fc.constant(0),
    firstSpanMs: fc.integer({ min: 1, max: 40 * DAY }),
    inside: fc.oneof(fc.integer({ min: 1, max: 50 }).map(paged), fc.constant({ style: 'none' as const, cap: null })),
  }),
)
const spans = fc.oneof(fc.nat(100 * SECOND), fc.nat(HOUR), fc.nat(20 * DAY))
const times = fc.array(
  spans.map((ago) => NOW - ago),
  { maxLength: 200, size: 'max' },
)
const density = fc.option(
  fc.record({ rows: fc.double({ min: 0, max: 10_000, noNaN: true }), ms: fc.integer({ min: 1, max: 31 * DAY }) }),
)

test('slices cover the time from the begin to the end without gap or overlap, whatever the rows are', () => {
  const given = fc.record({
    paging,
    direction: fc.constantFrom('backward' as const, 'forward' as const),
    ago: spans,
    length: spans,
    slack: fc.constantFrom(0, MINUTE, HOUR),
    rows: fc.integer({ min: 1, max: 1001 }),
    density,
  })
  fc.assert(
    fc.property(given, times, fc.boolean(), ({ paging, direction, ago, length, slack, rows, density }, all, total) => {
      // No more than some hundred slices.
      const most = Math.min(length, 200 * paging.maxSpanMs)
      const [older, newer] = [NOW - ago - most, NOW - ago]
      const [beginMs, endMs] = direction === 'backward' ? [newer + slack, older] : [older, newer + slack]
      const nearMs = direction === 'backward' ? newer : older
      const floorMs = floorTo(older, paging.granularityMs)
      const plan = { paging, direction, beginMs, nearMs, endMs, floorMs, nowMs: NOW, rows, density }
      const { read, attempts } = scan(plan, all, total)
      const inOrder = direction === 'backward' ? read.toReversed() : read
      const isAllowed = ({ fromMs, toMs }: Slice) =>
        fromMs % paging.granularityMs === 0 &&
        toMs % paging.granularityMs === 0 &&
        fromMs >= floorMs &&
        toMs > fromMs &&
        toMs - fromMs <= paging.maxSpanMs
      expect(attempts.filter((slice) => !isAllowed(slice))).toEqual([])
      if (direction === 'forward' && older === newer + slack) {
        expect(read).toEqual([])
        return
      }
      expect(inOrder[0]?.fromMs).toBeLessThanOrEqual(older)
      expect(inOrder.at(-1)?.toMs).toBeGreaterThanOrEqual(newer + slack + (direction === 'backward' ? 1 : 0))
      expect(inOrder.slice(1).map(({ fromMs }) => fromMs)).toEqual(inOrder.slice(0, -1).map(({ toMs }) => toMs))
    }),
    { numRuns: runs(300) },
  )
})

test('nothing is read where the range is empty or reversed', () => {
  for (const direction of ['backward', 'forward'] as const) {
    const [beginMs, endMs] = direction === 'backward' ? [NOW - HOUR, NOW] : [NOW, NOW - HOUR]
    expect(new SliceScan(planOf({ direction, beginMs, nearMs: beginMs, endMs })).next(1)).toBeNull()
  }
})

/** A call every so many milliseconds, before a moment. */
const everyMs = (stepMs: number, count: number, endMs = NOW): readonly number[] =>
  Array.from({ length: count }, (_, at) => endMs - at * stepMs)

test('once the density is known, one slice has the rows of a page, at any depth', () => {
  // 100,000 calls a day.
  const perCall = DAY / 100_000
  const density = { rows: 1000, ms: 1000 * perCall }
  fc.assert(
    fc.property(fc.nat(100 * DAY), fc.integer({ min: 1, max: 200 }), (ago, rows) => {
      const nearMs = NOW - ago
      const slice = new SliceScan(planOf({ beginMs: nearMs, nearMs, rows, density })).next(rows)
      expect((nearMs - (slice?.fromMs ?? NOW)) / perCall).toBeGreaterThanOrEqual(rows)
      expect(((slice?.toMs ?? 0) - (slice?.fromMs ?? 0)) / perCall).toBeLessThanOrEqual(1000)
    }),
    { numRuns: runs(200) },
  )
})

test('a full slice is halved, then divided in longer steps; with a total at once', () => {
  const times = everyMs(10, 20_000)
  const plan = planOf({ beginMs: NOW + MARGIN, endMs: NOW - 10 * SECOND, paging: pagingOf({ inside: paged(100) }) })
  const lengths = (tellsTotal: boolean) => {
    const { read, attempts } = scan(plan, times, tellsTotal)
    return attempts
      .slice(0, attempts.indexOf(read[0] ?? { fromMs: 0, toMs: 0 }) + 1)
      .map(({ fromMs, toMs }) => toMs - fromMs)
  }
  const unknown = lengths(false)
  expect(unknown[1]).toBeLessThanOrEqual((unknown[0] ?? 0) / 2)
  expect(unknown.length).toBeLessThanOrEqual(6)
  expect(lengths(true).length).toBeLessThanOrEqual(unknown.length)
})

test('empty slices grow, so that the oldest date is reached in a few', () => {
  expect(scan(planOf({}), [], false).attempts.length).toBeLessThanOrEqual(13)
  const forward = planOf({ direction: 'forward', beginMs: NOW - 180 * DAY, nearMs: NOW - 180 * DAY, endMs: NOW })
  expect(scan(forward, [], false).attempts.length).toBeLessThanOrEqual(13)
})

test('readings that begin at different moments request the same first slice', () => {
  const at = (nowMs: number) =>
    new SliceScan(
      planOf({ beginMs: nowMs + MARGIN, nearMs: nowMs, nowMs, density: { rows: 100, ms: 100 * SECOND } }),
    ).next(100)
  const border = ceilTo(NOW, 128 * SECOND) + 1
  expect(at(border + 100 * SECOND)).toEqual(at(border))
})

test('the first slice does not reach far into the future, however few rows there are', () => {
  for (const density of [null, { rows: 0, ms: 31 * DAY }, { rows: 100, ms: SECOND }]) {
    const slice = new SliceScan(planOf({ beginMs: NOW + MARGIN, density })).next(1000)
    expect(slice?.toMs).toBeGreaterThan(NOW + MARGIN)
    expect(slice?.toMs).toBeLessThan(NOW + 3 * MARGIN)
    expect(slice?.fromMs).toBeLessThan(NOW)
  }
})

test('where most rows are in one granule, it is found in a few slices', () => {
  const times = [...everyMs(HOUR, 20), ...Array.from({ length: 500 }, (_, at) => NOW - 100 * HOUR - at)]
  for (const direction of ['backward', 'forward'] as const) {
    const [beginMs, endMs] = direction === 'backward' ? [NOW, NOW - 180 * DAY] : [NOW - 180 * DAY, NOW]
    const passes = new SliceScan(planOf({ direction, beginMs, nearMs: beginMs, endMs }))
    let attempts = 0
    for (let slice = passes.next(10); slice !== null; slice = passes.next(10)) {
      const { fromMs, toMs } = slice
      const rows = times.filter((time) => time >= fromMs && time < toMs)
      attempts += 1
      // The vendor gives any hundred of them.
      if (rows.length < 100 || !passes.wasFull(slice, null, rows.slice(-100))) passes.wasRead(slice, rows.length)
    }
    expect(attempts).toBeLessThanOrEqual(40)
  }
})

test.each(['forward', 'backward'] as const)(
  'where all rows are at the far end of a long slice, what lies before them is one slice: %s',
  (direction) => {
    const isBackward = direction === 'backward'
    const rows = Array.from({ length: 38 }, (_, at) => (isBackward ? NOW - 20 * DAY + at * SECOND : NOW - at * SECOND))
    const [beginMs, endMs] = isBackward ? [NOW, NOW - 20 * DAY] : [NOW - 20 * DAY, NOW + SECOND]
    const ends = { beginMs, nearMs: beginMs, endMs, floorMs: NOW - 20 * DAY }
    const inside = paged(8)
    const passes = new SliceScan(
      planOf({ ...ends, direction, rows: 5, paging: pagingOf({ inside, firstSpanMs: DAY }) }),
    )
    let empty = 0
    for (let slice = passes.next(5); slice !== null; slice = passes.next(5)) {
      const { fromMs, toMs } = slice
      const found = rows.filter((time) => time >= fromMs && time < toMs)
      // One answer has the first rows of the slice, as the vendor happens to keep them.
      if (found.length > 8 && passes.wasFull(slice, found.length, found.slice(0, 8))) continue
      if (found.length === 0) empty++
      passes.wasRead(slice, found.length)
    }
    expect(empty).toBeLessThanOrEqual(10)
  },
)
