import type { VendorFault } from '../../adapters/contract.js'
import type { ObservedFault } from '../../adapters/wire/faults.js'
import type { ErrorCode } from '../../schema/enums.js'

/** Whether the same request may succeed later. */
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

/** An error response as observed: the input of the fault table, and the vendor's authentication challenges. */
export interface ObservedAnswer extends ObservedFault {
  /** The values of the response's WWW-Authenticate headers. */
  readonly challenges?: readonly string[]
  /** The text beside the status. */
  readonly statusText?: string
}

/** What the vendor has answered, in its own words. */
export type VendorWords = Pick<ObservedAnswer, 'httpStatus' | 'statusText' | 'code' | 'text'>

export interface FailureDetail {
  /** The vendor's Retry-After. */
  readonly retryAfterSeconds?: number | null
  readonly observed?: ObservedAnswer | null
  readonly hint?: VendorFault['hint']
  readonly neverSent?: boolean
  readonly concernsOperation?: boolean
  /** Whether the same request may succeed later; by the code unless given. */
  readonly retryable?: boolean
  readonly proxy?: string
  readonly said?: VendorWords | null
}

/**
 * A request to a source failed.
 * The message is written by the gateway and safe for clients: it holds no vendor text, address or secret.
 */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure'
  readonly retryable: boolean
  readonly retryAfterSeconds: number | null
  /** Information for the authenticator: see VendorFault. */
  declare readonly hint?: NonNullable<VendorFault['hint']>
  /** True when the request cannot have reached the vendor, so that it cannot have had an effect. */
  readonly neverSent: boolean
  /** True when a refusal of credentials concerns one operation only: the user lacks a permission. */
  readonly concernsOperation: boolean
  readonly #observed: ObservedAnswer | null
  readonly #proxy: string | null
  readonly #said: VendorWords | null

  constructor(
    readonly code: ErrorCode,
    message: string,
    detail: FailureDetail = {},
  ) {
    super(message)
    this.retryable = detail.retryable ?? RETRYABLE[code]
    this.retryAfterSeconds = detail.retryAfterSeconds ?? null
    this.neverSent = detail.neverSent ?? false
    this.concernsOperation = detail.concernsOperation ?? false
    this.#observed = detail.observed ?? null
    this.#proxy = detail.proxy ?? null
    this.#said = detail.said ?? this.#observed
    if (detail.hint !== undefined) this.hint = detail.hint
  }

  /**
   * The vendor's error response; null when there was none (no response, or an error inside a successful response).
   * It holds vendor text, for the rules of an adapter only. Logs, JSON and the inspector do not print it.
   */
  get observed(): ObservedAnswer | null {
    return this.#observed
  }

  /**
   * The vendor's own words, also those of an error inside a successful response; null when there were none. For the operator
   * who runs `trunkline check`: neither clients nor logs get them.
   */
  get said(): VendorWords | null {
    return this.#said
  }

  /**
   * What a proxy has done where the failure is a proxy's, with its host and port; null otherwise. For operators only, who
   * have configured it: neither clients nor JSON get it.
   */
  get proxy(): string | null {
    return this.#proxy
  }
}

/** The reason of a signal when the client has left. Unlike a deadline it says nothing about the source. */
export class RequestAbandoned extends SourceFailure {
  constructor() {
    super('DEADLINE', 'no client is waiting for the answer any more')
  }
}
