// The graph over the simulators, as a client uses it: the ready operations, nodes by their ids, and counts.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleOperations } from '../../../src/gateway/example-operations.js'
import { sampleOperations } from '../../../src/gateway/sample-operations.js'
import { valueAt } from '../../support/path-query.js'
import { type Stack, startStack } from '../../support/stack.js'

/** The data of an operation that has no error. */
async function dataOf(stack: Stack, document: string, variables?: object): Promise<unknown> {
  const { status, body } = await stack.query(document, variables)
  expect(body.errors).toBeUndefined()
  expect(status).toBe(200)
  return body.data
}

const texts = (values: unknown): string[] =>
  [values].flat(2).map((value) => {
    if (typeof value !== 'string') throw new TypeError(`${JSON.stringify(value)} is no text`)
    return value
  })

const items = (values: unknown): readonly unknown[] => {
  if (!Array.isArray(values)) throw new TypeError('this is no list')
  return values
}

describe('over the demo', () => {
  let demo: Stack
  beforeAll(async () => {
    demo = await startStack({ world: null })
  })
  afterAll(() => demo?.close())

  // The sample operations have a separate test.
  const ofOneList = exampleOperations.filter((operation) => !sampleOperations.includes(operation))
  test.for(ofOneList.map(({ name, query, variables }) => [name, query, variables] as const))(
    'the ready operation "%s" returns rows of every source that has the list',
    async ([, query, variables]) => {
      const data = await dataOf(demo, query, variables)
      const lists = Object.values(Object(data))
      expect(lists).not.toEqual([])
      for (const list of lists) {
        const rows = valueAt({ list }, 'list.nodes') ?? valueAt({ list }, 'list.edges.node')
        expect(items(rows).length).toBeGreaterThan(0)
        const statuses = items(valueAt({ list }, 'list.sources.status') ?? [])
        expect(statuses.filter((status) => status !== 'OK' && status !== 'UNSUPPORTED')).toEqual([])
      }
    },
  )
})

describe('a record', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack?.close())

  const RECORD = `__typename id ... on CallRecord {
    nativeId sipCallId direction startedAt answeredAt endedAt
    source { name vendor } caller { number e164 } callee { number }
  }`
  const ALL_STATES = 'filter: { portasip: { allStates: true } }'
  const LISTS: readonly (readonly [type: string, source: string, list: string])[] = [
    ['Session', 'telecomx-demo', 'sessions(sources: ["telecomx-demo"], first: 40)'],
    ['Call', 'telecomx-demo', 'calls(sources: ["telecomx-demo"], first: 40)'],
    ['Call', 'restcomm-demo', 'calls(sources: ["restcomm-demo"], first: 40)'],
    ['ActiveCall', 'telecomx-demo', 'activeCalls(sources: ["telecomx-demo"], first: 40)'],
    ['ActiveCall', 'portasip-demo', 'activeCalls(sources: ["portasip-demo"], first: 100)'],
    ['ActiveCall', 'portasip-demo', `activeCalls(sources: ["portasip-demo"], first: 100, ${ALL_STATES})`],
    ['ActiveCall', 'restcomm-demo', 'activeCalls(sources: ["restcomm-demo"], first: 100)'],
    ['ActiveCall', 'mor-demo', 'activeCalls(sources: ["mor-demo"], first: 100)'],
  ]

  test.for(LISTS)('of type %s at %s is found again by its id: %s', async ([type, source, list]) => {
    const [field = ''] = list.split('(')
    const listed = items(valueAt(await dataOf(stack, `{ ${list} { nodes { ${RECORD} } } }`), `${field}.nodes`))
    expect(listed.length).toBeGreaterThan(2)
    expect(new Set(texts(valueAt({ listed }, 'listed.__typename')))).toEqual(new Set([type]))
    expect(new Set(texts(valueAt({ listed }, 'listed.source.name')))).toEqual(new Set([source]))
    const ids = texts(valueAt({ listed }, 'listed.id'))
    expect(new Set(ids).size).toBe(ids.length)
    const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { ${RECORD} } }`
    const found = await dataOf(stack, document, { ids: ids.toReversed() })
    expect(found).toEqual({ nodes: listed.toReversed() })
    const one = await dataOf(stack, `query ($id: ID!) { node(id: $id) { ${RECORD} } }`, { id: ids[0] })
    expect(one).toEqual({ node: listed[0] })
  })

  test('of a system that reports calls in progress as records is found again by its id', async () => {
    const simulatorOptions = { restcomm: { product: 'connect', format: 'xml' } }
    const connect = await startStack({ vendors: ['restcomm'], simulatorOptions })
    try {
      for (const list of ['calls', 'activeCalls']) {
        const data = await dataOf(connect, `{ list: ${list}(first: 20) { nodes { ${RECORD} } } }`)
        const listed = items(valueAt(data, 'list.nodes'))
        expect(listed.length).toBeGreaterThan(2)
        const ids = texts(valueAt({ listed }, 'listed.id'))
        const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { ${RECORD} } }`
        expect(await dataOf(connect, document, { ids })).toEqual({ nodes: listed })
      }
    } finally {
      await connect.close()
    }
  })

  test('of type SipAccount is found again by its id', async () => {
    const fields = '__typename id nativeId name active numbers status connection ipAddress pbx source { name }'
    // One account of Sippy comes without its registration.
    const data = await dataOf(stack, `{ sipAccounts(first: 5, sources: ["telecomx-demo"]) { nodes { ${fields} } } }`)
    const listed = items(valueAt(data, 'sipAccounts.nodes'))
    const ids = texts(valueAt({ listed }, 'listed.id'))
    const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on SipAccount { ${fields} } } }`
    expect(await dataOf(stack, document, { ids })).toEqual({ nodes: listed })
  })

  test.for([
    ['telecomx-demo', 'sessions', 'sourceCustomer'],
    ['telecomx-demo', 'sessions', 'destinationCustomer'],
    ['telecomx-demo', 'sipAccounts', 'customer'],
    ['telecomx-demo', 'activeCalls', 'customer'],
    ['portasip-demo', 'activeCalls', 'customer'],
    ['mor-demo', 'activeCalls', 'customer'],
  ] as const)('of type Customer is found again by either id: %s %s %s', async ([source, list, field]) => {
    const document = `{ ${list}(sources: ["${source}"], first: 100) { nodes { customer: ${field} { id nativeId } } } }`
    const mentioned = items(valueAt(await dataOf(stack, document), `${list}.nodes.customer`))
    const customer = mentioned.find((value) => value !== null)
    const [id, nativeId] = [valueAt({ customer }, 'customer.id'), valueAt({ customer }, 'customer.nativeId')]
    const found = `query ($id: ID!, $source: String!, $nativeId: String!) {
      byId: node(id: $id) { __typename id ... on Customer { nativeId source { name } } }
      byNativeId: customer(source: $source, nativeId: $nativeId) { __typename id nativeId source { name } }
    }`
    const expected = { __typename: 'Customer', id, nativeId, source: { name: source } }
    expect(await dataOf(stack, found, { id, source, nativeId })).toEqual({ byId: expected, byNativeId: expected })
  })

  test('that is not there is null, beside one that is', async () => {
    const data = await dataOf(stack, '{ calls(sources: ["restcomm-demo"], first: 1) { nodes { id } } }')
    const [there = ''] = texts(valueAt(data, 'calls.nodes.id'))
    const gone = Buffer.from('c:restcomm-demo:RN00000000000000000000000000000000').toString('base64url')
    const found = await dataOf(stack, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [gone, there] })
    expect(found).toEqual({ nodes: [null, { id: there }] })
  })

  test('has the same id after a restart of the gateway', async () => {
    const document = `{
      sessions(first: 5) { nodes { id sourceCustomer { id } } } calls(first: 5) { nodes { id } }
      activeCalls(first: 20) { nodes { id } } sipAccounts(first: 5) { nodes { id } }
    }`
    const before = await dataOf(stack, document)
    const ids = texts(valueAt(before, 'activeCalls.nodes.id'))
    await stack.restart()
    const nodes = await dataOf(stack, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
    expect(texts(valueAt(nodes, 'nodes.id'))).toEqual(ids)
    expect(await dataOf(stack, document)).toEqual(before)
  })
})

describe('a count', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack?.close())

  const requests = (): number => Object.values(stack.hosts).reduce((sum, host) => sum + host.requests.length, 0)

  test('is that of the vendor, and costs one request that reads as few rows as possible', async () => {
    const sessions = stack.world.calls('telecomx', stack.clock.nowMs).length
    await dataOf(stack, '{ sessions(first: 1) { nodes { id } } }')
    const before = requests()
    const data = await dataOf(stack, '{ sessions { totalCount total { count precision } } }')
    expect(data).toEqual({ sessions: { totalCount: sessions, total: { count: sessions, precision: 'EXACT' } } })
    expect(requests() - before).toBe(1)
    const { query = '' } = stack.hosts['telecomx-demo']?.requests.at(-1) ?? {}
    expect(Number(new URLSearchParams(query).get('limit'))).toBeLessThanOrEqual(3)
  })

  test('of several sources is the sum of theirs, and of the rows that there are', async () => {
    const data = await dataOf(
      stack,
      `{ activeCalls(first: 1000) {
      totalCount nodes { id } sources { status totalCount } pageInfo { hasNextPage }
    } }`,
    )
    const each = items(valueAt(data, 'activeCalls.sources.totalCount')).map(Number)
    expect(each).toHaveLength(4)
    expect(valueAt(data, 'activeCalls.totalCount')).toBe(each.reduce((sum, count) => sum + count))
    expect(items(valueAt(data, 'activeCalls.nodes'))).toHaveLength(each.reduce((sum, count) => sum + count))
    expect(valueAt(data, 'activeCalls.pageInfo.hasNextPage')).toBe(false)
  })

  test('is null, and not wrong, where the gateway has to filter a list that it does not read whole', async () => {
    const data = await dataOf(
      stack,
      `{
      calls(sources: ["telecomx-demo"], filter: { status: [BUSY] }, first: 1) {
        totalCount total { precision } nodes { status }
      }
    }`,
    )
    expect(data).toEqual({ calls: { totalCount: null, total: { precision: 'AT_LEAST' }, nodes: [{ status: 'BUSY' }] } })
  })
})
