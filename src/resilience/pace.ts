import { untilAborted } from '../async/until-aborted.js'

// No more than so many requests begin in any second.
//
// Not p-throttle: there whoever gives up waiting has spent his place all the same, and under a steady overload the
// places given out run further and further ahead of the clock.

const SECOND_MS = 1000

export class RateLimiter {
  readonly #limit: number
  readonly #intervalMs: number
  /** When the latest requests began, the oldest first; at most `limit`. */
  readonly #begun: number[] = []
  #turn: Promise<void> = Promise.resolve()

  /** @param requestsPerSecond may be a fraction: 0.5 is one in two seconds. */
  constructor(requestsPerSecond: number) {
    this.#limit = Math.max(1, Math.floor(requestsPerSecond))
    this.#intervalMs = (this.#limit * SECOND_MS) / requestsPerSecond
  }

  /**
   * Waits until one more may begin; first come, first served.
   * @throws the signal's reason.
   */
  wait(signal: AbortSignal): Promise<void> {
    const turn = this.#turn.then(() => this.#begin(signal))
    this.#turn = turn.catch(() => undefined)
    return untilAborted(turn, signal)
  }

  async #begin(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const oldest = this.#begun.length < this.#limit ? undefined : this.#begun.shift()
    if (oldest !== undefined) {
      try {
        await sleep(oldest + this.#intervalMs - performance.now(), signal)
      } catch (error) {
        this.#begun.unshift(oldest)
        throw error
      }
    }
    this.#begun.push(performance.now())
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', giveUp, { once: true })
  })
}
