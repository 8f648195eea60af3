import { SourceFailure } from '../errors/source-failure.js'
import type { ExchangedPause } from './failure-exchange.js'

/** The longest Retry-After that is respected: a wrong header or a clock that is years off would block the source for good. */
const LONGEST_PAUSE_MS = 3_600_000

/** Failures that may carry a Retry-After (RFC 9110, 10.2.3, and RFC 6585, 4). */
const WITH_RETRY_AFTER = new Set(['THROTTLED', 'UNAVAILABLE'])

/** Blocks requests to a source until its Retry-After has passed. */
export class RetryAfterGate {
  #cause: Pick<SourceFailure, 'code'> | null = null
  #untilMs = 0

  /** @param monotonicNow milliseconds since a fixed moment. */
  constructor(private readonly monotonicNow: () => number) {}

  /** When the pause ends or has ended, by the monotonic clock; 0 when there was none. */
  get untilMs(): number {
    return this.#untilMs
  }

  /**
   * Starts or extends the pause when the failure has a Retry-After.
   * @returns for how long it asks to wait, in milliseconds; 0: it does not.
   */
  record({ code, retryAfterSeconds }: SourceFailure): number {
    if (retryAfterSeconds === null || !WITH_RETRY_AFTER.has(code)) return 0
    const leftMs = Math.min(retryAfterSeconds * 1000, LONGEST_PAUSE_MS)
    this.adopt({ code, leftMs })
    return leftMs
  }

  /** Starts or extends the pause that another instance was asked for. */
  adopt({ code, leftMs }: ExchangedPause): void {
    this.#untilMs = Math.max(this.#untilMs, this.monotonicNow() + Math.min(leftMs, LONGEST_PAUSE_MS))
    this.#cause = { code }
  }

  /**
   * Checks whether a request may be sent now.
   * @param waitedUntilMs the end of the pause that this request has already waited for.
   * @throws SourceFailure with the code of the failure that started the pause.
   */
  check(waitedUntilMs = 0): void {
    const leftMs = this.#untilMs - this.monotonicNow()
    if (this.#cause === null || leftMs <= 0 || this.#untilMs <= waitedUntilMs) return
    throw new SourceFailure(
      this.#cause.code,
      'the source has asked the gateway to wait before it sends more requests',
      {
        retryAfterSeconds: Math.ceil(leftMs / 1000),
        neverSent: true,
      },
    )
  }
}
