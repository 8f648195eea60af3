// The list of customers, and what is known of one, over HTTP against simulated vendors.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, dataOf, type Report, requestsDuring, wrongArgumentOf } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

interface Money {
  readonly amount: string
  readonly currency: string | null
}
interface Node {
  readonly id: string
  readonly nativeId: string
  readonly name: string | null
  readonly source: { readonly name: string }
  readonly status: string | null
  readonly baseCurrency: string | null
  readonly parent: { readonly nativeId: string } | null
  readonly balance: {
    readonly amount: Money
    readonly creditLimit: Money | null
    readonly available: Money | null
    readonly kind: string
    readonly asOf: string
  } | null
}
interface Page {
  readonly customers: {
    readonly nodes: readonly Node[]
    readonly totalCount: number | null
    readonly total: { readonly count: number | null; readonly precision: string }
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
    readonly sources: readonly Report[]
  }
}

const BALANCE = `balance { amount { amount currency } creditLimit { amount currency } available { amount currency }
  kind asOf }`
const NODE = `id nativeId name source { name } status baseCurrency parent { nativeId } ${BALANCE}`
const REST = `totalCount total { count precision }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  sources { source { name } status error { code message } totalCount }`

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ server: { explain: true } })
})
afterAll(() => stack.close())

const pageOf = async (args: string, on = stack): Promise<Page['customers']> =>
  (await dataOf<Page>(on, `{ customers(${args}) { nodes { ${NODE} } ${REST} } }`)).customers
const idsOf = (nodes: readonly Node[]): readonly string[] =>
  nodes.map(({ source, nativeId }) => `${source.name} ${nativeId}`)

describe('a balance', () => {
  // As the simulators have it: the first customer owes 30 at the switch, and 25 at MOR.
  test('is negative for who owes, and positive for who has money, for every vendor', async () => {
    const { nodes } = await pageOf('first: 50')
    const of = (source: string, nativeId: string) =>
      nodes.find((node) => node.source.name === source && node.nativeId === nativeId)?.balance
    expect(of('portasip-demo', '2')).toEqual({
      amount: { amount: '-30', currency: 'EUR' },
      creditLimit: { amount: '0', currency: 'EUR' },
      available: { amount: '-30', currency: 'EUR' },
      kind: 'UNKNOWN',
      asOf: '2026-03-03T12:00:00.000Z',
    })
    expect(of('portasip-demo', '4')?.available).toEqual({ amount: '144.5', currency: 'EUR' })
    expect(of('mor-demo', '2')?.amount).toEqual({ amount: '-25.0000', currency: 'EUR' })
    expect(of('mor-demo', '3')?.amount).toEqual({ amount: '28.0001', currency: 'EUR' })
    const ofTelecomx = nodes.filter(({ source }) => source.name === 'telecomx-demo')
    expect(ofTelecomx.length).toBeGreaterThan(0)
    expect(ofTelecomx.map(({ balance }) => balance)).toEqual(ofTelecomx.map(() => null))
  })

  test('is the same whichever method reads it, and whatever sign a list gives it', async () => {
    const other = await startStack({
      vendors: ['portasip'],
      simulatorOptions: { portasip: { listedBalance: 'debt' } },
    })
    try {
      const listed = async (on: Stack) =>
        (await pageOf('first: 50, sources: ["portasip-demo"]', on)).nodes.map(({ nativeId, balance }) => [
          nativeId,
          balance?.amount,
        ])
      expect(await listed(other)).toEqual(await listed(stack))
      const single = `{ customer(source: "portasip-demo", nativeId: "2") { ${BALANCE} } }`
      for (const on of [stack, other])
        expect(await dataOf(on, single)).toMatchObject({ customer: { balance: { amount: { amount: '-30' } } } })
    } finally {
      await other.close()
    }
  })

  test('of a single user of MOR has a credit limit and its kind', async () => {
    const ofUser = (id: string) => `customer(source: "mor-demo", nativeId: "${id}") { name ${BALANCE} baseCurrency }`
    expect(await dataOf(stack, `{ a: ${ofUser('2')} b: ${ofUser('3')} }`)).toMatchObject({
      a: { balance: { amount: { amount: '-25.0000', currency: 'EUR' }, creditLimit: null, kind: 'PREPAID' } },
      b: {
        balance: {
          amount: { amount: '28.0001' },
          creditLimit: { amount: '10.00', currency: 'EUR' },
          available: { amount: '38.0001', currency: 'EUR' },
          kind: 'POSTPAID',
        },
      },
    })
  })
})

describe('what a customer costs', () => {
  const ofCalls = (fields: string) =>
    `{ activeCalls(first: 100, sources: ["portasip-demo"]) { nodes { customer { ${fields} } } } }`

  test('is nothing where only its id and name are selected', async () => {
    const requests = await requestsDuring(stack, () => dataOf(stack, ofCalls('id nativeId name')))
    expect(requests).toEqual({ 'portasip-demo': 1 })
    const node = Buffer.from('u:portasip-demo:2').toString('base64url')
    const alone = `{ node(id: "${node}") { id ... on Customer { name nativeId } } }`
    expect(await requestsDuring(stack, () => dataOf(stack, alone))).toEqual({})
  })

  test('is one list for many of them, however many calls mention them', async () => {
    // Nothing is kept that long.
    stack.clock.nowMs += 60_000
    const requests = await requestsDuring(stack, async () => {
      const data = await dataOf<{ activeCalls: { nodes: { customer: Node | null }[] } }>(
        stack,
        ofCalls(`nativeId baseCurrency ${BALANCE}`),
      )
      const customers = data.activeCalls.nodes.flatMap(({ customer }) => customer ?? [])
      expect(new Set(customers.map(({ nativeId }) => nativeId)).size).toBeGreaterThan(4)
      // The root customer is in no list.
      const others = customers.filter(({ nativeId }) => nativeId !== '1')
      expect(others.filter(({ balance }) => balance === null)).toEqual([])
    })
    // The calls, the list, and the root customer by itself.
    expect(requests['portasip-demo']).toBeLessThanOrEqual(3)
  })

  test('is one request for one', async () => {
    const one = `{ customer(source: "telecomx-demo", nativeId: "C00000000000000000000001") {
      status vendorStatus description parent { nativeId } balance { kind } } }`
    let data: unknown
    expect(await requestsDuring(stack, async () => (data = await dataOf(stack, one)))).toMatchObject({
      'telecomx-demo': expect.any(Number),
    })
    expect(data).toMatchObject({ customer: { status: 'ACTIVE', balance: null } })
    expect(await requestsDuring(stack, () => dataOf(stack, one))).toEqual({ 'telecomx-demo': 1 })
  })

  test('who is not there has nothing, and neither has one of a vendor without customers', async () => {
    const fields = `status ${BALANCE} parent { nativeId }`
    const document = `{
      unknown: customer(source: "portasip-demo", nativeId: "99") { ${fields} }
      none: customer(source: "restcomm-demo", nativeId: "AC1") { ${fields} } }`
    const nothing = { status: null, balance: null, parent: null }
    expect(await dataOf(stack, document)).toEqual({ unknown: nothing, none: nothing })
  })
})

describe('conditions', () => {
  test('find customers below a balance in its currency, exactly', async () => {
    const all = (await pageOf('first: 50')).nodes
    const below = (amount: string, currency: string) =>
      pageOf(`first: 50, filter: { balanceBelow: { amount: "${amount}", currency: "${currency}" } }`)
    const euros = await below('0', 'EUR')
    const expected = all.filter(
      ({ balance }) => balance?.amount.currency === 'EUR' && balance.amount.amount.startsWith('-'),
    )
    expect(idsOf(euros.nodes)).toEqual(idsOf(expected))
    expect(new Set(euros.nodes.map(({ source }) => source.name))).toEqual(new Set(['mor-demo', 'portasip-demo']))
    expect(idsOf((await below('28.0001', 'EUR')).nodes)).not.toContain('mor-demo 3')
    expect(idsOf((await below('28.00010000000000000001', 'EUR')).nodes)).toContain('mor-demo 3')
    const dollars = (await below('1000000', 'USD')).nodes
    expect(dollars.length).toBeGreaterThan(0)
    expect(new Set(dollars.map(({ baseCurrency }) => baseCurrency))).toEqual(new Set(['USD']))
    expect((await below('1000000', 'XXX')).nodes).toEqual([])
    // TelecomX has no balances: that is said, and not "nobody".
    expect(euros.sources).toContainEqual(
      expect.objectContaining({ source: { name: 'telecomx-demo' }, status: 'UNSUPPORTED' }),
    )
  })

  test('find customers by reseller; an unknown one has none', async () => {
    const all = (await pageOf('first: 50')).nodes
    for (const parentId of new Set(all.flatMap(({ parent }) => parent?.nativeId ?? []))) {
      const { nodes } = await pageOf(`first: 50, filter: { parentId: "${parentId}" }`)
      expect(idsOf(nodes)).toEqual(idsOf(all.filter(({ parent }) => parent?.nativeId === parentId)))
    }
    expect((await pageOf('first: 50, filter: { parentId: "999999" }')).nodes).toEqual([])
  })

  test('find customers by text and state, also those that were deleted', async () => {
    const { nodes } = await pageOf('first: 50, filter: { search: "TØMRER" }')
    expect(nodes.length).toBeGreaterThan(0)
    expect(nodes.filter(({ name }) => !name?.toLowerCase().includes('tømrer'))).toEqual([])
    const closed = await pageOf('first: 50, filter: { status: [CLOSED] }')
    expect(closed.nodes.map(({ source, status }) => [source.name, status])).toEqual([['telecomx-demo', 'CLOSED']])
    const blocked = await pageOf('first: 50, filter: { status: [BLOCKED] }, sources: ["mor-demo", "telecomx-demo"]')
    expect(new Set(blocked.nodes.map(({ source }) => source.name))).toEqual(new Set(['mor-demo', 'telecomx-demo']))
    expect(blocked.sources.map(({ status }) => status)).toEqual(['OK', 'OK'])
  })

  test('of wrong form are refused', async () => {
    const document =
      '{ customers(first: 1, filter: { balanceBelow: { amount: "1,5", currency: "EUR" } }) { totalCount } }'
    expect((await ask(stack, document)).errors).toMatchObject([{ message: expect.stringContaining('"1,5"') }])
    expect(await wrongArgumentOf(stack, '{ customers(first: 1, sources: ["nobody"]) { totalCount } }')).toBe('sources')
  })
})

describe('pages over all vendors', () => {
  test('are the whole list, forwards and backwards, with its total', async () => {
    const whole = await pageOf('first: 100')
    expect(whole.totalCount).toBe(whole.nodes.length)
    expect(whole.sources.map(({ source, status }) => [source.name, status])).toEqual([
      ['mor-demo', 'OK'],
      ['portasip-demo', 'OK'],
      ['restcomm-demo', 'UNSUPPORTED'],
      ['telecomx-demo', 'OK'],
    ])
    const forwards: Node[] = []
    for (let after = ''; ; ) {
      const { nodes, pageInfo } = await pageOf(`first: 3${after}`)
      forwards.push(...nodes)
      if (!pageInfo.hasNextPage) break
      after = `, after: "${pageInfo.endCursor}"`
    }
    expect(idsOf(forwards)).toEqual(idsOf(whole.nodes))
    const backwards: Node[] = []
    for (let before = ''; ; ) {
      const { nodes, pageInfo } = await pageOf(`last: 4${before}`)
      backwards.unshift(...nodes)
      if (!pageInfo.hasPreviousPage) break
      before = `, before: "${pageInfo.startCursor}"`
    }
    expect(idsOf(backwards)).toEqual(idsOf(whole.nodes))
  })

  test('are read without the vendor that fails, which is reported', async () => {
    const failing = await startStack()
    try {
      failing.hosts['portasip-demo']?.setFaults({ down: true })
      const { nodes, sources } = await pageOf('first: 100', failing)
      expect(new Set(nodes.map(({ source }) => source.name))).toEqual(new Set(['telecomx-demo', 'mor-demo']))
      expect(sources).toContainEqual(expect.objectContaining({ source: { name: 'portasip-demo' }, status: 'FAILED' }))
      const single = await ask<{ customer: Node }>(
        failing,
        `{ customer(source: "portasip-demo", nativeId: "2") { nativeId ${BALANCE} } }`,
      )
      expect(single.data.customer).toEqual({ nativeId: '2', balance: null })
      expect(single.errors).toMatchObject([{ path: ['customer', 'balance'], extensions: { source: 'portasip-demo' } }])
    } finally {
      await failing.close()
    }
  })
})

test('users of MOR are not listed without its password, and are still found by id', async () => {
  const other = await startStack({ vendors: ['mor'], simulatorOptions: { mor: { listsUsers: false } } })
  try {
    const { nodes, sources } = await pageOf('first: 5', other)
    expect(nodes).toEqual([])
    expect(sources).toMatchObject([
      { status: 'UNSUPPORTED', error: { message: expect.stringContaining('auth.password') } },
    ])
    const single = `{ customer(source: "mor-demo", nativeId: "2") { login ${BALANCE} } }`
    expect(await dataOf(other, single)).toMatchObject({
      customer: { login: 'user2', balance: { amount: { amount: '-25.0000' } } },
    })
  } finally {
    await other.close()
  }
})

test('the password of MOR is in no plan and in no log', async () => {
  const { extensions } = await ask(stack, '{ customers(first: 5, sources: ["mor-demo"]) { nodes { name } } }')
  expect(JSON.stringify(extensions)).toContain('users_get')
  expect(JSON.stringify(extensions) + stack.log.join('\n')).not.toContain('demo-password')
})
