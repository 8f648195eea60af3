// Browsers log in at a real OpenID provider, over real HTTP.

import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { describe, expect, test } from 'vitest'
import { createCertificate } from '../../support/certificate.js'
import { Browser } from './browser.js'
import { answerProvider, beginLogIn, brief, logIn, openLogInStack } from './log-in-stack.js'
import { key } from './signed-in-stack.js'

const QUERY = '{ sources { name } }'
const SESSION = 'trunkline'

describe('a browser', () => {
  test.each([true, false])(
    'logs in, is known, asks twice, logs out, and is nobody; claims in the id token: %s',
    async (claimsInIdToken) => {
      const opened = await openLogInStack({ claimsInIdToken })
      const { stack } = opened
      const browser = new Browser()
      expect(brief(await browser.query(stack.url, QUERY))).toBe('401 UNAUTHENTICATED')
      const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'alice')
      const returned = await browser.open(callback, () => true)
      expect([returned.status, returned.headers.get('location')]).toEqual([303, '/graphql'])
      const session = await browser.fetch(`${stack.url}/auth/session`)
      expect(JSON.parse(session.text)).toEqual({
        kind: 'session',
        name: 'Alice Andersen',
        roles: ['noc'],
        tenant: null,
        expiresAt: expect.any(String),
      })
      expect(session.headers.get('cache-control')).toBe('no-store')
      for (let time = 0; time < 3; time++) expect(brief(await browser.query(stack.url, QUERY))).toBe('200 answered')
      const copy = browser.cookie(stack.url, SESSION) ?? ''
      const ended = await browser.fetch(`${stack.url}/auth/logout`, { method: 'POST' })
      expect([ended.status, JSON.parse(ended.text)]).toEqual([
        200,
        { providerUrl: `${opened.provider.issuer}/session/end?client_id=trunkline` },
      ])
      expect(browser.cookie(stack.url, SESSION)).toBeUndefined()
      expect(brief(await browser.query(stack.url, QUERY))).toBe('401 UNAUTHENTICATED')
      browser.setCookie(stack.url, SESSION, copy)
      expect((await browser.query(stack.url, QUERY)).text).toContain('the session was ended')
    },
  )

  test('of a tenant has the rights of the tenant', async () => {
    const opened = await openLogInStack()
    const browser = await logIn(opened, 'tom')
    const session = await browser.fetch(`${opened.stack.url}/auth/session`)
    expect(JSON.parse(session.text)).toMatchObject({ name: 'Tom of Acme', roles: ['tenant'], tenant: 'acme' })
  })

  test('whose user has no role here gets no session, and a page that says so', async () => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'nina')
    const page = await browser.open(callback)
    expect([page.status, page.text]).toEqual([
      403,
      expect.stringContaining('no role of this configuration is assigned'),
    ])
    expect(browser.cookiesFor(opened.stack.url)).toBe('')
  })

  test('whose user does not agree at the provider gets no session', async () => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), '')
    const page = await browser.open(callback)
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('the provider answered: access_denied')])
    expect(page.text).not.toContain('<b>')
    expect(browser.cookiesFor(opened.stack.url)).toBe('')
  })

  test('keeps cookies that no script reads, that no other site sends, and that end with the log-in and the session', async () => {
    const browser = await logIn(await openLogInStack({ oidc: { sessionLifetime: '10m' } }))
    expect(browser.received.filter((text) => text.startsWith('trunkline'))).toEqual([
      expect.stringMatching(/^trunkline-log-in=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/),
      expect.stringMatching(/^trunkline=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=600$/),
      'trunkline-log-in=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    ])
  })

  test('that reaches the gateway over HTTPS keeps them for this host and for HTTPS only', async () => {
    const { stack } = await openLogInStack({ oidc: { publicUrl: 'https://gateway.example.net/graph' } })
    const browser = new Browser()
    const page = await browser.open(`${stack.url}/auth/login`, () => true)
    expect(new URL(page.headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(
      'https://gateway.example.net/graph/auth/callback',
    )
    expect(browser.received).toEqual([
      expect.stringMatching(/^__Host-trunkline-log-in=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=600$/),
    ])
  })

  test('that reaches the server itself over TLS gets cookies for HTTPS, and returns by HTTPS', async () => {
    const { cert, key: privateKey } = createCertificate()
    const { stack } = await openLogInStack({ server: { tls: { cert, key: privateKey } } })
    const begun = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${stack.url}/auth/login`, { rejectUnauthorized: false }, resolve).on('error', reject)
    })
    begun.resume()
    const redirectUri = new URL(begun.headers.location ?? '').searchParams.get('redirect_uri')
    expect([stack.url.startsWith('https:'), redirectUri]).toEqual([true, `${stack.url}/auth/callback`])
    expect(begun.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-trunkline-log-in=.*; Secure; /)])
  })

  test('sends a header with its session: the header decides, valid or not', async () => {
    const opened = await openLogInStack()
    const { url } = opened.stack
    const browser = await logIn(opened)
    const withKey = await browser.fetch(`${url}/auth/session`, { headers: { authorization: `Bearer ${key.key}` } })
    expect(JSON.parse(withKey.text)).toMatchObject({ kind: 'key', name: 'wallboard' })
    const withWrongKey = await browser.query(url, QUERY, { authorization: 'Bearer trunkline_wrong' })
    expect(brief(withWrongKey)).toBe('401 UNAUTHENTICATED')
  })

  test('shares answers with another session of equal rights, and with no other', async () => {
    const opened = await openLogInStack()
    const { url, log } = opened.stack
    const list = '{ activeCalls(first: 3) { nodes { id } } }'
    const sharedAfter = async (browser: Browser) => {
      const from = log.length
      await browser.query(url, list)
      const lines = log.slice(from).map((line): unknown => JSON.parse(line))
      return Object(lines.find((line) => Object(line).type === 'operation-answered')).shared
    }
    const [first, second] = [await logIn(opened), await logIn(opened)]
    // The first time an operation is read, the second time it is compiled, and then its answer is kept.
    for (let time = 0; time < 3; time++) await first.query(url, list)
    expect(await sharedAfter(second)).toBe(true)
    expect(await sharedAfter(await logIn(opened, 'tom'))).not.toBe(true)
  })

  test('leaves no code, no cookie and no secret in the log, which says who has logged in and out', async () => {
    const opened = await openLogInStack()
    const { url, log } = opened.stack
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'alice')
    await browser.open(callback, () => true)
    const session = browser.cookie(url, SESSION) ?? ''
    await browser.query(url, QUERY)
    await browser.fetch(`${url}/auth/logout`, { method: 'POST' })
    const text = log.join('\n')
    const { searchParams } = new URL(callback)
    for (const secret of [session, searchParams.get('code'), searchParams.get('state'), 'a secret of the client'])
      expect(text).not.toContain(secret)
    const events = log.map((line): unknown => JSON.parse(line)).filter((line) => Object(line).type === 'log-in')
    const principal = `token:${JSON.stringify([opened.provider.issuer, 'alice'])}`
    expect(events).toMatchObject([
      { outcome: 'logged-in', principal },
      { outcome: 'logged-out', principal },
    ])
  })
})

describe('a session', () => {
  test('ends with the id token, and no request is answered by it from then on', async () => {
    const opened = await openLogInStack({ idTokenLifetimeS: 1200 })
    const { stack, clock } = opened
    const browser = await logIn(opened)
    clock.nowMs += 1_190_000
    expect(brief(await browser.query(stack.url, QUERY))).toBe('200 answered')
    clock.nowMs += 11_000
    for (let time = 0; time < 2; time++) {
      const page = await browser.query(stack.url, QUERY)
      expect([brief(page), page.text]).toEqual([
        '401 UNAUTHENTICATED',
        expect.stringContaining('the session has expired'),
      ])
    }
  })

  test('ends after sessionLifetime, if the id token lasts longer', async () => {
    const opened = await openLogInStack({ oidc: { sessionLifetime: '10m' } })
    const browser = await logIn(opened)
    opened.clock.nowMs += 599_000
    expect(brief(await browser.query(opened.stack.url, QUERY))).toBe('200 answered')
    opened.clock.nowMs += 2000
    expect((await browser.query(opened.stack.url, QUERY)).text).toContain('the session has expired')
  })

  test('lasts while the provider is down', async () => {
    const opened = await openLogInStack()
    const browser = await logIn(opened)
    opened.provider.isDown = true
    expect(brief(await browser.query(opened.stack.url, QUERY))).toBe('200 answered')
  })
})

describe('while the provider is down', () => {
  test('a log-in is refused with 503 and a page, the provider receives one request in five seconds, and then it works', async () => {
    const opened = await openLogInStack()
    const { stack, provider, clock } = opened
    provider.isDown = true
    const browser = new Browser()
    for (let time = 0; time < 3; time++) {
      const page = await beginLogIn(browser, opened)
      expect([page.status, page.headers.get('retry-after'), page.headers.get('content-type')]).toEqual([
        503,
        '5',
        'text/html; charset=utf-8',
      ])
      expect(page.text).toContain('the provider could not be reached')
    }
    expect(provider.requests).toHaveLength(1)
    expect(brief(await browser.query(stack.url, QUERY))).toBe('401 UNAUTHENTICATED')
    provider.isDown = false
    clock.nowMs += 5000
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'alice')
    await browser.open(callback, () => true)
    expect(brief(await browser.query(stack.url, QUERY))).toBe('200 answered')
  })

  test('a log-in that returns from the provider is refused with 503, and nobody is logged in', async () => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'alice')
    opened.provider.isTokenEndpointDown = true
    const page = await browser.open(callback)
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('the provider could not be reached')])
    expect(browser.cookiesFor(opened.stack.url)).toBe('')
  })

  test('a wrong secret of the client is refused with 503, and the log names the error of the provider', async () => {
    const opened = await openLogInStack({ oidc: { clientSecret: 'another' } })
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'alice')
    expect((await browser.open(callback)).status).toBe(503)
    expect(opened.stack.log.join()).toContain('the provider answered: invalid_client')
  })
})
