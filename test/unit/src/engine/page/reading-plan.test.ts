import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readingPlan } from '../../../../../src/engine/page/reading-plan.js'
import type { Boundary, SourceHint } from '../../../../../src/plan/cursor.js'
import type { Condition } from '../../../../../src/plan/filter.js'
import { isBeyond } from '../../../../../src/plan/locate.js'
import { compareKeys, type ListOrder, placeOf } from '../../../../../src/plan/order.js'
import { runs } from '../../../../support/runs.js'
import { entryOf, planParts } from './scripted-reader.js'

type Parts = Parameters<typeof readingPlan>[0]

const SOURCES = ['a', 'b', 'c']
const settings = { numRuns: runs(500) }

/** Few times, so that many rows share one, and ranges begin and end at them. */
const time = fc.integer({ min: 0, max: 5 })
const nativeId = fc.constantFrom('m', 'n', 'o')
const rows = fc.uniqueArray(fc.record({ time, nativeId }), { selector: (row) => JSON.stringify(row), maxLength: 12 })

const partsOf = (parts: Partial<Parts> & { readonly order?: ListOrder }): Parts => ({
  ...planParts,
  scope: { ...planParts.scope, order: parts.order ?? 'NEWEST_FIRST', sources: SOURCES },
  source: 'b',
  ...parts,
})

const boundaryAt = (key: Boundary['key'], hints: readonly SourceHint[] = []): Boundary => ({
  key,
  records: { before: true, after: true },
  hints,
})

const timeRange = (startedFrom: number | null, startedTo: number | null): readonly Condition[] => [
  ...(startedFrom === null ? [] : [{ path: 'startedFrom', value: startedFrom }]),
  ...(startedTo === null ? [] : [{ path: 'startedTo', value: startedTo }]),
]

interface Row {
  readonly time: number
  readonly nativeId: string
}

/** The rows of source b that a reader takes when it follows the plan. */
function rowsRead(parts: Parts, all: readonly Row[]): readonly Row[] {
  const plan = readingPlan(parts)
  if (plan === null) return []
  const { order } = parts.scope
  return all.filter((row) => {
    const rank = order === 'NATIVE_ID' ? 0 : -row.time
    const entry = { ...entryOf({ rank, nativeId: row.nativeId }), place: placeOf(order, rank, row.nativeId) }
    const isOnSide = plan.point === null || isBeyond(entry, plan.point) === (plan.side === 'after')
    return isOnSide && plan.stop?.(entry) !== true
  })
}

describe('a plan', () => {
  test('reads the rows on the wanted side of the cursor and within the time range, and no others', () => {
    fc.assert(
      fc.property(
        fc.record({
          all: rows,
          side: fc.constantFrom<'after' | 'before'>('after', 'before'),
          order: fc.constantFrom<ListOrder>('NEWEST_FIRST', 'NATIVE_ID'),
          key: fc.option(fc.record({ time, source: fc.constantFrom(...SOURCES), nativeId })),
          startedFrom: fc.option(time),
          startedTo: fc.option(time),
        }),
        ({ all, side, order, key, startedFrom, startedTo }) => {
          // In native-id order the list of one source has each id once.
          const unique = order === 'NATIVE_ID' ? [...new Map(all.map((row) => [row.nativeId, row])).values()] : all
          const rank = (at: number) => (order === 'NATIVE_ID' ? 0 : -at)
          const boundary = key === null ? null : boundaryAt({ ...key, rank: rank(key.time) })
          const conditions = timeRange(startedFrom, startedTo)
          const parts = partsOf({ page: { side, size: 3, cursor: null }, boundary, conditions, order })
          const isWanted = (row: Row): boolean => {
            const own = { rank: rank(row.time), source: 'b', nativeId: row.nativeId }
            const isOnSide = boundary === null || compareKeys(own, boundary.key) * (side === 'after' ? 1 : -1) > 0
            // The time range limits what is read only where rows are in the order of their times.
            if (order === 'NATIVE_ID') return isOnSide
            return isOnSide && row.time >= (startedFrom ?? -1) && row.time < (startedTo ?? Infinity)
          }
          const [read, wanted] = [rowsRead(parts, unique), unique.filter(isWanted)]
          // A list has no cursor outside its own range. Whatever a client invents, no wanted row is left out.
          expect(read).toEqual(expect.arrayContaining(wanted))
          const isInRange = key === null || (key.time >= (startedFrom ?? -1) && key.time < (startedTo ?? Infinity))
          if (isInRange || order === 'NATIVE_ID') expect(read).toEqual(wanted)
        },
      ),
      settings,
    )
  })

  test('does not exist where all rows of the source lie on the other side of the cursor', () => {
    const at = (source: string, side: 'after' | 'before') =>
      readingPlan(
        partsOf({
          order: 'NATIVE_ID',
          page: { side, size: 3, cursor: null },
          boundary: boundaryAt({ rank: 0, source, nativeId: 'm' }),
        }),
      )
    expect(at('c', 'after')).toBeNull()
    expect(at('a', 'before')).toBeNull()
    // All of its rows lie on the wanted side: it is read from its beginning, or from its end.
    expect(at('a', 'after')?.point).toBeNull()
    expect(at('c', 'before')?.point).toBeNull()
  })

  test('has no end of the range where calls may start later than the time that orders them', () => {
    const conditions = timeRange(2, 4)
    const all = [5, 4, 3, 2, 1].map((each) => ({ time: each, nativeId: 'm' }))
    const timesRead = (startMayFollowOrderTime: boolean) =>
      rowsRead(partsOf({ conditions, startMayFollowOrderTime }), all).map((row) => row.time)
    expect(timesRead(false)).toEqual([3, 2])
    expect(timesRead(true)).toEqual([3, 2, 1])
  })

  test('begins where calls that ended in a range may have started, and ends where the longest of them did', () => {
    const conditions = [
      { path: 'endedFrom', value: 4 },
      { path: 'endedTo', value: 5 },
    ]
    const all = [6, 5, 4, 3, 2, 1].map((each) => ({ time: each, nativeId: 'm' }))
    const timesRead = (longestCallMs: number, more: readonly Condition[] = []) =>
      rowsRead(partsOf({ conditions: [...conditions, ...more], longestCallMs }), all).map((row) => row.time)
    expect(timesRead(2)).toEqual([4, 3, 2])
    expect(timesRead(Infinity)).toEqual([4, 3, 2, 1])
    expect(timesRead(2, timeRange(3, 4))).toEqual([3])
  })

  test('has the hint of its own source, and none without a cursor', () => {
    const hint: SourceHint = { kind: 'offset', start: 7, span: 1, drift: 0, total: 9 }
    const boundary = boundaryAt({ rank: 0, source: 'a', nativeId: 'm' }, [{ kind: 'missed' }, hint, { kind: 'none' }])
    expect(readingPlan(partsOf({ boundary }))?.hint).toEqual(hint)
    expect(readingPlan(partsOf({}))?.hint).toEqual({ kind: 'none' })
  })

  test('wants one row more than the page shows, and none where only the total is selected', () => {
    expect(readingPlan(partsOf({}))?.want).toBe(11)
    expect(readingPlan(partsOf({ wantsRows: false }))?.want).toBe(0)
  })

  test('tests rows where conditions are left for the gateway', () => {
    expect(readingPlan(partsOf({}))?.isFiltered).toBe(false)
    expect(readingPlan(partsOf({ conditions: [{ path: 'direction', value: 'INBOUND' }] }))?.isFiltered).toBe(true)
  })
})
