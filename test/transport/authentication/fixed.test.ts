import { describe, expect, it } from 'vitest'
import type { Authentication } from '../../../adapters/contract.js'
import { Secret } from '../../../adapters/wire/secret.js'
import { open, serve, troubleOf } from '../fixtures.js'

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
    expect(await troubleOf(open(server.url, { auth }).ask())).toMatchObject({
      code: 'UNAUTHENTICATED',
      retryable: false,
    })
    expect(server.requests).toHaveLength(1)
  })

  it('that no header can carry are UNAUTHENTICATED, and not shown', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    const { ask } = open(server.url, { auth: { scheme: 'bearer', token: new Secret('demo-token\n') } })
    const trouble = await troubleOf(ask())
    expect(trouble.code).toBe('UNAUTHENTICATED')
    expect(trouble.message).not.toContain('demo-token')
    expect(server.requests).toHaveLength(0)
  })
})
