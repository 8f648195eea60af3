// The keys of an issuer: when they are read, what happens while they cannot be, and what their change does.

import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Presented } from '../../../../../src/access/sign-in/credentials.js'
import { createJsonFetcher, fetchKeySet } from '../../../../../src/access/sign-in/fetch-json.js'
import { fakeClock, serve } from '../../transport/fixtures.js'
import { ask, askTwice, issuerSettings, openGate, request, twice, withToken } from '../gates.js'
import {
  createKey,
  DOWN,
  HANGING,
  type IdentityProvider,
  type SigningKey,
  signToken,
  startIdentityProvider,
  toJwk,
} from '../identity-provider.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const UNAVAILABLE =
  '503 AUTH_UNAVAILABLE: tokens cannot be checked at the moment: the keys of their issuer could not be read'
const UNKNOWN_KEY = '401 UNAUTHENTICATED: the token is signed by a key that its issuer does not have'

const key = createKey('first')
const next = createKey('second')

interface Stage {
  readonly provider: IdentityProvider
  readonly clock: ReturnType<typeof fakeClock>
  readonly failures: readonly unknown[]
  readonly gate: ReturnType<typeof openGate>['gate']
  /** A token that was signed just now. */
  token(by?: SigningKey, claims?: Readonly<Record<string, unknown>>): Promise<Presented>
}

async function stage(more: { readonly timeoutMs?: number } = {}): Promise<Stage> {
  const provider = await startIdentityProvider(key)
  const clock = fakeClock()
  const { gate, failures } = openGate({ jwt: [issuerSettings(provider.issuer)] }, clock.now, more)
  return {
    provider,
    clock,
    gate,
    failures,
    token: async (by = key, claims = {}) =>
      withToken(await signToken(provider.issuer, by, { nowMs: clock.now(), claims })),
  }
}

describe('a provider that is down', () => {
  test.each([
    ['refuses connections', DOWN],
    ['answers 500', (response: ServerResponse) => response.writeHead(500).end('{}')],
    ['answers with no JSON', (response: ServerResponse) => response.end('<html>')],
    ['has no keys', (response: ServerResponse) => response.end('{"keys":[]}')],
  ])('from the start, and %s: 503, never anonymous, and let in when it is back', async (_, failure) => {
    const { provider, clock, gate, token, failures } = await stage()
    provider.fail(failure)
    const presented = await token()
    expect(await askTwice(gate, presented)).toEqual(twice(UNAVAILABLE))
    expect(await gate.admit(presented)).toMatchObject({ retryAfterS: 30 })
    expect(await ask(gate, request([]))).toBe('401 UNAUTHENTICATED: sign-in is required')
    expect(failures).toHaveLength(1)
    provider.fail(null)
    expect(await ask(gate, presented)).toBe(UNAVAILABLE)
    clock.advance(30 * SECOND)
    expect(await askTwice(gate, presented)).toEqual(twice('token alice'))
    expect(provider.keyReadings()).toBe(2)
  })

  test.each<[what: string, keys: readonly object[]]>([
    ['none', []],
    ['private ones only', [{ ...key.privateKey.export({ format: 'jwk' }), kid: 'first' }]],
    ['symmetric ones only', [{ kty: 'oct', k: 'AAAA', kid: 'first' }]],
    ['what is no key', [{ kid: 'first' }]],
  ])('in that it publishes no public key, but %s: 503, and the last good ones stay in use', async (_, keys) => {
    const { provider, clock, gate, token } = await stage()
    provider.publish(...keys)
    expect(await askTwice(gate, await token())).toEqual(twice(UNAVAILABLE))
    provider.publish(toJwk(key))
    clock.advance(30 * SECOND)
    expect(await ask(gate, await token())).toBe('token alice')
    provider.publish(...keys)
    clock.advance(30 * SECOND)
    expect(await ask(gate, await token(next))).toBe(UNKNOWN_KEY)
    expect(await askTwice(gate, await token())).toEqual(twice('token alice'))
  })

  test('while our clock is set back: its keys are still read again', async () => {
    const { provider, clock, gate, token } = await stage()
    provider.fail(DOWN)
    expect(await ask(gate, await token())).toBe(UNAVAILABLE)
    provider.fail(null)
    clock.advance(-HOUR)
    expect(await ask(gate, await token())).toBe('token alice')
  })

  test('and hangs from the start: 503 when the time for it is over', async () => {
    const { provider, gate, token, failures } = await stage({ timeoutMs: 50 })
    provider.fail(HANGING)
    expect(await askTwice(gate, await token())).toEqual(twice(UNAVAILABLE))
    expect(failures).toHaveLength(1)
  })

  test('later: its last good keys are used for a day, then 503', async () => {
    const { provider, clock, gate, token } = await stage()
    expect(await ask(gate, await token())).toBe('token alice')
    provider.fail(DOWN)
    for (let hours = 1; hours < 24; hours++) {
      clock.advance(HOUR)
      expect(await askTwice(gate, await token())).toEqual(twice('token alice'))
    }
    clock.advance(HOUR)
    expect(await askTwice(gate, await token())).toEqual(twice(UNAVAILABLE))
    provider.fail(null)
    clock.advance(30 * SECOND)
    expect(await askTwice(gate, await token())).toEqual(twice('token alice'))
  })

  test('while a thousand tokens with unknown kids come: one reading in 30 seconds, and good tokens are let in', async () => {
    const { provider, clock, gate, token } = await stage()
    const good = await token()
    expect(await ask(gate, good)).toBe('token alice')
    provider.fail(DOWN)
    clock.advance(31 * SECOND)
    const before = provider.keyReadings()
    const hostile = await Promise.all(
      Array.from({ length: 1000 }, async (_, at) =>
        withToken(await signToken(provider.issuer, next, { nowMs: clock.now(), header: { kid: `unknown-${at}` } })),
      ),
    )
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(hostile.map((presented) => ask(gate, presented)))
      expect(new Set(answers)).toEqual(new Set([UNKNOWN_KEY]))
      expect(provider.keyReadings() - before).toBe(1)
      expect(await ask(gate, good)).toBe('token alice')
    }
    clock.advance(30 * SECOND)
    await Promise.all(hostile.map((presented) => ask(gate, presented)))
    expect(provider.keyReadings() - before).toBe(2)
    expect(await askTwice(gate, await token())).toEqual(twice('token alice'))
  })
})

describe('a change of keys', () => {
  test('is found by the first token of the new key, at most once in 30 seconds', async () => {
    const { provider, clock, gate, token } = await stage()
    expect(await ask(gate, await token())).toBe('token alice')
    provider.publish(toJwk(key), toJwk(next))
    expect(await askTwice(gate, await token(next))).toEqual(twice(UNKNOWN_KEY))
    clock.advance(30 * SECOND)
    expect(await askTwice(gate, await token(next))).toEqual(twice('token alice'))
    expect(provider.keyReadings()).toBe(2)
  })

  test('that takes a key away refuses its tokens, verified ones included', async () => {
    const { provider, clock, gate, token } = await stage()
    const old = await token()
    expect(await askTwice(gate, old)).toEqual(twice('token alice'))
    provider.publish(toJwk(next))
    clock.advance(30 * SECOND)
    expect(await ask(gate, old)).toBe('token alice')
    // A token of the new key makes it known.
    expect(await ask(gate, await token(next))).toBe('token alice')
    expect(await askTwice(gate, old)).toEqual(twice(UNKNOWN_KEY))
  })

  test('is seen after ten minutes, though no token of a new key comes', async () => {
    const { provider, clock, gate, token } = await stage()
    const old = await token(key, { exp: Math.floor(clock.now() / 1000) + 3600 })
    expect(await ask(gate, old)).toBe('token alice')
    provider.publish(toJwk(next))
    clock.advance(10 * MINUTE)
    // The keys are read in the background: this is the last token that the old key verifies.
    expect(await ask(gate, old)).toBe('token alice')
    await expect.poll(() => ask(gate, old)).toBe(UNKNOWN_KEY)
    expect(provider.keyReadings()).toBe(2)
  })
})

describe('a verified token', () => {
  test('is kept for a minute, and not longer than it is valid', async () => {
    const { clock, gate, token } = await stage()
    const long = await token()
    const short = await token(key, { exp: Math.floor(clock.now() / 1000) + 20, sub: 'bob' })
    for (const presented of [long, short]) await ask(gate, presented)
    const isKept = (presented: Presented) => !('then' in gate.admit(presented))
    expect([isKept(long), isKept(short)]).toEqual([true, true])
    clock.advance(20 * SECOND)
    expect([isKept(long), isKept(short)]).toEqual([true, false])
    clock.advance(40 * SECOND)
    expect([isKept(long), isKept(short)]).toEqual([false, false])
    expect(await askTwice(gate, short)).toEqual(twice('401 UNAUTHENTICATED: the token has expired'))
  })

  test('that arrives many times at once is verified once', async () => {
    const { gate, token } = await stage()
    const presented = await token()
    const answers = await Promise.all(Array.from({ length: 100 }, () => gate.admit(presented)))
    expect(new Set(answers).size).toBe(1)
  })
})

describe('what is read of an issuer', () => {
  const read = (url: string) => createJsonFetcher({ timeoutMs: 2000 }).fetchJson(url)

  test('is not read over an insecure connection', async () => {
    for (const url of ['http://id.example.net/keys', 'http://127.0.0.1.example.net/', 'file:///etc/passwd', 'x'])
      await expect(read(url)).rejects.toThrow('https only')
  })

  test('follows no redirect', async () => {
    const other = await serve((_request, response) => response.end('{"keys":[]}'))
    const { url } = await serve((_request, response) => response.writeHead(302, { location: other.url }).end())
    await expect(read(url)).rejects.toThrow('status 302')
    expect(other.requests).toEqual([])
  })

  test('is read up to a limit', async () => {
    const { url } = await serve((_request, response) => response.end(JSON.stringify('x'.repeat(600 * 1024))))
    await expect(read(url)).rejects.toThrow()
  })

  test('is the configuration of that issuer, and of no other', async () => {
    const answers: Record<string, unknown> = {}
    const fetchJson = async (url: string) => answers[url]
    const issuer = 'https://id.example.net'
    const at = `${issuer}/.well-known/openid-configuration`
    answers[at] = { issuer: 'https://evil.example', jwks_uri: 'https://evil.example/keys' }
    await expect(fetchKeySet({ issuer }, fetchJson)).rejects.toThrow('of another issuer')
    answers[at] = { issuer }
    await expect(fetchKeySet({ issuer }, fetchJson)).rejects.toThrow('no jwks_uri')
    answers[at] = null
    await expect(fetchKeySet({ issuer }, fetchJson)).rejects.toThrow('of another issuer')
    answers['https://id.example.net/keys'] = { keys: [1] }
    expect(await fetchKeySet({ issuer, jwks: 'https://id.example.net/keys' }, fetchJson)).toEqual({ keys: [1] })
  })
})

test('the keys are read when the gate starts, before any token comes', async () => {
  const { provider, gate } = await stage()
  gate.start()
  await expect.poll(() => provider.keyReadings()).toBe(1)
})
