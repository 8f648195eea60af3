// What traces cost: those of one operation share their lookups; and sessions that are bound to a call are searched for in
// a bounded part of the list.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { phaseAt, type WorldCall } from '../../../adapters/simulation/contract.js'
import { idOf as nativeIdOf } from '../../../adapters/telecomx/simulator/native-ids.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { ask, dataOf, type Report, sentBy } from '../../support/ask.js'
import { type Intercepted, startIntercepted } from '../../support/interceptor.js'

const TELECOMX = 'telecomx-demo'
const PORTASIP = 'portasip-demo'

interface Trace {
  readonly records: readonly { readonly nativeId: string; readonly source: { readonly name: string } }[]
  readonly sources: readonly Report[]
}
const TRACE =
  'trace { records { __typename nativeId source { name } startedAt } sources { source { name } status error { code } } }'
const OF_SESSION = `query ($id: ID!) { node(id: $id) { ... on Session { ${TRACE} } } }`

let stack: Intercepted
beforeAll(async () => {
  stack = await startIntercepted(TELECOMX, '', {
    vendors: ['telecomx', 'portasip'],
    world: { history: 600, customers: 40 },
    // Nothing is shared between operations there.
    overrides: { [TELECOMX]: { retries: 0 }, [PORTASIP]: { freshness: { activeCalls: 0 } } },
    server: { explain: true },
  })
  await dataOf(stack, '{ activeCalls(first: 1) { nodes { id } } }')
})
afterAll(() => stack?.close())
beforeEach(() => {
  stack.setFate(() => 'pass')
  // Longer than any list is shared, and than a circuit stays open.
  stack.clock.nowMs += 61_000
})

const sessions = (): readonly WorldCall[] => stack.world.calls('telecomx', stack.clock.nowMs)
const idOf = (nativeId: string): string => toGlobalId('Session', TELECOMX, nativeId)
const pathsFrom = (from: number): readonly string[] =>
  stack.seen.slice(from).map(({ path, query }) => `${path}?${query.toString()}`)

interface Traced {
  readonly nativeId: string
  readonly trace: Trace
}

describe('fifty traces of one page', () => {
  test.for(['sessions', 'calls', 'activeCalls'] as const)(
    'of %s cost less than one request each, and are what each is by itself',
    async (list) => {
      const document = `{ list: ${list}(first: 50, sources: ["${TELECOMX}"]) { nodes { nativeId ${TRACE} } } }`
      const from = stack.seen.length
      const before = stack.hosts[PORTASIP]?.requests.length ?? 0
      const answer = await ask<{ list: { nodes: readonly Traced[] } }>(stack, document)
      const paths = pathsFrom(from)
      const { nodes } = answer.data.list
      expect(nodes.length).toBeGreaterThan(25)
      expect(paths.length).toBeLessThan(nodes.length * 0.8)
      expect(new Set(paths).size).toBe(paths.length)
      expect(sentBy(answer)[TELECOMX]).toBe(paths.length)
      // It has no list by SIP Call-ID; all of its calls in progress are read once.
      expect((stack.hosts[PORTASIP]?.requests.length ?? 0) - before).toBe(1)
      expect(nodes.some(({ trace }) => trace.records.length > 2)).toBe(true)
      for (const { nativeId, trace } of nodes.slice(0, 12))
        expect(await dataOf(stack, OF_SESSION, { id: idOf(nativeId) })).toEqual({ node: { trace } })
    },
  )

  test('of the same call cost as much as one', async () => {
    const call = sessions().find(({ relatedSipCallId }) => relatedSipCallId !== null)
    const traced = (name: string) =>
      `${name}: callTrace(sipCallId: "${call?.sipCallId}") { records { nativeId } sources { source { name } status } }`
    const from = stack.seen.length
    const alone = await dataOf<{ a: unknown }>(stack, `{ ${traced('a')} }`)
    const cost = stack.seen.length - from
    expect(cost).toBeGreaterThan(1)
    stack.clock.nowMs += 1
    const again = await dataOf<{ a: unknown; b: unknown }>(stack, `{ ${traced('a')} ${traced('b')} ${traced('c')} }`)
    expect(again).toEqual({ a: alone.a, b: alone.a, c: alone.a })
    expect(stack.seen.length - from).toBe(2 * cost)
  })
})

describe('what is bound to a call', () => {
  /** An inbound call that is over, and those that are bound to it. */
  function callWithBound(): { readonly call: WorldCall; readonly bound: readonly WorldCall[] } {
    const all = sessions()
    const of = (call: WorldCall) => all.filter(({ relatedSipCallId }) => relatedSipCallId === call.sipCallId)
    const call = all.find(
      (each) =>
        phaseAt(each, stack.clock.nowMs) === 'ended' && each.endedAtMs - each.startedAtMs > 1000 && of(each).length > 0,
    )
    if (call === undefined) throw new Error('the world has no call with others that are bound to it')
    return { call, bound: of(call) }
  }
  const traceOf = async ({ sipCallId }: WorldCall): Promise<Trace> =>
    (await dataOf<{ node: { trace: Trace } }>(stack, OF_SESSION, { id: idOf(sipCallId) })).node.trace
  const reportOf = ({ sources }: Trace) => sources.find(({ source }) => source.name === TELECOMX)

  test('is found from it, in the list of one customer, of one direction', async () => {
    const { call, bound } = callWithBound()
    const from = stack.seen.length
    const { records } = await traceOf(call)
    const found = records.filter(({ source }) => source.name === TELECOMX).map(({ nativeId }) => nativeId)
    expect(found.toSorted()).toEqual([call, ...bound].map(({ sipCallId }) => sipCallId).toSorted())
    const lists = stack.seen.slice(from).filter(({ path }) => path === '/sbc/session')
    expect(lists.length).toBeGreaterThan(0)
    for (const { query } of lists) {
      expect(query.get('direction')).toBe('O')
      expect(query.get('customer')).toBe(nativeIdOf('customer', call.destinationCustomerIndex ?? -1))
    }
  })

  test('is missing where the list fails, but the call is there', async () => {
    const { call } = callWithBound()
    stack.setFate(({ query }) => (query.get('direction') === 'O' ? { status: 503, body: '' } : 'pass'))
    const trace = await traceOf(call)
    expect(trace.records.filter(({ source }) => source.name === TELECOMX).map(({ nativeId }) => nativeId)).toEqual([
      call.sipCallId,
    ])
    expect(reportOf(trace)).toMatchObject({ status: 'PARTIAL', error: { code: 'UNAVAILABLE' } })
  })

  test('is searched for among a limited number of sessions; then the report says so', async () => {
    const { call } = callWithBound()
    const from = stack.seen.length
    stack.setFate(({ query }) => {
      if (query.get('direction') !== 'O') return 'pass'
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))]
      const all = Array.from({ length: 5000 }, (_, at) => ({
        callId: `beside-${at}@192.0.2.11`,
        direction: 'O',
        relatedCallId: at === 7 ? call.sipCallId : '',
        started: new Date(call.endedAtMs - at).toISOString(),
      }))
      const body = { offset, limit, total: all.length, sessions: all.slice(offset, offset + limit) }
      return { status: 200, contentType: 'application/json', body: JSON.stringify(body) }
    })
    const trace = await traceOf(call)
    expect(trace.records.map(({ nativeId }) => nativeId)).toContain('beside-7@192.0.2.11')
    expect(reportOf(trace)).toMatchObject({ status: 'PARTIAL', error: { code: 'TOO_LARGE' } })
    expect(stack.seen.length - from).toBeLessThanOrEqual(4)
  })
})
