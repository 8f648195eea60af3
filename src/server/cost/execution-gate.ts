import { FairQueue } from '../../async/fair-queue.js'
import type { Refusal } from '../http/refusal.js'

// Bounds the memory of all operations that are executed at the same time. The cost limits bound one operation; a few of
// the largest allowed ones together would still take several times as much.

/** An operation of at most this share of the memory is small. */
const SMALL_SHARE = 1 / 32
/** The share of the memory that small operations may take; large ones get what they leave, and one at a time always. */
const SMALL_OPERATIONS_SHARE = 1 / 2
/** How many operations may wait, small ones and large ones each, unless given. */
const MOST_WAITING = 1000

/** For whom an operation waits. */
export interface Waiting {
  readonly client?: string
  /** Fires when the client has gone away, or the deadline has passed. */
  readonly signal: AbortSignal
}

/** What a client gets when its operation found no place. */
export const overloaded: Refusal = {
  status: 503,
  code: 'OVERLOADED',
  message: 'Too many large operations are being executed (server.executionMemoryBytes); try again.',
  headers: { 'retry-after': '1' },
}

class QueueFull extends Error {}

/**
 * Lets operations begin while the sum of their estimated memory is within a limit. Small operations never wait for large
 * ones; large ones wait until the others leave them enough, and one that is larger than all the memory is executed alone.
 */
export class ExecutionGate {
  readonly #smallBytes: number
  readonly #small: Room
  readonly #large: Room

  /** @param mostBytes how much memory the operations that are executed may take together, in bytes. */
  constructor(mostBytes: number, mostWaiting = MOST_WAITING) {
    this.#smallBytes = mostBytes * SMALL_SHARE
    this.#small = new Room(() => mostBytes * SMALL_OPERATIONS_SHARE, mostWaiting)
    this.#large = new Room(() => mostBytes - this.#small.usedBytes, mostWaiting)
  }

  /** The estimated memory of all operations that are being executed, in bytes. */
  get usedBytes(): number {
    return this.#small.usedBytes + this.#large.usedBytes
  }

  /** How many operations wait. */
  get waiting(): number {
    return this.#small.waiting + this.#large.waiting
  }

  /**
   * Takes a place for an operation. Only a promise makes it wait. When null is returned, `leave` must follow.
   * @param waitingFor called when the operation has to wait.
   */
  enter(bytes: number, waitingFor: () => Waiting): Refusal | null | Promise<Refusal | null> {
    return this.#roomFor(bytes).enter(bytes, waitingFor)
  }

  /** Frees the place of an operation. */
  leave(bytes: number): void {
    this.#roomFor(bytes).leave(bytes)
    this.#small.admitWaiting()
    this.#large.admitWaiting()
  }

  #roomFor(bytes: number): Room {
    return bytes <= this.#smallBytes ? this.#small : this.#large
  }
}

/** Operations of one kind. */
class Room {
  usedBytes = 0
  readonly #queue: FairQueue

  constructor(
    private readonly mostBytes: () => number,
    mostWaiting: number,
  ) {
    this.#queue = new FairQueue(mostWaiting, () => new QueueFull())
  }

  get waiting(): number {
    return this.#queue.size
  }

  enter(bytes: number, waitingFor: () => Waiting): null | Promise<Refusal | null> {
    if (this.#queue.size === 0 && this.#fits(bytes)) {
      this.usedBytes += bytes
      return null
    }
    return this.#wait(bytes, waitingFor())
  }

  leave(bytes: number): void {
    this.usedBytes -= bytes
  }

  /** A later one that would fit does not pass by the next one: that would wait for ever. */
  admitWaiting(): void {
    for (;;) {
      const bytes = this.#queue.nextWeight
      if (bytes === null || !this.#fits(bytes)) return
      this.usedBytes += bytes
      this.#queue.admitNext()
    }
  }

  async #wait(bytes: number, { client = '', signal }: Waiting): Promise<Refusal | null> {
    if (signal.aborted) return overloaded
    try {
      await this.#queue.wait({ client, signal, weight: bytes })
      return null
    } catch {
      // The queue is full, the deadline has passed, or the client has left and reads no answer.
      return overloaded
    } finally {
      // Behind an entry that has left, another one may fit.
      this.admitWaiting()
    }
  }

  #fits(bytes: number): boolean {
    return this.usedBytes === 0 || this.usedBytes + bytes <= this.mostBytes()
  }
}
