// A wallboard asks the same again and again, and shares whole answers with others who do. After an action, no answer
// from before is given.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Intercepted, startIntercepted } from '../links/interceptor.js'
import { doneOf, tryToEnd } from './acting.js'

const PORTASIP = 'portasip-demo'
const POLL = `{ activeCalls(first: 1000, sources: ["${PORTASIP}"]) { nodes { nativeId } } }`

let stack: Intercepted
beforeAll(async () => {
  const basePath = '/xmlapi/xmlapi'
  stack = await startIntercepted(PORTASIP, basePath, {
    vendors: ['portasip'],
    // Whatever is not forgotten is shared for long.
    overrides: { [PORTASIP]: { retries: 0, timeoutMs: 1000, freshness: { activeCalls: '1h' }, staleOnError: 0 } },
  })
})
afterAll(() => stack?.close())
beforeEach(() => stack.setFate(() => 'pass'))

async function poll(): Promise<readonly string[]> {
  const { body } = await stack.query(POLL)
  const { data }: { data?: { activeCalls: { nodes: readonly { nativeId: string }[] } | null } } = JSON.parse(
    JSON.stringify(body),
  )
  return data?.activeCalls?.nodes.map(({ nativeId }) => nativeId) ?? []
}
const listings = (): number => stack.seen.filter(({ body }) => body.includes('<methodName>listActiveCalls<')).length

test('a poll that is shared is made anew after an action', async () => {
  const before = await poll()
  const asked = listings()
  for (let again = 0; again < 3; again++) expect(await poll()).toEqual(before)
  expect(listings()).toBe(asked)
  const [first = '', ...others] = before
  expect(await doneOf(tryToEnd(stack, 'disconnectCall', PORTASIP, first))).toMatchObject({ outcome: 'REQUESTED' })
  expect(await poll()).toEqual(others)
  expect(await poll()).toEqual(others)
  expect(listings()).toBe(asked + 1)
})

test("a poll that was under way when the action was done is nobody else's", async () => {
  const before = await poll()
  const [first = '', ...others] = before
  expect(before.length).toBeGreaterThan(1)
  expect(await doneOf(tryToEnd(stack, 'disconnectCall', PORTASIP, first))).toMatchObject({ outcome: 'REQUESTED' })
  const asked = listings()
  stack.setFate(({ body }) => (body.includes('listActiveCalls') && listings() === asked + 1 ? 'hang' : 'pass'))
  const underWay = poll()
  await expect.poll(listings).toBe(asked + 1)
  const [second = '', ...rest] = others
  expect(await doneOf(tryToEnd(stack, 'disconnectCall', PORTASIP, second))).toMatchObject({ outcome: 'REQUESTED' })
  expect(await poll()).toEqual(rest)
  expect(await underWay).toEqual([])
  expect(await poll()).toEqual(rest)
})
