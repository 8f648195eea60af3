import { describe, expect, it } from 'vitest'
import type { Authentication } from '../../../../../adapters/contract.js'
import { Secret } from '../../../../../adapters/values/secret.js'
import { REFUSED_REST_MS } from '../../../../../src/transport/authentication/cool-down.js'
import { open, serve, sourceFailureOf } from '../fixtures.js'

async function authorizationOf(auth: Authentication): Promise<string | undefined> {
  const server = await serve((_request, response) => response.end('hello'))
  await open(server.url, { auth }).ask()
  expect(server.requests).toHaveLength(1)
  return server.requests[0]?.headers.authorization
}

describe('credentials that do not change', () => {
  it('are absent for a source without authentication', async () => {
    expect(await authorizationOf({ scheme: 'none' })).toBeUndefined()
  })

  it('are sent at once with basic, as UTF-8', async () => {
    const auth = { scheme: 'basic', username: 'AC0123', password: new Secret('demo:pässword') } as const
    expect(await authorizationOf(auth)).toBe(`Basic ${Buffer.from('AC0123:demo:pässword').toString('base64')}`)
  })

  it('are sent as they are with bearer', async () => {
    expect(await authorizationOf({ scheme: 'bearer', token: new Secret('demo-token') })).toBe('Bearer demo-token')
  })

  it('are tried once when they are refused', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(401, { 'www-authenticate': 'Basic realm=x' }).end(),
    )
    const auth = { scheme: 'basic', username: 'a', password: new Secret('demo-password') } as const
    expect(await sourceFailureOf(open(server.url, { auth }).ask())).toMatchObject({
      code: 'UNAUTHENTICATED',
      retryable: false,
    })
    expect(server.requests).toHaveLength(1)
  })

  it('that a header cannot contain are UNAUTHENTICATED, and not shown', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    const { ask } = open(server.url, { auth: { scheme: 'bearer', token: new Secret('demo-token\n') } })
    const failure = await sourceFailureOf(ask())
    expect(failure.code).toBe('UNAUTHENTICATED')
    expect(failure.message).not.toContain('demo-token')
    expect(server.requests).toHaveLength(0)
  })

  const wrong = { scheme: 'basic', username: 'a', password: new Secret('demo-password') } as const

  it('that were refused are tried twice a minute, so that no account is locked', async () => {
    const server = await serve((_request, response) => response.writeHead(401).end())
    const { ask, clock } = open(server.url, { auth: wrong })
    await sourceFailureOf(ask())
    clock.advance(REFUSED_REST_MS - 1000)
    expect(await sourceFailureOf(ask())).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('for 1 s'),
    })
    expect(server.requests).toHaveLength(1)
    clock.advance(1000)
    await sourceFailureOf(ask())
    expect(server.requests).toHaveLength(2)
  })

  it('that are wrong are refused once, however many requests there are at once', async () => {
    const server = await serve((_request, response) => response.writeHead(401).end())
    const { ask } = open(server.url, { auth: wrong })
    const failures = await Promise.all(Array.from({ length: 8 }, () => sourceFailureOf(ask())))
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['UNAUTHENTICATED']))
    expect(server.requests).toHaveLength(1)
  })

  it('that were accepted are not doubted after 403 or an unusable answer', async () => {
    const statuses = [200, 403, 503, 404]
    const server = await serve((_request, response) => response.writeHead(statuses.shift() ?? 200).end())
    const { ask } = open(server.url, { auth: wrong })
    for (let each = 0; each < 5; each++) await ask().catch(() => undefined)
    expect(server.requests).toHaveLength(5)
  })

  it('delay no request once the first answer has begun', async () => {
    const endings: (() => void)[] = []
    const server = await serve((_request, response) => {
      response.writeHead(200).flushHeaders()
      endings.push(() => response.end('hello'))
    })
    const { ask, events } = open(server.url, { auth: wrong })
    const all = [ask(), ask(), ask()]
    while (endings.length < 3) await new Promise((resolve) => setImmediate(resolve))
    expect(events).toEqual([])
    for (const end of endings) end()
    await Promise.all(all)
  })
})
