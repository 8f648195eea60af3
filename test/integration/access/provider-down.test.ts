// A gateway whose provider of keys is down, or is attacked through the gateway, over HTTP.

import { describe, expect, test } from 'vitest'
import { NOON, type Stack } from '../../support/stack.js'
import { createKey, DOWN, signToken, startIdentityProvider } from '../../unit/src/access/identity-provider.js'
import { bearer, key, newBody, openSignedInStack, post } from './signed-in-stack.js'

const own = createKey('own')
const stranger = createKey('own')
const HOUR_MS = 3_600_000

async function open(isUp: boolean) {
  const provider = await startIdentityProvider(own)
  if (!isUp) provider.fail(DOWN)
  const stack = await openSignedInStack({
    jwt: [{ issuer: provider.issuer, audience: 'trunkline', claims: { tenant: 'customer_id' } }],
  })
  const token = (signer = own, header = {}) =>
    signToken(provider.issuer, signer, { nowMs: stack.clock.nowMs, header, claims: { sub: `user-${++users}` } })
  return { provider, stack, token }
}
let users = 0

const briefOf = async (stack: Stack, token: string) => (await post(stack.url, newBody(), bearer(token))).brief

describe('keys that cannot be read', () => {
  test('at the start: 503 with Retry-After, never anonymous; keys of the configuration work; tokens do half a minute later', async () => {
    const { provider, stack, token } = await open(false)
    for (let time = 0; time < 2; time++) {
      const { brief, text } = await post(stack.url, newBody(), bearer(await token()))
      expect(brief).toBe('503 AUTH_UNAVAILABLE')
      expect(text).toMatch(/^retry-after: \d+/im)
    }
    expect(await briefOf(stack, key.key)).toBe('200 answered')
    expect(stack.log.join('')).toContain('"type":"issuer-keys"')
    provider.fail(null)
    stack.clock.nowMs += 31_000
    for (let time = 0; time < 2; time++) expect(await briefOf(stack, await token())).toBe('200 answered')
  })

  test('later: the last ones are used for a day, then 503', async () => {
    const { provider, stack, token } = await open(true)
    expect(await briefOf(stack, await token())).toBe('200 answered')
    provider.fail(DOWN)
    stack.clock.nowMs = NOON + 23 * HOUR_MS
    for (let time = 0; time < 2; time++) expect(await briefOf(stack, await token())).toBe('200 answered')
    stack.clock.nowMs = NOON + 25 * HOUR_MS
    for (let time = 0; time < 2; time++) expect(await briefOf(stack, await token())).toBe('503 AUTH_UNAVAILABLE')
  })
})

/** Sends one after another, over one connection. */
async function manyStatuses(stack: Stack, tokens: readonly string[]): Promise<Readonly<Record<number, number>>> {
  const counts: Record<number, number> = {}
  for (const token of tokens) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const response = await fetch(`${stack.url}/graphql`, { method: 'POST', headers, body: '{"query":"{__typename}"}' })
    await response.text()
    counts[response.status] = (counts[response.status] ?? 0) + 1
  }
  return counts
}

test('a thousand tokens with unknown kids while the provider is down: 401 each, one reading, and good tokens work', async () => {
  const { provider, stack, token } = await open(true)
  const good = await token()
  expect(await briefOf(stack, good)).toBe('200 answered')
  provider.fail(DOWN)
  stack.clock.nowMs += 31_000
  const before = provider.keyReadings()
  const tokens = await Promise.all(Array.from({ length: 1000 }, (_, at) => token(own, { kid: `kid-${at}` })))
  expect(await manyStatuses(stack, tokens)).toEqual({ 401: 1000 })
  expect(provider.keyReadings() - before).toBeLessThanOrEqual(1)
  for (let time = 0; time < 2; time++) expect(await briefOf(stack, await token())).toBe('200 answered')
})

test('a hundred tokens with wrong signatures: fifty are checked, then 429 with Retry-After; known tokens and keys still work', async () => {
  const { stack, token } = await open(true)
  const good = await token()
  expect(await briefOf(stack, good)).toBe('200 answered')
  const tokens = await Promise.all(Array.from({ length: 100 }, () => token(stranger)))
  expect(await manyStatuses(stack, tokens)).toEqual({ 401: 50, 429: 50 })
  const { brief, text } = await post(stack.url, newBody(), bearer(await token()))
  expect(brief).toBe('429 TOO_MANY_ATTEMPTS')
  expect(text).toMatch(/^retry-after: 10/im)
  expect(await briefOf(stack, good)).toBe('200 answered')
  expect(await briefOf(stack, key.key)).toBe('200 answered')
  stack.clock.nowMs += 10_000
  expect(await briefOf(stack, await token())).toBe('200 answered')
})
