import type { Rate } from '../../access/rights/settings.js'

/** How much of one rate of one principal is left. */
export interface Bucket {
  /**
   * @param amount what is to be used; more than nothing.
   * @param nowMs by a monotonic clock.
   * @returns for how long there is not enough for it, in milliseconds; 0: it may be taken.
   */
  waitMs(amount: number, nowMs: number): number
  /** Uses so much, also where there is not enough. */
  take(amount: number, nowMs: number): void
}

/**
 * A token bucket: it holds what may be used at once, a whole period's worth, and fills evenly. What needs more than it
 * can hold is allowed when it is full, and leaves a debt: on average the rate is kept.
 */
export class TokenBucket implements Bucket {
  #tokens: number
  #filledAtMs: number

  /** @param nowMs by a monotonic clock, as everywhere here. */
  constructor(
    readonly rate: Rate,
    nowMs: number,
  ) {
    this.#tokens = rate.count
    this.#filledAtMs = nowMs
  }

  waitMs(amount: number, nowMs: number): number {
    this.#fill(nowMs)
    const { count, periodMs } = this.rate
    const missing = Math.min(amount, count) - this.#tokens
    return missing <= 0 ? 0 : Math.max(1, (missing * periodMs) / count)
  }

  take(amount: number, nowMs: number): void {
    this.#fill(nowMs)
    this.#tokens -= amount
  }

  #fill(nowMs: number): void {
    const { count, periodMs } = this.rate
    // A clock that was set back fills nothing.
    const passedMs = Math.max(0, nowMs - this.#filledAtMs)
    this.#tokens = Math.min(count, this.#tokens + (passedMs * count) / periodMs)
    this.#filledAtMs = nowMs
  }
}
