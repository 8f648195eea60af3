// Reports of other integrators about call records of Twilio (facts, section J, 1 to 6), subaccounts, and pages that lead
// elsewhere, over HTTP against a system that behaves so.

import { describe, expect, test } from 'vitest'
import type { WorldCall } from '../../../adapters/simulation/contract.js'
import { twilioSimulator as kit } from '../../../adapters/twilio/simulator.js'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted/scripted-server.js'
import { type Stack, startStack } from '../../support/stack.js'
import { closedAfterTest } from './closed-after-test.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const LONDON = '+442079460189'
const SUBACCOUNT = 'ACdemo-subaccount-0001'

const start = (parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> => startSwitch({ kit, nowMs: NOON, ...parts })

const queriesOf = ({ host }: HistorySwitch): readonly URLSearchParams[] =>
  host.requests.map(({ query }) => new URLSearchParams(query))
const idsOf = (nodes: readonly { readonly nativeId: string }[]): readonly string[] =>
  nodes.map(({ nativeId }) => nativeId)
const sidOf = ({ index }: Pick<WorldCall, 'index'>): string => `CA${String(index).padStart(32, '0')}`

test.each(['before', 'midnight', 'whole'])(
  'report 1: all of a day is asked for (StartTime< is %s)',
  async (lastDay) => {
    const site = await start({ nowMs: Date.UTC(2026, 9, 30, 12), options: { lastDay } })
    site.calls.push(
      ...[26, 27, 28, 29].map((day) => callAt(day, Date.UTC(2026, 9, day, 10))),
      callAt(1, Date.UTC(2026, 9, 28)),
    )
    const { nodes } = await site.list(
      'first: 10, filter: { startedFrom: "2026-10-27T00:00:00Z", startedTo: "2026-10-28T00:00:00Z" }',
    )
    expect(nodes.map(({ startedAt }) => startedAt)).toEqual(['2026-10-27T10:00:00Z'])
    // A call at the very end belongs to the next day, from which the row is dropped.
    const [query] = queriesOf(site)
    expect([query?.get('StartTime>'), query?.get('StartTime<')]).toEqual(['2026-10-27', '2026-10-29'])
  },
)

test('report 2: an hour across midnight is two days of the vendor, without the rows outside', async () => {
  const site = await start()
  const times = ['2026-03-01T23:29:59', '2026-03-01T23:30:00', '2026-03-02T00:29:59', '2026-03-02T00:30:00']
  site.calls.push(...times.map((time, at) => callAt(at, Date.parse(`${time}Z`))))
  const range = 'filter: { startedFrom: "2026-03-01T23:30:00Z", startedTo: "2026-03-02T00:30:00Z" }'
  const page = await site.list(`first: 1, ${range}`)
  expect(page.nodes.map(({ startedAt }) => startedAt)).toEqual(['2026-03-02T00:29:59Z'])
  // The vendor reports no total; the gateway has counted, because it has read both days to their ends.
  expect(page.totalCount).toBe(2)
  const whole = await site.list(`first: 10, ${range}`)
  expect(whole.nodes.map(({ startedAt }) => startedAt)).toEqual(['2026-03-02T00:29:59Z', '2026-03-01T23:30:00Z'])
  const days = queriesOf(site).map((query) => query.get('StartTime>'))
  expect(days.every((day) => day === '2026-03-01' || day === '2026-03-02')).toBe(true)
})

test('report 3: calls that arrive between two pages move no row from one to the other', async () => {
  const site = await start({
    keys: { maxPageSize: 2 },
    onRequest: (calls, requests) => calls.push(callAt(100 + requests, NOON - requests * 1000)),
  })
  const before = Array.from({ length: 7 }, (_, at) => callAt(at, NOON - HOUR_MS - at * 1000))
  site.calls.push(...before)
  const { nodes, sources } = await site.list('first: 50')
  expect(sources).toMatchObject([{ status: 'OK' }])
  expect(new Set(idsOf(nodes)).size).toBe(nodes.length)
  for (const call of before) expect(idsOf(nodes)).toContain(sidOf(call))
})

test('report 4: each further page is asked for by the token of the one before it', async () => {
  const site = await start({ keys: { maxPageSize: 2 } })
  site.calls.push(...Array.from({ length: 6 }, (_, at) => callAt(at, NOON - HOUR_MS - at * 1000)))
  expect((await site.list('first: 50')).nodes).toHaveLength(6)
  const pages = queriesOf(site).filter((query) => query.has('Page'))
  expect(pages.length).toBeGreaterThan(0)
  for (const query of pages) expect(query.get('PageToken')).toMatch(/^PACA0/)
})

test('report 4: error 20001 is a fault, and never the end of the list', async () => {
  const site = await scripted((query) =>
    query.has('PageToken')
      ? [400, { code: 20001, message: 'Page number out of range', status: 400 }]
      : [200, { calls: [row(1)], next_page_uri: `${PATH}?Page=1&PageToken=PA1` }],
  )
  expect(await site.report()).toEqual({ status: 'PARTIAL', error: { code: 'PROTOCOL' } })
})

test('report 5: the plus sign of a number is encoded on every page', async () => {
  const numbers = Array.from({ length: 6 }, (_, at) => callAt(at, NOON - HOUR_MS - at * 1000, { callee: LONDON }))
  const few = await start({ keys: { maxPageSize: 2 } })
  const many = await start()
  for (const site of [few, many]) site.calls.push(...numbers, callAt(50, NOON - HOUR_MS))
  const filter = `first: 50, filter: { callee: "${LONDON}" }`
  const { nodes } = await few.list(filter)
  expect(nodes).toHaveLength(6)
  expect(nodes).toEqual((await many.list(filter)).nodes)
  const asked = few.host.requests.map(({ query }) => query)
  expect(asked.filter((query) => query.includes('PageToken=')).length).toBeGreaterThan(1)
  for (const query of asked) expect(query).toContain('To=%2B442079460189&')
})

test('report 6: a call without a price is not rated yet, then has one; zero is the price of a free leg', async () => {
  const site = await start({ options: { secondsToRate: 60 } })
  site.calls.push(
    callAt(1, NOON - 66_000, { trunkIndex: 1 }),
    callAt(2, NOON - HOUR_MS, { callee: '101' }),
    callAt(3, NOON - 2 * HOUR_MS, { outcome: 'busy', answeredAtMs: null, endedAtMs: NOON - 2 * HOUR_MS + 2000 }),
  )
  const read = async () => (await site.list('first: 10')).nodes.map(({ price, rating }) => [price, rating])
  const rest = [
    [{ amount: '0', currency: 'USD' }, 'RATED'],
    [null, 'NOT_RATED'],
  ]
  expect(await read()).toEqual([[null, 'PENDING'], ...rest])
  site.clock.nowMs += MINUTE_MS
  expect(await read()).toEqual([[{ amount: '0.0140', currency: 'USD' }, 'RATED'], ...rest])
})

describe('subaccounts', () => {
  const own = callAt(1, NOON - HOUR_MS, { sourceCustomerIndex: 0 })
  const foreign = callAt(2, NOON - HOUR_MS, { sourceCustomerIndex: 1 })
  const live = callAt(3, NOON - MINUTE_MS, { sourceCustomerIndex: 1, endedAtMs: NOON + HOUR_MS })

  test('have their calls under a path of their own, and ids by which each is found', async () => {
    const site = await start()
    site.calls.push(own, foreign, live)
    expect(idsOf((await site.list('first: 10')).nodes)).toEqual([sidOf(own)])
    const filter = `filter: { customerId: "${SUBACCOUNT}" }`
    expect(idsOf((await site.list(`first: 10, ${filter}`)).nodes)).toEqual([
      `${SUBACCOUNT}/${sidOf(live)}`,
      `${SUBACCOUNT}/${sidOf(foreign)}`,
    ])
    const { activeCalls } = (await site.data(
      `{ activeCalls(first: 10, ${filter}) { nodes { id nativeId state customer { nativeId } } } }`,
    )) as { activeCalls: { nodes: readonly { readonly id: string }[] } }
    expect(activeCalls.nodes).toMatchObject([
      { nativeId: `${SUBACCOUNT}/${sidOf(live)}`, state: 'CONNECTED', customer: { nativeId: SUBACCOUNT } },
    ])
    expect(await site.data(`{ node(id: "${activeCalls.nodes[0]?.id}") { __typename } }`)).toMatchObject({ node: {} })
    const paths = site.host.requests.map(({ path }) => path)
    expect(paths).toContain(`/Accounts/${SUBACCOUNT}/Calls/${sidOf(live)}.json`)
  })

  test('are not meant by the configured account: if it is not there, the source has failed', async () => {
    const site = await start({
      keys: { auth: { accountSid: 'ACother', apiKeySid: 'SKdemo-key', apiKeySecret: 'demo-password' } },
    })
    expect(await site.failure('first: 10')).toMatchObject([[{ error: { code: 'REJECTED' } }]])
  })

  test('that are not there have no calls: never is it a list of other calls', async () => {
    const site = await start()
    site.calls.push(own, foreign)
    const nobody = await site.list('first: 10, filter: { customerId: "ACnobody" }')
    expect([nobody.nodes, nobody.sources[0]?.status, nobody.totalCount]).toEqual([[], 'OK', 0])
    // What cannot be an account is not sent.
    const before = site.host.requests.length
    const { nodes, sources } = await site.list('first: 10, filter: { customerId: "../Accounts" }')
    expect([nodes, sources[0]?.status, site.host.requests.length]).toEqual([[], 'UNSUPPORTED', before])
  })
})

test('calls in progress are those of every state, each once, continued with tokens', async () => {
  const site = await start({ keys: { maxPageSize: 2 } })
  const live = (index: number, ageMs: number) =>
    callAt(index, NOON - ageMs, {
      ringingAtMs: NOON - ageMs + 1000,
      answeredAtMs: NOON - ageMs + 5000,
      endedAtMs: NOON + HOUR_MS,
    })
  site.calls.push(live(0, 0), live(1, 2000), ...[2, 3, 4, 5, 6].map((at) => live(at, at * MINUTE_MS)))
  site.calls.push(callAt(20, NOON - HOUR_MS))
  const { activeCalls } = (await site.data('{ activeCalls(first: 50) { totalCount nodes { state } } }')) as {
    activeCalls: { totalCount: number; nodes: readonly { readonly state: string }[] }
  }
  expect(activeCalls.nodes.map(({ state }) => state)).toEqual(['SETUP', 'RINGING', ...Array(5).fill('CONNECTED')])
  expect(activeCalls.totalCount).toBe(7)
  const statuses = queriesOf(site).map((query) => query.get('Status'))
  expect(statuses).toEqual(['queued', 'ringing', 'in-progress', 'in-progress', 'in-progress'])
  const before = site.host.requests.length
  site.clock.nowMs += 5000
  await site.data('{ activeCalls(first: 50, filter: { state: [RINGING] }) { nodes { state } } }')
  expect(site.host.requests.length - before).toBe(1)
})

test('too many requests are not an end of the list, and say when to come back', async () => {
  const site = await start({ options: { throttled: true }, keys: { retries: 0 } })
  expect(await site.failure('first: 10')).toMatchObject([[{ error: { code: 'THROTTLED', retryAfterSeconds: 1 } }]])
})

describe('a next page', () => {
  test.each([
    ['at another host', (origin: string) => `${origin}${PATH}?PageToken=PA1`],
    ['at another host, without a scheme', (origin: string) => `${origin.slice('http:'.length)}${PATH}?PageToken=PA1`],
    ['behind a backslash', (origin: string) => `/\\${origin.slice('http://'.length)}${PATH}?PageToken=PA1`],
    ['of another list', () => '/2010-04-01/Accounts.json?PageToken=PA1'],
  ])('%s is not followed', async (_where, next) => {
    let visits = 0
    const elsewhere = await startScriptedServer((_request, response) => {
      visits += 1
      response.end('{}')
    })
    closedAfterTest(elsewhere)
    const site = await scripted(() => [200, { calls: [row(1)], next_page_uri: next(elsewhere.origin) }])
    const { body } = await site.stack.query('{ calls(first: 5) { nodes { id } } }')
    expect(body.errors).toMatchObject([{ extensions: { sources: [{ error: { code: 'PROTOCOL' } }] } }])
    expect([visits, site.paths().every((path) => path === PATH)]).toEqual([0, true])
  })

  test('of the same server, at whatever path, is asked for at the configured one', async () => {
    const site = await scripted((query) =>
      query.has('PageToken')
        ? [200, { calls: [row(2)], next_page_uri: null }]
        : [200, { calls: [row(1)], next_page_uri: '/elsewhere/Accounts/AC0/Calls.json?PageToken=PA%2F1%2B2' }],
    )
    const { body } = await site.stack.query('{ calls(first: 5) { nodes { nativeId } } }')
    expect(body).toMatchObject({ data: { calls: { nodes: [{ nativeId: 'CA1' }, { nativeId: 'CA2' }] } } })
    expect(site.paths().every((path) => path === PATH)).toBe(true)
  })

  test('that leads back to one that was read is a fault, after few requests', async () => {
    const site = await scripted((query) => {
      const token = query.get('PageToken') === 'PA1' ? 'PA2' : 'PA1'
      return [200, { calls: [row(1)], next_page_uri: `${PATH}?PageToken=${token}` }]
    })
    expect(await site.report()).toEqual({ status: 'PARTIAL', error: { code: 'PROTOCOL' } })
    expect(site.paths().length).toBeLessThanOrEqual(6)
  })
})

const PATH = '/2010-04-01/Accounts/ACdemo-main-account/Calls.json'
const row = (index: number) => ({
  sid: `CA${index}`,
  status: 'completed',
  start_time: new Date(NOON - index * HOUR_MS).toUTCString().replace('GMT', '+0000'),
})

/** Whether the calls of the day are asked for. */
const isAbout = (query: URLSearchParams): boolean =>
  (query.get('StartTime>') ?? '') <= '2026-03-03' && (query.get('StartTime<') ?? '') > '2026-03-03'

/** A gateway over a server that answers lists of calls with these bodies. */
async function scripted(answer: (query: URLSearchParams) => readonly [status: number, body: object]) {
  const paths: string[] = []
  const server: ScriptedServer = await startScriptedServer(({ path, query }, response) => {
    paths.push(path)
    const [status, body] = isAbout(query) ? answer(query) : ([200, { calls: [], next_page_uri: null }] as const)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const auth = { accountSid: 'ACdemo-main-account', apiKeySid: 'SKdemo-key', apiKeySecret: 'demo-password' }
  const stack: Stack = await startStack({
    vendors: [],
    clock: { nowMs: NOON },
    sources: { switch: { vendor: 'twilio', url: `${server.origin}/2010-04-01`, auth, retries: 0 } },
  })
  closedAfterTest(server)
  closedAfterTest(stack)
  const report = async (): Promise<unknown> => {
    const { body } = await stack.query('{ calls(first: 5) { nodes { id } sources { status error { code } } } }')
    const { calls } = body.data as { readonly calls: { readonly sources: readonly unknown[] } }
    return calls.sources[0]
  }
  return { stack, paths: () => paths, report }
}
