// Calls that are read from the CDRs of TelecomX, over HTTP: days of an unknown zone, a month at most at a time.

import { describe, expect, test } from 'vitest'
import { telecomxSimulator as kit } from '../../../adapters/telecomx/simulator.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 30, 12)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const start = (parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> =>
  startSwitch({ kit, nowMs: NOON, ...parts, options: { calls: 'cdrs', ...parts.options } })

const ended = (index: number, startedAtMs: number) =>
  callAt(index, startedAtMs, {
    sourceCustomerIndex: index % 2,
    answeredAtMs: startedAtMs,
    endedAtMs: startedAtMs + MINUTE_MS,
  })
const sent = ({ host }: HistorySwitch) => host.requests.filter(({ path }) => path.includes('/customer/cdrs'))

describe.each([
  { cdrZone: 'Europe/Copenhagen', cdrEnd: 'inclusive' },
  { cdrZone: 'Europe/Copenhagen', cdrEnd: 'exclusive' },
  { cdrZone: 'America/New_York', cdrEnd: 'exclusive', order: 'shuffled' },
])('days of %j', (options) => {
  test.each([{}, { callRecords: { timeZone: options.cdrZone } }])(
    'every call comes once, newest first, also around the change of the clock, configured %j',
    async (keys) => {
      const site = await start({ options, keys })
      // Two days around the night in which the clock is put forward, and single calls across the months before.
      site.calls.push(
        ...Array.from({ length: 96 }, (_, n) => ended(n, NOON - HOUR_MS - n * 30 * MINUTE_MS)),
        ...[40, 70, 100, 170].map((days, n) => ended(200 + n, NOON - days * DAY_MS)),
      )
      const nodes = await site.all('', 30)
      expect(nodes).toHaveLength(100)
      expect(new Set(nodes.map(({ nativeId }) => nativeId)).size).toBe(100)
      const times = nodes.map(({ startedAt }) => Date.parse(startedAt ?? ''))
      expect(times).toEqual(times.toSorted((a, b) => b - a))
      const hour = await site.list(
        'first: 10, filter: { startedFrom: "2026-03-28T22:30:00Z", startedTo: "2026-03-28T23:30:00Z" }',
      )
      expect(hour.nodes.map(({ startedAt }) => startedAt)).toEqual([
        '2026-03-28T23:00:00.000Z',
        '2026-03-28T22:30:00.000Z',
      ])
      expect(hour.sources).toMatchObject([{ status: 'OK', error: null }])
    },
  )
})

test('a range that is wider than the vendor accepts is split; before six months it is PARTIAL', async () => {
  const site = await start()
  site.calls.push(ended(1, NOON - HOUR_MS), ended(2, NOON - 150 * DAY_MS))
  const year = await site.list('first: 10, filter: { startedFrom: "2025-03-30T00:00:00Z" }')
  expect(year.nodes).toHaveLength(2)
  expect(year.sources).toMatchObject([{ status: 'PARTIAL', error: { code: 'UNSUPPORTED' } }])
  const spans = sent(site).map(({ path, query }) => {
    const parameters = new URLSearchParams(query ?? path.split('?')[1])
    return Date.parse(parameters.get('toDate') ?? '') - Date.parse(parameters.get('fromDate') ?? '')
  })
  expect(spans.length).toBeGreaterThan(6)
  expect(Math.max(...spans)).toBeLessThanOrEqual(28 * DAY_MS)
})

test('calls of a customer are found among all, and nothing is returned for an unknown one', async () => {
  const site = await start()
  site.calls.push(ended(1, NOON - HOUR_MS), ended(2, NOON - 2 * HOUR_MS))
  const customerOf = async (filter: string) => {
    const data = await site.data(`{ calls(first: 10, filter: { ${filter} }) { nodes { customer { nativeId } } } }`)
    return (data as { calls: { nodes: { customer: { nativeId: string } }[] } }).calls.nodes.map(
      ({ customer }) => customer.nativeId,
    )
  }
  const [first, second] = await customerOf('')
  expect(first).not.toBe(second)
  expect(await customerOf(`customerId: "${second}"`)).toEqual([second])
  expect(await customerOf('customerId: "nobody"')).toEqual([])
})

test.each([
  [undefined, null],
  [{ currency: 'DKK' }, { amount: '0.31', currency: 'DKK' }],
  [
    { currency: 'DKK', unit: 'hundredth' },
    { amount: '0.0031', currency: 'DKK' },
  ],
])('with the price %j, a call has the price %j', async (price, expected) => {
  const site = await start({ keys: { callRecords: price === undefined ? {} : { price } } })
  site.calls.push(ended(1, NOON - HOUR_MS))
  const { nodes } = await site.list('first: 1')
  expect(nodes[0]).toMatchObject({ price: expected, rating: expected === null ? 'UNKNOWN' : 'RATED' })
})

test('CDRs and sessions are two records of one call: a source has one of them as calls', async () => {
  const site = await start()
  site.calls.push(ended(1, NOON - HOUR_MS))
  const data = await site.data(`{ calls(first: 10) { nodes { sipCallId durationSeconds } }
    sessions(first: 10) { nodes { sipCallId } } }`)
  expect(data).toEqual({
    calls: { nodes: [{ sipCallId: null, durationSeconds: 60 }] },
    sessions: { nodes: [{ sipCallId: expect.any(String) }] },
  })
  expect((await site.data('{ sources { capabilities { operation support } } }')) as object).toMatchObject({
    sources: [
      {
        capabilities: expect.arrayContaining([
          { operation: 'CALLS', support: 'NATIVE' },
          { operation: 'GET_CALL', support: 'UNSUPPORTED' },
        ]),
      },
    ],
  })
})
