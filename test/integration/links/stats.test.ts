// Counts of the calls in progress: the sums of the lists, in the cheapest way that each source offers.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ActiveCallGrouping } from '../../../schema/enums.js'
import { ask, dataOf, type Report, wrongArgumentOf } from '../../support/ask.js'
import { type Fate, type Intercepted, startIntercepted } from '../../support/interceptor.js'
import { startScriptedServer } from '../../support/scripted/scripted-server.js'
import { NOON, startStack } from '../../support/stack.js'

const PORTASIP = 'portasip-demo'
const TELECOMX = 'telecomx-demo'

let stack: Intercepted
beforeAll(async () => {
  const overrides = { [PORTASIP]: { retries: 0 }, [TELECOMX]: { maxScanRows: 100, retries: 0 } }
  stack = await startIntercepted(PORTASIP, '/xmlapi/xmlapi', {
    world: { history: 500, customers: 8 },
    overrides,
    server: { explain: true },
  })
})
afterAll(() => stack?.close())
beforeEach(() => {
  stack.setFate(() => 'pass')
  for (const host of Object.values(stack.hosts)) host.setFaults({})
  // Longer than any list is shared, than a stale answer is used, and than a circuit stays open.
  stack.clock.nowMs += 61_000
})

interface Group {
  readonly source: { readonly name: string } | null
  readonly state: string | null
  readonly accountId: string | null
  readonly customer: { readonly nativeId: string; readonly name: string | null } | null
  readonly direction: string | null
  readonly country: string | null
  readonly total: number
  readonly connected: number
}
interface Stats {
  readonly total: number
  readonly connected: number
  readonly distinctCalls: number | null
  readonly groups: readonly Group[]
  readonly sources: readonly (Report & { readonly stale: boolean })[]
}
const STATS = `query ($filter: ActiveCallFilter, $sources: [String!], $by: [ActiveCallGrouping!]) {
  activeCallStats(filter: $filter, sources: $sources, groupBy: $by) {
    total connected distinctCalls
    groups { source { name } state accountId customer { nativeId name } direction country total connected }
    sources { source { name } status error { code } totalCount stale requests }
  }
}`
interface Asked {
  readonly filter?: object
  readonly sources?: readonly string[]
  readonly by?: readonly ActiveCallGrouping[]
}
const GROUPS = `query ($filter: ActiveCallFilter, $sources: [String!], $by: [ActiveCallGrouping!]) {
  activeCallStats(filter: $filter, sources: $sources, groupBy: $by) {
    groups { source { name } accountId total connected }
    sources { source { name } status error { code } totalCount requests }
  }
}`
const groupsOf = async (asked: Asked): Promise<Pick<Stats, 'groups' | 'sources'>> =>
  (await dataOf<{ activeCallStats: Stats }>(stack, GROUPS, asked)).activeCallStats
const statsOf = async (asked: Asked = {}): Promise<Stats> =>
  (await dataOf<{ activeCallStats: Stats }>(stack, STATS, asked)).activeCallStats

interface Listed {
  readonly source: { readonly name: string }
  readonly sipCallId: string | null
  readonly state: string
  readonly accountId: string | null
  readonly customer: { readonly nativeId: string } | null
  readonly direction: string
  readonly callee: { readonly phoneNumber: { readonly country: string | null } | null }
}
async function listed(filter: object = {}): Promise<readonly Listed[]> {
  const document = `query ($filter: ActiveCallFilter) { activeCalls(first: 1000, filter: $filter) { nodes {
    source { name } sipCallId state accountId customer { nativeId } direction callee { phoneNumber { country } }
  } } }`
  return (await dataOf<{ activeCalls: { nodes: readonly Listed[] } }>(stack, document, { filter })).activeCalls.nodes
}

/** Keys that are not grouped by are null. */
type Parts = Partial<Record<keyof Group, unknown>>
const NOTHING: Parts = { source: null, state: null, accountId: null, customer: null, direction: null, country: null }
/** What a call is grouped by. */
const PARTS: Readonly<Record<ActiveCallGrouping, (call: Listed) => Parts>> = {
  SOURCE: ({ source }) => ({ source: source.name }),
  STATE: ({ state }) => ({ state }),
  ACCOUNT: ({ source, accountId }) => ({ source: source.name, accountId }),
  CUSTOMER: ({ source, customer }) => ({ source: source.name, customer: customer?.nativeId ?? null }),
  DIRECTION: ({ direction }) => ({ direction }),
  COUNTRY: ({ callee }) => ({ country: callee.phoneNumber?.country ?? null }),
}

/** The groups as a map from what they have in common to their counts, which are all that the calls of a list add up to. */
function sumsOf(
  calls: readonly Listed[],
  by: readonly ActiveCallGrouping[],
): ReadonlyMap<string, readonly [total: number, connected: number]> {
  const sums = new Map<string, readonly [number, number]>()
  for (const call of calls) {
    const key = JSON.stringify(by.reduce<Parts>((parts, grouping) => ({ ...parts, ...PARTS[grouping](call) }), NOTHING))
    const [total, connected] = sums.get(key) ?? [0, 0]
    sums.set(key, [total + 1, connected + (call.state === 'CONNECTED' ? 1 : 0)])
  }
  return sums
}
const toldSums = ({ groups }: Pick<Stats, 'groups'>): ReadonlyMap<string, readonly [number, number]> =>
  new Map(
    groups.map(({ source, customer, total, connected, ...rest }) => {
      const parts = { ...NOTHING, ...rest, source: source?.name ?? null, customer: customer?.nativeId ?? null }
      return [JSON.stringify(parts), [total, connected]] as const
    }),
  )

/** The methods that the softswitch received during an action. */
async function methodsDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = stack.seen.length
  await work()
  return stack.seen.slice(before).map(({ body }) => /<methodName>(\w+)</.exec(body)?.[1] ?? '')
}

describe('the counts', () => {
  test.for<[readonly ActiveCallGrouping[]]>([
    [['SOURCE']],
    [['STATE']],
    [['CUSTOMER']],
    [['DIRECTION']],
    [['COUNTRY']],
    [['SOURCE', 'STATE']],
    [['ACCOUNT', 'STATE']],
    [['COUNTRY', 'DIRECTION', 'SOURCE', 'CUSTOMER', 'STATE', 'ACCOUNT']],
  ])('are the sums of the lists by %j', async ([by]) => {
    const calls = await listed()
    const stats = await statsOf({ by })
    expect(calls.length).toBeGreaterThan(100)
    expect(stats.total).toBe(calls.length)
    expect(stats.connected).toBe(calls.filter(({ state }) => state === 'CONNECTED').length)
    expect(toldSums(stats)).toEqual(sumsOf(calls, by))
    expect(stats.groups.length).toBeGreaterThan(1)
    const totals = stats.groups.map(({ total }) => total)
    expect(totals).toEqual(totals.toSorted((a, b) => b - a))
  })

  test('show how many different calls there are, as several sources may see the same call', async () => {
    const calls = await listed()
    const { total, distinctCalls, groups } = await statsOf()
    const ids = calls.flatMap(({ sipCallId }) => sipCallId ?? [])
    expect(distinctCalls).toBe(new Set(ids).size + calls.length - ids.length)
    expect(distinctCalls).toBeLessThan(total)
    expect(groups).toEqual([])
  })

  test('are of each source in its report', async () => {
    const calls = await listed()
    const { sources } = await statsOf()
    expect(sources.map(({ source }) => source.name).sort()).toEqual(Object.keys(stack.hosts).sort())
    for (const { source, status, error, totalCount, stale } of sources)
      expect({ status, error, totalCount, stale }).toEqual({
        status: 'OK',
        error: null,
        stale: false,
        totalCount: calls.filter((call) => call.source.name === source.name).length,
      })
  })

  test('are of the calls that a filter finds, and of the sources that are named', async () => {
    const filter = { direction: 'OUTBOUND', state: ['CONNECTED'] }
    const calls = await listed(filter)
    const stats = await statsOf({ filter, by: ['SOURCE'] })
    expect(stats.total).toBe(calls.length)
    expect(stats.connected).toBe(stats.total)
    expect(toldSums(stats)).toEqual(sumsOf(calls, ['SOURCE']))
    const mor = await statsOf({ filter, sources: ['mor-demo'] })
    expect(mor.total).toBe(calls.filter(({ source }) => source.name === 'mor-demo').length)
    expect(mor.sources).toHaveLength(1)
  })

  test('lead from a group to its customer', async () => {
    const document =
      '{ activeCallStats(groupBy: [CUSTOMER]) { groups { total customer { source { name } activeCalls(first: 400) { nodes { id } } } } } }'
    interface CustomerGroup {
      readonly total: number
      readonly customer: { readonly activeCalls: { readonly nodes: readonly unknown[] } } | null
    }
    const { activeCallStats } = await dataOf<{ activeCallStats: { groups: readonly CustomerGroup[] } }>(stack, document)
    const led = activeCallStats.groups.filter(({ customer }) => customer !== null)
    expect(led.length).toBeGreaterThan(10)
    for (const { total, customer } of led) expect(customer?.activeCalls.nodes).toHaveLength(total)
  })
})

describe('the cheapest way', () => {
  test.for<[readonly ActiveCallGrouping[] | undefined, object | undefined, string]>([
    [['ACCOUNT'], undefined, 'getAccountCallStats'],
    [['ACCOUNT', 'SOURCE'], {}, 'getAccountCallStats'],
    [['SOURCE'], undefined, 'listActiveCalls'],
    [undefined, undefined, 'listActiveCalls'],
    [['ACCOUNT', 'STATE'], undefined, 'listActiveCalls'],
    [['ACCOUNT'], { direction: 'OUTBOUND' }, 'listActiveCalls'],
    [['CUSTOMER'], { portasip: { allStates: true } }, 'listAllCalls'],
  ])('by %j with the filter %j is %s', async ([by, filter, method]) => {
    const asked = {
      sources: [PORTASIP],
      ...(by === undefined ? {} : { by }),
      ...(filter === undefined ? {} : { filter }),
    }
    // The challenge of the digest is kept from one request to the next.
    await groupsOf(asked)
    stack.clock.nowMs += 11_000
    expect(await methodsDuring(() => groupsOf(asked))).toEqual([method])
    // Still fresh.
    expect(await methodsDuring(() => groupsOf(asked))).toEqual([])
  })

  test.for(['total', 'connected', 'distinctCalls', '... on ActiveCallStats { total }'])(
    'is the list where the answer has more than groups: %s',
    async (selection) => {
      const document = `{ activeCallStats(groupBy: [ACCOUNT], sources: ["${PORTASIP}"]) { ${selection} groups { total } } }`
      await ask(stack, document)
      stack.clock.nowMs += 11_000
      expect(await methodsDuring(() => dataOf(stack, document))).toEqual(['listActiveCalls'])
    },
  )

  test('shares the list that wallboards request', async () => {
    await listed()
    expect(await methodsDuring(() => statsOf({ by: ['STATE', 'CUSTOMER'] }))).toEqual([])
  })

  test('counts the same for every account as the list does; calls without an account are in none', async () => {
    const calls = await listed()
    const own = calls.filter(({ source }) => source.name === PORTASIP)
    const withAccount = own.filter(({ accountId }) => accountId !== null)
    expect(withAccount.length).toBeLessThan(own.length)
    const groups = await groupsOf({ by: ['ACCOUNT'], sources: [PORTASIP] })
    expect(toldSums(groups)).toEqual(sumsOf(withAccount, ['ACCOUNT']))
    // Nobody has seen the calls without an account.
    expect(groups.sources).toMatchObject([{ status: 'OK', totalCount: null }])
    const stats = await statsOf({ by: ['ACCOUNT'], sources: [PORTASIP] })
    expect(toldSums(stats)).toEqual(sumsOf(own, ['ACCOUNT']))
    expect([stats.total, stats.distinctCalls]).toEqual([
      own.length,
      new Set(own.map(({ sipCallId }) => sipCallId)).size,
    ])
  })

  test('requests the form of the rows that the grouping needs', async () => {
    const form = async (by: readonly ActiveCallGrouping[]) => {
      stack.clock.nowMs += 11_000
      await statsOf({ by, sources: [TELECOMX] })
      const { query = '' } = stack.hosts[TELECOMX]?.requests.at(-1) ?? {}
      return new URLSearchParams(query).get('full')
    }
    expect(await form(['STATE', 'CUSTOMER', 'DIRECTION', 'COUNTRY'])).toBeNull()
    expect(await form(['STATE', 'ACCOUNT'])).toBe('true')
  })
})

describe('account totals that are refused', () => {
  const fault = (text: string) =>
    `<?xml version="1.0"?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>403</int></value></member><member><name>faultString</name><value><string>${text}</string></value></member></struct></value></fault></methodResponse>`
  const result = (text: string) =>
    `<?xml version="1.0"?><methodResponse><params><param><value><struct><member><name>result</name><value><string>${text}</string></value></member></struct></value></param></params></methodResponse>`
  const refuse = (fate: Fate) => stack.setFate(({ body }) => (body.includes('getAccountCallStats') ? fate : 'pass'))

  test.for([
    ['a fault', fault('Method is allowed for the root customer only')],
    ['a fault about rights', fault('Access denied')],
    ['a fault about the method', fault('Unknown method')],
    ['a result', result('Not allowed')],
  ] as const)('by %s are counted from the list', async ([, body]) => {
    refuse({ status: 200, contentType: 'text/xml', body })
    const calls = (await listed()).filter(({ source }) => source.name === PORTASIP)
    stack.clock.nowMs += 1001
    const methods = await methodsDuring(async () => {
      const stats = await groupsOf({ by: ['ACCOUNT'], sources: [PORTASIP] })
      expect(stats.sources).toMatchObject([{ status: 'OK', error: null, requests: 2 }])
      expect(stats.sources[0]?.totalCount).toBeGreaterThanOrEqual(calls.length - 3)
      expect(stats.groups.some(({ accountId }) => accountId === null)).toBe(true)
    })
    expect(methods).toEqual(['getAccountCallStats', 'listActiveCalls'])
  })

  test('because the switch is unavailable are a failure: its list would fail too', async () => {
    refuse({ status: 503, body: '' })
    const answer = await ask<{ activeCallStats: Stats }>(stack, GROUPS, { by: ['ACCOUNT'] })
    expect(answer.errors).toBeUndefined()
    const report = answer.data.activeCallStats.sources.find(({ source }) => source.name === PORTASIP)
    expect(report).toMatchObject({ status: 'FAILED', error: { code: 'UNAVAILABLE' }, totalCount: null })
  })
})

describe('a source', () => {
  test('that fails is reported; the others are counted', async () => {
    const whole = await statsOf({ by: ['SOURCE'] })
    stack.clock.nowMs += 31_000
    stack.hosts['mor-demo']?.setFaults({ down: true })
    const { sources, groups, distinctCalls } = await statsOf({ by: ['SOURCE'] })
    const report = sources.find(({ source }) => source.name === 'mor-demo')
    expect(report).toMatchObject({ status: 'FAILED', error: { code: 'UNREACHABLE' }, totalCount: null })
    const names = groups.map(({ source }) => source?.name ?? '')
    expect(names.toSorted()).toEqual(
      whole.groups
        .map(({ source }) => source?.name ?? '')
        .filter((name) => name !== 'mor-demo')
        .sort(),
    )
    expect(distinctCalls).toBeGreaterThan(0)
  })

  test('that fails shortly after it has answered is counted from its older answer, and reported so', async () => {
    const before = await statsOf({ sources: ['mor-demo'] })
    stack.clock.nowMs += 5000
    stack.hosts['mor-demo']?.setFaults({ down: true })
    const { total, sources } = await statsOf({ sources: ['mor-demo'] })
    expect(total).toBe(before.total)
    expect(sources).toMatchObject([{ status: 'OK', stale: true, totalCount: total }])
  })

  test('that is longer than what may be read is counted in part', async () => {
    const rows = 2500
    const server = await startScriptedServer(({ query }, response) => {
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))]
      const sessions = Array.from({ length: Math.max(0, Math.min(limit, rows - offset)) }, (_, at) => ({
        callId: `${offset + at}@192.0.2.11`,
        started: new Date(NOON - 1000 * (offset + at)).toISOString(),
        direction: 'I',
      }))
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ offset, limit, total: rows, sessions }))
    })
    const endless = { vendor: 'telecomx', url: server.origin, auth: { token: 'demo-token' }, maxScanRows: 2000 }
    const long = await startStack({ vendors: ['mor'], sources: { endless } })
    try {
      const { activeCallStats } = await dataOf<{ activeCallStats: Stats }>(long, STATS, { by: ['SOURCE'] })
      const reports = new Map(activeCallStats.sources.map((report) => [report.source.name, report]))
      expect(reports.get('endless')).toMatchObject({
        status: 'PARTIAL',
        error: { code: 'TOO_LARGE' },
        totalCount: null,
      })
      expect(reports.get('mor-demo')).toMatchObject({ status: 'OK', error: null, totalCount: expect.any(Number) })
      expect(activeCallStats.groups.find(({ source }) => source?.name === 'endless')?.total).toBe(2000)
    } finally {
      await long.close()
      await server.close()
    }
  })

  test('that cannot apply the filter is reported, and is in no sum', async () => {
    const { sources, total } = await statsOf({ filter: { portasip: { connectionId: 1 } } })
    for (const { source, status } of sources) expect(status).toBe(source.name === PORTASIP ? 'OK' : 'UNSUPPORTED')
    const calls = await listed({ portasip: { connectionId: 1 } })
    expect(total).toBe(calls.length)
  })
})

test('when every queried source has failed, there is an error, and no count', async () => {
  for (const host of Object.values(stack.hosts)) host.setFaults({ down: true })
  const { data, errors } = await ask<{ activeCallStats: Stats | null; sources: unknown }>(
    stack,
    '{ activeCallStats { total } sources { name } }',
  )
  expect(data.activeCallStats).toBeNull()
  expect(data.sources).toHaveLength(4)
  expect(errors).toMatchObject([{ path: ['activeCallStats'], extensions: { code: 'SOURCES_FAILED' } }])
})

test.for([
  [{ sources: [] }, 'sources'],
  [{ sources: ['elsewhere'] }, 'sources'],
  [{ filter: { mor: { deviceId: '3' } }, sources: ['mor-demo'] }, 'filter'],
] as const)('what cannot be asked is a clear error: %j', async ([asked, argument]) => {
  expect(await wrongArgumentOf(stack, STATS, asked)).toBe(argument)
})
