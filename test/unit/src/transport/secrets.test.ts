import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Authentication } from '../../../../adapters/contract.js'
import { Secret } from '../../../../adapters/values/secret.js'
import { wholeBody } from '../../../../adapters/wire/json/body.js'
import { failureOf, type Opened, open, serve, serveTcp } from './fixtures.js'

const SECRET = 'demo-password'
const password = new Secret(SECRET)

const SCHEMES: readonly Authentication[] = [
  { scheme: 'basic', username: 'weblogin', password },
  { scheme: 'digest', username: 'weblogin', password },
  { scheme: 'bearer', token: password },
  {
    scheme: 'login',
    request: () => ({
      operation: 'POST /auth/login',
      method: 'POST',
      path: '/auth/login',
      body: { kind: 'form', fields: [['password', SECRET]] },
      repeatable: true,
      accept: '*/*',
    }),
    decode: wholeBody(() => ({ token: SECRET, expiresInSeconds: 900 })),
  },
  { scheme: 'signed', variants: ['key'], sign: (request) => ({ ...request, query: [['hash', SECRET]] }) },
]

/** Answers that repeat the request, as some error pages do. */
const SERVERS: Readonly<Record<string, () => Promise<string>>> = {
  'repeats the credentials in an error page': async () =>
    (
      await serve((request, response) => {
        const challenge = `Digest nonce="${SECRET}", realm="${SECRET}", qop=auth`
        const headers = { 'www-authenticate': challenge, location: `/${SECRET}` }
        response
          .writeHead(request.url === '/auth/login' ? 200 : 401, headers)
          .end(`code=${SECRET} ${request.headers.authorization}`)
      })
    ).url,
  'repeats them in a redirect': async () =>
    (await serve((_request, response) => response.writeHead(302, { location: `/${SECRET}` }).end(SECRET))).url,
  'repeats them in what is not HTTP': async () =>
    `http://${await serveTcp((socket) => socket.once('data', (data) => socket.end(`${SECRET}${data}`)))}`,
  'goes away': async () => (await serve((request) => request.socket.destroy())).url,
}

function printed(error: unknown, { events, transport }: Opened): string {
  const own = error instanceof Error ? JSON.stringify(Object.getOwnPropertyDescriptors(error)) : ''
  return [
    inspect(error, { showHidden: true, depth: 9 }),
    own,
    String(error),
    JSON.stringify(events),
    inspect(transport, { depth: 9 }),
  ].join('\n')
}

describe.each(Object.entries(SERVERS))('no secret is shown when the source %s', (_name, start) => {
  it.each(SCHEMES)('with $scheme', async (auth) => {
    const opened = open(await start(), { auth })
    for (let count = 0; count < 2; count++) {
      const text = printed(await failureOf(opened.ask({ query: [['number', '+4570305050']] })), opened)
      expect(text).not.toContain(SECRET)
      expect(text).not.toContain(Buffer.from(`weblogin:${SECRET}`).toString('base64'))
      expect(text).not.toContain('4570305050')
      expect(text).not.toContain('127.0.0.1')
    }
    expect(opened.events.length).toBeGreaterThan(0)
  })
})
