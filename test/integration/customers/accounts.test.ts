// Accounts of Sippy and devices of MOR, over HTTP.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, dataOf, type Report, requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

interface Account {
  readonly id: string
  readonly nativeId: string
  readonly active: boolean | null
  readonly blocked: boolean | null
  readonly expired: boolean | null
  readonly status: string
  readonly customer: { readonly nativeId: string } | null
  readonly balance: { readonly amount: { readonly amount: string; readonly currency: string | null } } | null
}
interface Page {
  readonly sipAccounts: { readonly nodes: readonly Account[]; readonly sources: readonly Report[] }
}
const FIELDS = `id nativeId name username active blocked expired status customer { nativeId }
  balance { amount { amount currency } }`
const pageOf = async (stack: Stack, args: string): Promise<Page['sipAccounts']> =>
  (
    await dataOf<Page>(
      stack,
      `{ sipAccounts(${args}) { nodes { ${FIELDS} } sources { source { name } status error { code message } } } }`,
    )
  ).sipAccounts

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ server: { scopes: ['sip:credentials'], explain: true } })
})
afterAll(() => stack.close())

describe('accounts of Sippy', () => {
  const SIPPY = 'first: 50, sources: ["portasip-demo"]'

  test('have balances with the sign of all vendors, also one by one, where Sippy inverts it', async () => {
    const { nodes } = await pageOf(stack, SIPPY)
    // As the simulator has them: the first owes 9.5, the second has 3.5.
    const byId = new Map(nodes.map((node) => [node.nativeId, node]))
    expect(byId.get('1')?.balance?.amount).toEqual({ amount: '-9.5', currency: 'EUR' })
    expect(byId.get('2')?.balance?.amount).toEqual({ amount: '3.5', currency: 'EUR' })
    for (const { id, balance, blocked, expired } of nodes.slice(0, 4))
      expect(
        await dataOf(
          stack,
          `{ node(id: "${id}") { ... on SipAccount { blocked expired balance { amount { amount currency } } } } }`,
        ),
      ).toEqual({ node: { blocked, expired, balance } })
  })

  test('are active if they are neither blocked nor expired', async () => {
    const { nodes } = await pageOf(stack, SIPPY)
    expect(nodes.map(({ active }) => active)).toEqual(
      nodes.map(({ blocked, expired }) => blocked === false && expired === false),
    )
    const active = await pageOf(stack, `${SIPPY}, filter: { active: true }`)
    expect(active.nodes).toEqual(nodes.filter((node) => node.active))
    expect(new Set(nodes.map(({ status }) => status))).toEqual(new Set(['ON', 'UNKNOWN']))
  })

  test('belong to the customer of the configuration', async () => {
    expect((await pageOf(stack, `${SIPPY}, filter: { customerId: "1" }`)).nodes.length).toBeGreaterThan(5)
    const others = await pageOf(stack, `${SIPPY}, filter: { customerId: "2" }`)
    expect([others.nodes, others.sources]).toMatchObject([[], [{ status: 'UNSUPPORTED' }]])
  })

  test('are in no answer with the passwords that the switch sends', async () => {
    const { nodes } = await pageOf(stack, SIPPY)
    const document = `{ node(id: "${nodes[0]?.id}") { ... on SipAccount { name password contact } } }`
    const { text } = await stack.query(document)
    expect(text).toContain('"password":null')
    expect(text + stack.log.join('\n')).not.toContain('not-for-clients')
  })
})

describe('devices of MOR', () => {
  test('are listed for one customer only', async () => {
    const without = await pageOf(stack, 'first: 50')
    expect(without.sources).toContainEqual({
      source: { name: 'mor-demo' },
      status: 'UNSUPPORTED',
      error: { code: 'UNSUPPORTED', message: expect.stringContaining('filter.customerId') },
    })
    const { nodes } = await pageOf(stack, 'first: 50, sources: ["mor-demo"], filter: { customerId: "2" }')
    expect(nodes.length).toBeGreaterThan(0)
    expect(new Set(nodes.map(({ customer }) => customer?.nativeId))).toEqual(new Set(['2']))
    expect((await pageOf(stack, 'first: 5, sources: ["mor-demo"], filter: { customerId: "999" }')).nodes).toEqual([])
    expect(
      (await pageOf(stack, 'first: 5, sources: ["mor-demo"], filter: { customerId: "02" }')).sources,
    ).toMatchObject([{ status: 'UNSUPPORTED' }])
  })

  test('take one request for each customer', async () => {
    const document = `{ customers(first: 5, sources: ["mor-demo"]) {
      nodes { nativeId sipAccounts(first: 5) { nodes { nativeId customer { nativeId } } } } } }`
    stack.clock.nowMs += 60_000
    const requests = await requestsDuring(stack, async () => {
      const { customers } = await dataOf<{
        customers: { nodes: { nativeId: string; sipAccounts: { nodes: Account[] } }[] }
      }>(stack, document)
      for (const { nativeId, sipAccounts } of customers.nodes)
        expect(new Set(sipAccounts.nodes.map(({ customer }) => customer?.nativeId))).toEqual(new Set([nativeId]))
    })
    // The users, and the devices of five.
    expect(requests).toEqual({ 'mor-demo': 6 })
  })

  test('have passwords for those who may see them, which are in no plan and no log', async () => {
    const document =
      '{ sipAccounts(first: 1, sources: ["mor-demo"], filter: { customerId: "2" }) { nodes { password } } }'
    const { data, extensions } = await ask<Page>(stack, document)
    expect(data.sipAccounts.nodes).toEqual([{ password: 'not-for-clients' }])
    expect(JSON.stringify(extensions) + stack.log.join('\n')).not.toContain('not-for-clients')
    const guarded = await startStack({ vendors: ['mor'] })
    try {
      const refused = await guarded.query(document)
      expect(refused.text).not.toContain('not-for-clients')
      expect(refused.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    } finally {
      await guarded.close()
    }
  })

  test('cannot be fetched by id, which is said', async () => {
    const id = Buffer.from('t:mor-demo:2').toString('base64url')
    const { errors } = await ask(stack, `{ node(id: "${id}") { id } }`)
    expect(errors).toMatchObject([{ extensions: { code: 'UNSUPPORTED', source: 'mor-demo' } }])
  })
})
