// What scanners of GraphQL servers try (the checks of graphql-cop, and the OWASP cheat sheet), by a client with a key and by
// one without. Each is sent twice: the second request takes another path.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GraphAnswer, type Stack, startStack } from '../../support/stack.js'
import { accessKeys, key, tenantKey } from './signed-in-stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['mor'], access: accessKeys() })
})
afterAll(() => stack.close())

interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}
interface Attack {
  readonly path?: string
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}
const JSON_BODY = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
const SIGNED_IN = { authorization: `Bearer ${key.key}` }

async function send(
  { path = '/graphql', method = 'POST', body, headers = JSON_BODY }: Attack,
  who: object = SIGNED_IN,
) {
  const init = { method, headers: { ...headers, ...who }, ...(body === undefined ? {} : { body }) }
  const response = await fetch(`${stack.url}${path}`, init)
  return { status: response.status, text: await response.text(), headers: response.headers } satisfies Answer
}
const operation = (query: string): Attack => ({ body: JSON.stringify({ query }) })
const listOf = (selection: string) => operation(`{ activeCalls(first: 1) { nodes { ${selection} } } }`)
const times = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ')

const INTROSPECTION = '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }'

describe('by a client with a key:', () => {
  test.each<[what: string, attack: Attack, status: number, says: string]>([
    ['101 aliases', operation(`{ ${times(101, (at) => `a${at}: __typename`)} }`), 400, '"limit":"maxAliases"'],
    [
      '101 aliases in fragments',
      operation(
        `{ ...A ...B } fragment A on Query { ${times(60, (at) => `a${at}: __typename`)} } fragment B on Query { ${times(60, (at) => `b${at}: __typename`)} }`,
      ),
      400,
      '"limit":"maxAliases"',
    ],
    [
      '500 times the same root field',
      operation(`{ ${times(500, () => '__typename')} }`),
      400,
      '"limit":"maxRootFields"',
    ],
    [
      'a batch of ten',
      { body: JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ __typename }' }))) },
      400,
      'batching',
    ],
    [
      'ten unknown directives on one field',
      operation(`{ __typename ${times(10, () => '@aa')} }`),
      400,
      'Unknown directive',
    ],
    [
      'a thousand known directives on one field',
      operation(`{ __typename ${times(700, () => '@skip(if: false)')} }`),
      400,
      'only be used once',
    ],
    ['a document of 5001 tokens', listOf(times(5001, () => 'id')), 400, 'tokens'],
    ['circular introspection', operation(INTROSPECTION), 400, 'introspection depth'],
    [
      'circular fragments',
      operation('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
      400,
      'within itself',
    ],
    [
      'lists in lists, 40 levels',
      operation(
        `{ sessions { nodes { ${times(40, () => 'sourceCustomer { sessions { nodes {')} id ${times(40, () => '} } }')} } } }`,
      ),
      400,
      '"limit":"maxDepth"',
    ],
    [
      'a mutation by GET',
      {
        method: 'GET',
        path: `/graphql?query=${encodeURIComponent('mutation { disconnectCall(id: "a") { outcome } }')}`,
        headers: { 'apollo-require-preflight': '1' },
      },
      405,
      'GET requests only support query',
    ],
    [
      'a query by GET that an image of another site has sent',
      { method: 'GET', path: '/graphql?query=%7B__typename%7D', headers: { 'sec-fetch-site': 'cross-site' } },
      400,
      'A page of another origin has sent this GET (CSRF)',
    ],
    [
      'a query in the address of a POST',
      { path: '/graphql?query=%7B__typename%7D', headers: {} },
      400,
      'POST body missing',
    ],
    [
      'a form',
      { body: 'query=%7B__typename%7D', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'application/json',
    ],
    [
      'JSON that calls itself text',
      { body: JSON.stringify({ query: '{ __typename }' }), headers: { 'content-type': 'text/plain' } },
      415,
      'application/json',
    ],
    [
      'a form with files',
      {
        body: '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--x--',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      },
      415,
      'application/json',
    ],
    ['1000 times the same field of a record', listOf(times(1000, () => 'nativeId')), 400, 'Validation aborted'],
    ['what is no operation', operation('qwerty cop { abc }'), 400, 'GRAPHQL_PARSE_FAILED'],
    ['a subscription to no field', operation('subscription { __typename }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['an incremental answer', listOf('id ... @defer { state }'), 400, 'Unknown directive'],
  ])('%s: refused twice, and nothing is requested from the vendor', async (_, attack, status, says) => {
    const before = stack.hosts['mor-demo']?.requests.length
    for (let time = 0; time < 2; time++) {
      const answer = await send(attack)
      expect(answer.text).toContain(says)
      expect(answer.status).toBe(status)
      expect(answer.text).not.toContain('"data":{')
      expect(answer.text).not.toMatch(/exception|stacktrace|tracing|node_modules|\.js:\d/)
      expect(answer.text.length).toBeLessThan(40_000)
    }
    expect(stack.hosts['mor-demo']?.requests.length).toBe(before)
  })

  test('100 times the same field of a record: answered once', async () => {
    for (let time = 0; time < 2; time++) {
      const { status, text } = await send(listOf(times(100, () => 'nativeId')))
      expect(status).toBe(200)
      expect(text.match(/nativeId/g)).toHaveLength(1)
    }
  })

  test.each([['apollo-tracing: 1'], ['apollo-federation-include-trace: ftv1'], ['x-apollo-tracing: 1'], ['debug: 1']])(
    'with the header %s: no timings and no plan are in the answer, twice',
    async (line) => {
      const [name = '', value = ''] = line.split(': ')
      for (let time = 0; time < 2; time++) {
        const { status, text } = await send({ ...listOf('id'), headers: { ...JSON_BODY, [name]: value } })
        expect(status).toBe(200)
        expect(text).not.toContain('"extensions"')
      }
    },
  )

  /** Sends a text as each condition of a filter, and returns the names of the parameters that the vendor received. */
  async function parametersOf(text: string, found: (body: GraphAnswer['body']) => void): Promise<ReadonlySet<string>> {
    const received = stack.hosts['mor-demo']?.requests ?? []
    const before = received.length
    for (const condition of ['number', 'caller', 'callee', 'customerId', 'accountId']) {
      const query = `query($text: String!) { activeCalls(filter: { ${condition}: $text }) { nodes { id } } }`
      const { body, status } = await stack.query(query, { text }, SIGNED_IN)
      expect([200, 400]).toContain(status)
      found(body)
    }
    const sent = received.slice(before).flatMap(({ query, body }) => [query, body])
    return new Set(sent.flatMap((part) => [...new URLSearchParams(part).keys()]))
  }

  test.each([
    "1' OR '1'='1",
    '"><script>alert(1)</script>',
    ']]></value><value>x',
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;',
    '1\r\nX-Injected: 1',
    '1&uniquehash=x&extra=1',
    '$(id)',
    '../../../etc/passwd',
    '{"$gt":""}',
  ])(
    '%j as each text of a filter: no record or a clear error, and no further parameter for the vendor',
    async (text) => {
      stack.clock.nowMs += 60_000
      const usual = await parametersOf('4711', () => undefined)
      stack.clock.nowMs += 60_000
      const sent = await parametersOf(text, ({ data, errors = [] }) => {
        const codes = errors.map(({ extensions }) => extensions?.['code'])
        expect(codes.filter((code) => code !== 'BAD_USER_INPUT' && code !== 'UNSUPPORTED')).toEqual([])
        if (codes.length === 0) expect(data).toEqual({ activeCalls: { nodes: [] } })
      })
      expect([...sent].filter((name) => !usual.has(name))).toEqual([])
      expect(usual.size).toBeGreaterThan(0)
    },
  )
})

describe('by a client whose role may not read the schema:', () => {
  test.each([
    '{ __schema { queryType { name } } }',
    '{ __type(name: "Session") { fields { name } } }',
    'query I { ...F } fragment F on Query { __schema { types { name } } }',
    '{ _service { sdl } }',
    '{ activeCall }',
    '{ activeCalls(firts: 1) { nodes { id } } }',
    '{ activeCalls(orderBy: NEWST_FIRST) { nodes { id } } }',
    '{ activeCalls(filter: { custmerId: "1" }) { nodes { id } } }',
  ])(
    '%s: refused twice, also after it was answered to others, and no name of the schema is in the refusal',
    async (query) => {
      for (let time = 0; time < 2; time++) {
        const { text } = await send(operation(query), { authorization: `Bearer ${tenantKey.key}` })
        expect(text).toContain('"errors"')
        expect(text).not.toMatch(/"data":\{|Did you mean|"types"|type Query/)
        await send(operation(query))
      }
    },
  )
})

describe('by a client without a key:', () => {
  test.each<[what: string, attack: Attack, status: number]>([
    ['the name of the query type', operation('{ __typename }'), 401],
    ['introspection', operation('{ __schema { queryType { name } } }'), 401],
    ['introspection of one type', operation('{ __type(name: "Query") { fields { name } } }'), 401],
    ['the schema for composers', operation('{ _service { sdl } }'), 401],
    ['a field that does not exist, for suggestions', operation('{ activeCall }'), 401],
    ['what cannot be parsed', operation('{'), 401],
    ['a batch', { body: '[{"query":"{__typename}"},{"query":"{__typename}"}]' }, 401],
    [
      'a registered hash',
      { body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }) },
      401,
    ],
    ['a body of nothing', { body: '' }, 401],
    [
      'a GET',
      { method: 'GET', path: '/graphql?query=%7B__typename%7D', headers: { 'apollo-require-preflight': '1' } },
      401,
    ],
    ['a HEAD', { method: 'HEAD' }, 401],
    ['GraphiQL under its usual names', { method: 'GET', path: '/graphiql', headers: { accept: 'text/html' } }, 401],
    ['Playground', { method: 'GET', path: '/playground', headers: { accept: 'text/html' } }, 401],
    ['Altair', { method: 'GET', path: '/altair', headers: { accept: 'text/html' } }, 401],
  ])('%s: %s twice, and nothing is revealed about the graph', async (_, attack, status) => {
    await send(operation('{ __typename }'))
    for (let time = 0; time < 2; time++) {
      const answer = await send(attack, {})
      expect(answer.status).toBe(status)
      expect(answer.text).not.toMatch(/Query|activeCall|Did you mean|Syntax/)
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  })
})
