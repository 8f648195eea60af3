// What users have: Apollo Client with its own relayStylePagination, over HTTP, walking ten thousand records while the
// simulated systems go on seeing calls.

import { ApolloClient, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapters } from '../../../adapters/index.js'
import { simulators } from '../../../adapters/simulators.js'
import { openInProcess } from '../../../src/conformance/in-process.js'
import { listsOf } from '../../../src/conformance/operations.js'
import { nativeIdOf } from '../../../src/conformance/records.js'
import { readWhole } from '../../../src/conformance/whole-list.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { NOON, type Stack, startStack } from '../../support/stack.js'

const RECORDS = 10_000
/** A page of the larger size takes (nearly) all rows that a vendor returns in one request. */
const [SMALL_PAGE, LARGE_PAGE] = [250, 800]
/** One call a second: so many arrive between two pages. */
const SECONDS_BETWEEN_PAGES = 100
const OPTIONS = { telecomx: {}, restcomm: { product: 'connect' } } as const

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    vendors: Object.keys(OPTIONS),
    simulatorOptions: OPTIONS,
    world: { history: 14_000, customers: 40 },
    clock: { nowMs: NOON },
  })
})
afterAll(() => stack?.close())

interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  readonly sources: readonly { readonly status: string }[]
}
type Data = Readonly<Record<'records', Connection>>
interface Variables {
  readonly first?: number
  readonly after?: string | null
  readonly last?: number
  readonly before?: string | null
}

const documentOf = (list: 'calls' | 'sessions'): TypedDocumentNode<Data, Variables> => gql`
  query Page($first: Int, $after: String, $last: Int, $before: String, $sources: [String!]) {
    records: ${list}(first: $first, after: $after, last: $last, before: $before, sources: $sources) {
      edges {
        cursor
        node {
          id
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      sources {
        status
      }
    }
  }
`

function startClient(): ApolloClient {
  const paged = relayStylePagination(['filter', 'sources'])
  return new ApolloClient({
    link: new HttpLink({ uri: `${stack.url}/graphql` }),
    cache: new InMemoryCache({
      possibleTypes: { Node: ['Call', 'Session'] },
      typePolicies: { Query: { fields: { calls: paged, sessions: paged } } },
    }),
  })
}

/** The id of every record that there is now, the newest first, read of the simulators by plain paging. */
function recordsNow(list: 'calls' | 'sessions'): readonly string[] {
  const places = Object.entries(OPTIONS).flatMap(([vendor, options]) => {
    const adapter = adapters.find((candidate) => candidate.vendor === vendor)
    const simulator = simulators.find((candidate) => candidate.vendor === vendor)?.open(options)
    if (adapter === undefined || simulator === undefined) throw new Error(`there is no ${vendor}`)
    const site = openInProcess(adapter, simulator, stack.world, () => stack.clock.nowMs)
    const declared = listsOf(site.declaration).find(({ name }) => name === list)?.list
    if (declared === undefined) return []
    return readWhole(site, declared, {}, 1000).rows.map((row) => ({
      source: `${vendor}-demo`,
      nativeId: nativeIdOf(declared.fields, row),
      startMs: declared.orderTime(row) ?? 0,
    }))
  })
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return places
    .sort((a, b) => b.startMs - a.startMs || compare(a.source, b.source) || compare(a.nativeId, b.nativeId))
    .map(({ source, nativeId }) => toGlobalId(list === 'calls' ? 'Call' : 'Session', source, nativeId))
}

/** Calls are numbered. */
const newestCall = (): number => Math.max(...stack.world.calls('telecomx', stack.clock.nowMs).map(({ index }) => index))

const idsIn = ({ edges }: Connection): readonly string[] => edges.map(({ node }) => node.id)

/** Fetches page after page, each from the edge of the one before; returns what users see in the end. */
async function walkTo(
  records: number,
  page: number,
  list: 'calls' | 'sessions',
  forward: boolean,
): Promise<Connection> {
  const client = startClient()
  const query = documentOf(list)
  const start: Variables = forward ? { first: page } : { last: page }
  const shown = client.watchQuery({ query, variables: start })
  const whole = new Promise<Connection>((resolve) => {
    shown.subscribe(({ data: merged, dataState }) => {
      if (dataState === 'complete' && merged.records.edges.length >= records) resolve(merged.records)
    })
  })
  let { data } = await client.query({ query, variables: start })
  for (let there = page; there < records; there += page) {
    stack.clock.nowMs += SECONDS_BETWEEN_PAGES * 1000
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = requirePage(data).pageInfo
    expect({ hasNextPage, hasPreviousPage }).toMatchObject(forward ? { hasNextPage: true } : { hasPreviousPage: true })
    const variables = forward ? { after: endCursor } : { before: startCursor }
    const { data: next } = await shown.fetchMore({ variables })
    data = next
    for (const { status } of requirePage(data).sources) expect(['OK', 'UNSUPPORTED']).toContain(status)
  }
  const merged = await whole
  expect(idsIn(requirePage(client.readQuery({ query, variables: start })))).toEqual(idsIn(merged))
  client.stop()
  return merged
}

function requirePage(data: Data | null | undefined): Connection {
  if (data === null || data === undefined) throw new Error('there is no page')
  return data.records
}

describe('Apollo Client with relayStylePagination', () => {
  test.each([
    ['calls', RECORDS, LARGE_PAGE],
    ['sessions', RECORDS / 4, SMALL_PAGE],
  ] as const)('has the newest %s, %i of them, in order while new ones arrive', async (list, records, page) => {
    const there = recordsNow(list)
    const newestBefore = newestCall()
    expect(there.length).toBeGreaterThan(RECORDS)
    const merged = await walkTo(records, page, list, true)
    expect(merged.edges.length).toBeGreaterThanOrEqual(records)
    expect(idsIn(merged)).toEqual(there.slice(0, merged.edges.length))
    expect(merged.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true })
    expect(newestCall() - newestBefore).toBeGreaterThan(100)
  })

  test('has the oldest calls when it walks back from the end', async () => {
    const there = recordsNow('calls')
    const merged = await walkTo(4 * SMALL_PAGE, SMALL_PAGE, 'calls', false)
    expect(idsIn(merged)).toEqual(there.slice(-4 * SMALL_PAGE))
    expect(merged.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false })
  })
})
