// Attacks on the log-in of browsers and on their sessions. Where an answer may be cached, each one is sent twice.

import { describe, expect, test } from 'vitest'
import { formatRequest, sendRaw } from '../server/raw-client.js'
import { Browser } from './browser.js'
import { answerProvider, beginLogIn, brief, type LogInStack, logIn, openLogInStack } from './log-in-stack.js'
import { toReply } from './signed-in-stack.js'

const QUERY = '{ sources { name } }'
const SESSION = 'trunkline'
const LOG_IN = 'trunkline-log-in'

/** An answer to a callback that nobody is logged in by. */
async function expectNoSession(opened: LogInStack, browser: Browser, callback: string, text: string): Promise<void> {
  const page = await browser.open(callback, () => true)
  expect([page.status, page.text]).toEqual([400, expect.stringContaining(text)])
  expect(browser.cookie(opened.stack.url, SESSION)).toBeUndefined()
}

describe('a callback', () => {
  test('in a browser that has not begun a log-in: 400, so that nobody is logged in as somebody else', async () => {
    const opened = await openLogInStack()
    const attacker = new Browser()
    const callback = await answerProvider(attacker, await beginLogIn(attacker, opened), 'alice')
    await expectNoSession(opened, new Browser(), callback, 'was not begun in this browser')
  })

  test.each([
    ['another state', (query: URLSearchParams) => query.set('state', 'another')],
    ['no state', (query: URLSearchParams) => query.delete('state')],
    ['an error in place of the code and another state', (query: URLSearchParams) => query.set('state', '<b>')],
  ])('with %s: 400', async (_, change) => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = new URL(await answerProvider(browser, await beginLogIn(browser, opened), 'alice'))
    change(callback.searchParams)
    await expectNoSession(opened, browser, callback.href, 'was not begun in this browser')
  })

  test("with the state of the victim and the attacker's code: 400, as the code belongs to another PKCE challenge", async () => {
    const opened = await openLogInStack()
    const attacker = new Browser()
    const stolen = new URL(await answerProvider(attacker, await beginLogIn(attacker, opened), 'alice'))
    const victim = new Browser()
    const callback = new URL(await answerProvider(victim, await beginLogIn(victim, opened), 'tom'))
    callback.searchParams.set('code', stolen.searchParams.get('code') ?? '')
    await expectNoSession(opened, victim, callback.href, 'the provider does not accept the code of this log-in')
  })

  test('with an id token for another nonce: 400', async () => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const begun = await browser.open(`${opened.stack.url}/auth/login`, () => true)
    const atProvider = new URL(begun.headers.get('location') ?? '')
    atProvider.searchParams.set('nonce', 'another')
    const callback = await answerProvider(browser, await browser.open(atProvider.href), 'alice')
    await expectNoSession(opened, browser, callback, 'the answer of the provider is not valid')
  })

  test('with another issuer (RFC 9207): 400', async () => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = new URL(await answerProvider(browser, await beginLogIn(browser, opened), 'alice'))
    callback.searchParams.set('iss', 'https://evil.example')
    await expectNoSession(opened, browser, callback.href, 'the answer of the provider is not valid')
  })

  test('that was used before: 400, in the same browser and in a copy of it', async () => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'alice')
    const begun = browser.cookie(opened.stack.url, LOG_IN) ?? ''
    await browser.open(callback, () => true)
    expect(browser.cookie(opened.stack.url, SESSION)).toBeDefined()
    const copy = new Browser()
    copy.setCookie(opened.stack.url, LOG_IN, begun)
    await expectNoSession(opened, copy, callback, 'this log-in was used before')
    await expectNoSession(opened, new Browser(), callback, 'was not begun in this browser')
  })

  test('after ten minutes: 400', async () => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'alice')
    opened.clock.nowMs += 601_000
    await expectNoSession(opened, browser, callback, 'took longer than ten minutes')
  })

  test('with an error that is markup: 403, and no markup', async () => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = new URL(await answerProvider(browser, await beginLogIn(browser, opened), ''))
    callback.searchParams.set('error', '<script>alert(1)</script>')
    const page = await browser.open(callback.href, () => true)
    expect([page.status, page.text]).toEqual([403, expect.not.stringContaining('alert')])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(opened.stack.log.join()).not.toContain('alert')
  })
})

describe('the address to return to', () => {
  test.each([
    ['/graphql?query=%7B%20__typename%20%7D', '/graphql?query=%7B%20__typename%20%7D'],
    ['/a/../graphql', '/graphql'],
    ['https://evil.example/', '/graphql'],
    ['//evil.example/', '/graphql'],
    ['/\\evil.example/', '/graphql'],
    ['/\t/evil.example/', '/graphql'],
    ['/%0d%0aSet-Cookie: a=b', '/graphql'],
    ['/a/..//evil.example/', '/graphql'],
    ['/.//evil.example/', '/graphql'],
    ['javascript:alert(1)', '/graphql'],
    ['@evil.example', '/graphql'],
    [`/${'a'.repeat(3000)}`, '/graphql'],
  ])('%j leads to %s', async (given, location) => {
    const opened = await openLogInStack()
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened, given), 'alice')
    const page = await browser.open(callback, () => true)
    expect([page.status, page.headers.get('location')]).toEqual([303, location])
  })
})

describe('a cookie', () => {
  test('with one character changed anywhere: 401 twice', async () => {
    const opened = await openLogInStack()
    const browser = await logIn(opened)
    const cookie = browser.cookie(opened.stack.url, SESSION) ?? ''
    for (let at = 0; at < cookie.length - 1; at += 7) {
      const other = cookie[at] === 'A' ? 'B' : 'A'
      browser.setCookie(opened.stack.url, SESSION, cookie.slice(0, at) + other + cookie.slice(at + 1))
      for (let time = 0; time < 2; time++)
        expect(brief(await browser.query(opened.stack.url, QUERY))).toBe('401 UNAUTHENTICATED')
    }
  })

  test.each([
    ['empty', ''],
    ['one letter', 'x'],
    ['five empty parts', '....'],
    ['longer than any', 'A'.repeat(5000)],
    ['JSON', '{"sub":"alice"}'],
    ['a token without encryption', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.'],
  ])('that is %s: 401', async (_, cookie) => {
    const { stack } = await openLogInStack()
    const browser = new Browser()
    browser.setCookie(stack.url, SESSION, cookie)
    expect(brief(await browser.query(stack.url, QUERY))).toBe('401 UNAUTHENTICATED')
  })

  test('of a log-in in place of a session, and of a session in place of a log-in: refused', async () => {
    const opened = await openLogInStack()
    const { url } = opened.stack
    const browser = await logIn(opened)
    const session = browser.cookie(url, SESSION) ?? ''
    await beginLogIn(browser, opened)
    browser.setCookie(url, SESSION, browser.cookie(url, LOG_IN) ?? '')
    expect(brief(await browser.query(url, QUERY))).toBe('401 UNAUTHENTICATED')
    const other = new Browser()
    other.setCookie(url, LOG_IN, session)
    await expectNoSession(opened, other, `${url}/auth/callback?code=a`, 'was not begun')
  })

  test('of another gateway: 401', async () => {
    const opened = await openLogInStack()
    const browser = await logIn(opened)
    const { stack } = await openLogInStack()
    expect(brief(await browser.query(stack.url, QUERY))).toBe('401 UNAUTHENTICATED')
  })

  test('that is sent twice, such as a second one that another host of the domain has set: 400', async () => {
    const opened = await openLogInStack()
    const browser = await logIn(opened)
    const cookie = browser.cookie(opened.stack.url, SESSION)
    const page = await browser.query(opened.stack.url, QUERY, { cookie: `${SESSION}=other; ${SESSION}=${cookie}` })
    expect(brief(page)).toBe('400 BAD_CREDENTIALS')
  })

  test('over plain HTTP by a name that is not of this machine: 403, and no log-in begins', async () => {
    const opened = await openLogInStack({ server: { hosts: ['gateway.example.net'] } })
    const browser = await logIn(opened)
    const lines = [
      'Host: gateway.example.net',
      'Connection: close',
      `Cookie: ${browser.cookiesFor(opened.stack.url)}`,
      'Origin: http://gateway.example.net',
      'Sec-Fetch-Site: same-origin',
    ]
    const sendTo = async (line: string) => sendRaw(opened.stack.url, formatRequest(line, lines), { ends: false })
    expect(toReply(await sendTo('GET /auth/session HTTP/1.1')).brief).toBe('403 FORBIDDEN')
    const begun = toReply(await sendTo('GET /auth/login HTTP/1.1'))
    expect(begun).toEqual({ brief: '400', text: expect.stringContaining('auth.oidc.publicUrl') })
  })
})

describe('a request with a session from a foreign page', () => {
  test.each<[what: string, headers: Readonly<Record<string, string>>]>([
    ['of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['of another site, without Sec-Fetch-Site', { origin: 'https://evil.example', 'sec-fetch-site': '' }],
    ['of another port of this host', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['of this host over HTTPS', { origin: 'https://127.0.0.1', 'sec-fetch-site': 'same-site' }],
    ['of no origin, such as a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['that claims the own origin, and is of another site', { 'sec-fetch-site': 'cross-site' }],
    ['that somebody has opened from a bookmark', { 'sec-fetch-site': 'none' }],
  ])('%s: 403, before and after the answer is kept', async (_, headers) => {
    const opened = await openLogInStack()
    const { url } = opened.stack
    const browser = await logIn(opened)
    expect(brief(await browser.query(url, QUERY, headers))).toBe('403 FORBIDDEN')
    for (let time = 0; time < 3; time++) expect(brief(await browser.query(url, QUERY))).toBe('200 answered')
    expect(brief(await browser.query(url, QUERY, headers))).toBe('403 FORBIDDEN')
    const out = await browser.fetch(`${url}/auth/logout`, { method: 'POST', headers })
    expect(brief(out)).toBe('403 FORBIDDEN')
    expect(brief(await browser.query(url, QUERY))).toBe('200 answered')
  })

  test('that has neither Origin nor Sec-Fetch-Site: 403', async () => {
    const opened = await openLogInStack()
    const { url } = opened.stack
    const browser = await logIn(opened)
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: browser.cookiesFor(url) },
      body: JSON.stringify({ query: QUERY }),
    })
    expect(response.status).toBe(403)
  })

  test('by GET, as a script or an image of another site: 403', async () => {
    const opened = await openLogInStack()
    const browser = await logIn(opened)
    const target = `${opened.stack.url}/graphql?query=${encodeURIComponent(QUERY)}`
    const headers = { accept: '*/*', 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' }
    expect(brief(await browser.fetch(target, { headers }))).toBe('403 FORBIDDEN')
  })

  test('cannot log somebody out by a link: GET has no such path', async () => {
    const opened = await openLogInStack()
    const browser = await logIn(opened)
    expect((await browser.fetch(`${opened.stack.url}/auth/logout`)).status).toBe(404)
    expect(brief(await browser.query(opened.stack.url, QUERY))).toBe('200 answered')
  })
})
