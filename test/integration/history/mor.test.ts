// Reports of other integrators about call records of MOR (facts, section J), over HTTP against a server that behaves so.

import { expect, test } from 'vitest'
import { morSimulator as kit } from '../../../adapters/mor/simulator.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const HOUR_MS = 3_600_000
const SUMMER = Date.UTC(2026, 3, 15, 12)

const start = (parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> =>
  startSwitch({ kit, nowMs: SUMMER, ...parts })

const startsOf = async (site: HistorySwitch, filter = '') =>
  (await site.list(`first: 50, filter: { ${filter} }`)).nodes.map(({ startedAt }) => startedAt)

test('report 15: a call of winter is not read with the offset of summer', async () => {
  const site = await start()
  site.calls.push(callAt(1, Date.UTC(2026, 2, 28, 10)))
  expect(await startsOf(site)).toEqual(['2026-03-28T10:00:00Z'])
  expect(await startsOf(site, 'startedFrom: "2026-03-28T10:00:00Z", startedTo: "2026-03-28T10:00:01Z"')).toHaveLength(1)
})

const REPEATED = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)]
const AFTERWARDS = Date.UTC(2026, 9, 26, 12)

test('report 16: both calls of the hour that the clock repeats are found, each at its time', async () => {
  const site = await start({ nowMs: AFTERWARDS })
  site.calls.push(...REPEATED.map((at, n) => callAt(n, at)))
  expect(await startsOf(site)).toEqual(['2026-10-25T01:30:00Z', '2026-10-25T00:30:00Z'])
  expect(await startsOf(site, 'startedFrom: "2026-10-25T01:00:00Z", startedTo: "2026-10-25T02:00:00Z"')).toEqual([
    '2026-10-25T01:30:00Z',
  ])
  expect(await startsOf(site, 'startedFrom: "2026-10-25T00:00:00Z", startedTo: "2026-10-25T01:00:00Z"')).toEqual([
    '2026-10-25T00:30:00Z',
  ])
})

test('report 16: without a uniqueid the earlier time is meant', async () => {
  const site = await start({ nowMs: AFTERWARDS, options: { uniqueId: false } })
  site.calls.push(...REPEATED.map((at, n) => callAt(n, at, { callee: `+4420794601${80 + n}` })))
  expect(await startsOf(site)).toEqual(['2026-10-25T00:30:00Z', '2026-10-25T00:30:00Z'])
})

test('the zone of the server is not that of the user of active calls', async () => {
  const site = await start({ options: { timeZone: 'America/New_York', serverTimeZone: 'Asia/Kolkata' } })
  site.calls.push(callAt(1, SUMMER - HOUR_MS))
  expect(await startsOf(site)).toEqual([new Date(SUMMER - HOUR_MS).toISOString().replace('.000', '')])
})

test('report 17: ids that MOR does not know, or would ignore, match nothing and not everything', async () => {
  const site = await start()
  site.calls.push(callAt(1, SUMMER - HOUR_MS), callAt(2, SUMMER - 2 * HOUR_MS))
  const byAccount = await site.list('first: 10, filter: { accountId: "999999" }')
  expect([byAccount.nodes, byAccount.sources]).toMatchObject([[], [{ status: 'UNSUPPORTED' }]])
  expect(await site.failure('first: 10, filter: { customerId: "999999" }')).toMatchObject([
    [{ status: 'FAILED', error: { code: 'REJECTED', message: expect.stringContaining('filter.customerId') } }],
  ])
  const byText = await site.list('first: 10, filter: { customerId: "+370" }')
  expect([byText.nodes, byText.sources]).toMatchObject([[], [{ status: 'UNSUPPORTED' }]])
  // A refused id says nothing about the source.
  expect((await site.list('first: 10')).nodes).toHaveLength(2)
})

test('the end of a period is inclusive, and no call comes twice where slices meet', async () => {
  const site = await start()
  site.calls.push(...Array.from({ length: 400 }, (_, n) => callAt(n, SUMMER - 4 * HOUR_MS + n * 30_000)))
  const nodes = await site.all('startedFrom: "2026-04-15T00:00:00Z"', 37)
  expect(nodes).toHaveLength(400)
  expect(new Set(nodes.map(({ nativeId }) => nativeId)).size).toBe(400)
})

test('a slice whose answer is too large is read in halves', async () => {
  // A record of a call is about 1 kB.
  const site = await start({ keys: { maxResponseBytes: 100_000 } })
  site.calls.push(...Array.from({ length: 600 }, (_, n) => callAt(n, SUMMER - HOUR_MS - n * 5000)))
  const nodes = await site.all('startedFrom: "2026-04-15T00:00:00Z"', 200)
  expect(new Set(nodes.map(({ nativeId }) => nativeId)).size).toBe(600)
})

test('a price is text with the digits of the server', async () => {
  const site = await start({ options: { priceDigits: 10 } })
  site.calls.push(callAt(1, SUMMER - HOUR_MS, { answeredAtMs: SUMMER - HOUR_MS, endedAtMs: SUMMER - HOUR_MS + 61_000 }))
  const { nodes } = await site.list('first: 1')
  expect(nodes[0]).toMatchObject({ price: { amount: '0.3151666667', currency: 'EUR' }, rating: 'RATED' })
})
