import { untilAborted } from '../../async/until-aborted.js'
import type { Pace } from '../../resilience/contract.js'
import { RateLimiter, sleep } from '../../resilience/rate-limiter.js'
import { StoreUnavailable } from './command.js'
import { PACE } from './limit-scripts.js'
import type { SourceChannel } from './source-channel.js'

// The rate of one source over all instances: the times at which the latest requests began are in the store. Each instance
// asks for one request at a time, so that one that is abandoned while it waits takes no place.

const SECOND_MS = 1000
/**
 * A request begins a little after the store has recorded it. The interval is longer by the time that the store's reply may
 * take, so that a request that begins late is still in the right second; a reply that took longer is not used.
 */
const LEAST_MARGIN_MS = 5
const MOST_MARGIN_MS = 100

export class SharedPace implements Pace {
  readonly #most: number
  readonly #intervalMs: number
  #marginMs = LEAST_MARGIN_MS
  #turn: Promise<void> = Promise.resolve()
  #alone: { readonly instances: number; readonly pace: Pace } | null = null

  /** @param requestsPerSecond of all instances together. */
  constructor(
    private readonly channel: SourceChannel,
    private readonly requestsPerSecond: number,
  ) {
    this.#most = Math.max(1, Math.floor(requestsPerSecond))
    this.#intervalMs = (this.#most * SECOND_MS) / requestsPerSecond
  }

  wait(signal: AbortSignal): Promise<void> {
    const turn = this.#turn.then(() => this.#begin(signal))
    this.#turn = turn.catch(() => undefined)
    return untilAborted(turn, signal)
  }

  async #begin(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      const marginMs = this.#marginMs
      const sentAtMs = performance.now()
      let waitMs: number
      try {
        const intervalMicros = Math.ceil((this.#intervalMs + marginMs) * 1000)
        waitMs = Number(await this.channel.run(PACE, [this.#key], [this.#most, intervalMicros])) / 1000
      } catch (error) {
        if (error instanceof StoreUnavailable) return this.#paceAlone().wait(signal)
        throw error
      }
      const tookMs = performance.now() - sentAtMs
      this.#marginMs = Math.min(MOST_MARGIN_MS, Math.max(LEAST_MARGIN_MS, tookMs * 2, marginMs * 0.9))
      if (waitMs > 0) await sleep(Math.ceil(waitMs), signal)
      else if (tookMs <= marginMs) return
    }
  }

  /** While the store is down, each instance has an equal share. */
  #paceAlone(): Pace {
    const { instances } = this.channel.store
    if (this.#alone?.instances === instances) return this.#alone.pace
    const share = this.requestsPerSecond / instances
    const pace = new RateLimiter(share >= 1 ? Math.floor(share) : share)
    this.#alone = { instances, pace }
    return pace
  }

  get #key(): string {
    return `${this.channel.names.limits}:pace`
  }
}
