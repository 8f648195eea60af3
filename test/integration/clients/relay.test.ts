// Relay's compiler against the committed schema: it accepts the lists as connections and the nodes as objects that can be
// fetched again by their ids; and what it generates runs.

import { stripTypeScriptTypes } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataOf } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { compileRelay, type RelayProject } from './relay-project.js'
import { runModule, snippetsOf } from './snippets.js'

/** As for usePaginationFragment: a list of the query, and lists of nodes. */
const DOCUMENTS = {
  Wallboard: `
    query WallboardQuery($first: Int!) { ...Wallboard_calls @arguments(first: $first) sources { name health { state } } }
    fragment Wallboard_calls on Query
    @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }, filter: { type: "ActiveCallFilter" })
    @refetchable(queryName: "WallboardPageQuery") {
      activeCalls(first: $first, after: $after, filter: $filter, orderBy: LONGEST_FIRST) @connection(key: "Wallboard_activeCalls", filters: ["filter"]) {
        edges { node { id state durationSeconds caller { e164 } customer { id name } source { name } } }
        totalCount
        sources { source { name } status error { code } }
      }
    }`,
  History: `
    fragment History_sessions on Query
    @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }, last: { type: "Int" }, before: { type: "String" })
    @refetchable(queryName: "HistoryPageQuery") {
      sessions(first: $count, after: $cursor, last: $last, before: $before) @connection(key: "History_sessions") {
        edges { node { id startedAt relatedSession { id } sourceCustomer { id name } } }
      }
    }
    query HistoryQuery { ...History_sessions }`,
  Customer: `
    query CustomerQuery($id: ID!) { node(id: $id) { __typename ...Customer_trunks @alias(as: "customer") } }
    fragment Customer_trunks on Customer
    @argumentDefinitions(first: { type: "Int", defaultValue: 1 }, after: { type: "String" })
    @refetchable(queryName: "CustomerTrunksPageQuery") {
      name
      sipAccounts(first: $first, after: $after) @connection(key: "Customer_sipAccounts") { edges { node { id name status numbers } } }
    }`,
  Record: `
    query RecordQuery($id: ID!) { node(id: $id) { ...Record_call @alias(as: "record") } }
    fragment Record_call on CallRecord @refetchable(queryName: "RecordAgainQuery") {
      id startedAt caller { number } trace { records { __typename id startedAt } sources { source { name } status } }
    }`,
  Number: `
    query NumberQuery($number: String!) { phoneNumber(number: $number) { country calls(first: 5) { edges { node { id status } } } } }`,
  Counts: `query CountsQuery($first: Int!) { activeCalls(first: $first) { totalCount edges { node { id } } } }`,
  HangUp: `mutation HangUpMutation($id: ID!) { disconnectCall(id: $id) { outcome message error { code } } }`,
}

let project: RelayProject
let stack: Stack
beforeAll(async () => {
  ;[project, stack] = await Promise.all([compileRelay(DOCUMENTS), startStack()])
})
afterAll(async () => {
  await stack?.close()
  await project?.close()
})

describe('the compiler', () => {
  test('takes all of them', () => {
    expect(project.output).toContain('Compilation completed.')
    expect(project.ok).toBe(true)
  })

  test.for([
    ['Wallboard_calls', 'WallboardPageQuery', 'activeCalls', 'forward'],
    ['History_sessions', 'HistoryPageQuery', 'sessions', 'bidirectional'],
    ['Customer_trunks', 'CustomerTrunksPageQuery', 'sipAccounts', 'forward'],
  ] as const)(
    'takes the list of %s for a connection that can be paged by %s',
    async ([fragment, query, list, direction]) => {
      const reader = await project.artifact(fragment)
      const [, reported] =
        /"connection": \[\s+\{\s+"count": [^,]+,\s+"cursor": [^,]+,\s+"direction": "(\w+)"/.exec(reader) ?? []
      expect(reported).toBe(direction)
      expect(reader).toMatch(/"refetch": \{\s+"connection": \{\s+"forward": \{\s+"count": "\w+",\s+"cursor": "\w+"/)
      const page = await project.artifact(query)
      expect(page).toMatch(
        new RegExp(`"handle": "connection",\\s+"key": "\\w+_${list}",\\s+"kind": "LinkedHandle",\\s+"name": "${list}"`),
      )
      const text = await project.text(query)
      for (const field of ['cursor', 'endCursor', 'hasNextPage', '__typename']) expect(text).toContain(field)
    },
  )

  test.for([
    ['Customer_trunks', 'CustomerTrunksPageQuery'],
    ['Record_call', 'RecordAgainQuery'],
  ] as const)('fetches the node of %s again by its id', async ([fragment, query]) => {
    const reader = await project.artifact(fragment)
    expect(reader).toMatch(/"fragmentPathInResult": \[\s+"node"\s+\]/)
    expect(reader).toMatch(/"identifierInfo": \{\s+"identifierField": "id"/)
    expect(await project.text(query)).toMatch(/node\(id: \$id\) \{/)
  })

  test('refuses what is no connection, and what cannot be fetched again', async () => {
    const wrong = await compileRelay({
      Wrong: `query WrongQuery { sources @connection(key: "Wrong_sources") { name } }`,
    })
    expect(wrong.ok).toBe(false)
    expect(wrong.output).toMatch(/connection/)
    await wrong.close()
    const gone = await compileRelay({
      Gone: `fragment Gone_money on Money @refetchable(queryName: "GoneQuery") { amount }`,
    })
    expect(gone.ok).toBe(false)
    expect(gone.output).toMatch(/refetchable/)
    await gone.close()
  })
})

describe('what it generates', () => {
  interface Page {
    readonly edges: readonly {
      readonly cursor: string
      readonly node: { readonly id: string; readonly __typename: string }
    }[]
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean }
  }

  /** Pages as usePaginationFragment does: the page query with the cursor of the last page. */
  async function pages(
    query: string,
    read: (data: unknown) => Page,
    variables: (after: string | null) => object,
  ): Promise<readonly string[]> {
    const text = await project.text(query)
    const ids: string[] = []
    for (let after: string | null = null; ; ) {
      const page: Page = read(await dataOf<unknown>(stack, text, variables(after)))
      ids.push(...page.edges.map(({ node }) => node.id))
      if (!page.pageInfo.hasNextPage) return ids
      expect(page.edges.length).toBeGreaterThan(0)
      after = page.pageInfo.endCursor
    }
  }
  const at = (name: string) => (data: unknown) => {
    const page: Page = Reflect.get(Object(data), name)
    return page
  }

  test('pages through a list of the query', async () => {
    const all = await dataOf<{ activeCalls: { nodes: readonly { id: string }[] } }>(
      stack,
      '{ activeCalls(first: 1000, orderBy: LONGEST_FIRST) { nodes { id } } }',
    )
    const ids = await pages('WallboardPageQuery', at('activeCalls'), (after) => ({ first: 25, after }))
    expect(ids).toEqual(all.activeCalls.nodes.map(({ id }) => id))
    expect(ids.length).toBeGreaterThan(50)
  })

  test('pages through a list of a node', async () => {
    const document =
      '{ sessions(first: 40) { nodes { sourceCustomer { id sipAccounts(first: 10) { nodes { id } } } } } }'
    interface Customers {
      readonly sessions: {
        readonly nodes: readonly {
          readonly sourceCustomer: {
            readonly id: string
            readonly sipAccounts: { readonly nodes: readonly { readonly id: string }[] }
          } | null
        }[]
      }
    }
    const { sessions } = await dataOf<Customers>(stack, document)
    const customer = sessions.nodes
      .map(({ sourceCustomer }) => sourceCustomer)
      .find((found) => (found?.sipAccounts.nodes.length ?? 0) > 1)
    const ids = await pages(
      'CustomerTrunksPageQuery',
      (data) => at('sipAccounts')(Reflect.get(Object(data), 'node')),
      (after) => ({ id: customer?.id, first: 1, after }),
    )
    expect(ids).toEqual(customer?.sipAccounts.nodes.map(({ id }) => id))
  })

  test('fetches a record again by its id, whatever its type', async () => {
    const document =
      '{ activeCalls(first: 3) { nodes { id startedAt } } sessions(first: 3) { nodes { id startedAt } } }'
    const lists = await dataOf<Record<string, { nodes: readonly { id: string; startedAt: string | null }[] }>>(
      stack,
      document,
    )
    for (const { id, startedAt } of Object.values(lists).flatMap(({ nodes }) => nodes)) {
      const data = await dataOf<{ node: object }>(stack, await project.text('RecordAgainQuery'), { id })
      expect(data.node).toMatchObject({ id, startedAt })
    }
  })

  test('is run by the runtime with the network layer of docs/clients.md', async () => {
    const [environment = ''] = snippetsOf('Relay', 'js', stack.url)
    const artifact = (await project.artifact('CountsQuery')).replace(/^(import .*|export default .*)$/gm, '')
    const program = `${environment}
      import { fetchQuery } from 'relay-runtime'
      ${stripTypeScriptTypes(artifact)}
      const { activeCalls } = await fetchQuery(environment, node, { first: 5 }).toPromise()
      console.log(activeCalls.totalCount, activeCalls.edges.length)`
    const { activeCalls } = await dataOf<{ activeCalls: { totalCount: number } }>(
      stack,
      '{ activeCalls { totalCount } }',
    )
    expect(await runModule(program)).toBe(`${activeCalls.totalCount} 5`)
  })
})
