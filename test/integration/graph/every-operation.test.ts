// Every operation of the tests is answered three times: by graphql-js behind Apollo, then compiled on the fast path, and
// then with everything that is cached of a repeated operation. A gateway whose own executor is turned off answers them as
// well. The answers must be equal.

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type GraphQLObjectType, getNamedType, isAbstractType, isLeafType, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleOperations } from '../../../src/gateway/example-operations.js'
import { buildGraphSchema } from '../../../src/graphql/schema/build-schema.js'
import { documents } from '../../support/documents.js'
import { toQuery } from '../../support/path-query.js'
import { type Stack, startStack } from '../../support/stack.js'
import { DASHBOARD_OPERATIONS } from '../clients/dashboard-operations.js'

interface Question {
  readonly query: string
  /** The only source that is queried. */
  readonly of?: string
  readonly variables?: object | undefined
}

/** Gateways with the same keys write the same cursors. */
const serverWith = (executor: string) => ({ executor, cursorKeys: ['the-cursor-key-of-both-gateways-of-this-test'] })

const VENDORS = ['telecomx', 'portasip', 'restcomm', 'mor', 'portaone']
const FAILING = 'telecomx-demo'
const schema = buildGraphSchema()

/** All fields of a type that need no argument, and those of what they lead to. */
function everything(type: GraphQLObjectType, levels: number): string {
  const fields = Object.values(type.getFields()).flatMap(({ name, type: fieldType, args }) => {
    const named = getNamedType(fieldType)
    if (
      name === 'password' ||
      args.some(({ defaultValue, type: of }) => defaultValue === undefined && String(of).endsWith('!'))
    )
      return []
    if (isLeafType(named)) return [name]
    if (levels === 0) return []
    if (isAbstractType(named)) return [`${name} { __typename ... on Node { id } }`]
    return isObjectType(named) ? [`${name} { ${everything(named, levels - 1)} }`] : []
  })
  return ['__typename', ...fields].join(' ')
}

const typeOf = (name: string): GraphQLObjectType => {
  const type = schema.getType(name)
  if (!isObjectType(type)) throw new Error(`there is no ${name}`)
  return type
}

const wholeRecords: readonly Question[] = Object.entries({
  calls: 'Call',
  sessions: 'Session',
  sipAccounts: 'SipAccount',
  activeCalls: 'ActiveCall',
}).flatMap(([list, type]) =>
  [1, 2].map((levels) => ({
    query: `query Whole($more: Boolean = true, $less: Boolean!) { ${list}(first: 3) { ${everything(typeOf('PageInfo'), 0).replace('__typename', 'pageInfo { __typename')} } totalCount
        edges { cursor @skip(if: $less) node { ...All } } nodes @include(if: $more) { again: id ...All }
        sources { status source { name } error { code } } } } fragment All on ${type} { ${everything(typeOf(type), levels)} }`,
    variables: { less: levels === 2 },
  })),
)

const paths: readonly Question[] = documents.flatMap(({ reach, vendor }) => {
  if (!VENDORS.includes(vendor)) return []
  const source = `${vendor}-demo`
  if (reach.by === 'field')
    return Object.keys(reach.arrivals).map((path) => ({
      of: source,
      query: toQuery(path, source, reach.form?.selection),
    }))
  return reach.by === 'argument' ? [{ of: source, query: toQuery(reach.query, source) }] : []
})

const written: readonly Question[] = [
  ...exampleOperations,
  ...Object.values(DASHBOARD_OPERATIONS).map((query) => ({ query })),
  { query: '{ sources { ...S } a: sources { ...S } } fragment S on Source { name title capabilities { __typename } }' },
  { query: 'query ($id: ID!) { node(id: $id) { __typename id } }', variables: { id: 'nonsense' } },
  {
    query:
      '{ calls(first: -1) { totalCount } sessions(first: 2, after: "x") { nodes { id } } activeCalls(sources: ["none"]) { nodes { id } } }',
  },
  {
    query: '{ activeCallStats(groupBy: [SOURCE, STATE]) { __typename } sipAccounts(first: 2) { nodes { password } } }',
  },
  {
    query: 'query ($number: String!) { phoneNumber(number: $number) { number calls(first: 2) { nodes { id } } } }',
    variables: { number: '+4580808080' },
  },
  { query: 'query ($n: Int!) { calls(first: $n) { nodes { id } } }', variables: { n: 'two' } },
]

/** What differs between any two answers: how many requests were sent for them. */
// A failure that is remembered says for how long, and the second answer is given while it is.
const settled = (text: string): string =>
  text.replaceAll(/"requests":\d+/g, '"requests":0').replaceAll(/"retryAfterSeconds":\d+/g, '"retryAfterSeconds":null')

async function ask({ url }: Stack, { query, variables }: Question, accept: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query, variables }),
  })
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => !['date', 'content-length', 'x-request-id'].includes(name)),
  )
  return { status: response.status, headers, text: settled(await response.text()) }
}

/** So many at once. */
const LANES = 6

/** @param accepts the media types that clients may ask for. */
async function askAgain(
  stacks: readonly Stack[],
  questions: readonly Question[],
  accepts: readonly string[],
): Promise<void> {
  const left = [...new Map(questions.map((question) => [question.query, question])).values()]
  const lane = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop())
      for (const accept of accepts) await askOneAgain(stacks, next, accept)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

async function askOneAgain(stacks: readonly Stack[], { query, variables }: Question, accept: string): Promise<void> {
  // For graphql-js, another text is another operation.
  const text = `${query} # ${accept}`
  let wanted: Awaited<ReturnType<typeof ask>> | null = null
  for (const [at, stack] of stacks.entries())
    for (const time of ['first', 'second', 'third']) {
      const answer = await ask(stack, { query: text, variables }, accept)
      wanted ??= answer
      expect(answer, `${time} of gateway ${at}: ${text}`).toEqual(wanted)
    }
}

const JSON_TYPE = 'application/json'
const BOTH_TYPES = [JSON_TYPE, 'application/graphql-response+json, application/json;q=0.9']

const garbage = createServer((_request, response) => response.end('<html>garbage</html>'))
beforeAll(async () => {
  garbage.listen(0, '127.0.0.1')
  await once(garbage, 'listening')
})
afterAll(() => void garbage.close())

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

test('a gateway whose own executor is turned off says so in its log', async () => {
  const logOf = async (server: Readonly<Record<string, string>>) => {
    const stack = await startStack({ vendors: ['telecomx'], server })
    await stack.close()
    return stack.log.filter((line) => line.includes('server.executor'))
  }
  expect(await logOf({ executor: 'graphql-js' })).toHaveLength(1)
  expect(await logOf({})).toEqual([])
})

describe.each([
  [
    'all sources answer',
    paths,
    (executor: string) => startStack({ vendors: VENDORS, server: serverWith(executor), logLevel: 'silent' }),
  ],
  [
    'one fails',
    // The others answer as before.
    paths.filter(({ of }) => of === FAILING),
    (executor: string) => {
      // An unusable answer leaves the circuit closed: it fails the same way every time.
      const url = `http://127.0.0.1:${portOf(garbage)}`
      const failing = { [FAILING]: { vendor: 'telecomx', url, auth: { token: 'bench' } } }
      return startStack({
        // Records of PortaOne's accounts lead to several lists that fail, in any order.
        vendors: VENDORS.filter((vendor) => vendor !== 'telecomx' && vendor !== 'portaone'),
        sources: failing,
        server: serverWith(executor),
        logLevel: 'silent',
      })
    },
  ],
] as const)('while %s', (_title, named, start) => {
  let stacks: readonly Stack[] = []
  beforeAll(async () => {
    stacks = [await start('compiled'), await start('graphql-js')]
  })
  afterAll(() => Promise.all(stacks.map((stack) => stack.close())))

  test.each([
    ['of this test', written, BOTH_TYPES],
    ['of whole records', wholeRecords, BOTH_TYPES],
    ['that the documents name', named, [JSON_TYPE]],
  ] as const)('operations %s', { timeout: 60_000 }, async (_kind, questions, accepts) => {
    expect(questions.length).toBeGreaterThan(6)
    await askAgain(stacks, questions, accepts)
  })
})
