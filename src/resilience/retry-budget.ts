/** The share of requests that may be retried: an outage must not double the load. */
const RETRY_SHARE = 0.2
const RETRIES_IN_RESERVE = 10

/** Limits retries to a share of the requests; at most RETRIES_IN_RESERVE unused retries accumulate. */
export class RetryBudget {
  #left = RETRIES_IN_RESERVE

  /** Records a new request, which adds to the budget. */
  deposit(): void {
    this.#left = Math.min(RETRIES_IN_RESERVE, this.#left + RETRY_SHARE)
  }

  /** Spends one retry. @returns false when the budget is used up. */
  tryWithdraw(): boolean {
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
