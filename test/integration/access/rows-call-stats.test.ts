// What statistics of ended calls show to whom: those of the rows that a viewer may see, and costs by their own right.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Stack, startStack } from '../../support/stack.js'
import { STATS, type Stats } from '../history/stats-query.js'
import { askAs, type Viewer } from './viewers.js'

vi.mock('../../../src/access/gate.js', () => import('./viewers.js'))

const [TELECOMX, MOR] = ['telecomx-demo', 'mor-demo']
const WINDOW = { startedFrom: '2026-02-20T00:00:00Z', startedTo: '2026-03-03T13:00:00Z' }
const COUNTS = `query ($filter: CallFilter!, $by: [CallGrouping!]!) { callStats(filter: $filter, groupBy: $by) {
  attempts answered minutes acdSeconds precision coverage { rowsRead }
  groups { attempts answered source { name } customer { nativeId } accountId }
  sources { source { name } status totalCount requests } } }`

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['telecomx', 'mor'], world: { history: 400, customers: 6 } })
})
afterAll(() => stack?.close())

const asViewer = async (viewer: Viewer | null, document: string, by: readonly string[] = [], filter: object = {}) => {
  const { body } = await askAs(stack, viewer, document, { filter: { ...WINDOW, ...filter }, by })
  return { stats: (body.data as { callStats: Stats | null } | null)?.callStats ?? null, errors: body.errors }
}

interface Listed {
  readonly status: string
  readonly answeredAt: string | null
  readonly durationSeconds: number | null
  readonly accountId: string | null
  readonly customer: { readonly nativeId: string } | null
}
/** The calls of the window that a viewer sees in the list, without those that are in progress. */
async function listed(viewer: Viewer | null): Promise<readonly Listed[]> {
  const document = `query ($filter: CallFilter) { calls(filter: $filter, first: 1000) {
    nodes { status answeredAt durationSeconds accountId customer { nativeId } } pageInfo { hasNextPage } } }`
  const { body } = await askAs(stack, viewer, document, { filter: WINDOW })
  const { nodes, pageInfo } = (body.data as { calls: { nodes: Listed[]; pageInfo: { hasNextPage: boolean } } }).calls
  expect(pageInfo.hasNextPage).toBe(false)
  return nodes.filter(({ status }) => !['IN_PROGRESS', 'RINGING', 'QUEUED'].includes(status))
}

const someCustomer = async (): Promise<string> => {
  const ids = (await listed(null)).flatMap(({ customer }) => customer?.nativeId ?? [])
  const id = ids[0]
  if (id === undefined) throw new Error('no call has a customer')
  return id
}

test("a tenant's statistics are those of the calls in its list", async () => {
  const own = await someCustomer()
  const tenant: Viewer = { scopes: ['calls:read', 'stats:read', 'explain'], sources: { [TELECOMX]: [own] } }
  const [calls, everything] = [await listed(tenant), await listed(null)]
  expect(calls.length).toBeGreaterThan(3)
  expect(calls.length).toBeLessThan(everything.length)
  const { stats, errors } = await asViewer(tenant, COUNTS, ['CUSTOMER', 'ACCOUNT'])
  expect(errors).toBeUndefined()
  const talk = calls.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0)
  const answered = calls.filter(({ answeredAt }) => answeredAt !== null).length
  expect(stats).toMatchObject({ attempts: calls.length, answered, minutes: talk / 60, precision: 'EXACT' })
  expect(stats?.groups.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(calls.length)
  // Of what concerns other parties nothing is shown, in no group either.
  for (const { customer } of stats?.groups ?? []) expect([own, undefined]).toContain(customer?.nativeId)
  const groupsOf = (by: (call: Listed) => string) => new Set(calls.map(by)).size
  expect(stats?.groups).toHaveLength(groupsOf(({ customer, accountId }) => `${customer?.nativeId} ${accountId}`))
  // How many requests it takes says how many calls others have.
  expect(stats?.sources).toMatchObject([{ source: { name: TELECOMX }, status: 'OK', requests: 0 }])
  expect(stats?.coverage.rowsRead).toBeLessThan(everything.length)
})

test('a tenant counts nothing of a customer of others, and nothing is requested', async () => {
  const own = await someCustomer()
  const foreign = (await listed(null)).find(({ customer }) => customer !== null && customer.nativeId !== own)?.customer
  const tenant: Viewer = { scopes: ['calls:read', 'stats:read'], sources: { [TELECOMX]: [own] } }
  const before = stack.hosts[TELECOMX]?.requests.length
  for (const customerId of [foreign?.nativeId, 'no-such-customer']) {
    const { stats } = await asViewer(tenant, COUNTS, [], { customerId })
    expect(stats).toMatchObject({ attempts: 0, precision: 'EXACT', coverage: { rowsRead: 0 } })
  }
  expect(stack.hosts[TELECOMX]?.requests.length).toBe(before)
})

describe('rights', () => {
  const [own, all] = [['stats:read'] as const, { [TELECOMX]: 'all', [MOR]: 'all' } as const]
  const select = (fields: string) => `query ($filter: CallFilter!, $by: [CallGrouping!]!) {
    callStats(filter: $filter, groupBy: $by) { ${fields} } }`
  const refusal = async (viewer: Viewer, fields: string, by: readonly string[] = []) =>
    (await asViewer(viewer, select(fields), by)).errors?.map(({ extensions }) => extensions)

  test('statistics need stats:read', async () => {
    const viewer: Viewer = { scopes: ['calls:read'], sources: all }
    expect(await refusal(viewer, 'attempts')).toMatchObject([{ code: 'FORBIDDEN', scope: 'stats:read' }])
    expect((await asViewer({ scopes: own, sources: all }, select('attempts'))).errors).toBeUndefined()
  })

  test('the price needs what the price of a call needs', async () => {
    const viewer: Viewer = { scopes: own, sources: all }
    expect(await refusal(viewer, 'price { amount }')).toMatchObject([{ code: 'FORBIDDEN', scope: 'calls:read' }])
    expect(await refusal(viewer, 'groups { price { amount } }', ['SOURCE'])).toMatchObject([{ scope: 'calls:read' }])
    const reader: Viewer = { scopes: ['calls:read', ...own], sources: all }
    const { stats, errors } = await asViewer(reader, select('price { amount currency }'))
    expect(errors).toBeUndefined()
    expect(stats?.price.length).toBeGreaterThan(0)
  })

  test.each([
    ['cost { amount }', []],
    ['margin { amount }', []],
    ['groups { cost { amount } }', ['SOURCE']],
    ['groups { margin { amount } }', ['SOURCE']],
    ['groups { carrier }', ['SOURCE']],
    ['groups { attempts }', ['CARRIER']],
    ['attempts', ['SOURCE', 'CARRIER']],
  ])('%s by %j needs costs:read', async (fields, by) => {
    const viewer: Viewer = { scopes: ['calls:read', ...own], sources: all }
    expect(await refusal(viewer, fields, by)).toMatchObject([{ code: 'FORBIDDEN', scope: 'costs:read' }])
    const accountant: Viewer = { scopes: ['calls:read', 'costs:read', ...own], sources: all }
    expect((await asViewer(accountant, select(fields), by)).errors).toBeUndefined()
  })

  test('costs are shown where the right to them covers every call that is counted', async () => {
    // Of all calls the statistics, of one source the costs.
    const document = select('cost { amount }')
    const { body } = await askAs(
      stack,
      { scopes: ['calls:read', 'costs:read', ...own], sources: { [MOR]: 'all' } },
      document,
      { filter: WINDOW, by: [] },
    )
    expect(body.errors).toBeUndefined()
  })

  test('the margin of the administrator is the price less the cost of the calls that have both', async () => {
    const { stats } = await asViewer(null, STATS, ['CARRIER'])
    const group = stats?.groups.find(({ carrier }) => carrier === 'carrier-a')
    expect(group?.source).toEqual({ name: MOR })
    const amountOf = (sums: readonly { readonly amount: string }[] | undefined) => Number(sums?.[0]?.amount)
    expect(group?.margin).toHaveLength(1)
    expect(amountOf(group?.margin)).toBeCloseTo(amountOf(group?.price) - amountOf(group?.cost), 6)
    expect(group?.margin[0]?.calls).toBe(group?.price[0]?.calls)
  })
})
