import { describe, expect, test } from 'vitest'
import type { CallAnswer, CallsAnswer, SourceAnswer, StatsAnswer } from '../../../../../src/wallboard/core/answers.js'
import {
  EMPTY_BOARD,
  incompleteIn,
  withCountries,
  withHealth,
  withStats,
} from '../../../../../src/wallboard/core/board.js'
import { CallWindow } from '../../../../../src/wallboard/core/call-window.js'
import { notCurrentIn, tilesOf } from '../../../../../src/wallboard/core/tiles.js'

const NOON = '2026-03-03T12:00:00.000Z'
const LATER = '2026-03-03T12:00:10.000Z'
type Stats = StatsAnswer['activeCallStats']

const source = (name: string, others: Partial<SourceAnswer> = {}): SourceAnswer => ({
  source: { name, title: name.toUpperCase() },
  status: 'OK',
  error: null,
  fetchedAt: NOON,
  stale: false,
  ...others,
})
const FAILED: Partial<SourceAnswer> = { status: 'FAILED', error: { code: 'TIMEOUT', message: 'no answer' } }

const stats = (sources: readonly SourceAnswer[], others: Partial<Stats> = {}): StatsAnswer => ({
  activeCallStats: {
    kind: 'SNAPSHOT',
    at: NOON,
    stats: {
      total: 7,
      connected: 5,
      groups: [
        { source: { name: 'a' }, state: 'CONNECTED', total: 5 },
        { source: { name: 'a' }, state: 'RINGING', total: 1 },
        { source: { name: 'a' }, state: 'SETUP', total: 1 },
      ],
      sources,
    },
    alarms: [{ kind: 'LONG_CALL', source: null, since: NOON, value: 1, threshold: null }],
    ...others,
  },
})

describe('the totals', () => {
  test('have the calls of each source by state', () => {
    const board = withStats(EMPTY_BOARD, stats([source('a'), source('b')]))
    expect(board).toMatchObject({ total: 7, connected: 5, alarms: [{ kind: 'LONG_CALL' }] })
    expect(board.reports.map(({ load }) => load)).toEqual([
      { connected: 5, others: 2 },
      { connected: 0, others: 0 },
    ])
  })

  test('are confirmed by a heartbeat, which has no data', () => {
    const board = withStats(EMPTY_BOARD, stats([source('a')]))
    const beaten = withStats(board, stats([], { kind: 'ALIVE', at: LATER, stats: null, alarms: [] }))
    expect(beaten).toEqual({ ...board, atMs: Date.parse(LATER) })
    expect(withStats(board, stats([], { kind: 'EXPIRING', stats: null })).isExpiring).toBe(true)
  })

  test('are not known where no source can be read, which is not 0', () => {
    expect(withStats(EMPTY_BOARD, stats([source('a', FAILED), source('b', FAILED)])).total).toBeNull()
    expect(withStats(EMPTY_BOARD, stats([source('a', FAILED), source('b')])).total).toBe(7)
    const before = withStats(EMPTY_BOARD, stats([source('a')]))
    const lost = withStats(before, stats([], { stats: null }))
    expect(before.total).toBe(7)
    expect([lost.total, lost.reports.map(({ status }) => status)]).toEqual([null, ['FAILED']])
  })

  test('name the sources that are not current', () => {
    const sources = [
      source('a'),
      source('b', FAILED),
      source('c', { stale: true }),
      source('d', { status: 'PARTIAL' }),
      source('e', { status: 'UNSUPPORTED' }),
    ]
    const board = withStats(EMPTY_BOARD, stats(sources))
    expect(incompleteIn(board).map(({ name }) => name)).toEqual(['b', 'c', 'd'])
  })
})

describe('tiles', () => {
  const health = (state: 'UP' | 'DOWN', kind: 'SNAPSHOT' | 'CHANGES' = 'SNAPSHOT') => ({
    sourceHealth: {
      kind,
      sources: [
        {
          name: 'a',
          title: 'A',
          health: {
            state,
            since: NOON,
            lastSuccessAt: NOON,
            lastError: { code: 'TIMEOUT', message: 'no answer' },
          },
        },
      ],
    },
  })

  test('are those of the sources that are watched, with lists of calls or without', () => {
    const reports = [source('a'), source('b', { status: 'UNSUPPORTED', fetchedAt: null })]
    const tiles = tilesOf(withHealth(withStats(EMPTY_BOARD, stats(reports)), health('UP')), false)
    expect(tiles).toMatchObject([
      { name: 'a', state: 'UP', load: { connected: 5, others: 2 }, error: null },
      { name: 'b', state: 'UNKNOWN', load: null, hasCalls: false },
    ])
  })

  test('of sources that work are as old as the last heartbeat, others as their last success', () => {
    const board = withStats(EMPTY_BOARD, stats([source('a'), source('b', { stale: true })]))
    const beaten = withStats(board, stats([], { kind: 'ALIVE', at: LATER, stats: null }))
    expect(tilesOf(beaten, false).map(({ readAtMs }) => readAtMs)).toEqual([Date.parse(LATER), Date.parse(NOON)])
    expect([...notCurrentIn(tilesOf(beaten, false)).keys()]).toEqual(['b'])
  })

  test('say what is wrong', () => {
    const board = withHealth(withStats(EMPTY_BOARD, stats([source('a', FAILED)])), health('UP'))
    const [tile] = tilesOf(withHealth(board, health('DOWN', 'CHANGES')), false)
    expect(tile).toMatchObject({ state: 'DOWN', load: { connected: 5 }, isFailing: true, error: 'no answer' })
    expect([...notCurrentIn(tilesOf(board, false)).keys()]).toEqual(['a'])
    const none = withStats(EMPTY_BOARD, stats([source('z', FAILED)]))
    expect(tilesOf(none, false)).toMatchObject([{ name: 'z', load: null }])
  })

  test('say that nothing is known while nothing arrives from the gateway', () => {
    const reports = [source('a'), source('b', { status: 'UNSUPPORTED', fetchedAt: null })]
    const board = withHealth(withStats(EMPTY_BOARD, stats(reports)), health('UP'))
    expect(tilesOf(board, true)).toMatchObject([
      { name: 'a', state: null, lastState: 'UP', isStale: true, load: { connected: 5 }, readAtMs: Date.parse(NOON) },
      { name: 'b', state: null, lastState: 'UNKNOWN', isStale: true },
    ])
    expect([...notCurrentIn(tilesOf(board, true)).keys()]).toEqual(['a'])
  })
})

test('countries are sorted, and those without calls left out', () => {
  const groups = [
    { country: 'DK', total: 1 },
    { country: null, total: 3 },
    { country: 'SE', total: 0 },
  ]
  const board = withCountries(EMPTY_BOARD, { activeCallStats: { kind: 'SNAPSHOT', at: NOON, stats: { groups } } })
  expect(board.countries).toEqual([groups[1], groups[0]])
})

describe('the longest calls', () => {
  const call = (id: string, others: Partial<CallAnswer> = {}): CallAnswer => ({
    id,
    source: { name: 'a', title: 'A' },
    state: 'CONNECTED',
    caller: { e164: '+4570305010', number: '4570305010', name: null, anonymous: false },
    callee: { e164: null, number: null, name: 'Desk', anonymous: false },
    customer: null,
    durationSeconds: 10,
    answeredAt: null,
    ...others,
  })
  const update = (others: Partial<CallsAnswer['activeCallUpdates']>): CallsAnswer => ({
    activeCallUpdates: {
      kind: 'CHANGES',
      position: 'p1',
      at: NOON,
      more: false,
      started: [],
      changed: [],
      ended: [],
      order: null,
      ...others,
    },
  })
  const ids = (calls: readonly { readonly id: string }[] | null) => calls?.map(({ id }) => id) ?? null

  test('follow the window that the gateway reports', () => {
    const window = new CallWindow()
    const started = [call('1'), call('2'), call('3')]
    expect(ids(window.take(update({ kind: 'SNAPSHOT', started })))).toEqual(['1', '2', '3'])
    expect(ids(window.take(update({ ended: [{ id: '1' }] })))).toEqual(['2', '3'])
    expect(ids(window.take(update({ started: [call('4')], order: ['4', '2'] })))).toEqual(['4', '2'])
    expect(window.take(update({ kind: 'ALIVE', position: 'p2' }))).toBeNull()
    expect(window.position).toBe('p2')
    expect(ids(window.take(update({ changed: [call('2', { state: 'DISCONNECTING' })] })))).toEqual(['4', '2'])
    expect(ids(window.take(update({ kind: 'SNAPSHOT', started: [call('5')] })))).toEqual(['5'])
  })

  test('are shown when a snapshot in parts is whole', () => {
    const window = new CallWindow()
    expect(window.take(update({ kind: 'SNAPSHOT', started: [call('1')], more: true }))).toBeNull()
    expect(ids(window.take(update({ kind: 'SNAPSHOT', started: [call('2')] })))).toEqual(['1', '2'])
  })

  test('name what is known of both sides, and the talk time', () => {
    const hidden = { e164: null, number: null, name: null, anonymous: true }
    const calls = [
      call('1', { caller: hidden }),
      call('2', { durationSeconds: null, answeredAt: '2026-03-03T11:59:00.000Z', state: 'RINGING' }),
      call('3', { durationSeconds: null, callee: { ...hidden, anonymous: false } }),
    ]
    expect(new CallWindow().take(update({ kind: 'SNAPSHOT', started: calls }))).toMatchObject([
      { caller: 'withheld', callee: 'Desk', talkS: 10, isTalking: true },
      { talkS: 60, isTalking: false },
      { callee: 'not shown', talkS: null },
    ])
  })
})
