// Reports of other integrators about call records of Sippy (facts, section J), over HTTP against a switch that behaves so.

import { describe, expect, test } from 'vitest'
import { portasipSimulator as kit } from '../../../adapters/portasip/simulator.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const DAY = Date.UTC(2026, 2, 2)
const HOUR_MS = 3_600_000

const start = (parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> => startSwitch({ kit, nowMs: NOON, ...parts })

const ids = (nodes: readonly { readonly nativeId: string }[]): readonly string[] =>
  nodes.map(({ nativeId }) => nativeId)
const idOf = ({ index }: { readonly index: number }): string => String(9001 + index)
const recordRequests = ({ host }: HistorySwitch): readonly string[] =>
  host.requests.map(({ body }) => body).filter((body) => body.includes('CDRs</methodName>'))

// Whether the switch compares the set-up, the answer or the end of a call with the dates, and includes the last second.
describe.each([
  { comparedTime: 'setup', includesEnd: false },
  { comparedTime: 'connect', includesEnd: true },
  { comparedTime: 'disconnect', includesEnd: false, setupTime: false },
])('a switch with %j', (options) => {
  test('report 9: without dates a record that is three hours old is found on an idle switch', async () => {
    const site = await start({ options })
    site.calls.push(callAt(1, NOON - 3 * HOUR_MS))
    const { nodes, sources } = await site.list('first: 10')
    expect(ids(nodes)).toEqual(site.calls.map(idOf))
    expect(sources).toMatchObject([{ status: 'OK' }])
    for (const body of recordRequests(site)) {
      expect(body).toContain('<name>start_date</name>')
      expect(body).toContain('<name>end_date</name>')
      expect(body).toContain('<name>type</name><value><string>all</string>')
    }
  })

  test('reports 11, 12: a day has its first second, its last, and everything between', async () => {
    const site = await start({ options })
    const starts = [DAY, ...Array.from({ length: 248 }, (_, n) => DAY + (n + 1) * 300_000), DAY + 86_399_500]
    site.calls.push(...starts.map((at, n) => callAt(n, at)), callAt(300, DAY - 2000), callAt(301, DAY + 86_402_000))
    const filter = 'startedFrom: "2026-03-02T00:00:00Z", startedTo: "2026-03-03T00:00:00Z"'
    const nodes = await site.all(filter, 100)
    const inDay = site.calls.filter(({ startedAtMs }) => startedAtMs >= DAY && startedAtMs < DAY + 86_400_000)
    expect(inDay).toHaveLength(250)
    expect(ids(nodes).toSorted()).toEqual(inDay.map(idOf).toSorted())
    const times = nodes.map(({ startedAt }) => Date.parse(startedAt ?? ''))
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  })
})

test.each([true, false])(
  'a switch that finds records by their start, with setup_time %s, gives each of them once',
  async (setupTime) => {
    const keys = { callRecords: { comparedTime: 'start' } }
    const site = await start({ options: { comparedTime: 'setup', setupTime }, keys })
    const ring = (n: number) => 300 + ((n * 977) % 9000)
    site.calls.push(
      ...Array.from({ length: 300 }, (_, n) => {
        const at = NOON - HOUR_MS - n * 7777
        return callAt(n, at, { answeredAtMs: at + ring(n), endedAtMs: at + ring(n) + 60_000 })
      }),
    )
    const nodes = await site.all('', 20)
    expect(new Set(ids(nodes)).size).toBe(nodes.length)
    expect(ids(nodes).toSorted()).toEqual(site.calls.map(idOf).toSorted())
    const times = nodes.map(({ startedAt }) => Date.parse(startedAt ?? ''))
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  },
)

test('report 10: while calls end and pages shift, every record comes once and none is lost', async () => {
  // More than a page in the smallest slice, so that it must be read by offsets.
  const sameSecond = NOON - HOUR_MS
  let next = 2000
  const site = await start({
    onRequest: (calls, requests) => {
      // Two more records are written between any two pages, at unknown positions.
      if (requests > 1 && next < 2100) calls.push(callAt(next++, sameSecond), callAt(next++, sameSecond + 500))
    },
  })
  site.calls.push(...Array.from({ length: 1300 }, (_, n) => callAt(n, sameSecond + (n % 1000))))
  const before = site.calls.map(idOf)
  const nodes = await site.all('startedFrom: "2026-03-03T10:00:00Z"', 500)
  expect(recordRequests(site).some((body) => /<name>offset<\/name><value><int>[1-9]/.test(body))).toBe(true)
  expect(new Set(ids(nodes)).size).toBe(nodes.length)
  const got = new Set(ids(nodes))
  expect(before.filter((id) => !got.has(id))).toEqual([])
})

test('report 13: calls that were not answered have no answer, whether connect_time is nil or empty', async () => {
  const site = await start()
  const busy = (index: number) => callAt(index, NOON - HOUR_MS - index * 1000, { outcome: 'busy', answeredAtMs: null })
  site.calls.push(busy(1), busy(2), callAt(3, NOON - HOUR_MS - 5000))
  const { nodes } = await site.list('first: 10')
  expect(nodes.map(({ status, answeredAt }) => [status, answeredAt])).toEqual([
    ['BUSY', null],
    ['BUSY', null],
    ['COMPLETED', '2026-03-03T11:00:00Z'],
  ])
})

test('report 14: an instant of another zone is sent in GMT', async () => {
  const site = await start()
  const at = Date.parse('2026-03-01T17:30:00+05:00')
  site.calls.push(callAt(1, at), callAt(2, at - 1000), callAt(3, at + 5 * HOUR_MS))
  const { nodes } = await site.list(
    'first: 10, filter: { startedFrom: "2026-03-01T17:30:00+05:00", startedTo: "2026-03-01T18:30:00+05:00" }',
  )
  expect(nodes.map(({ startedAt }) => startedAt)).toEqual(['2026-03-01T12:30:00Z'])
  expect(recordRequests(site).every((body) => body.includes('GMT Sun Mar 01 2026'))).toBe(true)
})

test('report 17: an account that does not exist has no records', async () => {
  const site = await start()
  site.calls.push(callAt(1, NOON - HOUR_MS))
  const { nodes, sources } = await site.list('first: 10, filter: { accountId: "999999" }')
  expect(nodes).toEqual([])
  expect(sources).toMatchObject([{ status: 'OK' }])
  expect((await site.list('first: 10, filter: { accountId: "office" }')).sources).toMatchObject([
    { status: 'UNSUPPORTED' },
  ])
})

test('report 22: a cost keeps its twenty decimals on the way', async () => {
  const site = await start()
  site.calls.push(callAt(1, NOON - HOUR_MS, { answeredAtMs: NOON - HOUR_MS, endedAtMs: NOON - HOUR_MS + 119_000 }))
  const { nodes } = await site.list('first: 10')
  // 119 seconds at 10288065752057613 of the twentieth decimal each.
  expect(nodes[0]?.price).toEqual({ amount: '0.01224279824494855947', currency: null })
})

test('report 23: odd numbers are shown as they are written', async () => {
  const site = await start()
  const numbers = ['++442079460189', '12917456000', '2060442079460189']
  // The simulator takes one plus away, as the switch does.
  site.calls.push(
    ...numbers.map((callee, n) => callAt(n, NOON - HOUR_MS - n * 1000, { callee: callee.replace('++', '+++') })),
  )
  const { nodes } = await site.list('first: 10')
  expect(nodes.map(({ callee }) => [callee.number, callee.e164])).toEqual(numbers.map((number) => [number, null]))
})

test('records of a subcustomer have what the subcustomer pays, and no others', async () => {
  const customers = [7, 8].map((index) => ({
    index,
    name: `Customer ${index}`,
    contactName: '',
    city: '',
    resellerIndex: 0,
    trunkIndexes: [],
  }))
  const site = await start({ customers })
  site.calls.push(
    callAt(1, NOON - HOUR_MS, { sourceCustomerIndex: 7 }),
    callAt(2, NOON - HOUR_MS - 1000, { sourceCustomerIndex: 8 }),
  )
  const data = await site.data(
    '{ calls(first: 10, filter: { customerId: "9" }) { nodes { accountId customer { nativeId } price { amount } } } }',
  )
  expect(data).toEqual({
    calls: { nodes: [{ accountId: null, customer: { nativeId: '9' }, price: { amount: expect.any(String) } }] },
  })
})

test('a 401 for call records concerns them only, and they are requested rarely', async () => {
  const site = await start({ options: { recordsAllowed: false } })
  const activeCalls = async () => {
    // Longer than a list is shared, and shorter than the wait after refused credentials.
    site.clock.nowMs += 11_000
    return site.data('{ activeCalls(first: 1) { sources { status } } }')
  }
  expect(await activeCalls()).toEqual({ activeCalls: { sources: [{ status: 'OK' }] } })
  for (let count = 0; count < 5; count += 1)
    expect(await site.failure('first: 1')).toMatchObject([[{ status: 'FAILED', error: { code: 'UNAUTHENTICATED' } }]])
  const sent = recordRequests(site).length
  expect(sent).toBeGreaterThan(0)
  expect(sent).toBeLessThanOrEqual(2)
  const asked = site.host.requests.length
  expect(await activeCalls()).toEqual({ activeCalls: { sources: [{ status: 'OK' }] } })
  expect(site.host.requests.length).toBeGreaterThan(asked)
})
