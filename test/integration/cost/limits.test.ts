// What one operation may cost, over HTTP against simulators: no hostile operation is executed, and costs that only the
// data show are limited during execution.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GraphError, type Stack, type StackOptions, startStack } from '../../support/stack.js'

const SESSIONS_OF_SESSIONS =
  '{sessions(first:1000){nodes{sourceCustomer{sessions(first:1000){nodes{sourceCustomer{sessions(first:1000){nodes{id}}}}}}}}}'
const ENTITIES =
  'query ($of: [_Any!]!) { _entities(representations: $of) { ... on PhoneNumber { activeCalls(first: 1) { nodes { id } } } } }'
const numbers = (count: number) => ({
  of: Array.from({ length: count }, (_, at) => ({ __typename: 'PhoneNumber', number: `+45703${10_000 + at}` })),
})
const JSON_ONLY = { accept: 'application/json' }

const codesOf = (errors: readonly GraphError[] = []) => [
  ...new Set(errors.map(({ extensions }) => extensions?.['code'])),
]

function useStack(options: StackOptions): () => Stack {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack(options)
  })
  afterAll(() => stack?.close())
  return () => stack
}

describe('an operation that would cost too much', () => {
  const stackOf = useStack({ world: { history: 300, customers: 20 } })
  const requests = () => Object.values(stackOf().hosts).reduce((sum, host) => sum + host.requests.length, 0)

  test.each([
    ['records', SESSIONS_OF_SESSIONS, undefined, 1_001_001_000],
    ['representations', ENTITIES, numbers(4000), 4000],
    [
      'records',
      '{ sessions(first: 1000) { nodes { caller { phoneNumber { calls { nodes { id } } sessions { nodes { id } } activeCalls { nodes { id } } sipAccounts { nodes { id } } } } } } }',
      undefined,
      201_000,
    ],
  ])('is refused for its %s before anything is requested from a vendor', async (limit, query, variables, actual) => {
    const stack = stackOf()
    const before = requests()
    const [first, again] = [await stack.query(query, variables), await stack.query(query, variables)]
    expect(first).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY', limit, actual } }] },
    })
    expect(first.body).not.toHaveProperty('data')
    expect(again.body).toEqual(first.body)
    expect((await stack.query(query, variables, JSON_ONLY)).status).toBe(200)
    expect(requests()).toBe(before)
  })

  test('is refused also with the text of one that is allowed, and the other way round', async () => {
    const stack = stackOf()
    const query =
      'query ($n: Int!) { sessions(first: $n) { nodes { id sourceCustomer { sessions(first: $n) { totalCount nodes { id } } } } } }'
    for (const n of [5, 5, 1000, 1000, 5, 5]) {
      const { body } = await stack.query(query, { n })
      if (n === 5) expect(body.errors).toBeUndefined()
      else expect(body.errors).toMatchObject([{ extensions: { limit: 'records', actual: 1_001_000 } }])
    }
  })

  test.each([
    [
      'a mutation',
      `mutation { disconnectCall(id: "x") { disconnectedCount } makeCall(input: { source: "restcomm-demo", from: "1", to: "2", url: "https://a.example" }) { calls { childCalls(first: 1000) { nodes { childCalls(first: 1000) { nodes { id } } } } } } }`,
    ],
    ['beside introspection', SESSIONS_OF_SESSIONS.replace('{', '{ __type(name: "Call") { name } ')],
    ['by an odd alias', SESSIONS_OF_SESSIONS.replace('{', '{ __proto__: __typename ')],
  ])('is refused: %s', async (_what, query) => {
    const { body } = await stackOf().query(query)
    expect(codesOf(body.errors)).toEqual(['OPERATION_TOO_COSTLY'])
    expect(body).not.toHaveProperty('data')
  })
})

describe('lists', () => {
  const stackOf = useStack({
    world: { history: 300, customers: 40 },
    server: { limits: { lists: 5, vendorRequests: 1000 } },
  })

  test('are counted as they are read: those beyond the limit are null, with an error on their path', async () => {
    const stack = stackOf()
    const query = `{ ${Array.from({ length: 8 }, (_, at) => `l${at}: sessions(first: 1, filter: { caller: "+457030500${at}" }) { totalCount }`).join(' ')} }`
    for (const _ of [1, 2, 3]) {
      const { body } = await stack.query(query)
      const lists = Object.entries(body.data ?? {})
      expect(lists.filter(([, list]) => list !== null)).toHaveLength(5)
      expect(body.errors?.map(({ path }) => path)).toEqual([['l5'], ['l6'], ['l7']])
      for (const { extensions } of body.errors ?? [])
        expect(extensions).toEqual({ code: 'OPERATION_TOO_COSTLY', limit: 'lists', allowed: 5, actual: 6 })
    }
  })

  test('that one request to a vendor answers are one', async () => {
    const { body } = await stackOf().query(ENTITIES, numbers(40))
    expect(body.errors).toBeUndefined()
  })

  test('of the same records are one, however many lead to them', async () => {
    const query =
      '{ sessions(first: 40) { nodes { source { name } callee { number } } } activeCalls(first: 40) { nodes { id } } }'
    expect((await stackOf().query(query)).body.errors).toBeUndefined()
  })
})

describe('bytes', () => {
  const stackOf = useStack({
    vendors: ['telecomx'],
    world: { history: 300, customers: 20 },
    server: { limits: { bytes: '8KiB' } },
  })

  test('are estimated', async () => {
    const aliases = Array.from({ length: 5 }, (_, at) => `a${at}: userAgent`).join(' ')
    const { body } = await stackOf().query(`{ sessions(first: 50) { nodes { ${aliases} } } }`)
    expect(body.errors).toMatchObject([{ extensions: { limit: 'bytes', allowed: 8192 } }])
    expect(body).not.toHaveProperty('data')
  })

  test('are counted as the answer is written, where text is longer than usual', async () => {
    // A cursor has a position in each source.
    const query = '{ sessions(first: 100) { edges { cursor } } }'
    for (const _ of [1, 2, 3]) {
      const { status, body } = await stackOf().query(query)
      expect({ status, ...body }).toMatchObject({
        status: 200,
        data: null,
        errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY', limit: 'bytes', allowed: 8192 } }],
      })
    }
  })
})
