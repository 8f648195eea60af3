import { type AbortListener, addAbortListener, removeAbortListener } from '../async/abort-listeners.js'
import { SourceFailure } from '../errors/source-failure.js'

// Limits how many requests run at once, and how many wait. Clients take turns: a client with five hundred waiting requests
// does not block another with one.
//
// Not cockatiel's bulkhead: there an aborted request stays in the queue and counts until its turn comes, so that
// clients that have left fill the queue.

/** A semaphore with a bounded queue that is fair between clients. */
export class Semaphore {
  #running = 0
  #waiting = 0
  /** The waiting requests by client; the client that is next comes first. */
  readonly #queues = new Map<string, Set<Waiter>>()

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting
  }

  /**
   * Runs `work` in a slot. Clients take turns; the requests of one client are served in order. An aborted request leaves
   * the queue at once.
   * @param client the client that the work is done for.
   * @throws SourceFailure OVERLOADED when the queue is full, also while waiting if other clients have fewer requests in
   * the queue; the signal's reason, while waiting; errors of `work`.
   */
  async use<Result>(signal: AbortSignal, work: () => Promise<Result>, client = ''): Promise<Result> {
    await this.#enter(signal, client)
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  #enter(signal: AbortSignal, client: string): Promise<void> {
    signal.throwIfAborted()
    if (this.#running < this.most) {
      this.#running++
      return Promise.resolve()
    }
    if (this.#waiting >= this.mostWaiting) this.#makeRoom(client)
    const queue = this.#queues.get(client) ?? new Set()
    this.#queues.set(client, queue)
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(signal, () => this.#remove(client, waiter), { resolve, reject })
      queue.add(waiter)
      this.#waiting++
      addAbortListener(signal, waiter)
    })
  }

  /**
   * Rejects the last request of the client with the most waiting requests.
   * @throws SourceFailure OVERLOADED when that is this client.
   */
  #makeRoom(client: string): void {
    let longest = client
    // Another client must have more than this one will have, so that it still has as many after losing one.
    let length = (this.#queues.get(client)?.size ?? 0) + 1
    for (const [key, { size }] of this.#queues) if (size > length) [longest, length] = [key, size]
    const last = longest === client ? undefined : [...(this.#queues.get(longest) ?? [])].at(-1)
    if (last === undefined) throw overloaded()
    this.#remove(longest, last)
    last.settle()?.reject(overloaded())
  }

  #remove(client: string, waiter: Waiter): void {
    const queue = this.#queues.get(client)
    if (queue?.delete(waiter) !== true) return
    this.#waiting--
    if (queue.size === 0) this.#queues.delete(client)
  }

  /** Passes the slot directly to the first request of the next client, without freeing it in between. */
  #leave(): void {
    const [next] = this.#queues
    if (next === undefined) {
      this.#running--
      return
    }
    const [client, queue] = next
    const [first] = queue
    // Move the client to the end.
    this.#queues.delete(client)
    if (queue.size > 1) this.#queues.set(client, queue)
    if (first === undefined) return
    queue.delete(first)
    this.#waiting--
    first.settle()?.resolve()
  }
}

interface Settling {
  resolve(): void
  reject(error: unknown): void
}

/** Releases all references when its wait is over: see until-aborted.ts. */
class Waiter implements AbortListener {
  #settling: Settling | null

  constructor(
    private readonly signal: AbortSignal,
    private readonly remove: () => void,
    settling: Settling,
  ) {
    this.#settling = settling
  }

  /** Called when the signal fires. */
  aborted(): void {
    this.remove()
    this.settle()?.reject(this.signal.reason)
  }

  /** @returns null when the wait was already over. */
  settle(): Settling | null {
    const settling = this.#settling
    this.#settling = null
    removeAbortListener(this.signal, this)
    return settling
  }
}

const overloaded = (): SourceFailure =>
  new SourceFailure('OVERLOADED', 'too many requests to the source are already waiting', { neverSent: true })
