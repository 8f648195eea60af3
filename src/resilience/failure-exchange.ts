import type { ErrorCode } from '../../schema/enums.js'
import type { RememberedFailure } from './remembered-failure.js'

// Failures of a source that several instances of the gateway remember together.

/** A remembered failure with durations in place of times, as instances have different clocks. */
export interface ExchangedFailure extends Omit<RememberedFailure, 'untilMs'> {
  /** For how long nothing is sent. */
  readonly leftMs: number
  /** How long ago the attempt began that failed. */
  readonly agoMs: number
}

/** The vendor has asked to wait before more requests are sent. */
export interface ExchangedPause {
  readonly code: ErrorCode
  readonly leftMs: number
}

/** What the other instances report. */
export interface FailureReceiver {
  failed(failure: ExchangedFailure): void
  /** A request with this key, or any for the source as a whole, was answered. */
  answered(key: string): void
  paused(pause: ExchangedPause): void
}

/** What this instance reports to the others. None of it waits or throws. */
export interface FailureExchange {
  failed(failure: ExchangedFailure): void
  answered(key: string): void
  paused(pause: ExchangedPause): void
  /**
   * Whether this instance may find out whether the source has recovered; no other may meanwhile.
   * @param forMs for how long the others are refused.
   */
  mayProbe(key: string, forMs: number): boolean | Promise<boolean>
  /** Begins to receive what the others report; one receiver. */
  receive(receiver: FailureReceiver): void
}

const nothing = (): void => undefined

/** Of one instance alone. */
export const noFailureExchange: FailureExchange = {
  failed: nothing,
  answered: nothing,
  paused: nothing,
  mayProbe: () => true,
  receive: nothing,
}
