import { Wait } from './until-aborted.js'

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
      const wait = new Wait<void>(entry.signal, { resolve, reject }, () => this.#remove(waiter))
      const waiter = { entry, wait }
      queue.add(waiter)
      this.#size++
    })
  }

  /** Admits the first entry of the next client. Does nothing when the queue is empty. */
  admitNext(): void {
    const next = this.#next()
    if (next === undefined) return
    this.#remove(next)
    this.#moveToEnd(next.entry.client)
    next.wait.end()?.resolve()
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
    last.wait.end()?.reject(this.createFullError())
  }

  #remove(waiter: Waiter): void {
    const { client } = waiter.entry
    const queue = this.#queues.get(client)
    if (queue?.delete(waiter) !== true) return
    this.#size--
    if (queue.size === 0) this.#queues.delete(client)
  }
}

interface Waiter {
  readonly entry: QueueEntry
  readonly wait: Wait<void>
}
