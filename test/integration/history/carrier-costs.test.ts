// What carriers are paid, joined with the call records of Sippy, over HTTP.

import { expect, test } from 'vitest'
import { portasipSimulator as kit } from '../../../adapters/portasip/simulator.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const MINUTE_MS = 60_000

const start = async (parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> => {
  const site = await startSwitch({ kit, nowMs: NOON, keys: { callRecords: { carrierCosts: true } }, ...parts })
  site.calls.push(
    ...Array.from({ length: 30 }, (_, n) => {
      const at = NOON - 10 * MINUTE_MS - n * MINUTE_MS
      return callAt(n, at, { sipCallId: `call-${n}@192.0.2.10`, answeredAtMs: at, endedAtMs: at + 60_000 })
    }),
  )
  return site
}

interface Priced {
  readonly nativeId: string
  readonly price: { readonly amount: string } | null
  readonly cost: { readonly amount: string; readonly currency: string | null } | null
  readonly carrier: string | null
}
interface Page {
  readonly nodes: readonly Priced[]
  readonly totalCount: number | null
  readonly sources: readonly unknown[]
}
async function priced(site: HistorySwitch, args: string, fields = 'price { amount } cost { amount currency } carrier') {
  const data = await site.data(
    `{ calls(${args}) { nodes { nativeId ${fields} } totalCount sources { status error { code message } } } }`,
  )
  return (data as { calls: Page }).calls
}
const exportsOf = ({ host }: HistorySwitch) =>
  host.requests.filter(({ body }) => body.includes('exportVendorsCDRs_Mera'))

test('the cost and the carrier of a page are read at once, and only when one of them is selected', async () => {
  const site = await start()
  await priced(site, 'first: 30', 'price { amount }')
  expect(exportsOf(site)).toEqual([])
  const { nodes, sources } = await priced(site, 'first: 30')
  expect(nodes).toHaveLength(30)
  for (const { price, cost, carrier } of nodes) {
    // 60 seconds, at 2750000000000001 of the twentieth decimal each.
    expect([cost, carrier]).toEqual([{ amount: '0.00165000000000000060', currency: null }, 'carrier-a'])
    expect(price?.amount).not.toBe(cost?.amount)
  }
  expect(sources).toMatchObject([{ status: 'OK', error: null }])
  // One slice, one answer with all records, and one that shows that there are no more.
  expect(exportsOf(site).length).toBeLessThanOrEqual(4)
  const { nodes: carriers } = await priced(site, 'first: 3', 'carrier')
  expect(carriers.map(({ carrier }) => carrier)).toEqual(['carrier-a', 'carrier-a', 'carrier-a'])
})

test('the records of carriers are read to their end, by their ids', async () => {
  const site = await start({ options: { exportRows: 7 } })
  const { nodes } = await priced(site, 'first: 30')
  expect(nodes.every(({ cost }) => cost !== null)).toBe(true)
  expect(exportsOf(site).some(({ body }) => body.includes('start_i_cdrs_connection'))).toBe(true)
})

test('three prices of a call are three roles: the number of calls and their prices stay the same', async () => {
  const site = await start()
  const range = 'first: 50, filter: { startedFrom: "2026-03-03T00:00:00Z" }'
  const [without, joined] = [await priced(site, range, 'price { amount }'), await priced(site, range)]
  expect([joined.nodes.length, joined.totalCount]).toEqual([30, 30])
  expect(joined.nodes.map(({ nativeId, price }) => [nativeId, price])).toEqual(
    without.nodes.map(({ nativeId, price }) => [nativeId, price]),
  )
})

test('where the export is refused, the calls are complete but for it, and the report says so', async () => {
  const site = await start({ options: { exportAllowed: false } })
  const { nodes, totalCount, sources } = await priced(
    site,
    'first: 50, filter: { startedFrom: "2026-03-03T00:00:00Z" }',
  )
  expect(nodes.map(({ cost, carrier }) => [cost, carrier])).toEqual(Array(30).fill([null, null]))
  expect(totalCount).toBe(30)
  expect(sources).toMatchObject([
    { status: 'PARTIAL', error: { code: 'UNAUTHENTICATED', message: expect.stringContaining('may be null') } },
  ])
})

test('it is not read unless the configuration says so', async () => {
  const site = await start({ keys: {} })
  const { nodes } = await priced(site, 'first: 3')
  expect(nodes.map(({ cost }) => cost)).toEqual([null, null, null])
  expect(exportsOf(site)).toEqual([])
})

const statsOf = async (site: HistorySwitch, fields: string): Promise<unknown> => {
  const filter = '{ startedFrom: "2026-03-03T00:00:00Z", startedTo: "2026-03-03T12:00:00Z" }'
  const data = await site.data(
    `{ callStats(filter: ${filter}, groupBy: []) { ${fields} sources { status error { code } } } }`,
  )
  return (data as { readonly callStats: unknown }).callStats
}

test('statistics add up what the carriers are paid, and read it only where it is selected', async () => {
  const site = await start()
  const sources = [{ status: 'OK', error: null }]
  expect(await statsOf(site, 'attempts')).toEqual({ attempts: 30, sources })
  expect(exportsOf(site)).toEqual([])
  expect(await statsOf(site, 'attempts cost { amount calls }')).toEqual({
    attempts: 30,
    cost: [{ amount: '0.04950000000000001800', calls: 30 }],
    sources,
  })
})

test('statistics whose costs cannot be read count the calls, have no cost, and say so', async () => {
  const site = await start({ options: { exportAllowed: false } })
  expect(await statsOf(site, 'attempts cost { amount calls } margin { amount }')).toEqual({
    attempts: 30,
    cost: [],
    margin: [],
    sources: [{ status: 'PARTIAL', error: { code: 'UNAUTHENTICATED' } }],
  })
})
