// The trace of a record: with the call that created it and the legs that it created, from whichever of them it starts.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { basePathOf } from '../../../adapters/restcomm/simulator/options.js'
import { sidOf } from '../../../adapters/restcomm/simulator/sids.js'
import type { WorldCall } from '../../../adapters/simulation/contract.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { ask, dataOf, type Report } from '../../support/ask.js'
import { type Intercepted, startIntercepted } from '../../support/interceptor.js'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted/scripted-server.js'
import { type Stack, startStack } from '../../support/stack.js'

const RESTCOMM = 'restcomm-demo'

interface Trace {
  readonly sipCallId: string | null
  readonly records: readonly {
    readonly __typename: string
    readonly nativeId: string
    readonly source: { readonly name: string }
  }[]
  readonly sources: readonly Report[]
}
const TRACE = `trace { sipCallId records { __typename nativeId source { name } } sources { source { name } status error { code } totalCount requests } }`
const OF_NODE = `query ($id: ID!) { node(id: $id) { ... on CallRecord { ${TRACE} } } }`
const traceOf = async (stack: Stack, id: string): Promise<Trace> =>
  (await dataOf<{ node: { trace: Trace } }>(stack, OF_NODE, { id })).node.trace
const nativeIds = ({ records }: Trace): readonly string[] => records.map(({ nativeId }) => nativeId)

describe('legs that are tied by the call that created them', () => {
  let stack: Intercepted
  beforeAll(async () => {
    const basePath = basePathOf({ product: 'connect' })
    const simulatorOptions = { restcomm: { product: 'connect' } }
    stack = await startIntercepted(RESTCOMM, basePath, {
      vendors: ['restcomm'],
      simulatorOptions,
      overrides: { [RESTCOMM]: { retries: 0 } },
    })
  })
  afterAll(() => stack?.close())
  beforeEach(() => {
    stack.setFate(() => 'pass')
    stack.clock.nowMs += 61_000
  })

  const records = (): readonly WorldCall[] => stack.world.calls('restcomm', stack.clock.nowMs)
  const sid = (index: number): string => sidOf('connect', index)
  /** Every call that has legs, with all of them, the earliest first. */
  function families(): readonly (readonly string[])[] {
    const byParent = new Map<number, number[]>()
    for (const { index, parentIndex } of records())
      if (parentIndex !== null) byParent.set(parentIndex, [...(byParent.get(parentIndex) ?? []), index])
    return [...byParent].map(([parent, legs]) => [parent, ...legs].toSorted((a, b) => a - b).map(sid))
  }
  const idOf = (nativeId: string): string => toGlobalId('Call', RESTCOMM, nativeId)

  test('are the same trace, from whichever of them it is asked', async () => {
    const some = families().slice(-6)
    expect(some.length).toBeGreaterThan(2)
    for (const family of some)
      for (const member of family) {
        const trace = await traceOf(stack, idOf(member))
        expect(nativeIds(trace)).toEqual(family)
        expect(trace.sipCallId).toBeNull()
        expect(trace.sources).toEqual([
          {
            source: { name: RESTCOMM },
            status: 'OK',
            error: null,
            totalCount: family.length,
            requests: expect.any(Number),
          },
        ])
      }
  })

  test('cost two requests for each of them, and none for other sources', async () => {
    const [family = []] = families().slice(-1)
    await traceOf(stack, idOf(family[0] ?? ''))
    stack.clock.nowMs += 11_000
    const before = stack.seen.length
    await traceOf(stack, idOf(family[0] ?? ''))
    const paths = stack.seen.slice(before).map(({ path, query }) => `${path} ${query.get('ParentCallSid') ?? ''}`)
    expect(paths.length).toBeLessThanOrEqual(1 + 2 * family.length)
    expect(new Set(paths).size).toBe(paths.length)
  })

  test('are looked up once, when all of them are traced in one operation', async () => {
    const [family = []] = families().slice(-1)
    const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on CallRecord { ${TRACE} } } }`
    const before = stack.seen.length
    const { nodes } = await dataOf<{ nodes: readonly { trace: Trace }[] }>(stack, document, { ids: family.map(idOf) })
    for (const { trace } of nodes) expect(nativeIds(trace)).toEqual(family)
    const paths = stack.seen.slice(before).map(({ path, query }) => `${path} ${query.get('ParentCallSid') ?? ''}`)
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths.length).toBeLessThanOrEqual(1 + 2 * family.length)
  })

  test('are returned as far as they could be read', async () => {
    const [family = []] = families().slice(-1)
    const [parent = '', child = ''] = family
    stack.setFate(({ path, query }) =>
      query.has('ParentCallSid') || path.includes(parent) ? { status: 503, body: '' } : 'pass',
    )
    const trace = await traceOf(stack, idOf(child))
    expect(nativeIds(trace)).toEqual([child])
    expect(trace.sources).toMatchObject([
      { source: { name: RESTCOMM }, status: 'PARTIAL', error: { code: 'UNAVAILABLE' }, totalCount: null },
    ])
  })

  test('are found although the call that created them is gone', async () => {
    const [family = []] = families()
      .filter(({ length }) => length > 1)
      .slice(-1)
    const [parent = '', child = ''] = family
    stack.setFate(({ path }) => (path.includes(parent) ? { status: 404, body: '' } : 'pass'))
    const trace = await traceOf(stack, idOf(child))
    expect(nativeIds(trace)).toEqual(family.slice(1))
    expect(trace.sources).toMatchObject([{ status: 'OK', error: null, totalCount: family.length - 1 }])
  })

  test('are found from a call in progress, which appears as its record', async () => {
    const document = `{ activeCalls(first: 20) { nodes { nativeId ${TRACE} } } }`
    const { activeCalls } = await dataOf<{ activeCalls: { nodes: readonly { nativeId: string; trace: Trace }[] } }>(
      stack,
      document,
    )
    const all = families()
    expect(activeCalls.nodes.length).toBeGreaterThan(5)
    for (const { nativeId, trace } of activeCalls.nodes) {
      expect(nativeIds(trace)).toEqual(all.find((family) => family.includes(nativeId)) ?? [nativeId])
      for (const { __typename } of trace.records) expect(__typename).toBe('Call')
    }
  })

  test('that name each other as parents do not loop', async () => {
    const [a, b] = [`CA${'a'.repeat(32)}`, `CA${'b'.repeat(32)}`]
    const call = (self: string, parent: string) => ({
      sid: self,
      parent_call_sid: parent,
      from: '101',
      to: '102',
      status: 'completed',
    })
    const list = (calls: readonly object[]) => ({
      page: 0,
      num_pages: 0,
      page_size: 50,
      total: calls.length,
      start: '0',
      end: '1',
      calls,
    })
    stack.setFate(({ path, query }) => {
      const parent = query.get('ParentCallSid')
      const answer =
        parent === null
          ? call(...(path.includes(a) ? ([a, b] as const) : ([b, a] as const)))
          : list([parent === a ? call(b, a) : call(a, b)])
      return { status: 200, contentType: 'application/json', body: JSON.stringify(answer) }
    })
    const before = stack.seen.length
    expect([...nativeIds(await traceOf(stack, idOf(a)))].sort()).toEqual([a, b])
    expect(stack.seen.length - before).toBeLessThanOrEqual(6)
  })
})

describe('a call that is linked to others by its related Call-ID', () => {
  let server: ScriptedServer
  let stack: Stack
  let relatedTo: (callId: string) => string | null = () => null
  const asked: string[] = []

  beforeAll(async () => {
    server = await startScriptedServer(({ path }, response) => {
      const callId = decodeURIComponent(path.slice('/sbc/session/'.length))
      asked.push(callId)
      const session = {
        callId,
        relatedCallId: relatedTo(callId) ?? '',
        started: '2026-03-03T11:00:00.000Z',
        aNumber: 'anonymous',
        bNumber: '+4570305050',
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(session))
    })
    stack = await startStack({
      vendors: [],
      sources: { scripted: { vendor: 'telecomx', url: server.origin, auth: { token: 'demo-token' } } },
    })
  })
  afterAll(async () => {
    await stack?.close()
    await server?.close()
  })
  beforeEach(() => void (asked.length = 0))

  const trace = async (id: string): Promise<Trace> => {
    const document =
      'query ($id: String!) { trace: callTrace(sipCallId: $id) { sipCallId records { __typename nativeId source { name } } sources { source { name } status error { code } } } }'
    const { data, errors } = await ask<{ trace: Trace }>(stack, document, { id })
    expect(errors).toBeUndefined()
    return data.trace
  }

  test.for([
    ['itself', { a: 'a' }, ['a']],
    ['one that relates to it', { a: 'b', b: 'a' }, ['a', 'b']],
    ['one of a circle', { a: 'b', b: 'c', c: 'd', d: 'b' }, ['a', 'b', 'c', 'd']],
    ['nothing', {}, ['a']],
  ] as const)('ends: it is related to %s', async ([, relations, all]) => {
    relatedTo = (id) => new Map(Object.entries(relations)).get(id) ?? null
    expect([...nativeIds(await trace('a'))].sort()).toEqual(all)
    expect(asked.toSorted()).toEqual(all)
  })

  test('ends, and reports it, where it is linked to more calls than one call can be', async () => {
    relatedTo = (id) => String(Number(id) + 1)
    const { records, sources } = await trace('1')
    expect(records).toHaveLength(40)
    expect(asked).toHaveLength(40)
    expect(sources).toEqual([{ source: { name: 'scripted' }, status: 'PARTIAL', error: { code: 'TOO_LARGE' } }])
  })
})

describe('a record of any type', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack?.close())

  test.for([
    ['Session', 'telecomx-demo', 'sessions(sources: ["telecomx-demo"], first: 5)', 'Session'],
    ['Call', 'telecomx-demo', 'calls(sources: ["telecomx-demo"], first: 5)', 'Session'],
    ['Call', RESTCOMM, `calls(sources: ["${RESTCOMM}"], first: 5)`, 'Call'],
    ['ActiveCall', 'telecomx-demo', 'activeCalls(sources: ["telecomx-demo"], first: 5)', 'Session'],
    ['ActiveCall', 'portasip-demo', 'activeCalls(sources: ["portasip-demo"], first: 5)', 'ActiveCall'],
    ['ActiveCall', RESTCOMM, `activeCalls(sources: ["${RESTCOMM}"], first: 5)`, 'ActiveCall'],
    ['ActiveCall', 'mor-demo', 'activeCalls(sources: ["mor-demo"], first: 5)', 'ActiveCall'],
  ] as const)('%s of %s: %s is in its own trace, once, as a %s', async ([type, source, list, as]) => {
    const document = `{ list: ${list} { nodes { __typename nativeId sipCallId ${TRACE} } } }`
    interface Node {
      readonly __typename: string
      readonly nativeId: string
      readonly sipCallId: string | null
      readonly trace: Trace
    }
    const { list: page } = await dataOf<{ list: { nodes: readonly Node[] } }>(stack, document)
    expect(page.nodes).toHaveLength(5)
    for (const { __typename, nativeId, sipCallId, trace } of page.nodes) {
      expect(__typename).toBe(type)
      expect(trace.sipCallId).toBe(sipCallId)
      const own = trace.records.filter((record) => record.source.name === source && record.nativeId === nativeId)
      expect(own).toEqual([{ __typename: as, nativeId, source: { name: source } }])
      const byName = trace.sources.find((report) => report.source.name === source)
      expect(byName).toMatchObject({ status: 'OK', error: null, totalCount: expect.any(Number) })
      if (sipCallId === null) expect(trace.records).toHaveLength(1)
      else expect(trace).toEqual(await sameByCallId(sipCallId))
    }
  })

  /** What the SIP Call-ID alone leads to; what it costs depends on what is still fresh. */
  async function sameByCallId(id: string): Promise<unknown> {
    const document = `query ($id: String!) { callTrace(sipCallId: $id) { sipCallId records { __typename nativeId source { name } } sources { source { name } status error { code } totalCount } } }`
    const { callTrace } = await dataOf<{ callTrace: Trace }>(stack, document, { id })
    return { ...callTrace, sources: callTrace.sources.map((report) => ({ ...report, requests: expect.any(Number) })) }
  }
})
