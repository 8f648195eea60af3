import { type AbortListener, addAbortListener, removeAbortListener } from './abort-listeners.js'

// A bounded queue in which clients take turns: a client with five hundred entries does not block another with one.
//
// Not the queue of cockatiel's bulkhead: there an aborted entry stays in the queue and counts until its turn comes, so
// that clients that have left fill the queue.

/** What waits. */
export interface QueueEntry {
  /** The entries of one client are admitted in order. */
  readonly client: string
  /** When it fires, the entry leaves the queue at once. It must not have fired yet. */
  readonly signal: AbortSignal
  /** How much room the entry needs, in units of the caller. */
  readonly weight: number
}

/** Entries that wait until they are admitted, fair between clients. */
export class FairQueue {
  #size = 0
  /** By client; the client that is next comes first. */
  readonly #queues = new Map<string, Set<Waiter>>()

  /**
   * @param mostWaiting how many entries may wait, over all clients.
   * @param createFullError creates the error for an entry that has no place in the queue.
   */
  constructor(
    private readonly mostWaiting: number,
    private readonly createFullError: () => Error,
  ) {}

  /** How many entries wait. */
  get size(): number {
    return this.#size
  }

  /** The weight of the entry that `admitNext` would admit; null when none waits. */
  get nextWeight(): number | null {
    return this.#next()?.entry.weight ?? null
  }

  /**
   * Waits until the entry is admitted.
   * @throws the error of a full queue, also later if other clients have fewer entries in the queue; the reason of the
   * signal when it fires first.
   */
  wait(entry: QueueEntry): Promise<void> {
    if (this.#size >= this.mostWaiting) this.#makeRoom(entry.client)
    const queue = this.#queues.get(entry.client) ?? new Set()
    this.#queues.set(entry.client, queue)
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(entry, () => this.#remove(waiter), { resolve, reject })
      queue.add(waiter)
      this.#size++
      addAbortListener(entry.signal, waiter)
    })
  }

  /** Admits the first entry of the next client. Does nothing when the queue is empty. */
  admitNext(): void {
    const next = this.#next()
    if (next === undefined) return
    this.#remove(next)
    this.#moveToEnd(next.entry.client)
    next.settle()?.resolve()
  }

  #next(): Waiter | undefined {
    for (const [first] of this.#queues.values()) return first
    return undefined
  }

  #moveToEnd(client: string): void {
    const queue = this.#queues.get(client)
    if (queue === undefined) return
    this.#queues.delete(client)
    this.#queues.set(client, queue)
  }

  /**
   * Rejects the last entry of the client with the most entries.
   * @throws the error of a full queue when that is this client.
   */
  #makeRoom(client: string): void {
    let longest = client
    // Another client must have more than this one will have, so that it still has as many after losing one.
    let length = (this.#queues.get(client)?.size ?? 0) + 1
    for (const [key, { size }] of this.#queues) if (size > length) [longest, length] = [key, size]
    const last = longest === client ? undefined : [...(this.#queues.get(longest) ?? [])].at(-1)
    if (last === undefined) throw this.createFullError()
    this.#remove(last)
    last.settle()?.reject(this.createFullError())
  }

  #remove(waiter: Waiter): void {
    const { client } = waiter.entry
    const queue = this.#queues.get(client)
    if (queue?.delete(waiter) !== true) return
    this.#size--
    if (queue.size === 0) this.#queues.delete(client)
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
    readonly entry: QueueEntry,
    private readonly remove: () => void,
    settling: Settling,
  ) {
    this.#settling = settling
  }

  /** Called when the signal fires. */
  aborted(): void {
    this.remove()
    this.settle()?.reject(this.entry.signal.reason)
  }

  /** @returns null when the wait was already over. */
  settle(): Settling | null {
    const settling = this.#settling
    this.#settling = null
    removeAbortListener(this.entry.signal, this)
    return settling
  }
}
