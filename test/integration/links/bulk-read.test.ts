// One reading of a list in place of many requests, where the adapter declares that it is cheaper: the same answer, for
// fewer requests; and the most that one operation may cost.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { phaseAt } from '../../../adapters/simulation/contract.js'
import { idOf, resellerId } from '../../../adapters/telecomx/simulator/native-ids.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { ask, dataOf, requestsDuring, sentBy } from '../../support/ask.js'
import { type Stack, type StackOptions, startStack } from '../../support/stack.js'

const TELECOMX = 'telecomx-demo'
const MOR = 'mor-demo'
const RESTCOMM = 'restcomm-demo'

/** What an operation cost, by source, as the vendors saw it and as the plan reports it. */
async function costOf<Data>(stack: Stack, document: string, variables?: object) {
  const answers: Awaited<ReturnType<typeof ask<Data>>>[] = []
  const requests = await requestsDuring(stack, async () => answers.push(await ask<Data>(stack, document, variables)))
  const [answer] = answers
  if (answer === undefined) throw new Error('there is no answer')
  expect(sentBy(answer)).toEqual(requests)
  expect(answer.errors).toBeUndefined()
  return { data: answer.data, requests }
}

function useStack(options: StackOptions): () => Stack {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ ...options, server: { explain: true, ...options.server } })
    // Logging in is done once.
    await dataOf(stack, '{ activeCalls(first: 1) { nodes { id } } }')
  })
  afterAll(() => stack?.close())
  /** Longer than any list is shared. */
  beforeEach(() => void (stack.clock.nowMs += 11_000))
  return () => stack
}

const isLive = (stack: Stack, vendor: string) =>
  stack.world.calls(vendor, stack.clock.nowMs).filter((call) => phaseAt(call, stack.clock.nowMs) !== 'ended')

describe('calls in progress', () => {
  const world = { history: 100, customers: 30 }
  const stackOf = useStack({ world, simulatorOptions: { restcomm: { product: 'connect' } } })

  test('the sessions and records of a hundred of them take a request or two at each source', async () => {
    const stack = stackOf()
    interface Linked {
      readonly id: string
      readonly nativeId: string
      readonly source: { readonly name: string }
      readonly session: { readonly nativeId: string; readonly sourcePeer: string | null } | null
      readonly call: { readonly nativeId: string; readonly status: string } | null
    }
    const links =
      'id nativeId source { name } ... on ActiveCall { session { nativeId sourcePeer } call { nativeId status } }'
    const document = `{ activeCalls(first: 100) { nodes { ${links} } } }`
    const { data, requests } = await costOf<{ activeCalls: { nodes: readonly Linked[] } }>(stack, document)
    const { nodes } = data.activeCalls
    const at = (name: string) => nodes.filter(({ source }) => source.name === name)
    expect(at(TELECOMX).length).toBeGreaterThan(10)
    expect(at(RESTCOMM).length).toBeGreaterThan(10)
    // A field of the full form.
    expect(at(TELECOMX).filter(({ session }) => typeof session?.sourcePeer === 'string').length).toBeGreaterThan(3)
    for (const { nativeId, session, call } of at(TELECOMX)) {
      expect(session?.nativeId).toBe(nativeId)
      expect(call).toEqual({ nativeId, status: expect.stringMatching(/^(RINGING|IN_PROGRESS)$/) })
    }
    for (const { nativeId, session, call } of at(RESTCOMM))
      expect([session, call]).toEqual([null, { nativeId, status: expect.stringMatching(/^(RINGING|IN_PROGRESS)$/) }])
    // A call that rings is not in the list of calls in progress, and is looked up by its id.
    const ringing = at(RESTCOMM).filter(({ call }) => call?.status === 'RINGING').length
    // The list itself, and one in the full form for both links.
    expect(requests[TELECOMX]).toBeLessThanOrEqual(3)
    expect(requests[RESTCOMM]).toBeLessThanOrEqual(3 + ringing)
    const one = `query ($id: ID!) { node(id: $id) { ... on ActiveCall { ${links} } } }`
    for (const linked of [at(TELECOMX)[0], at(RESTCOMM)[0]])
      expect(await dataOf(stack, one, { id: linked?.id })).toEqual({ node: linked })
  })

  test('many ids of them are searched for in the list of live calls; one that is over is not there any more', async () => {
    const stack = stackOf()
    const all = stack.world.calls('telecomx', stack.clock.nowMs)
    const live = isLive(stack, 'telecomx').slice(0, 20)
    const over = all.filter((call) => !live.includes(call) && phaseAt(call, stack.clock.nowMs) === 'ended').slice(0, 3)
    const ids = [...live, ...over, ...live].map(({ sipCallId }) => toGlobalId('ActiveCall', TELECOMX, sipCallId))
    expect(new Set(ids).size).toBe(23)
    const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on ActiveCall { state } } }'
    const { data, requests } = await costOf<{ nodes: unknown }>(stack, document, { ids })
    const found = live.map(({ sipCallId }) => ({
      id: toGlobalId('ActiveCall', TELECOMX, sipCallId),
      state: expect.any(String),
    }))
    expect(data.nodes).toEqual([...found, null, null, null, ...found])
    expect(requests).toEqual({ [TELECOMX]: 1 })
    expect(await costOf(stack, document, { ids: ids.slice(0, 3) })).toMatchObject({ requests: { [TELECOMX]: 3 } })
  })

  test.for([TELECOMX, MOR])(
    "of twenty customers are one question to %s, and the same as each customer's own",
    async (source) => {
      const stack = stackOf()
      const { activeCalls } = await dataOf<{ activeCalls: { nodes: readonly { customer: { id: string } | null }[] } }>(
        stack,
        `{ activeCalls(first: 1000, sources: ["${source}"]) { nodes { customer { id } } } }`,
      )
      const ids = [...new Set(activeCalls.nodes.flatMap(({ customer }) => customer?.id ?? []))].slice(0, 20)
      expect(ids.length).toBeGreaterThan(6)
      const own =
        '... on Customer { id activeCalls(first: 100, filter: { state: [CONNECTED, RINGING] }) { nodes { id state durationSeconds } } }'
      stack.clock.nowMs += 11_000
      const { data, requests } = await costOf<{ nodes: readonly object[] }>(
        stack,
        `query ($ids: [ID!]!) { nodes(ids: $ids) { ${own} } }`,
        { ids },
      )
      expect(requests).toEqual({ [source]: 1 })
      for (const [at, id] of ids.entries())
        expect({ node: data.nodes[at] }).toEqual(
          await dataOf(stack, `query ($id: ID!) { node(id: $id) { ${own} } }`, { id }),
        )
    },
  )
})

describe('numbers', () => {
  const stackOf = useStack({ world: { history: 100, customers: 30 }, server: { limits: { vendorRequests: 60 } } })

  test('the calls in progress of twenty of them take one request to each source, and are the same as those of each alone', async () => {
    const stack = stackOf()
    const live = isLive(stack, 'telecomx').flatMap(({ caller, callee }) => [caller, callee])
    const numbers = [...new Set(live.filter((number) => /^\+45\d{8}$/.test(number ?? '')))].slice(0, 20)
    expect(numbers.length).toBeGreaterThan(12)
    const own =
      'number activeCalls(first: 100) { nodes { id state caller { number } } sources { source { name } status } }'
    const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on PhoneNumber { ${own} } } }`
    const of = numbers.map((number) => ({ __typename: 'PhoneNumber', number }))
    const { data, requests } = await costOf<{ _entities: readonly { activeCalls: { nodes: readonly object[] } }[] }>(
      stack,
      document,
      { of },
    )
    expect(data._entities.filter(({ activeCalls }) => activeCalls.nodes.length > 0).length).toBeGreaterThan(10)
    expect(requests[TELECOMX]).toBe(1)
    for (const count of Object.values(requests)) expect(count).toBeLessThanOrEqual(2)
    for (const [at, number] of numbers.entries()) {
      const alone = `query ($number: String!) { phoneNumber(number: $number) { ${own} } }`
      expect({ phoneNumber: data._entities[at] }).toEqual(await dataOf(stack, alone, { number }))
    }
  })
})

const TRUNKS = '... on Customer { nativeId sipAccounts(first: 20) { nodes { nativeId name } totalCount } }'
const customersFrom = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => toGlobalId('Customer', TELECOMX, idOf('customer', from + index)))
const ofMany = `query ($ids: [ID!]!) { nodes(ids: $ids) { ${TRUNKS} } }`

async function expectEachTheSame(stack: Stack, nodes: readonly object[], ids: readonly string[]): Promise<void> {
  for (const [at, id] of ids.entries())
    expect({ node: nodes[at] }).toEqual(await dataOf(stack, `query ($id: ID!) { node(id: $id) { ${TRUNKS} } }`, { id }))
}

describe('customers of other resellers than the one that is configured', () => {
  const stackOf = useStack({
    vendors: ['telecomx'],
    world: { history: 10, customers: 24 },
    overrides: { [TELECOMX]: { resellerId: resellerId(1) } },
  })

  test('are requested one by one: the one list does not have all of them', async () => {
    const stack = stackOf()
    const others = stack.world.customers.slice(0, 20).filter(({ resellerIndex }) => resellerIndex !== 1)
    expect(others.length).toBeGreaterThan(5)
    expect(others.length).toBeLessThan(20)
    const ids = customersFrom(0, 20)
    const { data, requests } = await costOf<{ nodes: readonly { sipAccounts: { totalCount: number } }[] }>(
      stack,
      ofMany,
      { ids },
    )
    expect(requests).toEqual({ [TELECOMX]: 1 + others.length })
    expect(data.nodes.every(({ sipAccounts }) => sipAccounts.totalCount > 0)).toBe(true)
    await expectEachTheSame(stack, data.nodes, ids)
  })
})

describe('a list that is longer than it is worth', () => {
  // Some twelve hundred accounts: three requests.
  const stackOf = useStack({ vendors: ['telecomx'], world: { history: 10, customers: 600 } })

  test('is abandoned at its first page, and not started the next time; for more customers it is read', async () => {
    const stack = stackOf()
    expect(stack.world.trunks.length).toBeGreaterThan(1000)
    expect(stack.world.trunks.length).toBeLessThan(1498)
    const costs = []
    for (const count of [12, 12, 13, 300]) {
      const ids = customersFrom(100, count)
      const { data, requests } = await costOf<{ nodes: readonly object[] }>(stack, ofMany, { ids })
      costs.push(requests[TELECOMX])
      await expectEachTheSame(stack, data.nodes.slice(0, 13), ids.slice(0, 13))
      stack.clock.nowMs += 11_000
    }
    // Thirteen are worth three requests, at four to one.
    expect(costs).toEqual([1 + 12, 12, 3, 3])
  })

  test('is searched as far as it was read: accounts by their ids', async () => {
    const stack = stackOf()
    const ids = [0, 1, 2, 3, 4, 5, 597].map((index) => toGlobalId('SipAccount', TELECOMX, idOf('sipAccount', index)))
    await stack.restart()
    await dataOf(stack, '{ sessions(first: 1) { nodes { id } } }')
    const { data, requests } = await costOf<{ nodes: unknown }>(
      stack,
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids },
    )
    expect(data.nodes).toEqual(ids.map((id) => ({ id })))
    // One page, and what was not on it.
    expect(requests).toEqual({ [TELECOMX]: 2 })
  })
})

describe('the most vendor requests of one operation', () => {
  const stackOf = useStack({
    vendors: ['telecomx'],
    world: { history: 200, customers: 20 },
    server: { limits: { vendorRequests: 6 } },
  })

  test('are not exceeded: what was read is returned, and the rest has errors', async () => {
    const stack = stackOf()
    const { sessions } = await dataOf<{ sessions: { nodes: readonly { id: string }[] } }>(
      stack,
      '{ sessions(first: 20) { nodes { id } } }',
    )
    const ids = sessions.nodes.map(({ id }) => id)
    const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    const answers: Awaited<ReturnType<typeof ask<{ nodes: readonly object[] }>>>[] = []
    const requests = await requestsDuring(stack, async () => answers.push(await ask(stack, document, { ids })))
    expect(requests).toEqual({ [TELECOMX]: 6 })
    const [{ data, errors = [] } = { data: { nodes: [] } }] = answers
    expect(data.nodes.filter((node) => node !== null)).toHaveLength(6)
    expect(errors).toHaveLength(14)
    for (const error of errors) {
      expect(error.extensions).toMatchObject({ code: 'OPERATION_TOO_COSTLY', limit: 'vendorRequests', allowed: 6 })
      expect(error.message).toContain('more than 6 vendor requests')
    }
    // It is the operation that is too much, not the source.
    expect(await dataOf(stack, '{ sources { health { state } } }')).toEqual({ sources: [{ health: { state: 'UP' } }] })
    expect(await dataOf(stack, document, { ids: ids.slice(0, 6) })).toEqual({
      nodes: ids.slice(0, 6).map((id) => ({ id })),
    })
  })

  test('count for lists as well', async () => {
    const lists = Array.from(
      { length: 8 },
      (_, at) => `l${at}: sessions(first: 1, filter: { caller: "+457030500${at}" }) { nodes { id } }`,
    )
    const { data, errors = [] } = await ask<Readonly<Record<string, unknown>>>(stackOf(), `{ ${lists.join(' ')} }`)
    expect(Object.values(data).filter((list) => list === null)).toHaveLength(errors.length)
    expect(errors).toHaveLength(2)
    for (const { extensions } of errors)
      expect(extensions).toMatchObject({ code: 'OPERATION_TOO_COSTLY', limit: 'vendorRequests', allowed: 6 })
  })
})
