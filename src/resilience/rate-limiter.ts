import { untilAborted } from '../async/until-aborted.js'
import type { Pace } from './contract.js'

// Limits how many requests start in any second.
//
// Not p-throttle: there a request that is abandoned while it waits still uses its place, so under steady overload the
// assigned start times move further and further into the future.

const SECOND_MS = 1000

export class RateLimiter implements Pace {
  readonly #limit: number
  readonly #intervalMs: number
  /** When the latest requests started, the oldest first; at most `limit`. */
  readonly #begun: number[] = []
  #turn: Promise<void> = Promise.resolve()

  /** @param requestsPerSecond may be a fraction: 0.5 means one request every two seconds. */
  constructor(requestsPerSecond: number) {
    this.#limit = Math.max(1, Math.floor(requestsPerSecond))
    this.#intervalMs = (this.#limit * SECOND_MS) / requestsPerSecond
  }

  /**
   * Waits until one more request may start; first come, first served.
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

/** @throws the signal's reason when it fires first. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', abort, { once: true })
  })
}
