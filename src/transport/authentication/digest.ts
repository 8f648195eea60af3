import { randomBytes } from 'node:crypto'
import type { Authentication, VendorRequest } from '../../../adapters/contract.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type {
  Attempt,
  AttemptContext,
  Authenticator,
  AuthenticatorParts,
  OnHead,
  ResponseHead,
} from './authenticator.js'
import type { CoolDown } from './cool-down.js'
import { type DigestChallenge, findDigestChallenge, formatDigest, nextNonceOf } from './digest-response.js'
import { Probation, type Trial } from './probation.js'

/** A challenge, and the status of the response that contained it: 401, or what this server uses instead. */
interface Challenged {
  readonly challenge: DigestChallenge
  readonly httpStatus: number
}

/** A challenge with the counter of its nonce. A session of null means that the source answers without authentication. */
interface Session extends Challenged {
  /** One per nonce: servers with `-sess` algorithms disagree on whether it may change. The count distinguishes the uses. */
  readonly clientNonce: string
  count: number
}
const OPEN = null

/**
 * HTTP Digest. The challenge is kept and its nonce counter incremented with every request, so that only the first request
 * is sent twice. Some servers answer a first request with 5xx instead of 401; a challenge is used whatever the status.
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
      return await this.#attempt(session, request, attempt)
    } catch (error) {
      const challenged = challengeOf(error)
      if (challenged === null && statusOf(error) === 401) this.#probation.restart()
      if (challenged === null || !mayRenew(session, challenged, request)) throw error
      return this.#renew(session, challenged, request, attempt, context)
    }
  }

  /** A session that worked was challenged again. A stale nonce is replaced; in any other case one request tries the credentials. */
  async #renew<Answer>(
    old: Session | null,
    challenged: Challenged,
    request: VendorRequest,
    attempt: Attempt<Answer>,
    context: AttemptContext,
  ): Promise<Answer> {
    if (challenged.challenge.stale) {
      // Each request uses the nonce from its own challenge: a shared one could fail again where the server requires counts in order.
      const renewed = openSession(challenged)
      const last = this.#attemptLast(renewed, request, attempt)
      if (this.#session === old) this.#session = renewed
      return last
    }
    if (this.#session === old) this.#probation.restart()
    const trial = await this.#probation.enter(context.signal)
    // In both cases with its own challenge: other requests may have used up the shared nonce, or it may be valid only once.
    return trial === null
      ? this.#attemptLast(openSession(challenged), request, attempt)
      : this.#try(trial, challenged, request, attempt)
  }

  /** Tries the credentials on behalf of all waiting requests; without a known challenge, first without credentials. */
  async #try<Answer>(
    trial: Trial,
    given: Challenged | null,
    request: VendorRequest,
    attempt: Attempt<Answer>,
  ): Promise<Answer> {
    const accept =
      (session: Session | null): OnHead =>
      ({ httpStatus }) => {
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

  /** The nonce is new here, so a refusal concerns the credentials, unless the server reports the nonce as stale. */
  async #attemptLast<Answer>(
    session: Session | null,
    request: VendorRequest,
    attempt: Attempt<Answer>,
    onHead?: OnHead,
  ): Promise<Answer> {
    try {
      return await this.#attempt(session, request, attempt, onHead)
    } catch (error) {
      if (!(error instanceof SourceFailure) || !isRefusal(error, session)) throw error
      if (this.#coolDown.isPermission(error, request)) throw error
      this.#probation.restart()
      throw this.#coolDown.refused(error)
    }
  }

  async #attempt<Answer>(
    session: Session | null,
    request: VendorRequest,
    attempt: Attempt<Answer>,
    onHead?: OnHead,
  ): Promise<Answer> {
    return attempt(request, this.#authorize(session, request), (head) => {
      onHead?.(head)
      this.#takeNextNonce(session, head)
    })
  }

  /** A server may announce the nonce of the next request, which then needs no challenge (RFC 7616, section 3.5). */
  #takeNextNonce(session: Session | null, head: ResponseHead): void {
    if (session === OPEN || this.#session !== session || head.httpStatus === 401) return
    const nonce = nextNonceOf(head.header('authentication-info'))
    if (nonce === null || nonce === session.challenge.nonce) return
    this.#session = openSession({ ...session, challenge: { ...session.challenge, nonce } })
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

const openSession = ({ challenge, httpStatus }: Challenged): Session => ({
  challenge,
  httpStatus,
  clientNonce: randomBytes(16).toString('hex'),
  count: 0,
})

function challengeOf(error: unknown): Challenged | null {
  const observed = error instanceof SourceFailure ? error.observed : null
  const challenge = findDigestChallenge(observed?.challenges ?? [])
  return observed === null || challenge === null ? null : { challenge, httpStatus: observed.httpStatus }
}

/**
 * Whether a challenge in a session that worked can only mean that the request was not authenticated. A 5xx may also come
 * from a server that has acted on the request: a request that is not repeatable is sent again only after a 401.
 */
const mayRenew = (session: Session | null, { httpStatus }: Challenged, request: VendorRequest): boolean =>
  httpStatus === 401 || (request.repeatable && (session === OPEN || httpStatus === session.httpStatus))

/** A server that requests credentials with a 5xx refuses them with the same status. */
function isRefusal(error: SourceFailure, session: Session | null): boolean {
  const challenged = challengeOf(error)
  if (challenged?.challenge.stale) return false
  return statusOf(error) === 401 || (challenged !== null && challenged.httpStatus === session?.httpStatus)
}

const statusOf = (error: unknown): number | null =>
  error instanceof SourceFailure ? (error.observed?.httpStatus ?? null) : null

/** A first response without a digest challenge means what its status says, except 401: it requests another scheme. */
function throwWithoutChallenge(error: unknown): never {
  if (statusOf(error) !== 401) throw error
  throw new SourceFailure(
    'UNAUTHENTICATED',
    'the source requires authentication, but offers no supported form of HTTP digest',
    { said: error instanceof SourceFailure ? error.said : null },
  )
}
