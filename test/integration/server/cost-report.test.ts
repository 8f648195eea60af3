// extensions.cost: what an operation may cost, and what it has cost, on request.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['telecomx'] })
})
afterAll(() => stack.close())

const QUERY = '{ calls(first: 3) { nodes { id } } }'
const ASKING = { 'x-trunkline-cost': '1' }

interface WithCost {
  readonly extensions?: { readonly cost?: unknown }
}
async function costOf(headers?: Record<string, string>): Promise<unknown> {
  const { text } = await stack.query(QUERY, undefined, headers)
  const body: WithCost = JSON.parse(text)
  return body.extensions?.cost
}

test('the estimate and what was used are in the answer, on both ways', async () => {
  const requested = { cost: 13, records: 3, lists: 1, bytes: expect.any(Number) }
  const actual = { cost: 13, records: 3, lists: 1, bytes: expect.any(Number) }
  expect(await costOf(ASKING)).toEqual({ requested, actual: { ...actual, vendorRequests: 1 } })
  // Now the list is cached; the answer is not, as each reports its own request.
  for (let each = 0; each < 2; each++)
    expect(await costOf(ASKING)).toEqual({ requested, actual: { ...actual, vendorRequests: expect.any(Number) } })
})

test('other answers do not have it, also between those that do', async () => {
  for (let each = 0; each < 3; each++) {
    expect(await costOf()).toBeUndefined()
    expect(await costOf(ASKING)).toBeDefined()
  }
})

test('clients must not cache it', async () => {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...ASKING },
    body: JSON.stringify({ query: QUERY }),
  })
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('vary')).toContain('x-trunkline-cost')
})
