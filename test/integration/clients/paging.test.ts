// Clients that page by Relay's rules: urql and Apollo Client, over HTTP.

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { Client, cacheExchange, fetchExchange, type OperationResult } from '@urql/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataOf } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
let expected: readonly string[]
beforeAll(async () => {
  stack = await startStack()
  const { sessions } = await dataOf<{ sessions: { nodes: readonly { id: string }[] } }>(
    stack,
    '{ sessions(first: 1000) { nodes { id } } }',
  )
  expected = sessions.nodes.map(({ id }) => id)
  expect(expected.length).toBeGreaterThan(100)
})
afterAll(() => stack?.close())

const PAGE = /* GraphQL */ `
  query Sessions($first: Int, $after: String) {
    sessions(first: $first, after: $after) {
      edges { cursor node { id startedAt caller { number e164 } sourceCustomer { id name } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`
interface Page {
  readonly sessions: {
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}
type Variables = { first: number; after: string | null }

test('urql pages through a list, and requests no page twice', async () => {
  const client = new Client({
    url: `${stack.url}/graphql`,
    exchanges: [cacheExchange, fetchExchange],
    preferGetMethod: false,
  })
  const ids: string[] = []
  for (let after: string | null = null; ; ) {
    const { data, error }: OperationResult<Page> = await client.query<Page, Variables>(PAGE, { first: 30, after })
    expect(error).toBeUndefined()
    if (data === undefined) throw new Error('there is no page')
    ids.push(...data.sessions.edges.map(({ node }) => node.id))
    if (!data.sessions.pageInfo.hasNextPage) break
    after = data.sessions.pageInfo.endCursor
  }
  expect(ids).toEqual(expected)
  const asked = stack.hosts['telecomx-demo']?.requests.length
  const { data } = await client.query<Page, Variables>(PAGE, { first: 30, after: null })
  expect(data?.sessions.edges.map(({ node }) => node.id)).toEqual(expected.slice(0, 30))
  expect(stack.hosts['telecomx-demo']?.requests.length).toBe(asked)
})

test("urql's error has the code of a wrong argument", async () => {
  const client = new Client({ url: `${stack.url}/graphql`, exchanges: [fetchExchange], preferGetMethod: false })
  const { data, error } = await client.query<Page, Variables>(PAGE, { first: -1, after: null })
  expect(data?.sessions ?? null).toBeNull()
  expect(error?.graphQLErrors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' })
})

test("Apollo Client joins the pages into one list, by Relay's rules", async () => {
  const cache = new InMemoryCache({ typePolicies: { Query: { fields: { sessions: relayStylePagination() } } } })
  const client = new ApolloClient({ link: new HttpLink({ uri: `${stack.url}/graphql` }), cache })
  const read = (): Page | null =>
    cache.readQuery<Page, Variables>({ query: gql(PAGE), variables: { first: 40, after: null } })
  try {
    for (let after: string | null = null, more = true; more; ) {
      await client.query<Page, Variables>({
        query: gql(PAGE),
        variables: { first: 40, after },
        fetchPolicy: 'network-only',
      })
      const { endCursor = null, hasNextPage = false } = read()?.sessions.pageInfo ?? {}
      after = endCursor
      more = hasNextPage
    }
    expect(read()?.sessions.edges.map(({ node }) => node.id)).toEqual(expected)
  } finally {
    client.stop()
  }
})
