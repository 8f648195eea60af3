import type { Authentication, VendorRequest } from '../../../adapters/contract.js'
import { Secret } from '../../../adapters/values/secret.js'
import { untilAborted } from '../../async/until-aborted.js'
import { toFailure } from '../../errors/network-errors.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { isOutage } from '../../resilience/outages.js'
import type { Attempt, AttemptContext, Authenticator, AuthenticatorParts } from './authenticator.js'
import type { CoolDown } from './cool-down.js'

/** A token is renewed this long before it expires, or a tenth of its lifetime before, whichever is shorter. */
const RENEWAL_MARGIN_MS = 60_000

interface Session {
  readonly token: Secret
  /** When to renew the token, by the monotonic clock; infinite when its lifetime is unknown. */
  readonly renewAtMs: number
}

/** One log-in fetches a token for all requests. It is renewed before it expires, and again when the vendor rejects it. */
export class LoginAuthenticator implements Authenticator {
  readonly #coolDown: CoolDown
  #session: Session | null = null
  #loggingIn: Promise<Session> | null = null

  constructor(
    private readonly auth: Extract<Authentication, { scheme: 'login' }>,
    private readonly parts: Pick<AuthenticatorParts, 'clock' | 'coolDown' | 'sendPlain'>,
  ) {
    this.#coolDown = parts.coolDown
  }

  async run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer> {
    const { isInDoubt } = this.#coolDown
    // A vendor may bind a token to the client's IP address: when that changes, even a fresh token may be refused. While
    // tokens are in doubt, one attempt is made at a time, each with a fresh token.
    const session = await this.#current(context)
    try {
      return await attempt(request, authorize(session))
    } catch (error) {
      if (isUnauthorized(error) && this.#session === session) this.#session = null
      if (!isExpired(error)) throw error
      if (isInDoubt) throw this.#coolDown.begin(error)
    }
    const fresh = await this.#current(context)
    try {
      return await attempt(request, authorize(fresh))
    } catch (error) {
      if (!isExpired(error)) throw error
      if (this.#session === fresh) this.#session = null
      // Counted twice: two tokens were refused.
      this.#coolDown.begin(error)
      throw this.#coolDown.begin(error)
    }
  }

  async #current(context: AttemptContext): Promise<Session> {
    if (this.#session !== null && this.parts.clock.monotonicNow() < this.#session.renewAtMs) return this.#session
    if (this.#loggingIn === null) {
      this.#coolDown.check()
      this.#loggingIn = this.#logIn(context).finally(() => {
        this.#loggingIn = null
      })
      // Prevents unhandledRejection when nobody waits.
      this.#loggingIn.catch(() => undefined)
    }
    return untilAborted(this.#loggingIn, context.signal)
  }

  async #logIn({ timeoutMs, count }: AttemptContext): Promise<Session> {
    const requestedAtMs = this.parts.clock.monotonicNow()
    try {
      const given = await this.parts.sendPlain(this.auth.request(), this.auth.decode, { timeoutMs, count })
      this.#session = { token: new Secret(given.token), renewAtMs: renewalOf(requestedAtMs, given.expiresInSeconds) }
      return this.#session
    } catch (error) {
      const failure = toFailure(error)
      if (failure === null || isOutage(failure)) throw error
      if (!isRefusedLogin(failure)) {
        this.#coolDown.rest(failure)
        throw failure
      }
      throw this.#coolDown.begin(failure)
    }
  }
}

function renewalOf(requestedAtMs: number, expiresInSeconds: number | null): number {
  if (expiresInSeconds === null || expiresInSeconds <= 0) return Number.POSITIVE_INFINITY
  const lifeMs = expiresInSeconds * 1000
  return requestedAtMs + lifeMs - Math.min(RENEWAL_MARGIN_MS, lifeMs / 10)
}

const authorize = (session: Session): string => `Bearer ${session.token.reveal()}`

const isUnauthorized = (error: unknown): boolean =>
  error instanceof SourceFailure && (error.hint === 'token-expired' || error.observed?.httpStatus === 401)

/** Any rejected log-in concerns the credentials: vendors answer wrong ones with 400, 401, 403 or 429. */
const isRefusedLogin = ({ code, observed }: SourceFailure): boolean =>
  code === 'UNAUTHENTICATED' || code === 'REJECTED' || code === 'THROTTLED' || (observed?.httpStatus ?? 0) >= 400

const isExpired = (error: unknown): error is SourceFailure =>
  error instanceof SourceFailure && error.hint === 'token-expired'
