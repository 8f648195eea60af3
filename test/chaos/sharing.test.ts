// Answers that are shared, over HTTP: what many clients cost the vendors, and what each of them receives.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Stack, startStack } from '../support/stack.js'
import { type Connection, connectionOf, reportOf } from './chaos-stack.js'

const EXPLAIN = { 'x-trunkline-explain': '1' }
const SOURCES = ['mor-demo', 'portasip-demo', 'restcomm-demo', 'telecomx-demo'] as const

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ server: { explain: true }, world: { history: 300, customers: 8, callsPerSecond: 1 } })
})
afterAll(async () => stack?.close())

/** How many requests each system has had since the last time. */
const counted = new Map<string, number>()
function requestsSince(): Readonly<Record<string, number>> {
  const counts = SOURCES.map((name) => {
    const received = stack.hosts[name]?.requests.length ?? 0
    const before = counted.get(name) ?? 0
    counted.set(name, received)
    return [name, received - before] as const
  })
  return Object.fromEntries(counts)
}

const REPORTS = 'sources { source { name } status stale fetchedAt requests error { code message retryAfterSeconds } }'
const ACTIVE_CALLS = `{ activeCalls(first: 50) { nodes { nativeId source { name } } ${REPORTS} } }`
const ask = async (document = ACTIVE_CALLS): Promise<Connection> => connectionOf(await stack.query(document))
const crowd = (count: number, document = ACTIVE_CALLS): Promise<Connection[]> =>
  Promise.all(Array.from({ length: count }, () => ask(document)))

beforeEach(async () => {
  // Signing in takes further requests; what is kept has expired.
  await ask()
  stack.clock.nowMs += 60_000
  requestsSince()
})
afterEach(() => {
  for (const name of SOURCES) stack.hosts[name]?.setFaults({})
})

const ONE_EACH = { 'mor-demo': 1, 'portasip-demo': 1, 'restcomm-demo': 1, 'telecomx-demo': 1 }

describe('a crowd', () => {
  test('of 200 clients that poll at once costs one request per source', async () => {
    const all = await crowd(200)
    expect(requestsSince()).toEqual(ONE_EACH)
    for (const connection of all) {
      expect(connection.nodes).toEqual(all[0]?.nodes)
      expect(connection.sources.map(({ status, stale }) => [status, stale])).toEqual(SOURCES.map(() => ['OK', false]))
    }
    // One of them has paid for all.
    const paid = all.flatMap(({ sources }) => sources.map(({ requests }) => requests))
    expect(paid.reduce((sum, requests) => sum + requests, 0)).toBe(SOURCES.length)
  })

  test('of forty dashboards that poll all the time costs one request per source and second', async () => {
    for (let second = 0; second < 3; second++) {
      for (let quarter = 0; quarter < 4; quarter++) {
        const fetchedAt = new Date(stack.clock.nowMs - quarter * 250).toISOString()
        for (const { sources } of await crowd(40))
          for (const report of sources) expect(report).toMatchObject({ fetchedAt, stale: false })
        stack.clock.nowMs += 250
      }
      expect(requestsSince()).toEqual(ONE_EACH)
    }
  })

  test('of clients with different queries shares nothing that it must not', async () => {
    const of = (number: string): string =>
      `{ activeCalls(sources: ["telecomx-demo"], filter: { number: "${number}" }) {
        nodes { nativeId source { name } } ${REPORTS} } }`
    await Promise.all(['+4570305050', '+4581808888'].map((number) => ask(of(number))))
    expect(requestsSince()).toMatchObject({ 'telecomx-demo': 2 })
  })
})

describe('when sources are down', () => {
  // Their circuits are open then.
  afterEach(() => stack.restart())

  const breakAll = (): void => {
    for (const name of SOURCES) stack.hosts[name]?.setFaults({ errorRate: 1 })
  }

  test('kept answers are returned for a while, with their age; then no longer', async () => {
    const fetchedAt = new Date(stack.clock.nowMs).toISOString()
    const before = await ask()
    breakAll()
    stack.clock.nowMs += 29_999
    const old = await ask()
    expect(old.nodes).toEqual(before.nodes)
    for (const name of SOURCES)
      expect(reportOf(old, name)).toMatchObject({ status: 'OK', stale: true, fetchedAt, error: null })
    stack.clock.nowMs += 1
    const { body } = await stack.query(ACTIVE_CALLS)
    expect(body.data).toEqual({ activeCalls: null })
    expect(body.errors).toMatchObject([{ extensions: { code: 'SOURCES_FAILED' } }])
  })

  test('the gateway stays ready, and reports which they are', async () => {
    breakAll()
    for (let each = 0; each < 3; each++) await stack.query(ACTIVE_CALLS)
    expect((await fetch(`${stack.url}/readyz`)).status).toBe(200)
    const since = new Date(stack.clock.nowMs).toISOString()
    const { body } = await stack.query('{ sources { health { state since lastError { code } } } }')
    const health = { state: 'DOWN', since, lastError: { code: 'UNAVAILABLE' } }
    expect(body.data).toEqual({ sources: SOURCES.map(() => ({ health })) })
  })
})

interface Plan {
  readonly sources: readonly { readonly source: string; readonly requests: readonly { readonly answer: string }[] }[]
}

describe('a narrower question', () => {
  const calls = (name: string, filter: string): string =>
    `{ activeCalls(first: 500, sources: ["${name}"], filter: ${filter}) {
      nodes { nativeId source { name } accountId customer { nativeId } state } ${REPORTS} } }`

  async function explained(document: string) {
    const answer = await stack.query(document, {}, EXPLAIN)
    const { extensions }: { extensions?: { plan?: readonly Plan[] } } = JSON.parse(answer.text)
    const requests = extensions?.plan?.[0]?.sources[0]?.requests ?? []
    return { connection: connectionOf(answer), answers: requests.map((request) => request.answer) }
  }

  /** The values of a field among all calls of a source, which are read for that. */
  async function valuesOf(name: string, field: 'accountId' | 'customer'): Promise<readonly string[]> {
    const { body } = await stack.query(calls(name, '{}'))
    const { activeCalls }: { activeCalls?: { nodes: readonly Record<string, unknown>[] } } = body.data ?? {}
    const valueOf = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && 'nativeId' in value ? value.nativeId : value
    const values = (activeCalls?.nodes ?? []).map((node) => valueOf(node[field]))
    return [...new Set(values.filter((value) => typeof value === 'string'))]
  }

  test.for([
    ['portasip-demo', 'accountId', (value: string) => `{ accountId: "${value}" }`],
    ['mor-demo', 'customer', (value: string) => `{ customerId: "${value}" }`],
    ['mor-demo', 'customer', (value: string) => `{ customerId: "${value}", state: [CONNECTED] }`],
  ] as const)('of %s, by %s, is answered from the whole list, as the vendor would', async ([name, field, filterOf]) => {
    const values = await valuesOf(name, field)
    expect(values.length).toBeGreaterThan(1)
    requestsSince()
    const answered: Connection[] = []
    for (const value of values) {
      const { connection, answers } = await explained(calls(name, filterOf(value)))
      expect(answers).toEqual(['shared'])
      expect(reportOf(connection, name)).toMatchObject({ requests: 0, stale: false, status: 'OK' })
      answered.push(connection)
    }
    expect(requestsSince()[name]).toBe(0)
    // The vendor receives a request when no kept list contains the answer.
    await stack.restart()
    for (const [at, value] of values.entries()) {
      const { connection, answers } = await explained(calls(name, filterOf(value)))
      expect(answers).toEqual(['sent'])
      expect(connection.nodes).toEqual(answered[at]?.nodes)
    }
    expect(answered.some(({ nodes }) => nodes.length > 0)).toBe(true)
  })

  test('is sent to the vendor when the whole list is no longer fresh', async () => {
    const [value = ''] = await valuesOf('portasip-demo', 'accountId')
    stack.clock.nowMs += 1000
    expect((await explained(calls('portasip-demo', `{ accountId: "${value}" }`))).answers).toEqual(['sent'])
  })

  test.for([
    // The vendor has another operation for these states: the list of active calls has not got them.
    ['of states that the whole list has not', '{ state: [SETUP] }'],
    ['that only the vendor can answer', '{ portasip: { nodeId: "1" } }'],
  ])('%s is asked of the vendor', async ([, filter = '']) => {
    await stack.query(calls('portasip-demo', '{}'))
    expect((await explained(calls('portasip-demo', filter))).answers).toEqual(['sent'])
  })

  test('of fewer fields is answered from a page with all of them, but not vice versa', async () => {
    const page = (fields: string): string =>
      `{ activeCalls(first: 20, sources: ["telecomx-demo"]) { nodes { source { name } ${fields} } ${REPORTS} } }`
    const few = await explained(page('nativeId'))
    expect(few.answers).toEqual(['sent'])
    // Only the full form of a session has it.
    expect((await explained(page('nativeId accountId'))).answers).toEqual(['sent'])
    stack.clock.nowMs += 1000
    const full = await explained(page('nativeId accountId'))
    expect(full.answers).toEqual(['sent'])
    const fromFull = await explained(page('nativeId'))
    expect(fromFull.answers).toEqual(['shared'])
    expect(reportOf(fromFull.connection, 'telecomx-demo')).toMatchObject({ requests: 0, stale: false })
    const idsOf = ({ connection }: typeof full) => connection.nodes.map(({ nativeId }) => nativeId)
    expect(idsOf(fromFull)).toEqual(idsOf(full))
  })
})
