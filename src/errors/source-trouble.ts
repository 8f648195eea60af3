import type { VendorFault } from '../../adapters/contract.js'
import type { ObservedFault } from '../../adapters/wire/faults.js'
import type { ErrorCode } from '../../schema/enums.js'

/** Whether asking the same again later may help. */
const RETRYABLE: Readonly<Record<ErrorCode, boolean>> = {
  UNREACHABLE: true,
  TIMEOUT: true,
  UNAVAILABLE: true,
  THROTTLED: true,
  CIRCUIT_OPEN: true,
  OVERLOADED: true,
  DEADLINE: true,
  UNAUTHENTICATED: false,
  REJECTED: false,
  PROTOCOL: false,
  TOO_LARGE: false,
  UNSUPPORTED: false,
}

/** An error answer as it was seen: what the fault table is asked about, and the vendor's authentication challenges. */
export interface ObservedAnswer extends ObservedFault {
  /** The values of the answer's WWW-Authenticate headers. */
  readonly challenges?: readonly string[]
}

export interface FailureDetail {
  /** How long the vendor asked to be left alone. */
  readonly retryAfterSeconds?: number | null
  readonly observed?: ObservedAnswer | null
  readonly hint?: VendorFault['hint']
  readonly neverSent?: boolean
}

/**
 * A source did not give what was asked of it.
 * The message is in our words and safe for clients: no vendor text, no address, no secret.
 */
export class SourceFailure extends Error {
  override readonly name = 'SourceTrouble'
  readonly retryable: boolean
  readonly retryAfterSeconds: number | null
  /** What the authenticator must know: see VendorFault. */
  declare readonly hint?: NonNullable<VendorFault['hint']>
  /** Whether the request cannot have reached the vendor, so that nothing can have been done. */
  readonly neverSent: boolean
  readonly #observed: ObservedAnswer | null

  constructor(
    readonly code: ErrorCode,
    message: string,
    detail: FailureDetail = {},
  ) {
    super(message)
    this.retryable = RETRYABLE[code]
    this.retryAfterSeconds = detail.retryAfterSeconds ?? null
    this.neverSent = detail.neverSent ?? false
    this.#observed = detail.observed ?? null
    if (detail.hint !== undefined) this.hint = detail.hint
  }

  /**
   * The vendor's error answer; null when the trouble is not one (no answer, or a success answer that says otherwise).
   * It holds vendor text: for the rules of an adapter only. Neither logs, JSON nor the inspector print it.
   */
  get observed(): ObservedAnswer | null {
    return this.#observed
  }
}

/** The reason of a signal when the client has gone away. Unlike a deadline it tells nothing about the source. */
export class RequestAbandoned extends SourceFailure {
  constructor() {
    super('DEADLINE', 'nobody waits for the answer any more')
  }
}
