// Sessions of browsers beyond one process: which keys encrypt and decrypt them, and at which address they are valid.

import { describe, expect, test } from 'vitest'
import { BrowserRequests } from '../../../src/access/sign-in/browser-requests.js'
import { Seal } from '../../../src/access/sign-in/seal.js'
import { Browser } from './browser.js'
import { answerProvider, beginLogIn, brief, logIn, openLogInStack } from './log-in-stack.js'

const QUERY = '{ sources { name } }'
const KEYS = { cursorKeys: ['a key of the gateway, only for its tests'] }

describe('after a restart', () => {
  test('sessions last where the gateway has keys of its configuration', async () => {
    const opened = await openLogInStack({ server: KEYS })
    const browser = await logIn(opened)
    await opened.stack.restart()
    expect(brief(await browser.query(opened.stack.url, QUERY))).toBe('200 answered')
  })

  test('they do not where it has none', async () => {
    const opened = await openLogInStack()
    const browser = await logIn(opened)
    await opened.stack.restart()
    expect((await browser.query(opened.stack.url, QUERY)).text).toContain('the session is not valid here')
  })

  test('a callback that was used before, with the cookie of its log-in, is refused by the provider', async () => {
    const publicUrl = 'http://127.0.0.1:9'
    const opened = await openLogInStack({ server: KEYS, oidc: { publicUrl } })
    opened.provider.accept(publicUrl)
    const browser = new Browser()
    const callback = await answerProvider(browser, await beginLogIn(browser, opened), 'alice')
    const begun = browser.cookiesFor(opened.stack.url)
    const come = async () => {
      const target = opened.stack.url + callback.slice(publicUrl.length)
      return fetch(target, { redirect: 'manual', headers: { cookie: begun } })
    }
    expect((await come()).status).toBe(303)
    await opened.stack.restart()
    const again = await come()
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('does not accept the code')])
  })
})

describe('a seal', () => {
  const now = () => Date.UTC(2026, 2, 3, 12)
  const open = (secrets: readonly string[] | null, purpose = 'session') => new Seal({ secrets, purpose, now })
  const sealed = () => open(['old']).seal({ sub: 'alice' }, now() + 60_000)

  test('opens with a key that is listed after the new one, and not without it', async () => {
    expect(await open(['new', 'old']).open(await sealed())).toMatchObject({ sub: 'alice' })
    expect(await open(['new']).open(await sealed())).toBeNull()
    expect(await open(null).open(await sealed())).toBeNull()
  })

  test('opens for its purpose only', async () => {
    expect(await open(['old'], 'log-in').open(await sealed())).toBeNull()
  })

  test('says when it has expired, with the old key as well', async () => {
    const later = new Seal({ secrets: ['new', 'old'], purpose: 'session', now: () => now() + 60_000 })
    expect(await later.open(await sealed())).toBe('expired')
  })
})

describe('the own address', () => {
  const headers = (host: string, origin: string) => ['Host', host, 'Origin', origin, 'Sec-Fetch-Site', 'same-origin']

  test.each<[what: string, publicUrl: string | undefined, isTls: boolean, host: string, own: string | null]>([
    ['of a proxy', 'https://gateway.example.net/', false, '10.0.0.5:4000', 'https://gateway.example.net'],
    ['of a server with TLS', undefined, true, 'gateway.example.net:4443', 'https://gateway.example.net:4443'],
    ['of a server with TLS at the usual port', undefined, true, 'gateway.example.net', 'https://gateway.example.net'],
    ['on this machine', undefined, false, 'localhost:4000', 'http://localhost:4000'],
    ['beyond this machine without TLS', undefined, false, 'gateway.example.net', null],
  ])('%s (publicUrl %s, TLS %s, Host %s) is %s', (_, publicUrl, isTls, host, own) => {
    const requests = new BrowserRequests({ publicUrl, isTls })
    expect(requests.baseOf(['host', host])).toBe(own === null ? null : `${own}/`)
    for (const origin of ['https://gateway.example.net', 'https://gateway.example.net:4443', 'http://localhost:4000'])
      expect(requests.isOwnPage(headers(host, origin))).toBe(origin === own)
    const isSecure = own?.startsWith('https') === true
    expect(requests.cookieNames.session).toBe(isSecure ? '__Host-trunkline' : 'trunkline')
  })
})
