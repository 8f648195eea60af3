import { describe, expect, it } from 'vitest'
import { Secret } from '../../../../adapters/values/secret.js'
import { wholeBody } from '../../../../adapters/wire/json/body.js'
import { serveDigest } from './authentication/digest-server.js'
import { open, REQUEST, serve } from './fixtures.js'

const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }

describe('headers of the caller', () => {
  it('are sent with those of the request itself', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    await open(server.url).ask({}, { headers: { ...headers, accept: 'text/html', 'user-agent': 'somebody' } })
    expect(server.requests[0]?.headers).toMatchObject({ ...headers, accept: 'text/plain', 'user-agent': 'trunkline' })
  })

  it('are absent unless they are given', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    await open(server.url).ask()
    expect(server.requests[0]?.headers).not.toHaveProperty('traceparent')
  })

  it('are sent with every round of a digest', async () => {
    const server = await serveDigest({ value: 'demo-password' })
    const auth = { scheme: 'digest' as const, username: 'weblogin', password: new Secret('demo-password') }
    await open(server.url, { auth }).ask({}, { headers })
    const sent = server.requests.map((request) => request.headers['traceparent'])
    expect(sent).toEqual([headers.traceparent, headers.traceparent])
  })

  it('are not sent with a log-in, which is shared', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    const auth = {
      scheme: 'login' as const,
      request: () => ({ ...REQUEST, path: '/auth/login' }),
      decode: wholeBody(() => ({ token: 'demo-token', expiresInSeconds: 900 })),
    }
    await open(server.url, { auth }).ask({ path: '/things' }, { headers })
    expect(server.requests.map(({ url, headers: sent }) => [url, sent['traceparent']])).toEqual([
      ['/auth/login', undefined],
      ['/things', headers.traceparent],
    ])
  })
})
