// Conditions that a vendor could not answer as they are, over HTTP: each is split, refused clearly, or reported.

import { describe, expect, test } from 'vitest'
import { morSimulator } from '../../../adapters/mor/simulator.js'
import { portasipSimulator } from '../../../adapters/portasip/simulator.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const start = (parts: Pick<SwitchParts, 'kit'> & Partial<SwitchParts>): Promise<HistorySwitch> =>
  startSwitch({ nowMs: NOON, ...parts })

/** The time ranges of the requests, in milliseconds. */
const spansOf = ({ host }: HistorySwitch): readonly number[] =>
  host.requests.flatMap(({ body }) => {
    const form = /period_start=(\d+)&period_end=(\d+)/.exec(body)
    if (form !== null) return [(Number(form[2]) - Number(form[1])) * 1000]
    const [from, to] = ['start_date', 'end_date'].map((name) => {
      const [, clock, day] = new RegExp(`${name}</name><value><string>(\\S+) GMT \\w+ ([^<]+)<`).exec(body) ?? []
      return Date.parse(`${day} ${clock} GMT`)
    })
    return from === undefined || to === undefined || Number.isNaN(to - from) ? [] : [to - from]
  })

describe.each([
  { vendor: 'Sippy', kit: portasipSimulator },
  { vendor: 'MOR', kit: morSimulator },
])('$vendor', ({ kit }) => {
  test.each([
    ['startedFrom', 'startedTo'],
    ['endedFrom', 'endedTo'],
  ])('a range of %s and %s that is upside down is refused, with what would be right', async (from, to) => {
    const site = await start({ kit })
    const filter = `{ ${from}: "2026-03-02T00:00:00Z", ${to}: "2026-03-01T00:00:00Z" }`
    expect(await site.refusals(`first: 10, filter: ${filter}`)).toEqual([
      {
        code: 'BAD_USER_INPUT',
        message: expect.stringMatching(`${from} is after ${to}: give the earlier time as ${from}`),
      },
    ])
    expect(site.host.requests).toEqual([])
  })

  test('a range that is wider than the vendor allows is split', async () => {
    const site = await start({ kit })
    site.calls.push(callAt(1, NOON - HOUR_MS), callAt(2, NOON - 300 * DAY_MS))
    const { nodes, sources } = await site.list('first: 10, filter: { startedFrom: "2025-03-10T00:00:00Z" }')
    expect([nodes.length, sources]).toMatchObject([2, [{ status: 'OK' }]])
    const spans = spansOf(site)
    expect(spans.length).toBeGreaterThan(10)
    // A second more where it is not known whether the ends are included, and an hour at a change of the clock.
    expect(Math.max(...spans)).toBeLessThanOrEqual(31 * DAY_MS + HOUR_MS)
  })

  test('what lies before the retention is reported, and not requested', async () => {
    const site = await start({ kit, keys: { callRecords: { keptDays: 10 } } })
    site.calls.push(callAt(1, NOON - HOUR_MS), callAt(2, NOON - 20 * DAY_MS))
    const across = await site.list('first: 10, filter: { startedFrom: "2026-02-01T00:00:00Z" }')
    expect([across.nodes.length, across.sources]).toMatchObject([
      1,
      [{ status: 'PARTIAL', error: { code: 'UNSUPPORTED' } }],
    ])
    const requests = site.host.requests.length
    const before = await site.list(
      'first: 10, filter: { startedFrom: "2026-02-01T00:00:00Z", startedTo: "2026-02-15T00:00:00Z" }',
    )
    expect([before.nodes, before.sources]).toMatchObject([[], [{ status: 'PARTIAL', error: { code: 'UNSUPPORTED' } }]])
    expect(site.host.requests.length - requests).toBeLessThanOrEqual(1)
  })

  test('an answer over maxResponseBytes is read in shorter slices', async () => {
    const site = await start({ kit, keys: { maxResponseBytes: 200_000 } })
    site.calls.push(...Array.from({ length: 600 }, (_, n) => callAt(n, NOON - HOUR_MS - n * 5000)))
    const nodes = await site.all('startedFrom: "2026-03-03T00:00:00Z"', 200)
    expect(new Set(nodes.map(({ nativeId }) => nativeId)).size).toBe(600)
  })
})

test('a customer whom Sippy does not know has no records', async () => {
  const site = await start({ kit: portasipSimulator })
  site.calls.push(callAt(1, NOON - HOUR_MS, { sourceCustomerIndex: 3 }))
  const { nodes, sources } = await site.list('first: 10, filter: { customerId: "999999" }')
  expect([nodes, sources]).toMatchObject([[], [{ status: 'OK' }]])
  expect(site.host.requests.some(({ body }) => body.includes('getCustomerCDRs'))).toBe(true)
})

test('on a switch with 100 000 records a day, a page of 100 anywhere takes at most 3 requests', async () => {
  const site = await start({ kit: portasipSimulator, keys: { callRecords: { comparedTime: 'start' } } })
  const interval = DAY_MS / 100_000
  site.calls.push(...Array.from({ length: 100_000 }, (_, n) => callAt(n, NOON - HOUR_MS - Math.floor(n * interval))))
  const page = async (filter: string) => {
    const data = await site.data(`{ calls(first: 100, ${filter}) { nodes { startedAt } sources { status requests } } }`)
    return (data as { calls: { nodes: readonly unknown[]; sources: readonly { status: string; requests: number }[] } })
      .calls
  }
  // How long the slices have to be is not known before the first pages.
  await page('filter: { startedTo: "2026-03-03T10:00:00Z" }')
  for (const hoursAgo of [2, 7, 13, 19, 23]) {
    const to = new Date(NOON - hoursAgo * HOUR_MS + 1234).toISOString()
    const { nodes, sources } = await page(`filter: { startedTo: "${to}" }`)
    expect([nodes.length, sources]).toMatchObject([100, [{ status: 'OK' }]])
    expect(sources[0]?.requests).toBeLessThanOrEqual(3)
  }
}, 60_000)
