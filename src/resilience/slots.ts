import { type AbortListener, addAbortListener, removeAbortListener } from '../async/abort-listeners.js'
import { SourceFailure } from '../errors/source-trouble.js'

// At most so many requests at once, and at most so many that wait their turn. Clients take turns: one that has five
// hundred requests waiting does not keep another from its only one.
//
// Not cockatiel's bulkhead: whoever gives up waiting keeps his place in its queue there, where he counts until his turn
// comes, so that clients that have gone fill the queue for those that have not.

export class Semaphore {
  #running = 0
  #waiting = 0
  /** Those that wait, by client; the client that is next comes first. */
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
   * Does the work in a slot. Clients take turns; of one client, first come is first served. Whoever gives up while
   * waiting leaves the queue at once.
   * @param client for whom the work is done.
   * @throws SourceTrouble OVERLOADED when too many wait already, also while waiting when other clients have fewer; the
   * signal's reason, while waiting; what the work throws.
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
   * Refuses the last request of the client that has the most waiting.
   * @throws SourceTrouble OVERLOADED when that is this client.
   */
  #makeRoom(client: string): void {
    let longest = client
    // With one fewer it must still have as many as this client will have.
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

  /** A slot goes to the next client's first, without being free in between. */
  #leave(): void {
    const [next] = this.#queues
    if (next === undefined) {
      this.#running--
      return
    }
    const [client, queue] = next
    const [first] = queue
    // Behind the others.
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

/** Lets go of everything when its wait is over: see until-aborted.ts. */
class Waiter implements AbortListener {
  #settling: Settling | null

  constructor(
    private readonly signal: AbortSignal,
    private readonly remove: () => void,
    settling: Settling,
  ) {
    this.#settling = settling
  }

  /** Nobody waits for it any more. */
  aborted(): void {
    this.remove()
    this.settle()?.reject(this.signal.reason)
  }

  /** @returns null when its wait was over before. */
  settle(): Settling | null {
    const settling = this.#settling
    this.#settling = null
    removeAbortListener(this.signal, this)
    return settling
  }
}

const overloaded = (): SourceFailure =>
  new SourceFailure('OVERLOADED', 'too many requests to the source are waiting already', { neverSent: true })
