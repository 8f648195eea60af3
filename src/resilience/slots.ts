import { SourceTrouble } from '../errors/source-trouble.js'

// At most so many requests at once, and at most so many that wait their turn.
//
// Not cockatiel's bulkhead: whoever gives up waiting keeps his place in its queue there, where he counts until his turn
// comes, so that clients that have gone fill the queue for those that have not.

export class Slots {
  #running = 0
  readonly #waiting = new Set<() => void>()

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /**
   * Does the work in a slot, first come first served. Whoever gives up while waiting leaves the queue at once.
   * @throws SourceTrouble OVERLOADED when too many wait already; the signal's reason, while waiting; what the work
   * throws.
   */
  async use<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.#enter(signal)
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#running < this.most) {
      this.#running++
      return Promise.resolve()
    }
    if (this.#waiting.size >= this.mostWaiting)
      throw new SourceTrouble('OVERLOADED', 'too many requests to the source are waiting already', { neverSent: true })
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(enter)
        reject(signal.reason)
      }
      const enter = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      this.#waiting.add(enter)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** A slot goes to the one who has waited longest, without being free in between. */
  #leave(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#running--
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
