import type { VendorRequest } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import type { SourceFailure } from '../errors/source-trouble.js'

/** Open: the source is out, and is not asked. Half-open: one request checks whether it is back. */
export type BreakerState = 'closed' | 'open' | 'half-open'

export interface ResilienceOptions {
  /** How often a request that may be repeated is tried again. */
  readonly retries: number
  /** The most requests at once; as many again, times four, may wait. */
  readonly maxConcurrency: number
  readonly requestsPerSecond: number | null
  /**
   * A source that has not answered for so long when a request's deadline passes has failed, in milliseconds: a source
   * that hangs is given up before the timeout of its attempts. One second unless given.
   */
  readonly patienceMs?: number
  /** Milliseconds since some fixed moment: the system clock may be set. */
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
  /** A request was given up before anything was sent. */
  | { readonly type: 'refused'; readonly operation: string; readonly code: ErrorCode }

/** How many requests there are at this moment. */
export interface Load {
  readonly running: number
  readonly waiting: number
}

/** How a source's resilience stands, for whoever looks on. */
export interface ResilienceState {
  readonly breaker: () => BreakerState
  readonly load: () => Load
}

/** Receives the result of each attempt. */
export interface Outcomes {
  succeeded(): void
  failed(trouble: SourceFailure, request: VendorRequest): void
}

export interface Resilience {
  readonly breaker: () => BreakerState
  /**
   * Runs one request's work, which may be several attempts.
   * @param client for whom: clients take turns when requests have to wait.
   * @throws SourceTrouble: what the last attempt threw, a remembered failure, CIRCUIT_OPEN, OVERLOADED, or what the
   * source said when it asked to be left alone for a while; the signal's reason, at once.
   */
  run<Result>(
    request: VendorRequest,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<Result>,
    outcomes?: Outcomes,
    client?: string,
  ): Promise<Result>
}
