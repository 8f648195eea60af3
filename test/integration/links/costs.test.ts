// What links cost: a page of a hundred records costs a handful of vendor requests, counted where they arrive.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { idOf } from '../../../adapters/telecomx/simulator/native-ids.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { type Answer, ask, dataOf, requestsDuring, sentBy } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

const TELECOMX = 'telecomx-demo'
const CUSTOMERS = 40
const MOST_REQUESTS = 8

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    vendors: ['telecomx'],
    server: { explain: true },
    world: { history: 600, customers: CUSTOMERS },
  })
  // Logging in is done once.
  await dataOf(stack, '{ sessions(first: 1) { nodes { id } } }')
})
afterAll(() => stack?.close())
/** Longer than any list is shared for. */
beforeEach(() => void (stack.clock.nowMs += 11_000))

interface Trunks {
  readonly nodes: readonly { readonly nativeId: string }[]
}
interface Customer {
  readonly nativeId: string
  readonly sipAccounts: Trunks
}
interface Sessions {
  readonly sessions: {
    readonly nodes: readonly {
      readonly sourceCustomer: Customer | null
      readonly destinationCustomer: Customer | null
    }[]
  }
}

const pageWith = (trunks: string): string => `{ sessions(first: 100) { nodes {
  id sourceCustomer { nativeId ${trunks} } destinationCustomer { nativeId ${trunks} }
} } }`

/** The customers of a page's sessions, each once. */
function customersOf({ sessions }: Sessions): ReadonlyMap<string, Customer> {
  const met = sessions.nodes.flatMap(({ sourceCustomer, destinationCustomer }) => [sourceCustomer, destinationCustomer])
  return new Map(met.flatMap((customer) => (customer === null ? [] : [[customer.nativeId, customer]])))
}

async function costOf<Data>(
  document: string,
  variables?: object,
): Promise<{ readonly answer: Answer<Data>; readonly requests: number }> {
  let answer: Answer<Data> | undefined
  const counts = await requestsDuring(stack, async () => void (answer = await ask<Data>(stack, document, variables)))
  if (answer === undefined) throw new Error('there is no answer')
  expect(answer.errors).toBeUndefined()
  const requests = counts[TELECOMX] ?? 0
  expect(sentBy(answer)[TELECOMX] ?? 0, 'extensions.plan reports what the vendor has seen').toBe(requests)
  return { answer, requests }
}

describe("a hundred sessions with their customers' trunks", () => {
  const FILTERS: readonly (readonly [filter: string, selection: string])[] = [
    ['', '{ nodes { nativeId name numbers } totalCount }'],
    ['(first: 5)', '{ edges { cursor node { nativeId status } } pageInfo { hasNextPage } }'],
    // The plan's name and the usage are in the condensed form only, whose an account is in the full form only.
    ['', '{ nodes { nativeId ratePlan { id name } voiceUsage { secondsOutHomeland } notes } }'],
    ['(filter: { up: true })', '{ nodes { nativeId status } totalCount }'],
    ['(filter: { active: true, up: false })', '{ nodes { nativeId active } }'],
    ['(filter: null)', '{ nodes { nativeId } }'],
  ]

  test.for(FILTERS)(
    'cost at most eight requests, and are the same as of each customer alone: %s %s',
    async ([args, selection]) => {
      const trunks = `sipAccounts${args} ${selection}`
      const { answer, requests } = await costOf<Sessions>(pageWith(trunks))
      expect(answer.data.sessions.nodes).toHaveLength(100)
      const customers = customersOf(answer.data)
      expect(customers.size).toBeGreaterThan(30)
      expect(requests).toBeLessThanOrEqual(MOST_REQUESTS)
      const alone = `query ($id: String!) { customer(source: "${TELECOMX}", nativeId: $id) { nativeId ${trunks} } }`
      let many = 0
      for (const [id, customer] of [...customers].slice(0, 12)) {
        const { customer: same } = await dataOf<{ customer: Customer }>(stack, alone, { id })
        expect(withoutCursors(customer)).toEqual(withoutCursors(same))
        many += JSON.stringify(same).length
      }
      expect(many).toBeGreaterThan(500)
    },
  )

  test('are filtered by the vendor where only it can, once for each customer', async () => {
    const { answer, requests } = await costOf<Sessions>(
      pageWith('sipAccounts(filter: { search: "2" }) { nodes { nativeId } }'),
    )
    const customers = customersOf(answer.data)
    expect(requests).toBeLessThanOrEqual(customers.size + 2)
    const searched = stack.hosts[TELECOMX]?.requests.slice(-requests).filter(({ path }) => path === '/sip') ?? []
    const asked = searched.map(({ query }) => new URLSearchParams(query).get('customer'))
    expect(asked.toSorted()).toEqual([...customers.keys()].sort())
  })

  test('of a few customers are requested one by one: small answers are cheaper than the whole list', async () => {
    const ids = [0, 1, 2].map((index) => toGlobalId('Customer', TELECOMX, idOf('customer', index)))
    const document =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { sipAccounts { nodes { nativeId } } } } }'
    const { requests } = await costOf(document, { ids })
    expect(requests).toBe(3)
    const asked = stack.hosts[TELECOMX]?.requests
      .slice(-3)
      .map(({ query }) => new URLSearchParams(query).get('customer'))
    expect(asked?.toSorted()).toEqual([0, 1, 2].map((index) => idOf('customer', index)))
  })
})

/** Cursors depend on what else was requested from the list. */
const withoutCursors = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'cursor' ? undefined : inner)))

describe('records that many others lead to', () => {
  test('are requested once, however many ids name them', async () => {
    const { sessions } = await dataOf<{ sessions: { nodes: readonly { id: string }[] } }>(
      stack,
      '{ sessions(first: 6) { nodes { id } } }',
    )
    const ids = sessions.nodes.map(({ id }) => id)
    const document = `query ($ids: [ID!]!, $id: ID!) {
      nodes(ids: $ids) { id } again: nodes(ids: $ids) { id } first: node(id: $id) { id }
    }`
    const { answer, requests } = await costOf<{ nodes: unknown }>(document, { ids: [...ids, ...ids], id: ids[0] })
    expect(answer.data.nodes).toEqual([...ids, ...ids].map((id) => ({ id })))
    expect(requests).toBe(ids.length)
    const paths = stack.hosts[TELECOMX]?.requests.slice(-requests).map(({ path }) => path) ?? []
    expect(new Set(paths).size).toBe(ids.length)
  })

  test('are requested once by all the links of a page', async () => {
    const document =
      '{ sessions(first: 100) { nodes { nativeId relatedSession { nativeId relatedSession { nativeId } } } } }'
    const { requests } = await costOf(document)
    const paths = stack.hosts[TELECOMX]?.requests.slice(-requests).map(({ path }) => path) ?? []
    const lookups = paths.filter((path) => path !== '/sbc/session')
    expect(lookups.length).toBeGreaterThan(3)
    expect(new Set(lookups).size).toBe(lookups.length)
  })

  test('are read from one list where that is cheaper: the voice accounts of a hundred sessions', async () => {
    const document =
      '{ sessions(first: 100, filter: { direction: OUTBOUND }) { nodes { sourceVoiceAccountId sourceVoiceAccount { nativeId name notes } } } }'
    interface Made {
      readonly sourceVoiceAccountId: string
      readonly sourceVoiceAccount: { readonly nativeId: string; readonly name: string }
    }
    const { answer, requests } = await costOf<{ sessions: { nodes: readonly Made[] } }>(document)
    const { nodes } = answer.data.sessions
    expect(new Set(nodes.map(({ sourceVoiceAccountId }) => sourceVoiceAccountId)).size).toBeGreaterThan(30)
    for (const { sourceVoiceAccountId, sourceVoiceAccount } of nodes) {
      const trunk = stack.world.trunks.find(({ index }) => idOf('sipAccount', index) === sourceVoiceAccountId)
      expect(sourceVoiceAccount).toMatchObject({ nativeId: sourceVoiceAccountId, name: trunk?.name })
    }
    expect(requests).toBeLessThanOrEqual(MOST_REQUESTS)
  })
})
