import { isLoopbackHost } from '../../net/loopback.js'
import { badCredentials, forbidden, type Refusal } from '../rights/refusal.js'
import type { OidcSettings } from './settings.js'

// Requests of browsers: which cookies they bring, and whether a page of the gateway itself has sent them.

/** Names of cookies, of which a browser may hold several for one host. */
export interface CookieNames {
  readonly session: string
  /** Of a log-in that has begun. */
  readonly logIn: string
}

/** `__Host-`: browsers accept it over HTTPS only, and from no other host, no subdomain included. */
const SECURE_NAMES: CookieNames = { session: '__Host-trunkline', logIn: '__Host-trunkline-log-in' }
/** Over plain HTTP, which is for this machine only. */
const PLAIN_NAMES: CookieNames = { session: 'trunkline', logIn: 'trunkline-log-in' }

/** The parts of `auth.oidc` and of the server that decide what a page of the gateway is. */
export interface BrowserRequestsParts extends Pick<OidcSettings, 'publicUrl'> {
  /** Whether the server serves HTTPS itself. */
  readonly isTls: boolean
}

/** Reads what browsers send. It decides on headers alone, names and values in turn as they arrived. */
export class BrowserRequests {
  /** Whether browsers reach the gateway over HTTPS. */
  readonly isSecure: boolean
  readonly cookieNames: CookieNames

  constructor(private readonly parts: BrowserRequestsParts) {
    const { publicUrl, isTls } = parts
    this.isSecure = publicUrl === undefined ? isTls : publicUrl.startsWith('https:')
    this.cookieNames = this.isSecure ? SECURE_NAMES : PLAIN_NAMES
  }

  /**
   * The gateway as the browser reaches it, with a slash at the end. Null: a host to which cookies cannot be sent safely.
   */
  baseOf(rawHeaders: readonly string[]): string | null {
    const { publicUrl, isTls } = this.parts
    if (publicUrl !== undefined) return publicUrl
    const url = URL.parse(`${isTls ? 'https' : 'http'}://${valuesOf(rawHeaders, 'host')[0]}/`)
    return url !== null && (isTls || isLoopbackHost(url.hostname)) ? `${url.origin}/` : null
  }

  /** The value of a cookie; null: there is none. Undefined: there are several of this name. */
  cookieIn(rawHeaders: readonly string[], name: string): string | null | undefined {
    const values = valuesOf(rawHeaders, 'cookie')
      .flatMap((header) => header.split(';'))
      .flatMap((pair) => {
        const at = pair.indexOf('=')
        return at >= 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : []
      })
    return values.length > 1 ? undefined : (values[0] ?? null)
  }

  /** The session of a request, or why it does not count; null: there is none. */
  sessionIn(rawHeaders: readonly string[]): { readonly kind: 'session'; readonly cookie: string } | Refusal | null {
    const cookie = this.cookieIn(rawHeaders, this.cookieNames.session)
    if (cookie === null) return null
    if (cookie === undefined) return SEVERAL_SESSIONS
    return this.isOwnPage(rawHeaders) ? { kind: 'session', cookie } : FOREIGN_PAGE
  }

  /**
   * Whether a page of the gateway itself has sent a request. Pages cannot choose either header: `Origin` comes with every
   * POST, `Sec-Fetch-Site` with every request. What has neither comes from no page.
   */
  isOwnPage(rawHeaders: readonly string[]): boolean {
    const origins = valuesOf(rawHeaders, 'origin')
    const sites = valuesOf(rawHeaders, 'sec-fetch-site')
    if (origins.length + sites.length === 0) return false
    const base = this.baseOf(rawHeaders)
    const own = base === null ? null : URL.parse(base)?.origin
    return origins.every((origin) => origin === own) && sites.every((site) => site === 'same-origin')
  }
}

const SEVERAL_SESSIONS = badCredentials('the request has several sessions: delete the cookies of this host')
const FOREIGN_PAGE = forbidden('the session of a browser counts for pages of the gateway itself only')

function valuesOf(rawHeaders: readonly string[], wanted: string): readonly string[] {
  const values: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === wanted.length && name.toLowerCase() === wanted) values.push((rawHeaders[at + 1] ?? '').trim())
  }
  return values
}
