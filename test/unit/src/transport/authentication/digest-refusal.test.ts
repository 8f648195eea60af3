import { describe, expect, it } from 'vitest'
import { REFUSED_REST_MS } from '../../../../../src/transport/authentication/cool-down.js'
import { open, sourceFailureOf } from '../fixtures.js'
import { digestAuth as auth, right, serveDigest, times } from './digest-server.js'

describe('a wrong digest password', () => {
  it('is refused once, and not tried again for a while, however many requests there are', async () => {
    const password = { value: 'another-demo-password' }
    const server = await serveDigest(password)
    const { ask, clock } = open(server.url, { auth: auth() })
    const failures = await Promise.all(times(50, () => sourceFailureOf(ask())))
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['UNAUTHENTICATED']))
    expect(server.outcomes()).toEqual(['challenged', 'refused'])

    clock.advance(REFUSED_REST_MS - 1)
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false })
    expect(server.seen).toHaveLength(2)

    password.value = 'demo-password'
    clock.advance(1)
    expect(await ask()).toMatchObject({ result: 'hello' })
    expect(server.outcomes()).toEqual(['challenged', 'refused', 'challenged', 'accepted'])
  })

  it('is noticed by one request when the password changes while it is in use', async () => {
    const password = right()
    const server = await serveDigest(password)
    const { ask } = open(server.url, { auth: auth() })
    await ask()
    password.value = 'another-demo-password'
    server.forget()
    await Promise.all(times(5, () => sourceFailureOf(ask())))
    // The five that were in flight with the old nonce, and one with a new one.
    expect(server.outcomes().filter((outcome) => outcome === 'refused').length).toBeLessThanOrEqual(6)
    const before = server.seen.length
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(server.seen).toHaveLength(before)
  })

  it('is remembered also when it is discovered with a stale nonce', async () => {
    const password = right()
    const server = await serveDigest(password, {
      usesPerNonce: 1,
      onSeen: ({ outcome }) => {
        if (outcome === 'stale') password.value = 'another-demo-password'
      },
    })
    const { ask, clock } = open(server.url, { auth: auth() })
    await ask()
    await sourceFailureOf(ask())
    await sourceFailureOf(ask())
    expect(server.outcomes()).toEqual(['challenged', 'accepted', 'stale', 'refused'])
    clock.advance(REFUSED_REST_MS)
    await Promise.all(times(10, () => sourceFailureOf(ask())))
    expect(server.outcomes().slice(4)).toEqual(['challenged', 'refused'])
  })

  it('is refused once also by a server that says 500 where others say 401', async () => {
    const server = await serveDigest({ value: 'another-demo-password' }, { challengeStatus: 500, refusalStatus: 500 })
    const { ask } = open(server.url, { auth: auth() })
    const failures = await Promise.all(times(10, () => sourceFailureOf(ask())))
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['UNAUTHENTICATED']))
    expect(server.outcomes()).toEqual(['challenged', 'refused'])
  })

  it('is not assumed for a 5xx after a 401, which is mapped by its status', async () => {
    const headers = { 'www-authenticate': 'Digest realm="switch", nonce="another", qop="auth"' }
    const server = await serveDigest(right(), { answer: (response) => void response.writeHead(503, headers).end() })
    const { ask } = open(server.url, { auth: auth() })
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAVAILABLE' })
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAVAILABLE' })
  })

  it('is not assumed for a server that calls even new nonces stale; but credentials are not sent to it again and again', async () => {
    const server = await serveDigest(right(), { usesPerNonce: 0 })
    const { ask } = open(server.url, { auth: auth() })
    await sourceFailureOf(ask())
    await sourceFailureOf(ask())
    expect(server.outcomes()).toEqual(['challenged', 'stale'])
  })
})

describe('a 5xx with a challenge, from a server that requests credentials in that way,', () => {
  it.each([
    [true, 2],
    [false, 1],
  ])('is followed by another try of a request whose being repeatable is %s: %i in all', async (repeatable, tries) => {
    const server = await serveDigest(right(), { challengeStatus: 500, refusalStatus: 500 })
    const { ask } = open(server.url, { auth: auth() })
    await ask()
    server.forget()
    const before = server.seen.length
    const asked = ask({ method: 'POST', repeatable })
    if (repeatable) expect(await asked).toMatchObject({ result: 'hello' })
    else expect(await sourceFailureOf(asked)).toMatchObject({ code: 'UNAVAILABLE' })
    expect(server.seen.length - before).toBe(tries)
  })
})

describe('a refusal without a challenge', () => {
  it('is not repeated, and the next attempt requests a challenge again', async () => {
    let refusing = false
    const server = await serveDigest(right(), {
      answer: (response) => (refusing ? response.writeHead(401).end() : response.end('hello')),
    })
    const { ask, clock } = open(server.url, { auth: auth() })
    await ask()
    refusing = true
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAUTHENTICATED' })
    refusing = false
    clock.advance(REFUSED_REST_MS)
    expect(await ask()).toMatchObject({ requests: 2 })
  })
})
