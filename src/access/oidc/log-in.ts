import type { JWTPayload } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Principal } from '../rights/principal.js'
import type { Refusal } from '../rights/refusal.js'
import type { BrowserRequests } from '../sign-in/browser-requests.js'
import { Seal } from '../sign-in/seal.js'
import type { Sessions } from '../sign-in/sessions.js'
import type { OidcSettings } from '../sign-in/settings.js'
import { principalOf } from '../sign-in/token-claims.js'
import { setCookie } from './cookies.js'
import { localPath } from './local-path.js'
import { type LogInSecrets, newSecrets, type Provider, ProviderFailure } from './provider.js'

// The log-in of a browser: OpenID Connect with code, PKCE, state and nonce, kept by a cookie until the browser comes back.

/** How long somebody may take to log in at the provider. */
const LOG_IN_MS = 10 * 60_000
/** Log-ins that have come back and are being checked at once: each is a request or two to the provider. */
const MOST_AT_ONCE = 32
/** States that were used; the provider refuses a code that comes twice anyway. */
const MOST_USED = 10_000
const RETRY_AFTER_S = 5

/** A request of a browser. */
export interface LogInRequest {
  /** The target of the request: a path with its query. */
  readonly url: string
  /** Names and values of the headers in turn, as they arrived. */
  readonly rawHeaders: readonly string[]
}

/** What a browser is answered. */
export type LogInAnswer =
  | {
      /** Where the browser goes next. */
      readonly location: string
      /** Values of Set-Cookie. */
      readonly cookies: readonly string[]
    }
  | LogInFailure

/** For a page that says what has gone wrong. */
export interface LogInFailure {
  readonly status: 400 | 403 | 503
  readonly message: string
  readonly cookies: readonly string[]
  /** In how many seconds it is worth to try again; null: that does not depend on time. */
  readonly retryAfterS: number | null
}

/** What a log-out has led to. */
export interface LogOut {
  readonly cookies: readonly string[]
  /** Where the session at the provider can be ended as well; null: it has no such page, or is not known yet. */
  readonly providerUrl: string | null
}

/** For the log. */
export interface LogInEvent {
  readonly outcome: 'logged-in' | 'logged-out' | 'failed'
  readonly principalId: string | null
  /** Why it has failed; null: it has not. */
  readonly reason: string | null
}

export interface LogInParts {
  readonly settings: OidcSettings
  readonly provider: Pick<Provider, 'logInUrl' | 'claimsFrom' | 'logOutUrl'>
  readonly requests: BrowserRequests
  readonly sessions: Sessions
  readonly secrets: readonly string[] | null
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Why somebody who has logged in may do nothing here; null: they may. */
  readonly refuse: (principal: Principal) => Refusal | null
  readonly report: (event: LogInEvent) => void
}

/** Logs browsers in and out. Its methods do not throw on account of what browsers or providers send. */
export class LogIn {
  readonly #seal: Seal
  readonly #used = new LRUCache<string, true>({ max: MOST_USED })
  #running = 0

  constructor(private readonly parts: LogInParts) {
    const { secrets, now } = parts
    this.#seal = new Seal({ secrets, now, purpose: 'log-in' })
  }

  /** Sends a browser to the provider. `?returnTo=/path` says where it goes in the end. */
  async begin({ url, rawHeaders }: LogInRequest): Promise<LogInAnswer> {
    const { provider, requests, now } = this.parts
    const base = requests.baseOf(rawHeaders)
    if (base === null) return this.#fail(400, NO_BASE)
    const secrets = newSecrets()
    const returnTo = localPath(queryOf(url).get('returnTo'), new URL('graphql', base).pathname)
    try {
      const location = await provider.logInUrl(callbackOf(base), secrets)
      const sealed = await this.#seal.seal({ ...secrets, returnTo }, now() + LOG_IN_MS)
      return { location, cookies: [this.#logInCookie(sealed)] }
    } catch (error) {
      return this.#failBy(error)
    }
  }

  /** Receives a browser that the provider has sent back. */
  async finish({ url, rawHeaders }: LogInRequest): Promise<LogInAnswer> {
    const { requests } = this.parts
    const base = requests.baseOf(rawHeaders)
    if (base === null) return this.#fail(400, NO_BASE)
    const begun = await this.#begun(rawHeaders)
    if (begun === null || queryOf(url).get('state') !== begun.secrets.state) return this.#fail(400, NOT_BEGUN)
    if (this.#used.has(begun.secrets.state)) return this.#fail(400, USED)
    if (this.#running >= MOST_AT_ONCE) return this.#fail(503, 'too many log-ins are being checked')
    this.#used.set(begun.secrets.state, true)
    this.#running++
    try {
      const came = new URL(callbackOf(base))
      came.search = queryOf(url).toString()
      return await this.#open(await this.parts.provider.claimsFrom(came, begun.secrets), begun.returnTo)
    } catch (error) {
      return this.#failBy(error)
    } finally {
      this.#running--
    }
  }

  /** Ends the session of a browser; null: no page of the gateway has requested it. */
  async end({ rawHeaders }: Pick<LogInRequest, 'rawHeaders'>): Promise<LogOut | null> {
    const { requests, sessions, provider, report } = this.parts
    if (!requests.isOwnPage(rawHeaders)) return null
    const cookie = requests.cookieIn(rawHeaders, requests.cookieNames.session)
    const principal = typeof cookie === 'string' ? await sessions.end(cookie) : null
    if (principal !== null) report({ outcome: 'logged-out', principalId: principal.id, reason: null })
    return { cookies: [this.#sessionCookie('', 0)], providerUrl: provider.logOutUrl }
  }

  async #open(claims: JWTPayload, returnTo: string): Promise<LogInAnswer> {
    const { settings, sessions, now, refuse, report } = this.parts
    const authentication = principalOf(claims, settings)
    if (!authentication.ok) return this.#fail(403, authentication.message)
    const principal = { ...authentication.principal, displayName: displayNameIn(claims) }
    const refusal = refuse(principal)
    if (refusal !== null) return this.#fail(403, refusal.message, principal.id)
    const expiresAtMs = Math.min(principal.expiresAtMs ?? Infinity, now() + settings.sessionLifetimeMs)
    const cookie = await sessions.create(principal, expiresAtMs)
    if (cookie === null) return this.#fail(403, 'the roles at the provider do not fit a cookie', principal.id)
    report({ outcome: 'logged-in', principalId: principal.id, reason: null })
    const lifetimeS = Math.ceil((expiresAtMs - now()) / 1000)
    return { location: returnTo, cookies: [this.#sessionCookie(cookie, lifetimeS), this.#logInCookie('')] }
  }

  async #begun(rawHeaders: readonly string[]): Promise<{ secrets: LogInSecrets; returnTo: string } | null> {
    const { requests } = this.parts
    const sealed = requests.cookieIn(rawHeaders, requests.cookieNames.logIn)
    const claims = typeof sealed === 'string' ? await this.#seal.open(sealed) : null
    if (claims === null || claims === 'expired') return null
    const { state, nonce, codeVerifier, returnTo } = claims
    const isWhole = [state, nonce, codeVerifier, returnTo].every((value) => typeof value === 'string')
    return isWhole
      ? {
          secrets: { state: String(state), nonce: String(nonce), codeVerifier: String(codeVerifier) },
          returnTo: String(returnTo),
        }
      : null
  }

  #failBy(error: unknown): LogInFailure {
    if (!(error instanceof ProviderFailure)) throw error
    return this.#fail(STATUS_OF[error.kind], error.message)
  }

  /** A log-in that has failed is begun again from the start. */
  #fail(status: LogInFailure['status'], message: string, principalId: string | null = null): LogInFailure {
    this.parts.report({ outcome: 'failed', principalId, reason: message })
    return { status, message, cookies: [this.#logInCookie('')], retryAfterS: status === 503 ? RETRY_AFTER_S : null }
  }

  /** Lax: the browser comes back from the provider, which is another site. */
  #logInCookie(value: string): string {
    const { cookieNames, isSecure } = this.parts.requests
    return setCookie(cookieNames.logIn, value, {
      isSecure,
      sameSite: 'Lax',
      lifetimeS: value === '' ? 0 : LOG_IN_MS / 1000,
    })
  }

  #sessionCookie(value: string, lifetimeS: number): string {
    const { cookieNames, isSecure } = this.parts.requests
    return setCookie(cookieNames.session, value, { isSecure, sameSite: 'Strict', lifetimeS })
  }
}

const NO_BASE = 'browsers log in over HTTPS; behind a proxy, auth.oidc.publicUrl says at which address'
const NOT_BEGUN = 'this log-in was not begun in this browser, or took longer than ten minutes'
const USED = 'this log-in was used before'

const STATUS_OF = { unavailable: 503, misconfigured: 503, denied: 403, 'not-verified': 400 } as const

const callbackOf = (base: string): string => new URL('auth/callback', base).href

const queryOf = (url: string): URLSearchParams => new URLSearchParams(url.split('?').slice(1).join('?'))

/** OpenID Connect Core, 5.1. */
const DISPLAY_CLAIMS = ['name', 'preferred_username', 'email']
const DISPLAY_NAME = /^[^\p{C}]{1,100}$/u

const displayNameIn = (claims: JWTPayload): string | undefined =>
  DISPLAY_CLAIMS.map((claim) => claims[claim]).find(
    (value): value is string => typeof value === 'string' && DISPLAY_NAME.test(value),
  )
