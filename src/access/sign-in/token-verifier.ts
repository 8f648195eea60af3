import { hash } from 'node:crypto'
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose'
import { authUnavailable, invalidCredential, type Refusal } from '../rights/refusal.js'
import type { Authentication } from './authentication.js'
import type { IssuerKeys } from './issuer-keys.js'
import { KeptTokens } from './kept-tokens.js'
import type { IssuerSettings } from './settings.js'
import { principalOf, whyNoAccessToken } from './token-claims.js'
import { VerificationLimits } from './verification-limits.js'

// JSON Web Tokens (RFC 7519), checked as RFC 8725 advises. The signature is checked by jose.

/** How much the clock of an issuer may differ from ours. */
const SKEW_S = 30
const MOST_LENGTH = 16_384
/** Header, payload and signature of a signed token. An encrypted one has five parts. */
const SIGNED = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** An issuer whose tokens are accepted, and its keys. */
export interface TrustedIssuer {
  readonly settings: IssuerSettings
  readonly keys: IssuerKeys
}

interface Decoded {
  readonly header: ProtectedHeaderParameters
  readonly claims: JWTPayload
}

/** Verifies tokens, and keeps what was verified for a minute at most. */
export class TokenVerifier {
  readonly #issuers: ReadonlyMap<string, TrustedIssuer>
  readonly #kept = new KeptTokens()
  readonly #limits: VerificationLimits
  readonly #underWay = new Map<string, Promise<Authentication>>()
  /** Counts changes of keys: what was begun before one is not kept. */
  #generation = 0

  constructor(
    issuers: readonly TrustedIssuer[],
    private readonly now: () => number,
  ) {
    this.#limits = new VerificationLimits(now)
    this.#issuers = new Map(issuers.map((issuer) => [issuer.settings.issuer, issuer]))
  }

  /**
   * At once where the token was verified before. It never throws.
   * @param client the address of the client; verifications are limited by it.
   */
  verify(token: string, client: string): Authentication | Promise<Authentication> {
    if (token.length > MOST_LENGTH) return MALFORMED
    const digest = hash('sha256', token, 'base64')
    const kept = this.#kept.get(digest, this.now())
    if (kept !== null) return kept
    const underWay = this.#underWay.get(digest)
    if (underWay !== undefined) return underWay
    const checked = this.#check(token, digest, client).finally(() => this.#underWay.delete(digest))
    this.#underWay.set(digest, checked)
    return checked
  }

  /** Forgets what was verified: the keys have changed. */
  forget(): void {
    this.#generation++
    this.#kept.clear()
  }

  async #check(token: string, digest: string, client: string): Promise<Authentication> {
    const decoded = decode(token)
    if (decoded === null) return MALFORMED
    // By its exact text, before any key is looked at: no issuer vouches for the tokens of another.
    const issuer = this.#issuers.get(decoded.claims.iss ?? '')
    if (issuer === undefined) return UNKNOWN_ISSUER
    const early = refuseEarly(decoded, issuer.settings, this.now())
    if (early !== null) return early
    const keys = await issuer.keys.available()
    if (keys === null) return authUnavailable(issuer.keys.retryAfterS)
    let generation = this.#generation
    let answer = await this.#verifyBy(keys, token, issuer.settings, client)
    if (answer === UNKNOWN_KEY) {
      const others = await issuer.keys.othersThan(keys)
      if (others === null) return UNKNOWN_KEY
      generation = this.#generation
      answer = await this.#verifyBy(others, token, issuer.settings, client)
    }
    const isLasting = answer.ok || answer === BAD_SIGNATURE || answer === OTHER_AUDIENCE
    if (isLasting && generation === this.#generation) this.#kept.keep(digest, answer, this.now())
    return answer
  }

  async #verifyBy(
    keys: JWTVerifyGetKey,
    token: string,
    issuer: IssuerSettings,
    client: string,
  ): Promise<Authentication> {
    let isChecking = false
    // Only a signature whose key is known takes time.
    const keyInTurn: JWTVerifyGetKey = async (header, given) => {
      const key = await keys(header, given)
      const refusal = await this.#limits.enter(client)
      if (refusal !== null) throw new NotNow(refusal)
      isChecking = true
      return key
    }
    try {
      // Keys come from the issuer only: jose's local key set ignores `jku`, `jwk`, `x5u` and `x5c` of the token.
      const { payload } = await jwtVerify(token, keyInTurn, {
        issuer: issuer.issuer,
        audience: [...issuer.audience],
        algorithms: [...issuer.algorithms],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: SKEW_S,
        currentDate: new Date(this.now()),
      })
      return principalOf(payload, issuer)
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === BAD_SIGNATURE) this.#limits.countFailure(client)
      return refusal
    } finally {
      if (isChecking) this.#limits.leave()
    }
  }
}

/** There is no turn for a verification. */
class NotNow extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message)
  }
}

const MALFORMED = invalidCredential('the token is not a signed JSON Web Token')
const UNKNOWN_ISSUER = invalidCredential('the issuer of the token is not known here')
const UNKNOWN_KEY = invalidCredential('the token is signed by a key that its issuer does not have')
const BAD_SIGNATURE = invalidCredential('the signature of the token is wrong')
const OTHER_AUDIENCE = invalidCredential('the token is for another audience')
const OTHER_ALGORITHM = invalidCredential('the token is signed by an algorithm that is not accepted here')
const EXPIRED = invalidCredential('the token has expired')
const NOT_VALID = invalidCredential('the token is not valid')

function decode(token: string): Decoded | null {
  if (!SIGNED.test(token)) return null
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) }
  } catch {
    return null
  }
}

/** What needs no key, so that refusing costs little. All of it that protects is checked again with the signature. */
function refuseEarly({ header, claims }: Decoded, issuer: IssuerSettings, nowMs: number): Refusal | null {
  const { alg } = header
  if (!issuer.algorithms.some((accepted) => accepted === alg)) return OTHER_ALGORITHM
  const why = whyNoAccessToken(header, claims, issuer.tokenType)
  if (why !== null) return invalidCredential(why)
  if (typeof claims.exp !== 'number') return invalidCredential('the token does not say when it expires')
  return claims.exp <= nowMs / 1000 - SKEW_S ? EXPIRED : null
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof NotNow) return error.refusal
  if (error instanceof errors.JWKSNoMatchingKey) return UNKNOWN_KEY
  if (error instanceof errors.JWKSMultipleMatchingKeys) return invalidCredential('the token does not say by which key')
  if (error instanceof errors.JWSSignatureVerificationFailed) return BAD_SIGNATURE
  if (error instanceof errors.JOSEAlgNotAllowed) return OTHER_ALGORITHM
  if (error instanceof errors.JWTExpired) return EXPIRED
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return OTHER_AUDIENCE
    if (error.claim === 'nbf') return invalidCredential('the token is not valid yet')
    if (error.claim === 'sub') return invalidCredential('the token does not name its subject')
  }
  return NOT_VALID
}
