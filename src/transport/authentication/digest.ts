import { randomBytes } from 'node:crypto'
import type { Authentication, VendorRequest } from '../../../adapters/contract.js'
import { SourceFailure } from '../../errors/source-trouble.js'
import type { Attempt, AttemptContext, Authenticator, AuthenticatorParts } from './authenticator.js'
import type { CoolDown } from './cool-down.js'
import { type DigestChallenge, findDigestChallenge, formatDigest } from './digest-response.js'
import { Probation, type Trial } from './probation.js'

/** A challenge, and the status of the answer that it came with: 401, or what this server uses instead. */
interface Challenged {
  readonly challenge: DigestChallenge
  readonly httpStatus: number
}

/** A challenge with the counter of its nonce; or null for a source that answers without being authenticated to. */
interface Session extends Challenged {
  /** One per nonce: servers of the `-sess` algorithms disagree on whether it may change. The count tells uses apart. */
  readonly clientNonce: string
  count: number
}
const OPEN = null

/**
 * HTTP Digest. The challenge is kept, and its nonce counted up with every request, so that only the first request is
 * sent twice. Some servers answer a first request with 5xx instead of 401; a challenge is used wherever it is.
 */
export class DigestAuthenticator implements Authenticator {
  readonly #coolDown: CoolDown
  readonly #probation: Probation
  #session: Session | null = OPEN

  constructor(
    private readonly auth: Extract<Authentication, { scheme: 'digest' }>,
    private readonly parts: Pick<AuthenticatorParts, 'coolDown' | 'target'>,
  ) {
    this.#coolDown = parts.coolDown
    this.#probation = new Probation(this.#coolDown)
  }

  async run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer> {
    const trial = await this.#probation.enter(context.signal)
    if (trial !== null) return this.#try(trial, null, request, attempt)
    const session = this.#session
    try {
      return await attempt(request, this.#authorize(session, request))
    } catch (error) {
      const challenged = challengeOf(error)
      if (challenged === null && statusOf(error) === 401) this.#probation.restart()
      if (challenged === null || !mayRenew(session, challenged, request)) throw error
      return this.#renew(session, challenged, request, attempt, context)
    }
  }

  /** A session that was good is not any more. A stale nonce is replaced; whatever else it is, one request finds out. */
  async #renew<Answer>(
    old: Session | null,
    challenged: Challenged,
    request: VendorRequest,
    attempt: Attempt<Answer>,
    context: AttemptContext,
  ): Promise<Answer> {
    if (challenged.challenge.stale) {
      // Each takes the nonce that it was given itself: a server that wants the counts in order cannot be upset again.
      const renewed = openSession(challenged)
      const last = this.#attemptLast(renewed, request, attempt)
      if (this.#session === old) this.#session = renewed
      return last
    }
    if (this.#session === old) this.#probation.restart()
    const trial = await this.#probation.enter(context.signal)
    // With its own challenge in either case: the shared nonce may have been used up by others, or be good for one use.
    return trial === null
      ? this.#attemptLast(openSession(challenged), request, attempt)
      : this.#try(trial, challenged, request, attempt)
  }

  /** Tries the credentials on behalf of all that wait: without a challenge first, when none is at hand. */
  async #try<Answer>(
    trial: Trial,
    given: Challenged | null,
    request: VendorRequest,
    attempt: Attempt<Answer>,
  ): Promise<Answer> {
    const accept = (session: Session | null) => (httpStatus: number) => {
      if (httpStatus === 401 || httpStatus >= 500) return
      this.#session = session
      trial.end(true)
    }
    try {
      let challenged = given
      if (challenged === null) {
        try {
          return await attempt(request, undefined, accept(OPEN))
        } catch (error) {
          challenged = challengeOf(error) ?? throwWithoutChallenge(error)
        }
      }
      const session = openSession(challenged)
      return await this.#attemptLast(session, request, attempt, accept(session))
    } finally {
      trial.end(false)
    }
  }

  /** Whoever is refused here had a new nonce, so it is the credentials, unless the server says that it is the nonce. */
  async #attemptLast<Answer>(
    session: Session | null,
    request: VendorRequest,
    attempt: Attempt<Answer>,
    onStatus?: (httpStatus: number) => void,
  ): Promise<Answer> {
    try {
      return await attempt(request, this.#authorize(session, request), onStatus)
    } catch (error) {
      if (!(error instanceof SourceFailure) || !isRefusal(error, session)) throw error
      this.#probation.restart()
      throw this.#coolDown.begin(error)
    }
  }

  #authorize(session: Session | null, request: VendorRequest): string | undefined {
    if (session === OPEN) return undefined
    session.count += 1
    return formatDigest(session.challenge, {
      username: this.auth.username,
      password: this.auth.password.reveal(),
      method: request.method,
      uri: this.parts.target(request),
      count: session.count,
      clientNonce: session.clientNonce,
    })
  }
}

const openSession = (challenged: Challenged): Session => ({
  ...challenged,
  clientNonce: randomBytes(16).toString('hex'),
  count: 0,
})

function challengeOf(error: unknown): Challenged | null {
  const observed = error instanceof SourceFailure ? error.observed : null
  const challenge = findDigestChallenge(observed?.challenges ?? [])
  return observed === null || challenge === null ? null : { challenge, httpStatus: observed.httpStatus }
}

/**
 * Whether an answer to a session that was good can only mean that its credentials were not taken. A 5xx may also come
 * from a server that has acted on the request: what is not repeatable is sent again after a 401 only.
 */
const mayRenew = (session: Session | null, { httpStatus }: Challenged, request: VendorRequest): boolean =>
  httpStatus === 401 || (request.repeatable && (session === OPEN || httpStatus === session.httpStatus))

/** A server that asks for credentials with a 5xx refuses them with the same one. */
function isRefusal(error: SourceFailure, session: Session | null): boolean {
  const challenged = challengeOf(error)
  if (challenged?.challenge.stale) return false
  return statusOf(error) === 401 || (challenged !== null && challenged.httpStatus === session?.httpStatus)
}

const statusOf = (error: unknown): number | null =>
  error instanceof SourceFailure ? (error.observed?.httpStatus ?? null) : null

/** A first answer without a digest challenge is what its status says; but a 401 asks for another scheme than this. */
function throwWithoutChallenge(error: unknown): never {
  if (statusOf(error) !== 401) throw error
  throw new SourceFailure(
    'UNAUTHENTICATED',
    'the source asks for authentication, but not for an HTTP digest that is known',
  )
}
