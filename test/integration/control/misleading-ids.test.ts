// Call-IDs that look like paths: callers choose them. They are one segment of the path, byte for byte, and a hang-up is
// sent only when the vendor has shown that it means this call.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { dataOf } from '../../support/ask.js'
import { type Fate, type Intercepted, startIntercepted } from '../../support/interceptor.js'
import { doneOf, tryToEnd } from './acting.js'

const TELECOMX = 'telecomx-demo'
const ID = 'a/../b?c@host'
const SEGMENT = '/sbc/session/a%2F..%2Fb%3Fc%40host'

let stack: Intercepted
beforeAll(async () => {
  stack = await startIntercepted(TELECOMX, '', { vendors: ['telecomx'] })
})
afterAll(() => stack?.close())
beforeEach(() => void (stack.clock.nowMs += 61_000))

const json = (value: unknown): Fate => ({ status: 200, contentType: 'application/json', body: JSON.stringify(value) })
const session = (callId: string) => ({ callId, started: '2026-03-03T11:59:00.000Z', aNumber: '101', bNumber: '102' })

/** The requests to the vendor for one session, as the bytes of their request lines. */
async function linesDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = stack.seen.length
  await work()
  return stack.seen
    .slice(before)
    .map(({ method, raw }) => `${method} ${raw.url}`)
    .filter((line) => line.includes('/sbc/session/'))
}

const givingRecordOf = (callId: string) =>
  stack.setFate(({ method, raw }) => {
    if (raw.url !== SEGMENT) return 'pass'
    return method === 'DELETE' ? json({ success: true }) : json(session(callId))
  })

test('such a session is found by its id', async () => {
  givingRecordOf(ID)
  const id = toGlobalId('Session', TELECOMX, ID)
  const lines = await linesDuring(async () =>
    expect(await dataOf(stack, 'query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: { id } }),
  )
  expect(lines).toEqual([`GET ${SEGMENT}`])
})

test('its trace shows it', async () => {
  givingRecordOf(ID)
  const id = toGlobalId('Session', TELECOMX, ID)
  const document = 'query ($id: ID!) { node(id: $id) { ... on Session { trace { records { id } } } } }'
  expect(await dataOf(stack, document, { id })).toMatchObject({ node: { trace: { records: [{ id }] } } })
})

test('and it is ended, after the vendor has shown that it means it', async () => {
  givingRecordOf(ID)
  const lines = await linesDuring(async () =>
    expect(await doneOf(tryToEnd(stack, 'disconnectCall', TELECOMX, ID))).toMatchObject({ outcome: 'REQUESTED' }),
  )
  expect(lines).toEqual([`GET ${SEGMENT}`, `DELETE ${SEGMENT}`])
})

test('a vendor that resolves the path ends nothing, and its record is not taken for this one', async () => {
  givingRecordOf('b?c@host')
  const id = toGlobalId('Session', TELECOMX, ID)
  const lines = await linesDuring(async () => {
    expect(await dataOf(stack, 'query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null })
    stack.clock.nowMs += 61_000
    expect(await doneOf(tryToEnd(stack, 'disconnectCall', TELECOMX, ID))).toMatchObject({
      outcome: 'FAILED',
      error: { code: 'REJECTED' },
    })
  })
  expect(lines).toEqual([`GET ${SEGMENT}`, `GET ${SEGMENT}`])
})

test('the simulator receives the same bytes, and has no such call', async () => {
  stack.setFate(() => 'pass')
  const requests = stack.hosts[TELECOMX]?.requests ?? []
  const before = requests.length
  expect(await doneOf(tryToEnd(stack, 'disconnectCall', TELECOMX, ID))).toMatchObject({ outcome: 'NOT_FOUND' })
  expect(requests.slice(before).filter(({ path }) => path.startsWith('/sbc/session/'))).toMatchObject([
    { method: 'GET', path: SEGMENT },
  ])
})
