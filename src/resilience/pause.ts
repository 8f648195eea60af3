import { SourceFailure } from '../errors/source-trouble.js'

/** A source cannot ask for more: a header that is wrong, or a clock that is years off, would silence it for good. */
const LONGEST_PAUSE_MS = 3_600_000

/** Troubles by which a source may ask to be left alone (RFC 9110, 10.2.3, and RFC 6585, 4). */
const ASKING = new Set(['THROTTLED', 'UNAVAILABLE'])

/** While a source has asked to be left alone, it is. */
export class RetryAfterGate {
  #cause: SourceFailure | null = null
  #untilMs = 0

  /** @param monotonicNow milliseconds since some fixed moment. */
  constructor(private readonly monotonicNow: () => number) {}

  /** When the pause ends or has ended, by the monotonic clock; 0 when there was none. */
  get untilMs(): number {
    return this.#untilMs
  }

  /** Begins a pause when the trouble asks for one. */
  heed(trouble: SourceFailure): void {
    const { code, retryAfterSeconds } = trouble
    if (retryAfterSeconds === null || !ASKING.has(code)) return
    this.#untilMs = Math.max(this.#untilMs, this.monotonicNow() + Math.min(retryAfterSeconds * 1000, LONGEST_PAUSE_MS))
    this.#cause = trouble
  }

  /**
   * @param waitedUntilMs the end of the pause that this asker has waited for already.
   * @throws SourceTrouble with the code of the trouble that asked for the pause.
   */
  check(waitedUntilMs = 0): void {
    const leftMs = this.#untilMs - this.monotonicNow()
    if (this.#cause === null || leftMs <= 0 || this.#untilMs <= waitedUntilMs) return
    throw new SourceFailure(this.#cause.code, 'the source has asked to be left alone for a while', {
      retryAfterSeconds: Math.ceil(leftMs / 1000),
      neverSent: true,
    })
  }
}
