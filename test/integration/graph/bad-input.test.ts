// Invalid input is answered with BAD_USER_INPUT and the name of the argument, before anything is requested from a vendor.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { valueAt } from '../../support/path-query.js'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ server: { maxPageSize: 100 } })
})
afterAll(() => stack?.close())

const requestsSoFar = (): number => Object.values(stack.hosts).reduce((sum, { requests }) => sum + requests.length, 0)

const JSON_TYPE = { accept: 'application/json' }
const GRAPHQL_TYPE = { accept: 'application/graphql-response+json' }

/**
 * A field that refuses its arguments: an answer with data, HTTP 200 in both media types (GraphQL over HTTP, 6.4), and
 * the fields beside it have theirs.
 * @param says what the message must contain.
 */
async function expectRefused(field: string, argument: string, says: RegExp, variables: object = {}): Promise<void> {
  const declared = Object.keys(variables).map((name) => `$${name}: String`)
  const head = declared.length === 0 ? '' : `query (${declared.join(', ')}) `
  for (const headers of [GRAPHQL_TYPE, JSON_TYPE]) {
    const before = requestsSoFar()
    const { status, body } = await stack.query(`${head}{ refused: ${field} sources { name } }`, variables, headers)
    expect(body.errors).toEqual([
      {
        message: expect.stringMatching(says),
        path: ['refused'],
        locations: expect.any(Array),
        extensions: { code: 'BAD_USER_INPUT', argument },
      },
    ])
    expect(body.errors?.[0]?.message).toContain(argument)
    expect(status).toBe(200)
    expect(body.data).toEqual({ refused: null, sources: expect.any(Array) })
    expect(requestsSoFar(), 'requests to vendors').toBe(before)
  }
}

describe.each(['calls', 'sessions', 'sipAccounts', 'activeCalls'])('%s', (list) => {
  test.for([
    ['first: -1', 'first', /must not be negative, got -1/],
    ['last: -7', 'last', /must not be negative, got -7/],
    ['first: 101', 'first', /at most 100, got 101/],
    ['last: 101', 'last', /at most 100, got 101/],
    ['first: 1, last: 1', 'last', /either first or last/],
    ['after: "x", before: "x"', 'before', /either after or before/],
    ['first: 1, before: "x"', 'before', /goes with last/],
    ['last: 1, after: "x"', 'after', /goes with first/],
    ['after: "nonsense"', 'after', /not a cursor/],
    ['before: "nonsense"', 'before', /not a cursor/],
    ['after: ""', 'after', /cursor/],
    ['sources: ["nowhere"]', 'sources', /no source "nowhere".*"mor-demo"/],
    ['sources: []', 'sources', /at least one/],
  ] as const)('(%s) names the argument', ([args, argument, says]) =>
    expectRefused(`${list}(${args}) { totalCount }`, argument, says),
  )
})

describe('a cursor', () => {
  const CALLS = 'calls(first: 2, sources: ["telecomx-demo", "restcomm-demo"])'
  const cursorOf = async (field: string): Promise<string> => {
    const { body } = await stack.query(`{ list: ${field} { pageInfo { endCursor } } }`)
    const cursor = valueAt(body.data, 'list.pageInfo.endCursor')
    if (typeof cursor !== 'string') throw new Error(`${field} has no cursor: ${JSON.stringify(body)}`)
    return cursor
  }
  const refuses = (field: string, cursor: string, says: RegExp) => expectRefused(field, 'after', says, { cursor })

  test('is accepted where it belongs', async () => {
    const { body } = await stack.query(
      `query ($c: String) { calls(first: 1, after: $c, sources: ["restcomm-demo", "telecomx-demo"]) { nodes { id } } }`,
      { c: await cursorOf(CALLS) },
    )
    expect(body.errors).toBeUndefined()
    expect(valueAt(body.data, 'calls.nodes.id')).toHaveLength(1)
  })

  test('that was cut short, or changed in any one place, is refused', async () => {
    const cursor = await cursorOf(CALLS)
    const same = 'calls(after: $cursor, sources: ["telecomx-demo", "restcomm-demo"]) { totalCount }'
    for (const length of [1, 10, cursor.length - 4, cursor.length - 1])
      await refuses(same, cursor.slice(0, length), /cut short|changed|not a cursor/)
    for (const at of [0, 3, Math.floor(cursor.length / 2), cursor.length - 2]) {
      const other = cursor[at] === 'A' ? 'B' : 'A'
      await refuses(same, `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`, /cut short|changed|not a cursor/)
    }
    await refuses(same, `${cursor}AAAA`, /changed/)
  })

  test.for([
    ['list', 'sessions(after: $cursor, sources: ["telecomx-demo"])', /another list/],
    ['filter', 'calls(after: $cursor, sources: ["telecomx-demo"], filter: { direction: INBOUND })', /another filter/],
    ['set of sources', 'calls(after: $cursor, sources: ["telecomx-demo", "restcomm-demo"])', /other sources/],
    ['source', 'calls(after: $cursor, sources: ["restcomm-demo"])', /other sources/],
  ] as const)('of another %s is refused', async ([, field, says]) =>
    refuses(`${field} { totalCount }`, await cursorOf('calls(first: 2, sources: ["telecomx-demo"])'), says),
  )

  test('of another order is refused', async () =>
    refuses(
      'activeCalls(after: $cursor, orderBy: OLDEST_FIRST) { totalCount }',
      await cursorOf('activeCalls(first: 2)'),
      /another order.*orderBy/,
    ))
})

describe('an id', () => {
  const GREEN = toGlobalId('Call', 'green', 'RN0')
  const SESSION = toGlobalId('Session', 'telecomx-demo', 'a@b')
  const childrenOf = (id: string) => `calls(filter: { parentCallId: "${id}" }) { totalCount }`
  const customer = (source: string, nativeId: string) => `customer(source: "${source}", nativeId: "${nativeId}") { id }`

  test.for([
    ['garbage', 'node(id: "garbage") { id }', 'id', /not an id of this graph/],
    ['nothing', 'node(id: "") { id }', 'id', /not an id of this graph/],
    ['a native id', 'node(id: "RN0123456789abcdef0123456789abcdef") { id }', 'id', /not an id of this graph/],
    ['an id of a source that is not there', `node(id: "${GREEN}") { id }`, 'id', /"green", which is not configured/],
    ['a Session for a parent call', childrenOf(SESSION), 'filter.parentCallId', /Session/],
    ['a parent call of a source that is not there', childrenOf(GREEN), 'filter.parentCallId', /green/],
    ['a customer of a source that is not there', customer('green', '1'), 'source', /no source "green"/],
    ['a customer without an id', customer('mor-demo', ''), 'nativeId', /must not be empty/],
  ] as const)('that is %s is refused', ([, field, argument, says]) => expectRefused(field, argument, says))

  test('is one of more than a page holds', async () => {
    const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    const ids = Array.from({ length: 101 }, (_, at) =>
      toGlobalId('ActiveCall', 'portasip-demo', String(1_000_000 + at)),
    )
    const { body } = await stack.query(document, { ids })
    expect(body.errors).toMatchObject([
      {
        message: expect.stringContaining('more than 100; there are 101'),
        extensions: { code: 'BAD_USER_INPUT', argument: 'ids' },
      },
    ])
    const { body: most } = await stack.query(document, { ids: ids.slice(1) })
    expect(most).toEqual({ data: { nodes: ids.slice(1).map(() => null) } })
  })

  test('among several is named by its place', async () => {
    const { status, body } = await stack.query(`{ nodes(ids: ["${SESSION}", "garbage"]) { id } }`)
    expect(status).toBe(200)
    const extensions = { code: 'BAD_USER_INPUT', argument: 'ids[1]' }
    expect(body.errors).toMatchObject([{ path: ['nodes'], message: expect.stringContaining('ids[1]'), extensions }])
  })
})

describe('a filter', () => {
  test.for([
    ['mor: { deviceId: "3" }', /filter\.mor\.deviceId requires filter\.mor\.userId/],
    ['mor: { destinationDeviceId: "3" }', /filter\.mor\.destinationDeviceId requires filter\.mor\.destinationUserId/],
    ['mor: { serverId: "two" }', /filter\.mor\.serverId must consist of digits/],
    ['mor: { country: "" }', /filter\.mor\.country must not be empty/],
    ['mor: { userId: "1" }, customerId: "2"', /different values/],
    ['portasip: { nodeId: "" }', /portasip\.nodeId is empty/],
  ] as const)('{ %s } says what would be right', ([filter, says]) =>
    expectRefused(`activeCalls(filter: { ${filter} }) { totalCount }`, 'filter', says),
  )
})

describe('a time that is none', () => {
  const TIMES = ['yesterday', '2026-02-31T00:00:00Z', '2026-03-01T24:30:00Z', '2026-03-01T12:00:00', '']

  /** Nothing is run: an answer without data, HTTP 400, or 200 for clients of the older media type. */
  async function expectNothingRun(document: string, variables?: object): Promise<void> {
    for (const [headers, expected] of [
      [GRAPHQL_TYPE, 400],
      [JSON_TYPE, 200],
    ] as const) {
      const before = requestsSoFar()
      const { status, body } = await stack.query(document, variables, headers)
      expect(status).toBe(expected)
      expect(body.data ?? null).toBeNull()
      expect(body.errors).toHaveLength(1)
      expect(body.errors?.[0]?.message).toMatch(/is not a DateTime: expected RFC 3339 with a zone/)
      expect(body.errors?.[0]).toMatchObject({ locations: [{ line: 1 }], extensions: { code: 'BAD_USER_INPUT' } })
      expect(requestsSoFar()).toBe(before)
    }
  }

  test.for(TIMES)('is refused as a literal: "%s"', (time) =>
    expectNothingRun(`{ calls(filter: { startedFrom: "${time}" }) { totalCount } }`),
  )
  test.for(TIMES)('is refused as a variable: "%s"', (time) =>
    expectNothingRun('query ($t: DateTime) { calls(filter: { startedFrom: $t }) { totalCount } }', { t: time }),
  )
  test.for(TIMES)('is refused inside of a variable, which is named: "%s"', async (time) => {
    const document = 'query ($f: SessionFilter) { sessions(filter: $f) { totalCount } }'
    await expectNothingRun(document, { f: { startedTo: time } })
    const { body } = await stack.query(document, { f: { startedTo: time } })
    expect(body.errors?.[0]?.message).toContain('f.startedTo')
  })
})
