import type { VendorRequest } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import type { SourceFailure } from '../errors/source-failure.js'
import type { FailureExchange } from './failure-exchange.js'

/** Open: the source is down, and no requests are sent. Half-open: one request probes whether it is back. */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** Limits how many requests begin in any second. */
export interface Pace {
  /**
   * Waits until one more request may begin; first come, first served.
   * @throws the signal's reason.
   */
  wait(signal: AbortSignal): Promise<void>
}

/** Limits how many requests run at once, and how many wait; fair between clients. */
export interface Slots extends Load {
  /**
   * Runs `work` in a slot. Clients take turns; the requests of one client are served in order.
   * @throws SourceFailure OVERLOADED when too many wait; the signal's reason, while waiting; errors of `work`.
   */
  use<Result>(signal: AbortSignal, work: () => Promise<Result>, client?: string): Promise<Result>
}

/** The limits of one source, which several instances of the gateway may have in common. */
export interface SourceLimits {
  readonly slots: Slots
  /** Null: any number of requests may begin. */
  readonly pace: Pace | null
  readonly failures: FailureExchange
}

export interface ResilienceOptions {
  /** The maximum number of retries of a request that may be repeated. */
  readonly retries: number
  readonly limits: SourceLimits
  /**
   * When the deadline of a request expires and the source has not answered for this long, the source counts as failed,
   * in milliseconds: a source that hangs is detected before its attempts time out. Default 1000.
   */
  readonly shortWaitMs?: number
  /** Milliseconds since a fixed moment; not the system clock, which may be adjusted. */
  readonly monotonicNow: () => number
  readonly onEvent: (event: ResilienceEvent) => void
}

export type ResilienceEvent =
  | {
      readonly type: 'retry'
      readonly operation: string
      readonly attempt: number
      readonly delayMs: number
      readonly code: string
    }
  | { readonly type: 'breaker'; readonly state: BreakerState }
  /** A request failed before anything was sent. */
  | { readonly type: 'refused'; readonly operation: string; readonly code: ErrorCode }

/** The current number of requests. */
export interface Load {
  readonly running: number
  readonly waiting: number
}

/** The current state of a source's resilience, for health and metrics. */
export interface ResilienceState {
  readonly breaker: () => BreakerState
  readonly load: () => Load
}

/** Receives the result of each attempt. */
export interface Outcomes {
  succeeded(): void
  failed(failure: SourceFailure, request: VendorRequest): void
}

export interface Resilience {
  readonly breaker: () => BreakerState
  /**
   * Runs one request, which may take several attempts.
   * @param client the client of the request: clients take turns when requests have to wait.
   * @param isAnswer whether a failure answers the request, such as 404 to a lookup by id; it does not count against the
   * source.
   * @throws SourceFailure: the failure of the last attempt, a remembered failure, CIRCUIT_OPEN, OVERLOADED, or the
   * failure with which the source set a Retry-After that has not passed; the signal's reason, at once.
   */
  run<Result>(
    request: VendorRequest,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<Result>,
    outcomes?: Outcomes,
    client?: string,
    isAnswer?: (error: unknown) => boolean,
  ): Promise<Result>
}
