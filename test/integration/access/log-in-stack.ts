// A gateway at which browsers log in by a real OpenID provider.

import { onTestFinished } from 'vitest'
import { type Stack, startStack, type TestClock } from '../../support/stack.js'
import { Browser, type Page } from './browser.js'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type OpenIdProvider,
  type ProviderOptions,
  startOpenIdProvider,
} from './openid-provider.js'
import { accessKeys } from './signed-in-stack.js'

export interface LogInStack {
  readonly stack: Stack
  readonly provider: OpenIdProvider
  /** The time of the gateway: at first that of the provider, which has no other clock than the system's. */
  readonly clock: TestClock
}

export interface LogInStackOptions extends ProviderOptions {
  /** Keys of auth.oidc. */
  readonly oidc?: Readonly<Record<string, unknown>>
  readonly server?: Readonly<Record<string, unknown>>
}

/** Closed when the test ends. */
export async function openLogInStack(options: LogInStackOptions = {}): Promise<LogInStack> {
  const provider = await startOpenIdProvider(options)
  const clock: TestClock = { nowMs: Date.now() }
  const oidc = {
    issuer: provider.issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    claims: { roles: 'roles', tenant: 'customer_id' },
    ...options.oidc,
  }
  const stack = await startStack({
    vendors: ['mor'],
    clock,
    access: accessKeys({ oidc }),
    ...(options.server === undefined ? {} : { server: options.server }),
  })
  onTestFinished(() => stack.close())
  provider.accept(stack.url)
  return { stack, provider, clock }
}

/** Opens the log-in, up to the log-in page of the provider. */
export const beginLogIn = (browser: Browser, { stack }: LogInStack, returnTo?: string): Promise<Page> =>
  browser.open(`${stack.url}/auth/login${returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`}`)

/** Logs in at the provider; the browser stops before it returns to the gateway. Returns where it would be sent. */
export async function answerProvider(browser: Browser, asked: Page, login: string): Promise<string> {
  const page = await browser.submit(asked.url, { login }, isCallback)
  const location = page.headers.get('location')
  if (location === null) throw new Error(`the provider did not send the browser back: ${page.status} ${page.text}`)
  return location
}

/** Logs somebody in by a new browser. */
export async function logIn(opened: LogInStack, login = 'alice'): Promise<Browser> {
  const browser = new Browser()
  const callback = await answerProvider(browser, await beginLogIn(browser, opened), login)
  await browser.open(callback, () => true)
  return browser
}

export const isCallback = (url: string): boolean => new URL(url).pathname === '/auth/callback'

/** The status, and the code of the error or `answered`. */
export function brief({ status, text }: Page): string {
  const [, code] = /"code":"(\w+)"/.exec(text) ?? []
  return `${status}${code === undefined ? (text.includes('"data":{') ? ' answered' : '') : ` ${code}`}`
}
