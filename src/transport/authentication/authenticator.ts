import type { StartDecoder, VendorRequest } from '../../../adapters/contract.js'

import type { CoolDown } from './cool-down.js'

/**
 * Sends a request once and reads its answer.
 * @param authorization the value of the Authorization header; absent: the request goes without one.
 * @param onStatus told the HTTP status as soon as it is there, before the body.
 * @throws SourceTrouble, with the vendor's challenges in `observed`.
 */
export type Attempt<Answer> = (
  request: VendorRequest,
  authorization?: string,
  onStatus?: (httpStatus: number) => void,
) => Promise<Answer>

/** What a request brings along: until when it waits, and who counts the HTTP requests made for it. */
export interface AttemptContext {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly count: () => void
}

/**
 * Gives a request its credentials, and decides whether it is sent once more when they are refused. At most once, and
 * only after a refusal, which the vendor decides before it acts: so this is right for control requests as well.
 */
export interface Authenticator {
  /** @throws what `attempt` throws; SourceTrouble UNAUTHENTICATED when the credentials were refused, now or lately. */
  run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer>
}

export interface AuthenticatorParts {
  readonly clock: { monotonicNow(): number }
  /** Shared by all that sends these credentials. */
  readonly coolDown: CoolDown
  /** The path and query of a request exactly as they are sent, which a digest is made of. */
  readonly target: (request: VendorRequest) => string
  /** Sends a request without credentials, for log-ins. It belongs to no caller: nobody's going away ends it. */
  readonly sendPlain: <Result>(
    request: VendorRequest,
    start: StartDecoder<Result>,
    context: Pick<AttemptContext, 'timeoutMs' | 'count'>,
  ) => Promise<Result>
}
