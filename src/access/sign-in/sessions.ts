import { hash, randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Principal } from '../rights/principal.js'
import { invalidCredential } from '../rights/refusal.js'
import type { Authentication } from './authentication.js'
import { KeptTokens } from './kept-tokens.js'
import { Seal, type SealParts } from './seal.js'
import type { OidcSettings } from './settings.js'

/** Browsers keep cookies of at least 4096 bytes, with their names and attributes. */
const MOST_LENGTH = 3800
/** Sessions that were ended before they expired; the oldest are forgotten first. */
const MOST_ENDED = 10_000

const INVALID = invalidCredential('the session is not valid here: log in again')
const EXPIRED = invalidCredential('the session has expired: log in again')
const ENDED = invalidCredential('the session was ended: log in again')

export interface SessionsParts extends Omit<SealParts, 'purpose'> {
  readonly settings: Pick<OidcSettings, 'issuer' | 'clientId'>
}

/**
 * Sessions of browsers that have logged in. A cookie holds who somebody is, sealed; the process remembers only which
 * sessions were ended. What a principal may do is decided on each request, by the configuration of that moment.
 */
export class Sessions {
  readonly #seal: Seal
  readonly #kept = new KeptTokens()
  readonly #ended = new LRUCache<string, true>({ max: MOST_ENDED })

  constructor(private readonly parts: SessionsParts) {
    this.#seal = new Seal({ ...parts, purpose: 'session' })
  }

  /**
   * The cookie of a new session.
   * @returns null where the principal does not fit a cookie.
   */
  async create(principal: Principal, expiresAtMs: number): Promise<string | null> {
    const { issuer, clientId } = this.parts.settings
    const { name, id, roles, tenant, displayName } = principal
    const claims = { iss: issuer, aud: clientId, jti: randomUUID(), sub: name, id, roles, tenant, displayName }
    const cookie = await this.#seal.seal(claims, expiresAtMs)
    return cookie.length > MOST_LENGTH ? null : cookie
  }

  /** Whose session a cookie is; at once where it was opened before. It never throws. */
  verify(cookie: string): Authentication | Promise<Authentication> {
    if (cookie.length > MOST_LENGTH) return INVALID
    const digest = hash('sha256', cookie, 'base64')
    const kept = this.#kept.get(digest, this.parts.now())
    return kept === null ? this.#open(cookie, digest) : this.#unlessEnded(kept)
  }

  /** Ends a session, also for copies of its cookie. */
  async end(cookie: string): Promise<Principal | null> {
    const authentication = await this.verify(cookie)
    if (!authentication.ok) return null
    const { principal } = authentication
    if (principal.credentialId !== null) this.#ended.set(principal.credentialId, true)
    return principal
  }

  async #open(cookie: string, digest: string): Promise<Authentication> {
    const claims = await this.#seal.open(cookie)
    if (claims === 'expired') return EXPIRED
    const principal = claims === null ? null : this.#principalOf(claims)
    const answer: Authentication = principal === null ? INVALID : { ok: true, principal }
    this.#kept.keep(digest, answer, this.parts.now())
    return this.#unlessEnded(answer)
  }

  #unlessEnded(authentication: Authentication): Authentication {
    const isEnded = authentication.ok && this.#ended.has(authentication.principal.credentialId ?? '')
    return isEnded ? ENDED : authentication
  }

  /** Of another provider or client: the configuration has changed since. */
  #principalOf({ iss, aud, exp, jti, sub, id, roles, tenant, displayName }: JWTPayload): Principal | null {
    const { issuer, clientId } = this.parts.settings
    if (iss !== issuer || aud !== clientId || exp === undefined || jti === undefined || sub === undefined) return null
    if (typeof id !== 'string' || !Array.isArray(roles)) return null
    return {
      kind: 'session',
      name: sub,
      ...(typeof displayName === 'string' ? { displayName } : {}),
      id,
      roles: roles.filter((role) => typeof role === 'string'),
      tenant: typeof tenant === 'string' ? tenant : null,
      credentialId: jti,
      expiresAtMs: exp * 1000,
    }
  }
}
