// Statistics of ended calls of each vendor, over HTTP: what its records say about attempts, and what they do not.

import { describe, expect, test } from 'vitest'
import { adapters } from '../../../adapters/index.js'
import { morSimulator } from '../../../adapters/mor/simulator.js'
import type { AnySimulatorKit, WorldCall, WorldOutcome } from '../../../adapters/simulation/contract.js'
import { dataOf } from '../../support/ask.js'
import { NOON, type Stack, startStack } from '../../support/stack.js'
import { closedAfterTest } from './closed-after-test.js'
import { STATS, type Stats } from './stats-query.js'
import { callAt, type HistorySwitch, startSwitch } from './switch.js'

const HOUR_MS = 3_600_000
const WINDOW = { startedFrom: '2026-01-01T00:00:00Z', startedTo: '2026-03-04T00:00:00Z' }

test('every adapter with a list of calls declares of which attempts it has records', () => {
  const silent = adapters.flatMap(({ vendor, examples }) =>
    examples.flatMap(({ label, declaration: { lists } }) =>
      lists.calls !== undefined && lists.calls.statistics === undefined ? [`${vendor}, ${label}`] : [],
    ),
  )
  expect(silent).toEqual([])
})

describe('MOR', () => {
  const OUTCOMES: readonly (readonly [outcome: WorldOutcome, talkSeconds: number])[] = [
    ['completed', 60],
    ['completed', 120],
    ['completed', 30],
    ['completed', 90],
    ['busy', 0],
    ['busy', 0],
    ['no-answer', 0],
    ['blocked', 0],
    ['canceled', 0],
    ['failed', 0],
  ]
  const calls = (): WorldCall[] =>
    OUTCOMES.map(([outcome, talkSeconds], at) => {
      const startedAtMs = NOON - (at + 1) * HOUR_MS
      const answered = talkSeconds > 0 ? startedAtMs + 5000 : null
      const endedAtMs = (answered ?? startedAtMs + 20_000) + talkSeconds * 1000
      return callAt(at, startedAtMs, { outcome, answeredAtMs: answered, endedAtMs })
    })
  const start = async (
    kit: AnySimulatorKit,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<HistorySwitch> => {
    const site = await startSwitch({ kit, nowMs: NOON, options })
    site.calls.push(...calls())
    return site
  }
  const statsOf = async (site: HistorySwitch): Promise<Stats> => {
    const document = STATS.replace(/query \([^)]*\)/, 'query')
      .replace('$filter', '{ startedFrom: "2026-01-01T00:00:00Z", startedTo: "2026-03-04T00:00:00Z" }')
      .replace('$by', '[DISCONNECT_CAUSE]')
      .replace(', timeZone: $zone', '')
    return ((await site.data(document)) as { callStats: Stats }).callStats
  }

  test('ten attempts: causes of Q.850, charged time in place of talk time, and a margin', async () => {
    const stats = await statsOf(await start(morSimulator))
    // Busy twice (17), no answer (19), rejected (21); not the one that was given up (16), and not the failed one (41).
    expect(stats).toMatchObject({
      attempts: 10,
      answered: 4,
      asr: 0.4,
      ner: 0.8,
      billedMinutes: 5,
      precision: 'EXACT',
      coverage: { sources: [{ attempts: 'ALL' }] },
    })
    // MOR reports the charged time only.
    expect([stats.minutes, stats.acdSeconds]).toEqual([null, null])
    expect(stats.price).toMatchObject([{ amount: '1.5500', calls: 10 }])
    expect(stats.cost).toMatchObject([{ amount: '0.5500', calls: 10 }])
    expect(stats.margin).toMatchObject([{ amount: '1.0000', currency: stats.price[0]?.currency, calls: 10 }])
    expect(stats.groups.map(({ disconnectCause, attempts }) => [disconnectCause?.code, attempts]).toSorted()).toEqual([
      [16, 5],
      [17, 2],
      [19, 1],
      [21, 1],
      [41, 1],
    ])
  })

  test('a user of MOR sees no causes, so there is no NER', async () => {
    const stats = await statsOf(await start(morSimulator, { role: 'user' }))
    expect(stats).toMatchObject({ attempts: 10, answered: 4, asr: 0.4, ner: null, cost: [], margin: [] })
    expect(stats.groups).toMatchObject([{ disconnectCause: null, attempts: 10 }])
  })
})

interface Listed {
  readonly status: string
  readonly price: { readonly amount: string } | null
}
async function listed(stack: Stack): Promise<readonly Listed[]> {
  const document =
    'query ($filter: CallFilter) { calls(filter: $filter, first: 1000) { nodes { status price { amount } } } }'
  const { calls } = await dataOf<{ calls: { nodes: Listed[] } }>(stack, document, { filter: WINDOW })
  return calls.nodes.filter(({ status }) => !['IN_PROGRESS', 'RINGING', 'QUEUED'].includes(status))
}

describe.each([
  ['telecomx', {}, 'RECORDED'],
  ['portasip', {}, 'ALL'],
  ['mor', {}, 'ALL'],
  ['restcomm', { restcomm: { product: 'connect' } }, 'ALL'],
  ['restcomm', { restcomm: { product: 'sbc' } }, 'RECORDED'],
] as const)('%s %j', (vendor, simulatorOptions, attempts) => {
  test(`records ${attempts} attempts, and the calls of the list are those that are counted`, async () => {
    const stack = await startStack({ vendors: [vendor], simulatorOptions, world: { history: 200, customers: 4 } })
    closedAfterTest(stack)
    const calls = await listed(stack)
    const { callStats: stats } = await dataOf<{ callStats: Stats }>(stack, STATS, {
      filter: WINDOW,
      by: ['SOURCE', 'DAY'],
      zone: 'Europe/Copenhagen',
    })
    expect(calls.length).toBeGreaterThan(10)
    expect(stats).toMatchObject({ attempts: calls.length, precision: 'EXACT', coverage: { sources: [{ attempts }] } })
    expect(stats.groups.reduce((sum, group) => sum + group.attempts, 0)).toBe(calls.length)
    if (attempts === 'ALL') expect(stats.asr).toBe(stats.answered / stats.attempts)
    else expect([stats.asr, stats.ner]).toEqual([null, null])
    // Report 7: what nobody has rated is no money.
    const rated = calls.filter(({ price }) => price !== null).length
    expect(stats.price.reduce((sum, { calls: count }) => sum + count, 0)).toBe(rated)
  })
})
