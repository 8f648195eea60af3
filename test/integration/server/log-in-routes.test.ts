// The routes at /auth, with a log-in whose answers a test decides.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BrowserLogIn, BrowserRequest } from '../../../src/server/http/log-in-routes.js'
import { openSmallServer, type SmallServer } from './small-server.js'

const asked: BrowserRequest[] = []
const logIn: BrowserLogIn = {
  async begin(request) {
    asked.push(request)
    return { location: 'https://id.example.net/auth?a=1', cookies: ['a=1', 'b=2'] }
  },
  finish: async () => ({ status: 503, message: '<script>alert("1")</script> & more', cookies: [], retryAfterS: 5 }),
  end: async () => null,
}

let server: SmallServer
beforeAll(async () => {
  server = await openSmallServer({ logIn })
})
afterAll(() => server.close())

test('a browser is redirected with its cookies, which nothing caches', async () => {
  const response = await fetch(`${server.url}/auth/login?returnTo=%2Fa`, { redirect: 'manual' })
  expect([response.status, response.headers.get('location'), response.headers.getSetCookie()]).toEqual([
    303,
    'https://id.example.net/auth?a=1',
    ['a=1', 'b=2'],
  ])
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(asked.map(({ url }) => url)).toEqual(['/auth/login?returnTo=%2Fa'])
})

test('an error is a page in which all inserted text is escaped', async () => {
  const response = await fetch(`${server.url}/auth/callback?code=1`)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  const text = await response.text()
  expect(text).toContain('<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more.</p>')
  expect(text).not.toContain('<script')
})

test('a log-out that no page of the server has requested is refused', async () => {
  const response = await fetch(`${server.url}/auth/logout`, { method: 'POST' })
  expect([response.status, await response.json()]).toMatchObject([
    403,
    { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
  ])
})

test('a server without a log-in has none of these paths', async () => {
  const other = await openSmallServer()
  const paths = ['/auth/login', '/auth/callback', '/auth/session']
  const statuses = await Promise.all(paths.map(async (path) => (await fetch(other.url + path)).status))
  await other.close()
  expect(statuses).toEqual([404, 404, 404])
})
