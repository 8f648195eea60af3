import { badCredentials, invalidCredential, type Refusal, signInRequired } from '../rights/refusal.js'
import { isApiKey } from './api-key.js'
import type { BrowserRequests } from './browser-requests.js'
import type { SignInSettings } from './settings.js'

// Which credential a request has. One at most: of two, no one could say which is meant, or which was smuggled in.

/** What a request brings, as it arrived. */
export interface Presented {
  /**
   * Names and values of the headers in turn, with repeated ones: `request.rawHeaders`. Node's `request.headers` drops
   * or joins repeated headers, and hides that a second credential was sent.
   */
  readonly rawHeaders: readonly string[]
  /** The other end of the connection, never what a header says. */
  readonly address: string
  /** The client behind a trusted proxy, for limits only, never for rights; the address unless given. */
  readonly clientAddress?: () => string
  /** The client's certificate; null: there is none. */
  readonly certificate: PresentedCertificate | null
}

export interface PresentedCertificate {
  /** `socket.authorized`: whether an authority signed it that is trusted for clients. */
  readonly isAuthorized: boolean
  /** As Node writes it: `URI:spiffe://example.net/a, DNS:a.example.net`. */
  readonly subjectAltName: string
}

export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'proxy'; readonly user: string }
  /** A token that a proxy hands over. */
  | { readonly kind: 'assertion'; readonly token: string }
  | { readonly kind: 'certificate'; readonly certificate: PresentedCertificate }
  /** The cookie of a browser that has logged in. */
  | { readonly kind: 'session'; readonly cookie: string }

/** Of what follows it, the checks of keys and tokens see whether it is one: they look at every character anyway. */
const BEARER = /^Bearer +(?=[^ ])/i
const MOST_NAME_LENGTH = 200
/** What a proxy may write as a user's name: printable, and not two names joined by a proxy. */
const USER = /^[^\s,;"\p{C}](?:[^,;"\p{C}]*[^\s,;"\p{C}])?$/u

/** Finds the credential of a request; a header counts whether or not it is valid. */
export type FindCredential = (presented: Presented) => Credential | Refusal

/**
 * A browser adds the cookie of a session by itself, so that it counts only where no other credential was sent on purpose:
 * the header editor of the explorer works beside a session.
 * @param browsers null where browsers cannot log in.
 */
export function credentialFinder(
  { proxy, certificates }: Pick<SignInSettings, 'proxy' | 'certificates'>,
  browsers: BrowserRequests | null = null,
): FindCredential {
  const userHeader = proxy?.userHeader?.toLowerCase()
  const assertionHeader = proxy?.assertionHeader?.toLowerCase()
  const kindOf = (header: string): 'authorization' | 'x-api-key' | 'proxy' | 'assertion' | null => {
    const name = header.toLowerCase()
    if (name === 'authorization' || name === 'x-api-key') return name
    return name === userHeader ? 'proxy' : name === assertionHeader ? 'assertion' : null
  }
  const lengths = new Set(['authorization', 'x-api-key', userHeader, assertionHeader].map((name) => name?.length))
  const readsCertificates = Object.keys(certificates).length > 0

  return ({ rawHeaders, certificate }) => {
    let found: Credential | Refusal | null =
      readsCertificates && certificate !== null ? { kind: 'certificate', certificate } : null
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] ?? ''
      const kind = lengths.has(name.length) ? kindOf(name) : null
      if (kind === null) continue
      if (found !== null) return badCredentials('a request has one credential: this one has several')
      found = READERS[kind]((rawHeaders[at + 1] ?? '').trim())
    }
    return found ?? browsers?.sessionIn(rawHeaders) ?? signInRequired()
  }
}

const READERS: Readonly<
  Record<'authorization' | 'x-api-key' | 'proxy' | 'assertion', (value: string) => Credential | Refusal>
> = {
  authorization(value) {
    const [scheme] = BEARER.exec(value) ?? []
    if (scheme === undefined) return invalidCredential('the header Authorization must be: Bearer, and one token or key')
    const token = value.slice(scheme.length)
    return isApiKey(token) ? { kind: 'key', key: token } : { kind: 'token', token }
  },
  'x-api-key': (value) => ({ kind: 'key', key: value }),
  proxy: (value) =>
    value.length <= MOST_NAME_LENGTH && USER.test(value)
      ? { kind: 'proxy', user: value }
      : invalidCredential('the header of the proxy does not name one user'),
  assertion: (value) => ({ kind: 'assertion', token: value }),
}
