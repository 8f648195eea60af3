import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Board, EMPTY_BOARD, type SourceReport } from '../../../../../src/wallboard/core/board.js'
import { type Column, Samples, SLOT_MS } from '../../../../../src/wallboard/core/samples.js'
import { runs } from '../../../../support/runs.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const HOUR_MS = 3_600_000

const report = (name: string, connected: number, others: Partial<SourceReport> = {}): SourceReport => ({
  name,
  title: name,
  status: 'OK',
  isStale: false,
  fetchedAtMs: null,
  error: null,
  load: { connected, others: 0 },
  ...others,
})
const board = (atMs: number, ...reports: readonly SourceReport[]): Board => ({ ...EMPTY_BOARD, atMs, reports })

/** The calls of the first source; null is a gap. */
const first = (columns: readonly Column[]) => columns.map(({ loads }) => loads[0]?.connected ?? null)
const lastMinute = (samples: Samples, nowMs: number) => first(samples.columns(nowMs, 60_000, 6))

describe('samples', () => {
  test('are what the board shows, one for each ten seconds', () => {
    const samples = new Samples()
    for (let slot = 0; slot < 6; slot++) samples.take(board(NOON + slot * SLOT_MS, report('a', slot)))
    expect(lastMinute(samples, NOON + 50_000)).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('between heartbeats are those of before; longer silence is a gap', () => {
    const samples = new Samples()
    samples.take(board(NOON, report('a', 1)))
    samples.take(board(NOON + 2 * SLOT_MS, report('a', 3)))
    expect(lastMinute(samples, NOON + 2 * SLOT_MS)).toEqual([null, null, null, 1, 1, 3])
    samples.take(board(NOON + 6 * SLOT_MS, report('a', 7)))
    expect(lastMinute(samples, NOON + 6 * SLOT_MS)).toEqual([1, 3, null, null, null, 7])
  })

  test('of a source that failed or is stale are gaps', () => {
    const samples = new Samples()
    samples.take(board(NOON, report('a', 1)))
    samples.take(board(NOON + SLOT_MS, report('a', 1, { isStale: true })))
    samples.take(board(NOON + 2 * SLOT_MS, report('a', 1, { status: 'FAILED' })))
    samples.take(board(NOON + 3 * SLOT_MS, report('a', 1, { status: 'PARTIAL' })))
    expect(lastMinute(samples, NOON + 3 * SLOT_MS)).toEqual([null, null, 1, null, null, 1])
  })

  test('of the gateway are added up by state, and do not replace what was seen', () => {
    const samples = new Samples()
    samples.take(board(NOON, report('a', 9)))
    const at = (slot: number) => new Date(NOON + slot * SLOT_MS).toISOString()
    const source = { name: 'a' }
    samples.load(
      [
        { at: at(-2), source, state: 'CONNECTED', total: 4 },
        { at: at(-2), source, state: 'RINGING', total: 2 },
        { at: at(-2), source, state: 'SETUP', total: 1 },
        { at: at(-1), source, state: null, total: null },
        { at: at(0), source, state: 'CONNECTED', total: 1 },
        { at: at(-3), source, state: null, total: 0 },
      ],
      SLOT_MS,
    )
    const columns = samples.columns(NOON, 60_000, 6)
    expect(first(columns)).toEqual([null, null, 0, 4, null, 9])
    expect(columns[3]?.loads).toEqual([{ connected: 4, others: 3 }])
  })

  test('of the gateway stand for their time, and a gap for all until the next one', () => {
    const samples = new Samples()
    samples.take(board(NOON + 3 * 60_000, report('a', 9)))
    const sample = (minute: number, total: number | null) => ({
      at: new Date(NOON + minute * 60_000).toISOString(),
      source: { name: 'a' },
      state: total === null ? null : 'CONNECTED',
      total,
    })
    samples.load([sample(0, 4), sample(1, null), sample(2, 5)], 60_000)
    const columns = first(samples.columns(NOON + 3 * 60_000, 190_000, 19))
    expect(columns).toEqual([...Array(6).fill(4), ...Array(6).fill(null), ...Array(6).fill(5), 9])
  })

  test('older than six hours are gone', () => {
    const samples = new Samples()
    samples.take(board(NOON, report('a', 1)))
    samples.take(board(NOON + 6 * HOUR_MS, report('a', 2)))
    samples.take(board(NOON, report('a', 3)))
    const columns = first(samples.columns(NOON + 6 * HOUR_MS, 7 * HOUR_MS, 100_000))
    expect(columns.filter((each) => each !== null)).toEqual([2])
  })

  test('of long ranges are means of what is known', () => {
    const samples = new Samples()
    for (let slot = 0; slot < 12; slot++)
      samples.take(board(NOON + slot * SLOT_MS, report('a', slot, slot === 3 ? { isStale: true } : {})))
    expect(first(samples.columns(NOON + 110_000, 120_000, 4))).toEqual([1, 4.5, 7, 10])
  })

  test('have as many columns as fit, and the last one is now', () => {
    const range = fc.integer({ min: 1, max: 36 }).map((tens) => tens * 600_000)
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 400 }), fc.nat({ max: HOUR_MS }), (rangeMs, count, later) => {
        const samples = new Samples()
        samples.take(board(NOON + later, report('a', 5)))
        const columns = samples.columns(NOON + later, rangeMs, count)
        expect(columns.length).toBeLessThanOrEqual(count)
        expect(first(columns).at(-1)).toBe(5)
      }),
      { numRuns: runs(100) },
    )
  })
})
