import { FairQueue } from '../async/fair-queue.js'
import { SourceFailure } from '../errors/source-failure.js'
import type { Slots } from './contract.js'

/** Limits how many requests run at once, and how many wait; fair between clients. */
export class Semaphore implements Slots {
  #running = 0
  readonly #queue: FairQueue

  constructor(
    private readonly most: number,
    mostWaiting: number,
  ) {
    this.#queue = new FairQueue(mostWaiting, overloaded)
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#queue.size
  }

  /**
   * Runs `work` in a slot. Clients take turns; the requests of one client are served in order. An aborted request leaves
   * the queue at once.
   * @param client the client that the work is done for.
   * @throws SourceFailure OVERLOADED when the queue is full, also while waiting if other clients have fewer requests in
   * the queue; the signal's reason, while waiting; errors of `work`.
   */
  async use<Result>(signal: AbortSignal, work: () => Promise<Result>, client = ''): Promise<Result> {
    signal.throwIfAborted()
    if (this.#running < this.most) this.#running++
    else await this.#queue.wait({ client, signal, weight: 1 })
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  /** Passes the slot directly to the next request, without freeing it in between. */
  #leave(): void {
    if (this.#queue.size === 0) this.#running--
    else this.#queue.admitNext()
  }
}

const overloaded = (): SourceFailure =>
  new SourceFailure('OVERLOADED', 'too many requests to the source are already waiting', { neverSent: true })
