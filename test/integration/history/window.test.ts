// What a list of call records covers, as its report says, over HTTP.

import { expect, test } from 'vitest'
import { portasipSimulator } from '../../../adapters/portasip/simulator.js'
import { restcommSimulator } from '../../../adapters/restcomm/simulator.js'
import type { AnySimulatorKit } from '../../../adapters/simulation/contract.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const start = (kit: AnySimulatorKit, parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> =>
  startSwitch({ kit, nowMs: NOON, ...parts })

interface Covered {
  readonly starts: readonly (string | null)[]
  readonly status: string
  readonly code: string | null
  readonly window: { readonly from: string | null; readonly to: string } | null
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string; readonly startCursor: string }
}

async function covered(site: HistorySwitch, args: string): Promise<Covered> {
  const document = `{ calls(${args}) { nodes { startedAt } pageInfo { hasNextPage endCursor startCursor }
    sources { status error { code } window { from to } } } }`
  const { calls } = (await site.data(document)) as {
    calls: {
      nodes: { startedAt: string | null }[]
      pageInfo: Covered['pageInfo']
      sources: { status: string; error: { code: string } | null; window: Covered['window'] }[]
    }
  }
  const [report] = calls.sources
  return {
    starts: calls.nodes.map(({ startedAt }) => startedAt),
    status: report?.status ?? '',
    code: report?.error?.code ?? null,
    window: report?.window ?? null,
    pageInfo: calls.pageInfo,
  }
}
const at = (epochMs: number): string => new Date(epochMs).toISOString()
const minutesAgo = (count: number) => at(NOON - HOUR_MS - count * MINUTE_MS)

async function tenCalls(parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> {
  const site = await start(portasipSimulator, parts)
  site.calls.push(...Array.from({ length: 10 }, (_, n) => callAt(n, NOON - HOUR_MS - n * MINUTE_MS)))
  return site
}

test('report 9: a list without a range goes back as far as the vendor keeps records, and says so', async () => {
  const site = await tenCalls({ keys: { callRecords: { keptDays: 30 } } })
  const { starts, status, window } = await covered(site, 'first: 50')
  expect(starts).toHaveLength(10)
  expect([status, window]).toEqual(['OK', { from: at(NOON - 30 * DAY_MS), to: at(NOON) }])
})

test('a list of a range covers the range, and no more of it than there is', async () => {
  const site = await tenCalls({ keys: { callRecords: { keptDays: 30 } } })
  const range = (from: string, to: string) => `first: 50, filter: { startedFrom: "${from}", startedTo: "${to}" }`
  const asked = await covered(site, range(minutesAgo(4), minutesAgo(1)))
  expect([asked.starts.length, asked.status, asked.window]).toEqual([
    3,
    'OK',
    { from: minutesAgo(4), to: minutesAgo(1) },
  ])
  const old = await covered(site, range(at(NOON - 40 * DAY_MS), at(NOON + DAY_MS)))
  expect([old.starts.length, old.status, old.code]).toEqual([10, 'PARTIAL', 'UNSUPPORTED'])
  expect(old.window).toEqual({ from: at(NOON - 30 * DAY_MS), to: at(NOON) })
})

test('pages cover the range one after another, forward and backward', async () => {
  const site = await tenCalls()
  const first = await covered(site, 'first: 4')
  expect([first.status, first.window]).toEqual(['OK', { from: minutesAgo(3), to: at(NOON) }])
  const second = await covered(site, `first: 4, after: "${first.pageInfo.endCursor}"`)
  expect([second.status, second.window]).toEqual(['OK', { from: minutesAgo(7), to: minutesAgo(3) }])
  const before = await covered(site, `last: 2, before: "${second.pageInfo.startCursor}"`)
  expect(before.starts).toHaveLength(2)
  expect([before.status, before.window]).toEqual(['OK', { from: minutesAgo(4), to: minutesAgo(2) }])
  const range = `filter: { startedFrom: "${minutesAgo(9)}" }`
  const rest = await covered(site, `${range}, first: 10`)
  expect([rest.pageInfo.hasNextPage, rest.window]).toEqual([false, { from: minutesAgo(9), to: at(NOON) }])
})

test('where a bound stops a page, it is PARTIAL, and the next one covers what follows', async () => {
  const site = await start(portasipSimulator, { keys: { maxScanRows: 200 } })
  site.calls.push(...Array.from({ length: 1000 }, (_, n) => callAt(n, NOON - HOUR_MS - n * MINUTE_MS)))
  const args = `filter: { disconnectCode: 404, startedFrom: "${minutesAgo(1000)}" }`
  let toMs = NOON
  for (let after = '', pages = 1; ; pages++) {
    const page = await covered(site, `first: 5, ${args}${after}`)
    expect(page.starts).toEqual([])
    expect(Date.parse(page.window?.to ?? '')).toBe(toMs)
    if (page.status === 'OK') {
      expect(page.window?.from).toBe(minutesAgo(1000))
      expect(pages).toBeGreaterThan(2)
      return
    }
    expect([page.status, page.code, page.pageInfo.hasNextPage]).toEqual(['PARTIAL', 'TOO_LARGE', true])
    toMs = Date.parse(page.window?.from ?? '')
    after = `, after: "${page.pageInfo.endCursor}"`
  }
})

test('a list that is read whole covers everything; one that is about now, or only counted, has no range', async () => {
  const site = await start(restcommSimulator)
  site.calls.push(callAt(1, NOON - HOUR_MS))
  expect((await covered(site, 'first: 5')).window).toEqual({ from: null, to: at(NOON) })
  const data = await site.data(
    '{ calls { totalCount sources { window { to } } } activeCalls(first: 1) { nodes { id } sources { window { to } } } }',
  )
  expect(data).toEqual({
    calls: { totalCount: 1, sources: [{ window: null }] },
    activeCalls: { nodes: [], sources: [{ window: null }] },
  })
})
