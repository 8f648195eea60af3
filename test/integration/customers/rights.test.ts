// Customers and their balances in the hands of viewers who may see some of them only, over HTTP.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestsDuring } from '../../support/ask.js'
import { type GraphAnswer, type Stack, startStack } from '../../support/stack.js'
import { keyedRoles } from '../access/keyed-roles.js'

const SOURCE = 'mor-demo'
const of = (...customers: readonly string[]) => ({ sources: { [SOURCE]: { customers } } })
/** User 8 of MOR has another user as its reseller, and users 2 to 6 have the administrator. */
const SCOPES = ['customers:read', 'active:read', 'accounts:read', 'calls:read']
const { access, ask } = keyedRoles({
  everything: { scopes: SCOPES },
  tenant: { scopes: SCOPES, ...of('8') },
  both: { scopes: SCOPES, ...of('8', '2', '3', '4', '5') },
  other: { scopes: SCOPES, ...of('3') },
  callsOnly: { scopes: ['active:read', 'accounts:read'] },
  masked: { scopes: SCOPES, mask: ['phone', 'notes'] },
})
type Role = Parameters<typeof ask>[1]

const FIELDS = 'nativeId name login parent { nativeId } balance { amount { amount } }'
interface Node {
  readonly nativeId: string
  readonly parent: { readonly nativeId: string } | null
  readonly balance: { readonly amount: { readonly amount: string } } | null
}

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ access, vendors: ['mor', 'portasip'] })
})
afterAll(() => stack.close())

const post = (role: Role, document: string): Promise<GraphAnswer> => ask(stack, role, document)
async function listed(role: Role, args = ''): Promise<readonly Node[]> {
  const { body } = await post(role, `{ customers(first: 50, sources: ["${SOURCE}"]${args}) { nodes { ${FIELDS} } } }`)
  expect(body.errors).toBeUndefined()
  return (body.data as { customers: { nodes: Node[] } }).customers.nodes
}
const idsOf = (nodes: readonly Node[]) => nodes.map(({ nativeId }) => nativeId)

describe('a tenant', () => {
  test('sees its own customers, and how many these are', async () => {
    const document =
      '{ customers(first: 50) { nodes { nativeId source { name } } totalCount sources { source { name } } } }'
    expect((await post('tenant', document)).body).toEqual({
      data: {
        customers: {
          nodes: [{ nativeId: '8', source: { name: SOURCE } }],
          totalCount: 1,
          sources: [{ source: { name: SOURCE } }],
        },
      },
    })
    expect(idsOf(await listed('both'))).toEqual(['2', '3', '4', '5', '8'])
    expect((await listed('everything')).length).toBeGreaterThan(5)
  })

  test('does not see a reseller that is not its own', async () => {
    const reseller = (await listed('everything')).find(({ nativeId }) => nativeId === '8')?.parent
    expect(['2', '3', '4', '5']).toContain(reseller?.nativeId)
    expect((await listed('tenant')).map(({ parent }) => parent)).toEqual([null])
    expect((await listed('both')).find(({ nativeId }) => nativeId === '8')?.parent).toEqual(reseller)
    // The administrator is nobody's customer.
    expect((await listed('both')).find(({ nativeId }) => nativeId === '2')?.parent).toBeNull()
  })

  test('cannot find customers by a reseller that is not its own, and nothing is requested for it', async () => {
    const [reseller] = idsOf((await listed('both')).filter(({ nativeId }) => ['2', '3', '4', '5'].includes(nativeId)))
    const requests = await requestsDuring(stack, async () =>
      expect(await listed('tenant', `, filter: { parentId: "${reseller}" }`)).toEqual([]),
    )
    expect(requests).toEqual({})
    const parent = (await listed('everything')).find(({ nativeId }) => nativeId === '8')?.parent?.nativeId
    expect(idsOf(await listed('both', `, filter: { parentId: "${parent}" }`))).toEqual(['8'])
  })

  test('is shown the balance of no other customer, by whichever way', async () => {
    const whole = (await listed('everything')).find(({ nativeId }) => nativeId === '8')?.balance
    const one = (nativeId: string) => `{ customer(source: "${SOURCE}", nativeId: "${nativeId}") { ${FIELDS} } }`
    expect((await post('tenant', one('8'))).body.data).toMatchObject({ customer: { nativeId: '8', balance: whole } })
    expect((await post('tenant', one('3'))).body.data).toEqual({ customer: null })
    const node = Buffer.from(`u:${SOURCE}:3`).toString('base64url')
    expect((await post('tenant', `{ node(id: "${node}") { id } }`)).body.data).toEqual({ node: null })
    const other = await post('other', `{ node(id: "${node}") { ... on Customer { nativeId balance { kind } } } }`)
    expect(other.body.data).toMatchObject({ node: { nativeId: '3', balance: { kind: expect.any(String) } } })
    expect(other.text).not.toContain('"8"')
  })

  test('sees the devices of its own customers only', async () => {
    const document = (filter = '') =>
      `{ sipAccounts(first: 50, sources: ["${SOURCE}"]${filter}) { nodes { nativeId customer { nativeId } } } }`
    const nodes = (await post('tenant', document())).body.data as {
      sipAccounts: { nodes: { customer: { nativeId: string } }[] }
    }
    expect(new Set(nodes.sipAccounts.nodes.map(({ customer }) => customer.nativeId))).toEqual(new Set(['8']))
    const several = (await post('both', document())).body.data as typeof nodes
    expect(new Set(several.sipAccounts.nodes.map(({ customer }) => customer.nativeId))).toEqual(
      new Set(['2', '3', '4', '5', '8']),
    )
    const requests = await requestsDuring(stack, async () =>
      expect((await post('tenant', document(', filter: { customerId: "3" }'))).body.data).toEqual({
        sipAccounts: { nodes: [] },
      }),
    )
    expect(requests).toEqual({})
  })
})

describe('who may read records that mention customers, and not customers', () => {
  test('is refused their balances, and not their names', async () => {
    const calls = (fields: string) => `{ activeCalls(first: 5) { nodes { customer { ${fields} } } } }`
    expect((await post('callsOnly', calls('nativeId name'))).body.errors).toBeUndefined()
    for (const field of ['balance { kind }', 'status', 'login', 'parent { nativeId }', 'baseCurrency', 'description'])
      expect((await post('callsOnly', calls(field))).body.errors, field).toMatchObject([
        { extensions: { code: 'FORBIDDEN' } },
      ])
    expect((await post('callsOnly', '{ customers(first: 1) { totalCount } }')).body.errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ])
  })
})

describe('who is shown texts masked', () => {
  test('cannot search in them, and sees logins and descriptions masked', async () => {
    const search = await post('masked', '{ customers(first: 5, filter: { search: "a" }) { totalCount } }')
    expect(search.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    const { body } = await post(
      'masked',
      '{ customers(first: 50, sources: ["portasip-demo"]) { nodes { login description balance { kind } } } }',
    )
    expect(body.errors).toBeUndefined()
    const { nodes } = (body.data as { customers: { nodes: { login: string; description: string | null }[] } }).customers
    expect(nodes.length).toBeGreaterThan(3)
    expect(nodes.filter(({ login, description }) => /customer\d/.test(login) || description !== null)).toEqual([])
  })
})
