import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Stack, startStack } from '../../support/stack.js'
import { askAs, EVERY_SCOPE, type Viewer } from './viewers.js'

vi.mock('../../../src/access/gate.js', () => import('./viewers.js'))

// SIP accounts of viewers of several customers. Without a reseller, the vendor's list has the accounts of its user's own
// customer only, so there is one request for each customer; the answers are one list.

const SOURCE = 'telecomx-demo'
const customer = (at: number) => `C${String(at).padStart(23, '0')}`
const viewerOf = (...customers: readonly number[]): Viewer => ({
  scopes: EVERY_SCOPE,
  sources: { [SOURCE]: customers.map(customer) },
})

interface Page {
  readonly nodes: readonly { readonly id: string; readonly customer: { readonly nativeId: string } }[]
  readonly totalCount: number | null
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}
const PAGE = `query($first: Int, $after: String, $filter: SipAccountFilter) { sipAccounts(first: $first, after: $after, filter: $filter) {
  nodes { id customer { nativeId } } totalCount pageInfo { hasNextPage endCursor } } }`

let stack: Stack
afterAll(() => stack?.close())

async function pageAs(viewer: Viewer, variables: object = { first: 1000 }): Promise<Page> {
  const { body } = await askAs(stack, viewer, PAGE, variables)
  expect(body.errors ?? []).toEqual([])
  return (Object(body.data) as { sipAccounts: Page }).sipAccounts
}
const idsOf = ({ nodes }: Page) => nodes.map(({ id }) => id)
async function requestsDuring<Result>(
  run: () => Promise<Result>,
): Promise<[result: Result, queries: readonly string[]]> {
  const received = stack.hosts[SOURCE]?.requests ?? []
  const before = received.length
  const result = await run()
  return [result, received.slice(before).flatMap(({ path, query }) => (path === '/sip' ? [query] : []))]
}
/** What a viewer of each customer alone is shown. */
async function oneByOne(customers: readonly number[]): Promise<readonly string[]> {
  const pages = await Promise.all(customers.map((at) => pageAs(viewerOf(at))))
  return pages.flatMap(idsOf)
}

describe.each([
  ['without a reseller', undefined],
  ['with the reseller of all', 'E00000000000000000000000'],
])('%s', (_, resellerId) => {
  beforeAll(async () => {
    await stack?.close()
    stack = await startStack({
      vendors: ['telecomx'],
      world: { history: 10, customers: 30 },
      overrides: { [SOURCE]: { resellerId } },
    })
  })

  test.each([[[2, 5]], [[7, 1, 4, 2, 3, 5, 6, 8]]])(
    'a viewer of the customers %j sees the accounts of each, in one list, and each customer is asked for once',
    async (customers) => {
      const expected = await oneByOne(customers)
      expect(expected.length).toBeGreaterThan(customers.length)
      for (let time = 0; time < 2; time++) {
        stack.clock.nowMs += 60_000
        const [page, queries] = await requestsDuring(() => pageAs(viewerOf(...customers)))
        expect(idsOf(page).toSorted()).toEqual(expected.toSorted())
        expect(page.totalCount).toBe(expected.length)
        const asked = queries.map((query) => new URLSearchParams(query).get('customer'))
        expect(asked.toSorted()).toEqual(customers.map(customer).toSorted())
      }
    },
  )

  test('it is paged like any list, each account once', async () => {
    const viewer = viewerOf(2, 5, 9)
    const whole = idsOf(await pageAs(viewer))
    const found: string[] = []
    let after: string | null = null
    do {
      const page: Page = await pageAs(viewer, { first: 2, after })
      found.push(...idsOf(page))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    expect(found).toEqual(whole)
  })

  test('a filter by one of them requests that one, and one by somebody else requests nothing', async () => {
    const viewer = viewerOf(2, 5)
    const [own, asked] = await requestsDuring(() => pageAs(viewer, { filter: { customerId: customer(5) } }))
    expect(idsOf(own)).toEqual(idsOf(await pageAs(viewerOf(5))))
    expect(asked).toHaveLength(1)
    const [none, queries] = await requestsDuring(() => pageAs(viewer, { filter: { customerId: customer(3) } }))
    expect([none.nodes, queries]).toEqual([[], []])
  })

  test('viewers of nine customers see the accounts of each, too', async () => {
    const customers = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    const [page, queries] = await requestsDuring(() => pageAs(viewerOf(...customers)))
    expect(idsOf(page).toSorted()).toEqual((await oneByOne(customers)).toSorted())
    const asked = queries.filter((query) => new URLSearchParams(query).has('customer'))
    expect(asked).toHaveLength(resellerId === undefined ? 9 : 0)
  })
})
