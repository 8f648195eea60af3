// How often refused credentials are sent, for every way to sign in: at most twice in any minute, and again within 35 s
// after the vendor accepts them.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Authentication } from '../../../../../adapters/contract.js'
import { VendorFault } from '../../../../../adapters/contract.js'
import { Secret } from '../../../../../adapters/values/secret.js'
import { wholeBody } from '../../../../../adapters/wire/json/body.js'
import { REFUSED_REST_MS } from '../../../../../src/transport/authentication/cool-down.js'
import { fakeClock, open, readBody, serve, sourceFailureOf } from '../fixtures.js'

const POLL_MS = 500
const MINUTE_MS = 60_000
const password = new Secret('demo-password')

const login: Authentication = {
  scheme: 'login',
  request: () => ({
    operation: 'POST /auth/login',
    method: 'POST',
    path: '/auth/login',
    repeatable: true,
    accept: 'text/plain',
  }),
  decode: wholeBody((token) => ({ token, expiresInSeconds: 900 })),
}
const signed = (...variants: string[]): Authentication => ({
  scheme: 'signed',
  variants,
  sign: (request, variant) => ({ ...request, method: 'POST', body: { kind: 'form', fields: [['hash', variant]] } }),
})
const decode = () =>
  wholeBody((text) => {
    if (text === 'incorrect') throw new VendorFault('UNAUTHENTICATED', 'the hash is wrong', 'signature-refused')
    return text
  })({ contentType: '' })

interface Vendor {
  /** Whether credentials are accepted. */
  isOpen: boolean
  /** When credentials were refused, by the clock of the test. */
  readonly refusedAtMs: number[]
}
type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  vendor: Vendor,
  refuse: () => void,
) => void | Promise<void>

const byHeader: Answer = (_request, response, { isOpen }, refuse) => {
  if (isOpen) return void response.end('hello')
  refuse()
  response.writeHead(401).end()
}
/** A nonce that was in use may be forgotten, so that only the refusal of a new one is a refusal of the password. */
function digestVendor(): Answer {
  const used = new Set<string>()
  let nonces = 0
  return ({ headers }, response, { isOpen }, refuse) => {
    const nonce = /\bnonce="([^"]*)"/.exec(headers.authorization ?? '')?.[1]
    if (nonce !== undefined && isOpen) {
      used.add(nonce)
      return void response.end('hello')
    }
    if (nonce !== undefined && !used.has(nonce)) refuse()
    response.writeHead(401, { 'www-authenticate': `Digest realm="switch", qop="auth", nonce="${(nonces += 1)}"` }).end()
  }
}
const byLogIn: Answer = ({ url }, response, { isOpen }, refuse) => {
  if (url !== '/auth/login') return void (isOpen ? response.end('hello') : response.writeHead(401).end('code=expired'))
  if (isOpen) return void response.end('token')
  refuse()
  response.writeHead(403).end()
}
/** Log-ins work, but every token is refused. A token that was accepted before may have expired. */
function tokenVendor(): Answer {
  const accepted = new Set<string>()
  let tokens = 0
  return ({ url, headers }, response, { isOpen }, refuse) => {
    if (url === '/auth/login') return void response.end(`token-${(tokens += 1)}`)
    const token = headers.authorization ?? ''
    if (isOpen) {
      accepted.add(token)
      return void response.end('hello')
    }
    if (!accepted.has(token)) refuse()
    response.writeHead(401).end('code=expired')
  }
}
const bySignature: Answer = async (request, response, { isOpen }, refuse) => {
  const hash = new URLSearchParams(await readBody(request)).get('hash')
  if (isOpen && hash === 'key') return void response.end('hello')
  refuse()
  response.end('incorrect')
}

const SCHEMES: Readonly<Record<string, readonly [auth: Authentication, answer: () => Answer]>> = {
  basic: [{ scheme: 'basic', username: 'a', password }, () => byHeader],
  bearer: [{ scheme: 'bearer', token: password }, () => byHeader],
  digest: [{ scheme: 'digest', username: 'a', password }, digestVendor],
  'a log-in': [login, () => byLogIn],
  'the token of a log-in': [login, tokenVendor],
  'one signature': [signed('key'), () => bySignature],
}

async function start(scheme: string, isOpen: boolean) {
  const [auth, make] = SCHEMES[scheme] ?? [{ scheme: 'none' } as const, () => byHeader]
  const clock = fakeClock()
  const startMs = clock.monotonicNow()
  const vendor: Vendor = { isOpen, refusedAtMs: [] }
  const answer = make()
  const refuse = (): void => void vendor.refusedAtMs.push(clock.monotonicNow() - startMs)
  const server = await serve((request, response) => answer(request, response, vendor, refuse))
  const { ask } = open(server.url, { auth, clock })
  return {
    clock,
    vendor,
    poll: () => ask({}, { decode }),
    /** Polls while credentials are refused. */
    pollFor: async (milliseconds: number) => {
      for (let passedMs = 0; passedMs < milliseconds; passedMs += POLL_MS) {
        await sourceFailureOf(ask({}, { decode }))
        clock.advance(POLL_MS)
      }
    },
  }
}

const mostInAMinute = (atMs: readonly number[]): number =>
  Math.max(...atMs.map((fromMs) => atMs.filter((each) => each >= fromMs && each <= fromMs + MINUTE_MS).length))
const cases = Object.keys(SCHEMES)

describe('credentials that are refused', () => {
  it.each(cases)('from the beginning are sent at most twice in any minute (%s)', async (scheme) => {
    const { vendor, pollFor } = await start(scheme, false)
    await pollFor(5 * MINUTE_MS)
    expect(mostInAMinute(vendor.refusedAtMs)).toBe(2)
    expect(vendor.refusedAtMs.slice(0, 4)).toEqual([0, 28_000, 61_000, 89_000])
  })

  it.each(cases)('after they worked are sent at most twice in any minute (%s)', async (scheme) => {
    const { vendor, poll, pollFor } = await start(scheme, true)
    await poll()
    vendor.isOpen = false
    await pollFor(5 * MINUTE_MS)
    expect(mostInAMinute(vendor.refusedAtMs)).toBe(2)
    expect(vendor.refusedAtMs.slice(0, 4)).toEqual([0, 28_000, 61_000, 89_000])
  })

  it.each(cases.flatMap((scheme) => [1000, 28_500, 61_500, 100_000].map((outageMs) => [scheme, outageMs] as const)))(
    'work again within 35 s (%s, refused for %i ms)',
    async (scheme, outageMs) => {
      const { clock, vendor, poll, pollFor } = await start(scheme, true)
      await poll()
      vendor.isOpen = false
      await pollFor(outageMs)
      vendor.isOpen = true
      const acceptedFromMs = clock.monotonicNow()
      let isBack = false
      while (!isBack && clock.monotonicNow() - acceptedFromMs <= 35_000) {
        isBack = await poll().then(
          () => true,
          () => false,
        )
        clock.advance(POLL_MS)
      }
      expect(isBack).toBe(true)
    },
  )

  it('with two signatures tried at once are not sent again for a minute', async () => {
    const clock = fakeClock()
    let refusals = 0
    const vendor: Vendor = { isOpen: false, refusedAtMs: [] }
    const server = await serve((request, response) => bySignature(request, response, vendor, () => refusals++))
    const { ask } = open(server.url, { auth: signed('none', 'user+key'), clock })
    for (let passedMs = 0; passedMs <= MINUTE_MS; passedMs += POLL_MS) {
      await sourceFailureOf(ask({}, { decode }))
      clock.advance(POLL_MS)
    }
    expect(refusals).toBe(2)
  })
})

describe('one odd refusal', () => {
  it('is corrected by the next attempt, before rows that were two seconds old have expired', async () => {
    const { clock, vendor, poll } = await start('basic', true)
    await poll()
    vendor.isOpen = false
    await sourceFailureOf(poll())
    vendor.isOpen = true
    clock.advance(REFUSED_REST_MS)
    expect(await poll()).toMatchObject({ result: 'hello' })
  })

  it('is forgotten at once when a request that was in flight is accepted', async () => {
    const held: ServerResponse[] = []
    const server = await serve(({ url }, response) => {
      if (url === '/held') held.push(response)
      else response.writeHead(url === '/odd' ? 401 : 200).end('hello')
    })
    const { ask } = open(server.url, { auth: { scheme: 'basic', username: 'a', password } })
    await ask()
    const slow = ask({ path: '/held' })
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await sourceFailureOf(ask({ path: '/odd' }))
    held[0]?.end('hello')
    await slow
    expect(await ask()).toMatchObject({ result: 'hello' })
  })

  it('of several requests in flight counts as one', async () => {
    const held: ServerResponse[] = []
    let holds = false
    const server = await serve((_request, response) => (holds ? held.push(response) : response.end('hello')))
    const { ask, clock } = open(server.url, { auth: { scheme: 'basic', username: 'a', password } })
    await ask()
    holds = true
    const refused = ['/a', '/b', '/c'].map((path) => sourceFailureOf(ask({ path })))
    while (held.length < 3) await new Promise((resolve) => setImmediate(resolve))
    for (const response of held) response.writeHead(401).end()
    await Promise.all(refused)
    holds = false
    clock.advance(REFUSED_REST_MS)
    expect(await ask()).toMatchObject({ result: 'hello' })
  })
})
