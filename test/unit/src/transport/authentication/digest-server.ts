// A server that requires HTTP digest and checks it by a separate implementation of RFC 7616, with a log of requests.

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Secret } from '../../../../../adapters/values/secret.js'
import { serve } from '../fixtures.js'

export const digestAuth = (password = 'demo-password') => ({
  scheme: 'digest' as const,
  username: 'weblogin',
  password: new Secret(password),
})
/** The password that the server accepts. */
export const right = () => ({ value: 'demo-password' })
export const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index))

export interface DigestServerOptions {
  readonly algorithm?: 'MD5' | 'MD5-sess' | 'SHA-256'
  /** How often a nonce may be used before it is stale. */
  readonly usesPerNonce?: number
  /** Lets each nonce be used once, and refuses further uses without calling them stale. */
  readonly oneTime?: boolean
  /** Announces the nonce of the next request with every accepted one (RFC 7616, section 3.5). */
  readonly announcesNext?: boolean
  /** As octets on the wire. */
  readonly realm?: Buffer
  /** Further parameters of the challenge, such as `charset=UTF-8`. */
  readonly announced?: string
  readonly username?: string
  /** The status of an answer to a request without credentials. */
  readonly challengeStatus?: number
  /** The status of an answer to wrong credentials. */
  readonly refusalStatus?: number
  /** Sends early hints before every answer. */
  readonly hints?: boolean
  /** How an authenticated request is answered. */
  readonly answer?: (response: ServerResponse, request: IncomingMessage) => void
  /** Called with each verdict, before it is sent. */
  readonly onSeen?: (seen: Seen) => void
}

export interface Seen {
  readonly outcome: 'challenged' | 'accepted' | 'stale' | 'refused'
  readonly nonce: string | null
  readonly nonceCount: number
  readonly clientNonce: string | null
}

export async function serveDigest(password: { value: string }, options: DigestServerOptions = {}) {
  const {
    algorithm = 'MD5',
    usesPerNonce = Number.POSITIVE_INFINITY,
    oneTime = false,
    announcesNext = false,
    username = 'weblogin',
    challengeStatus = 401,
    refusalStatus = 401,
  } = options
  const realm = (options.realm ?? Buffer.from('switch')).toString('latin1')
  const announced = options.announced === undefined ? '' : `, ${options.announced}`
  const seen: Seen[] = []
  const counts = new Map<string, Set<number>>()
  const forgotten = new Set<string>()
  let nonces = 0

  const newNonce = (): string => {
    const nonce = `nonce-${(nonces += 1)}`
    counts.set(nonce, new Set())
    return nonce
  }
  const challenge = (response: ServerResponse, status: number, stale: boolean): void => {
    const nonce = newNonce()
    const fixed = `realm="${realm}"${announced}, qop="auth", algorithm=${algorithm}, opaque="o"`
    const header = `Digest ${fixed}, nonce="${nonce}", stale=${stale}`
    response.writeHead(status, { 'www-authenticate': header, 'content-type': 'text/html' }).end('<html>no</html>')
  }
  const judge = (request: IncomingMessage): Seen => {
    const header = request.headers.authorization
    if (header === undefined) return { outcome: 'challenged', nonce: null, nonceCount: 0, clientNonce: null }
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(header)?.[1] ?? ''
    const nonce = field('nonce')
    const nonceCount = Number.parseInt(field('nc'), 16)
    const common = { nonce, nonceCount, clientNonce: field('cnonce') }
    const name = Buffer.from(username).toString('latin1')
    const secret = `${name}:${realm}:${password.value}`
    const right = field('response') === expected(algorithm, secret, request, field) && field('uri') === request.url
    const isNamed = field('username') === name || header.includes(`username*=UTF-8''${encodeURIComponent(username)},`)
    const used = counts.get(nonce)
    const isUsedUp = oneTime && (used?.size ?? 0) > 0
    if (
      !right ||
      !isNamed ||
      field('realm') !== realm ||
      isUsedUp ||
      used === undefined ||
      used.has(nonceCount) ||
      forgotten.has(nonce)
    )
      return { outcome: 'refused', ...common }
    used.add(nonceCount)
    return { outcome: used.size > usesPerNonce ? 'stale' : 'accepted', ...common }
  }

  const server = await serve((request, response) => {
    const verdict = judge(request)
    seen.push(verdict)
    options.onSeen?.(verdict)
    if (options.hints === true) response.writeEarlyHints({ link: '</x>; rel=preload' })
    if (verdict.outcome === 'accepted') {
      if (announcesNext) response.setHeader('authentication-info', `qop=auth, nextnonce="${newNonce()}"`)
      if (options.answer === undefined) response.end('hello')
      else options.answer(response, request)
    } else
      challenge(
        response,
        verdict.outcome === 'challenged' ? challengeStatus : refusalStatus,
        verdict.outcome === 'stale',
      )
  })
  return {
    ...server,
    seen,
    outcomes: () => seen.map(({ outcome }) => outcome),
    /** Forgets all nonces, like a server that was restarted. */
    forget: () => {
      for (const nonce of counts.keys()) forgotten.add(nonce)
    },
  }
}

function expected(
  algorithm: string,
  identity: string,
  request: IncomingMessage,
  field: (name: string) => string,
): string {
  const digest = (text: string) =>
    createHash(algorithm.startsWith('SHA') ? 'sha256' : 'md5')
      .update(text, 'latin1')
      .digest('hex')
  const user = digest(identity)
  const secret = algorithm.endsWith('-sess') ? digest(`${user}:${field('nonce')}:${field('cnonce')}`) : user
  const asked = digest(`${request.method}:${request.url}`)
  return digest(`${secret}:${field('nonce')}:${field('nc')}:${field('cnonce')}:auth:${asked}`)
}
