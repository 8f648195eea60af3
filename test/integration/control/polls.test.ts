// A wallboard sends the same query again and again, and shares whole answers with others that do. After an action, no
// earlier answer is used.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Intercepted, startIntercepted } from '../../support/interceptor.js'
import { doneOf, tryToEnd } from './acting.js'

const PORTASIP = 'portasip-demo'
const POLL = `{ activeCalls(first: 1000, sources: ["${PORTASIP}"]) { nodes { nativeId } } }`

let stack: Intercepted
beforeAll(async () => {
  const basePath = '/xmlapi/xmlapi'
  stack = await startIntercepted(PORTASIP, basePath, {
    vendors: ['portasip', 'telecomx', 'restcomm'],
    // Everything that is not forgotten is shared for long.
    overrides: {
      'restcomm-demo': { control: false },
      [PORTASIP]: { retries: 0, timeoutMs: 1000, freshness: { activeCalls: '1h' }, staleOnError: 0 },
    },
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

test('a poll that is shared is executed again after an action', async () => {
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

test('a poll that was in flight during the action is not shared', async () => {
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

/** Whether the last poll was answered by a whole cached answer. */
const wasShared = (): boolean =>
  stack.log.findLast((line) => line.includes('graphql request'))?.includes('"shared":true') ?? false

test.each([
  ['an id that no vendor has', () => tryToEnd(stack, 'disconnectCall', PORTASIP, 'x'.repeat(501))],
  ['an id that the adapter refuses', () => tryToEnd(stack, 'disconnectAccount', PORTASIP, 'no number')],
  ['an operation that the source lacks', () => tryToEnd(stack, 'disconnectCustomer', 'telecomx-demo', '4')],
  ['a source without control', () => tryToEnd(stack, 'disconnectCall', 'restcomm-demo', '1')],
  ['an action at another source', () => tryToEnd(stack, 'disconnectCall', 'telecomx-demo', 'nobody@192.0.2.1')],
])('a poll stays shared when nothing was sent to its source: %s', async (_what, attempt) => {
  const before = await poll()
  const asked = listings()
  await attempt()
  expect(await poll()).toEqual(before)
  expect(wasShared()).toBe(true)
  expect(listings()).toBe(asked)
})

test('a poll of several sources is executed again after an action at one of them, but only the lists of that one are read again', async () => {
  const both = '{ activeCalls(first: 1000, sources: ["portasip-demo", "telecomx-demo"]) { totalCount } }'
  await stack.query(both)
  await stack.query(both)
  const asked = listings()
  await tryToEnd(stack, 'disconnectCall', 'telecomx-demo', 'nobody@192.0.2.1')
  await stack.query(both)
  expect(wasShared()).toBe(false)
  expect(listings()).toBe(asked)
})
