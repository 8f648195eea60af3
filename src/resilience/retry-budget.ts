/** Of all requests, so many retries may be made: an outage must not double the load. */
const RETRY_SHARE = 0.2
const RETRIES_IN_RESERVE = 10

export class RetryBudget {
  #left = RETRIES_IN_RESERVE

  /** One more request is made. */
  earn(): void {
    this.#left = Math.min(RETRIES_IN_RESERVE, this.#left + RETRY_SHARE)
  }

  /** Whether one more retry may be made; then it is spent. */
  take(): boolean {
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
