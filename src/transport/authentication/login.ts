import type { Authentication, VendorRequest } from '../../../adapters/contract.js'
import { Secret } from '../../../adapters/values/secret.js'
import { untilAborted } from '../../async/until-aborted.js'
import { toFailure } from '../../errors/network-errors.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { isOutage } from '../../resilience/outages.js'
import type {
  Attempt,
  AttemptContext,
  Authenticator,
  AuthenticatorParts,
  OnHead,
  ResponseHead,
} from './authenticator.js'
import type { CoolDown } from './cool-down.js'
import type { ExchangedToken, FetchedToken, LoginExchange } from './login-exchange.js'
import { Probation, type Trial } from './probation.js'

/** A token is renewed this long before it expires, or a tenth of its lifetime before, whichever is shorter. */
const RENEWAL_MARGIN_MS = 60_000

/** One log-in fetches a token for all requests. It is renewed before it expires, and again when the vendor rejects it. */
export class LoginAuthenticator implements Authenticator {
  readonly #coolDown: CoolDown
  readonly #probation: Probation
  #session: ExchangedToken | null = null
  #loggingIn: Promise<ExchangedToken> | null = null
  /** Operations that the latest log-in did not help: their user lacks a permission. */
  readonly #withoutPermission = new Set<string>()

  constructor(
    private readonly auth: Extract<Authentication, { scheme: 'login' }>,
    private readonly parts: Pick<AuthenticatorParts, 'clock' | 'coolDown' | 'sendPlain'>,
    private readonly logins: LoginExchange,
  ) {
    this.#coolDown = parts.coolDown
    this.#probation = new Probation(this.#coolDown)
    logins.receive((id) => {
      if (this.#session?.id === id) this.#forget()
    })
  }

  async run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer> {
    // Before the trial, so that a failed log-in has the same outcome for all that wait for it.
    if (this.#valid === null) await this.#current(context)
    const trial = this.#probation.hasPassed() ? null : await this.#probation.enter(context.signal)
    if (trial !== null) return this.#try(trial, request, attempt, context)
    const session = this.#valid ?? (await this.#current(context))
    try {
      return await attempt(request, authorize(session))
    } catch (error) {
      if (!isUnauthorized(error) || this.#isKnown(error, request)) throw error
      this.#drop(session)
    }
    // A token that was in use has expired, or was revoked: the credentials were not refused, and one request tries a fresh
    // token.
    await this.#current(context)
    const renewal = await this.#probation.enter(context.signal)
    return renewal === null
      ? this.#attemptFresh(request, attempt, context)
      : this.#try(renewal, request, attempt, context)
  }

  /** Tries a fresh token on behalf of all waiting requests. */
  async #try<Answer>(
    trial: Trial,
    request: VendorRequest,
    attempt: Attempt<Answer>,
    context: AttemptContext,
  ): Promise<Answer> {
    const accept = ({ httpStatus }: ResponseHead): void => {
      if (httpStatus !== 401 && httpStatus !== 403 && httpStatus < 500) trial.end(true)
    }
    try {
      return await this.#attemptFresh(request, attempt, context, accept)
    } finally {
      trial.end(false)
    }
  }

  /**
   * A fresh token that is refused is a refusal of the credentials: a vendor may bind a token to the client's IP address,
   * and refuse every token when that changes. One that another instance has fetched is replaced: it may be for its address.
   */
  async #attemptFresh<Answer>(
    request: VendorRequest,
    attempt: Attempt<Answer>,
    context: AttemptContext,
    onHead?: OnHead,
  ): Promise<Answer> {
    for (;;) {
      const session = await this.#current(context)
      try {
        return await attempt(request, authorize(session), onHead)
      } catch (error) {
        if (!isUnauthorized(error) || this.#isKnown(error, request)) throw error
        if (!session.isForeign && this.#isPermission(error, request)) {
          this.#withoutPermission.add(request.operation)
          throw error
        }
        this.#drop(session)
        if (!session.isForeign) throw isExpired(error) ? this.#coolDown.refused(error) : error
      }
    }
  }

  /** Whether the user may lack a permission: then another token does not help. */
  #isPermission(error: SourceFailure, request: VendorRequest): boolean {
    return !isExpired(error) && this.#coolDown.isPermission(error, request)
  }

  /** Whether the user is known to lack the permission. */
  #isKnown(error: SourceFailure, request: VendorRequest): boolean {
    return this.#withoutPermission.has(request.operation) && this.#isPermission(error, request)
  }

  #drop(session: ExchangedToken): void {
    if (this.#session !== session) return
    this.#forget()
    this.logins.refused(session)
  }

  #forget(): void {
    this.#session = null
    this.#probation.restart()
  }

  /** The token, if it need not be renewed. */
  get #valid(): ExchangedToken | null {
    return this.#session !== null && this.parts.clock.monotonicNow() < this.#session.renewAtMs ? this.#session : null
  }

  async #current(context: AttemptContext): Promise<ExchangedToken> {
    const valid = this.#valid
    if (valid !== null) return valid
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

  async #logIn(context: AttemptContext): Promise<ExchangedToken> {
    this.#session = await this.logins.get(() => this.#fetch(context), context.timeoutMs)
    return this.#session
  }

  async #fetch({ timeoutMs, count }: AttemptContext): Promise<FetchedToken> {
    // Another instance may have been refused while this one waited for it.
    this.#coolDown.check()
    const requestedAtMs = this.parts.clock.monotonicNow()
    try {
      const given = await this.parts.sendPlain(this.auth.request(), this.auth.decode, { timeoutMs, count })
      this.#withoutPermission.clear()
      return { token: new Secret(given.token), renewAtMs: renewalOf(requestedAtMs, given.expiresInSeconds) }
    } catch (error) {
      const failure = toFailure(error)
      if (failure === null || isOutage(failure)) throw error
      if (!isRefusedLogin(failure)) {
        this.#coolDown.rest(failure)
        throw failure
      }
      throw this.#coolDown.refused(failure)
    }
  }
}

function renewalOf(requestedAtMs: number, expiresInSeconds: number | null): number {
  if (expiresInSeconds === null || expiresInSeconds <= 0) return Number.POSITIVE_INFINITY
  const lifeMs = expiresInSeconds * 1000
  return requestedAtMs + lifeMs - Math.min(RENEWAL_MARGIN_MS, lifeMs / 10)
}

const authorize = ({ token }: FetchedToken): string => `Bearer ${token.reveal()}`

const isUnauthorized = (error: unknown): error is SourceFailure =>
  error instanceof SourceFailure && (error.hint === 'token-expired' || error.observed?.httpStatus === 401)

/** Any rejected log-in concerns the credentials: vendors answer wrong ones with 400, 401, 403 or 429. */
const isRefusedLogin = ({ code, observed }: SourceFailure): boolean =>
  code === 'UNAUTHENTICATED' || code === 'REJECTED' || code === 'THROTTLED' || (observed?.httpStatus ?? 0) >= 400

const isExpired = (error: unknown): error is SourceFailure =>
  error instanceof SourceFailure && error.hint === 'token-expired'
