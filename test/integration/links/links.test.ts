// Links between records of one source, compared with the world that the simulators show.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sidOf } from '../../../adapters/restcomm/simulator/sids.js'
import { phaseAt, type WorldCall } from '../../../adapters/simulation/contract.js'
import { idOf } from '../../../adapters/telecomx/simulator/native-ids.js'
import { dataOf, type Report } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    // Every record of a page leads to all of its own here.
    server: { limits: { records: 10_000_000, bytes: '256MiB' } },
    simulatorOptions: { restcomm: { product: 'connect' } },
    world: { history: 300, customers: 20 },
  })
})
afterAll(() => stack?.close())

const callsAt = (vendor: string): readonly WorldCall[] => stack.world.calls(vendor, stack.clock.nowMs)
const isLive = (call: WorldCall): boolean => phaseAt(call, stack.clock.nowMs) !== 'ended'
const byCallId = (vendor: string): ReadonlyMap<string, WorldCall> =>
  new Map(callsAt(vendor).map((call) => [call.sipCallId, call]))

interface Named {
  readonly nativeId: string
}
interface Page<Node> {
  readonly nodes: readonly Node[]
}
const nativeIds = ({ nodes }: Page<Named>): readonly string[] => nodes.map(({ nativeId }) => nativeId)
/** As many as there can be. */
const ALL = 'first: 1000'

describe('a session', () => {
  interface Linked extends Named {
    readonly relatedSession: (Named & { readonly caller: { readonly number: string } }) | null
    readonly sourceVoiceAccount: (Named & { readonly name: string; readonly numbers: readonly string[] }) | null
  }

  test('leads to the session that it is bound to, whether or not the binding itself is selected', async () => {
    const document = `{ sessions(${ALL}) { nodes { nativeId ...Binding } } }
      fragment Binding on Session { relatedSession { nativeId caller { number } } }`
    const { sessions } = await dataOf<{ sessions: Page<Linked> }>(stack, document)
    const known = byCallId('telecomx')
    const expected = callsAt('telecomx').map(({ sipCallId, relatedSipCallId }) => [sipCallId, relatedSipCallId])
    const bound = sessions.nodes.map(({ nativeId, relatedSession }) => [nativeId, relatedSession?.nativeId ?? null])
    expect(new Map(bound.map(([from, to]) => [from, to]))).toEqual(new Map(expected.map(([from, to]) => [from, to])))
    expect(expected.filter(([, to]) => to !== null).length).toBeGreaterThan(5)
    for (const { relatedSession } of sessions.nodes)
      if (relatedSession !== null)
        expect(relatedSession.caller.number).toBe(known.get(relatedSession.nativeId)?.caller ?? 'anonymous')
  })

  test('leads to the voice account that made it; an inbound one to none', async () => {
    const document = `{ sessions(${ALL}) { edges { node { nativeId sourceVoiceAccount { nativeId name numbers } } } } }`
    const { sessions } = await dataOf<{ sessions: { edges: readonly { node: Linked }[] } }>(stack, document)
    const known = byCallId('telecomx')
    expect(sessions.edges).toHaveLength(known.size)
    for (const { node } of sessions.edges) {
      const call = known.get(node.nativeId)
      const trunk = call?.direction === 'outbound' ? stack.world.trunks[call.trunkIndex ?? -1] : undefined
      const expected =
        trunk === undefined
          ? null
          : { nativeId: idOf('sipAccount', trunk.index), name: trunk.name, numbers: trunk.numbers }
      expect(node.sourceVoiceAccount).toEqual(expected)
    }
  })
})

describe('a customer', () => {
  const CUSTOMER = `nativeId name
    sipAccounts(${ALL}) { nodes { nativeId name } totalCount }
    sessions(${ALL}) { nodes { nativeId } totalCount }
    activeCalls(${ALL}) { nodes { nativeId } }`
  interface Customer extends Named {
    readonly name: string | null
    readonly sipAccounts: Page<Named & { readonly name: string }> & { readonly totalCount: number }
    readonly sessions: Page<Named> & { readonly totalCount: number }
    readonly activeCalls: Page<Named>
  }

  function expectWhole(customer: Customer, index: number): void {
    const { world } = stack
    const trunks = (world.customers[index]?.trunkIndexes ?? []).map((trunk) => world.trunks[trunk])
    expect(customer.sipAccounts).toEqual({
      nodes: trunks.map((trunk) => ({ nativeId: idOf('sipAccount', trunk?.index ?? -1), name: trunk?.name })),
      totalCount: trunks.length,
    })
    const own = callsAt('telecomx').filter(
      ({ sourceCustomerIndex, destinationCustomerIndex }) =>
        sourceCustomerIndex === index || destinationCustomerIndex === index,
    )
    expect([...nativeIds(customer.sessions)].sort()).toEqual(own.map(({ sipCallId }) => sipCallId).sort())
    expect(customer.sessions.totalCount).toBe(own.length)
    const calling = own.filter((call) => isLive(call) && call.sourceCustomerIndex === index)
    expect([...nativeIds(customer.activeCalls)].sort()).toEqual(calling.map(({ sipCallId }) => sipCallId).sort())
  }

  test.for(['sourceCustomer', 'destinationCustomer'] as const)(
    'of a session (%s) leads to its trunks, sessions and calls in progress',
    async (field) => {
      const document = `{ sessions(first: 40) { nodes { nativeId customer: ${field} { ${CUSTOMER} } } } }`
      const { sessions } = await dataOf<{ sessions: Page<Named & { customer: Customer | null }> }>(stack, document)
      const known = byCallId('telecomx')
      const met = new Set<number>()
      for (const { nativeId, customer } of sessions.nodes) {
        const index = known.get(nativeId)?.[`${field}Index`] ?? null
        expect(customer?.nativeId ?? null).toBe(index === null ? null : idOf('customer', index))
        if (customer === null || index === null) continue
        expect(customer.name).toBe(stack.world.customers[index]?.name)
        expectWhole(customer, index)
        met.add(index)
      }
      expect(met.size).toBeGreaterThan(2)
    },
  )

  test('is found by its native id, with the same links', async () => {
    const document = `query ($id: String!) { customer(source: "telecomx-demo", nativeId: $id) { ${CUSTOMER} } }`
    const { customer } = await dataOf<{ customer: Customer }>(stack, document, { id: idOf('customer', 2) })
    expectWhole(customer, 2)
  })

  test('of a call in progress has the calls that it makes at that source', async () => {
    const document = `{ activeCalls(sources: ["portasip-demo", "mor-demo"], ${ALL}) {
      nodes { nativeId source { name } customer { nativeId activeCalls(${ALL}) { nodes { nativeId source { name } customer { nativeId } } } } }
    } }`
    interface Node extends Named {
      readonly source: { readonly name: string }
      readonly customer: (Named & { readonly activeCalls: Page<Node> }) | null
    }
    const { activeCalls } = await dataOf<{ activeCalls: Page<Node> }>(stack, document)
    const keyOf = ({ source, customer }: Node): string => `${source.name} ${customer?.nativeId ?? ''}`
    const withCustomer = activeCalls.nodes.filter(({ customer }) => customer !== null)
    expect(new Set(withCustomer.map(({ source }) => source.name)).size).toBe(2)
    for (const node of withCustomer) {
      const expected = activeCalls.nodes.filter((other) => keyOf(other) === keyOf(node)).map(({ nativeId }) => nativeId)
      expect(nativeIds(node.customer?.activeCalls ?? { nodes: [] })).toEqual(expected)
    }
  })

  test('of a system that has no such list has a list that reports it', async () => {
    const document = `{ customer(source: "portasip-demo", nativeId: "2") {
      sipAccounts { nodes { id } sources { source { name } status } } sessions { nodes { id } sources { source { name } status } }
    } }`
    const nothing = { nodes: [], sources: [{ source: { name: 'portasip-demo' }, status: 'UNSUPPORTED' }] }
    expect(await dataOf(stack, document)).toEqual({ customer: { sipAccounts: nothing, sessions: nothing } })
  })
})

describe('a call', () => {
  test('leads to the call that created it, and from there to the legs that it created', async () => {
    const document = `{ calls(sources: ["restcomm-demo"], ${ALL}) { nodes {
      nativeId parentCall { nativeId childCalls(${ALL}) { nodes { nativeId } sources { source { name } status } } }
    } } }`
    interface Leg extends Named {
      readonly parentCall:
        | (Named & { readonly childCalls: Page<Named> & { readonly sources: readonly Report[] } })
        | null
    }
    const { calls } = await dataOf<{ calls: Page<Leg> }>(stack, document)
    const records = callsAt('restcomm')
    const sid = ({ index }: { readonly index: number }): string => sidOf('connect', index)
    const parentOf = new Map(
      records.map((call) => [sid(call), call.parentIndex === null ? null : sidOf('connect', call.parentIndex)]),
    )
    expect(calls.nodes).toHaveLength(records.length)
    const legs = calls.nodes.filter(({ parentCall }) => parentCall !== null)
    expect(legs.length).toBeGreaterThan(3)
    for (const { nativeId, parentCall } of calls.nodes) {
      expect(parentCall?.nativeId ?? null).toBe(parentOf.get(nativeId))
      if (parentCall === null) continue
      const siblings = [...parentOf].filter(([, parent]) => parent === parentCall.nativeId).map(([child]) => child)
      expect([...nativeIds(parentCall.childCalls)].sort()).toEqual(siblings.sort())
      expect(parentCall.childCalls.sources).toEqual([{ source: { name: 'restcomm-demo' }, status: 'OK' }])
    }
  })

  test('without legs has an empty list of them', async () => {
    const document = `{ calls(sources: ["restcomm-demo"], ${ALL}) { nodes { nativeId childCalls { nodes { nativeId } } } } }`
    const { calls } = await dataOf<{ calls: Page<Named & { childCalls: Page<Named> }> }>(stack, document)
    const parents = new Set(
      callsAt('restcomm').map(({ parentIndex }) => (parentIndex === null ? '' : sidOf('connect', parentIndex))),
    )
    const childless = calls.nodes.filter(({ nativeId }) => !parents.has(nativeId))
    expect(childless.length).toBeGreaterThan(20)
    for (const { childCalls } of childless) expect(childCalls).toEqual({ nodes: [] })
  })

  test('that is a session in another form leads to that session, with the fields that only it has', async () => {
    const document = `{ calls(sources: ["telecomx-demo"], first: 20) { nodes { nativeId session { nativeId userAgent endedReason } } } }`
    const { calls } = await dataOf<{ calls: Page<Named & { session: Named & { userAgent: string | null } }> }>(
      stack,
      document,
    )
    const known = byCallId('telecomx')
    for (const { nativeId, session } of calls.nodes) {
      expect(session.nativeId).toBe(nativeId)
      expect(session.userAgent === null).toBe(known.get(nativeId)?.direction === 'inbound')
    }
    const other = '{ calls(sources: ["restcomm-demo"], first: 3) { nodes { session { id } } } }'
    expect(await dataOf(stack, other)).toEqual({
      calls: { nodes: [{ session: null }, { session: null }, { session: null }] },
    })
  })
})

describe('a call in progress', () => {
  const document = (source: string) => `{ activeCalls(sources: ["${source}"], ${ALL}) {
    nodes { nativeId customer { nativeId name } session { __typename nativeId startedAt } call { __typename nativeId status } }
  } }`
  interface Active extends Named {
    readonly customer: { readonly nativeId: string; readonly name: string | null } | null
    readonly session: (Named & { readonly startedAt: string }) | null
    readonly call: (Named & { readonly status: string }) | null
  }
  const activeAt = async (source: string): Promise<readonly Active[]> =>
    (await dataOf<{ activeCalls: Page<Active> }>(stack, document(source))).activeCalls.nodes

  test('at a session border controller leads to its session, its call and its customer', async () => {
    const known = byCallId('telecomx')
    const nodes = await activeAt('telecomx-demo')
    expect(nodes.map(({ nativeId }) => nativeId).sort()).toEqual(
      [...known.values()]
        .filter(isLive)
        .map(({ sipCallId }) => sipCallId)
        .sort(),
    )
    for (const { nativeId, customer, session, call } of nodes) {
      const index = known.get(nativeId)?.sourceCustomerIndex ?? null
      const reported =
        index === null ? null : { nativeId: idOf('customer', index), name: stack.world.customers[index]?.name }
      const startedAt = new Date(known.get(nativeId)?.startedAtMs ?? 0).toISOString()
      expect(customer).toEqual(reported)
      expect(session).toEqual({ __typename: 'Session', nativeId, startedAt })
      expect(call).toMatchObject({
        __typename: 'Call',
        nativeId,
        status: expect.stringMatching(/^(RINGING|IN_PROGRESS)$/),
      })
    }
  })

  test('leads to the record of the call, or to null where there is none', async () => {
    const live = new Set(
      callsAt('restcomm')
        .filter(isLive)
        .map(({ index }) => sidOf('connect', index)),
    )
    const reported = await activeAt('restcomm-demo')
    // More than may wait for a source at once.
    expect(reported.length).toBeGreaterThan(40)
    for (const { nativeId, session, call } of reported) {
      expect(live.has(nativeId)).toBe(true)
      expect({ session, call: call?.nativeId }).toEqual({ session: null, call: nativeId })
    }
    for (const source of ['portasip-demo', 'mor-demo'])
      for (const { session, call } of await activeAt(source))
        expect({ session, call }).toEqual({ session: null, call: null })
  })

  test('of a system that records calls when they are over has no record yet', async () => {
    const sbc = await startStack({ vendors: ['restcomm'] })
    try {
      const { activeCalls } = await dataOf<{ activeCalls: Page<Active> }>(sbc, document('restcomm-demo'))
      expect(activeCalls.nodes.length).toBeGreaterThan(2)
      for (const { call, session } of activeCalls.nodes)
        expect({ call, session }).toEqual({ call: null, session: null })
    } finally {
      await sbc.close()
    }
  })
})

describe('a SIP account', () => {
  const document = `{ sipAccounts(sources: ["telecomx-demo"], ${ALL}) { nodes {
    nativeId parentSipAccount { nativeId name } phoneNumbers { number country } sessions(${ALL}) { nodes { nativeId } totalCount }
  } } }`
  interface Account extends Named {
    readonly parentSipAccount: Named | null
    readonly phoneNumbers: readonly { readonly number: string; readonly country: string | null }[]
    readonly sessions: Page<Named> & { readonly totalCount: number | null }
  }

  test('leads to its parent, its numbers and the sessions that it made', async () => {
    const { sipAccounts } = await dataOf<{ sipAccounts: Page<Account> }>(stack, document)
    const { trunks } = stack.world
    expect(nativeIds(sipAccounts)).toEqual(trunks.map(({ index }) => idOf('sipAccount', index)))
    expect(trunks.some(({ parentTrunkIndex }) => parentTrunkIndex !== null)).toBe(true)
    for (const [index, account] of sipAccounts.nodes.entries()) {
      const trunk = trunks[index]
      const parent = trunks[trunk?.parentTrunkIndex ?? -1]
      expect(account.parentSipAccount).toEqual(
        parent === undefined ? null : { nativeId: idOf('sipAccount', parent.index), name: parent.name },
      )
      expect(account.phoneNumbers).toEqual(trunk?.numbers.map((number) => ({ number, country: 'DK' })))
      const made = callsAt('telecomx').filter(
        ({ trunkIndex, direction }) => trunkIndex === index && direction === 'outbound',
      )
      expect([...nativeIds(account.sessions)].sort()).toEqual(made.map(({ sipCallId }) => sipCallId).sort())
    }
  })

  test('has its sessions searched for among those of its customer only', async () => {
    const id = idOf('sipAccount', 3)
    const found = `{ sipAccounts(filter: { search: "${stack.world.trunks[3]?.name ?? ''}" }) { nodes { nativeId sessions { nodes { id } } } } }`
    const asked = stack.hosts['telecomx-demo']?.requests ?? []
    const before = asked.length
    const { sipAccounts } = await dataOf<{ sipAccounts: Page<Named> }>(stack, found)
    expect(nativeIds(sipAccounts)).toEqual([id])
    const lists = asked.slice(before).filter(({ path }) => path === '/sbc/session')
    const customers = lists.map(({ query }) => new URLSearchParams(query).get('customer'))
    expect(new Set(customers)).toEqual(new Set([idOf('customer', stack.world.trunks[3]?.customerIndex ?? -1)]))
  })
})
