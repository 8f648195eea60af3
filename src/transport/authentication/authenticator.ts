import type { StartDecoder, VendorRequest } from '../../../adapters/contract.js'
import type { AnswerHead } from '../exchange.js'
import type { CoolDown } from './cool-down.js'

/** What an authenticator reads of the head of a response. */
export type ResponseHead = Pick<AnswerHead, 'httpStatus' | 'header'>
export type OnHead = (head: ResponseHead) => void

/**
 * Sends a request once and reads its response.
 * @param authorization the value of the Authorization header; when absent, the header is not sent.
 * @param onHead called with the head of the response as soon as it arrives, before the body.
 * @throws SourceFailure, with the vendor's challenges in `observed`.
 */
export type Attempt<Answer> = (request: VendorRequest, authorization?: string, onHead?: OnHead) => Promise<Answer>

/** The context of a request: its signal and timeout, and a callback that counts the HTTP requests sent for it. */
export interface AttemptContext {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly count: () => void
}

/**
 * Adds credentials to a request, and decides whether to send it again when they are refused. It is repeated at most once,
 * and only after a refusal: vendors check credentials before they act, so this is also safe for control requests.
 */
export interface Authenticator {
  /** @throws errors of `attempt`; SourceFailure UNAUTHENTICATED when the credentials were refused, now or recently. */
  run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer>
}

export interface AuthenticatorParts {
  readonly clock: { monotonicNow(): number }
  /** Shared by all requests that use these credentials. */
  readonly coolDown: CoolDown
  /** Returns the path and query of a request exactly as they are sent, which a digest response must include. */
  readonly target: (request: VendorRequest) => string
  /** Sends a request without credentials, for log-ins. It is shared, so a caller that leaves does not abort it. */
  readonly sendPlain: <Result>(
    request: VendorRequest,
    start: StartDecoder<Result>,
    context: Pick<AttemptContext, 'timeoutMs' | 'count'>,
  ) => Promise<Result>
}
