// Shares the event loop between clients. Short work runs at once; long work is cut into slices of a few milliseconds,
// with a turn of the event loop between two of them, and the clients that have such work take turns.
//
// The next client is the one that has used the least time (start-time fair queuing). A client that returns after a pause
// gets a small head start over those that wait, so that a small query among forty busy clients gets the next slice and
// not the fortieth.

export interface SliceClock {
  /** Monotonic, in milliseconds. */
  now(): number
  /** Calls back in the next turn of the event loop, after the input that has arrived was processed. */
  nextTurn(callback: () => void): void
  /** Calls back in this turn, after the continuations of all promises that are settled by now. */
  afterPromises(callback: () => void): void
}

const realClock: SliceClock = {
  now: () => performance.now(),
  nextTurn: (callback) => void setImmediate(callback),
  afterPromises: (callback) => queueMicrotask(() => process.nextTick(callback)),
}

/** How long the work of one turn may take before the rest of it is queued, in milliseconds. */
const SLICE_MS = 10
/** The head start of a client that returns over the clients that wait, in milliseconds of work. */
const HEAD_START_MS = 50

/** An operation that may have work queued, as the scheduler sees it. */
export interface SlicedOperation {
  readonly client: string
  /**
   * Runs what is queued until the slice is over.
   * @returns woken when a promise was settled: call `served` after its continuations have run.
   */
  runQueued(): 'done' | 'woken'
  /** Must be called when everything that was run has finished or waits again. */
  served(): void
}

/** One client's operations that have work queued. */
interface Client {
  readonly key: string
  readonly operations: SlicedOperation[]
  /** The milliseconds of work that count as used. */
  usedMs: number
}

/** Shares the event loop of a process between the operations of its clients. */
export class SliceScheduler {
  /** Counts the turns in which queued work was run. */
  turn = 0
  readonly #clients = new Map<string, Client>()
  #turnStartedAtMs: number | null = null
  #isTurnPlanned = false
  /** The time used by the client that was served last. No waiting client has used less, except for head starts. */
  #servedUseMs = 0

  constructor(private readonly clock: SliceClock = realClock) {}

  /** Whether the work of this turn has used up its time. */
  isTurnOver(): boolean {
    const now = this.clock.now()
    if (this.#turnStartedAtMs === null) {
      this.#turnStartedAtMs = now
      this.#planTurn()
      return false
    }
    return now - this.#turnStartedAtMs >= SLICE_MS
  }

  /** Adds an operation that has work queued now, and had none before. */
  enqueue(operation: SlicedOperation): void {
    let client = this.#clients.get(operation.client)
    if (client === undefined) {
      client = { key: operation.client, operations: [], usedMs: 0 }
      this.#clients.set(operation.client, client)
    }
    if (client.operations.length === 0) client.usedMs = Math.max(client.usedMs, this.#servedUseMs - HEAD_START_MS)
    client.operations.push(operation)
    this.#planTurn()
  }

  /** Removes an operation that has no work queued any more. */
  remove(operation: SlicedOperation): void {
    const operations = this.#clients.get(operation.client)?.operations ?? []
    const at = operations.indexOf(operation)
    if (at >= 0) operations.splice(at, 1)
  }

  #planTurn(): void {
    if (this.#isTurnPlanned) return
    this.#isTurnPlanned = true
    this.clock.nextTurn(() => {
      this.#isTurnPlanned = false
      this.#serve()
    })
  }

  /** Runs one slice: the work of one client, and of the next ones if time is left. */
  #serve(): void {
    if (this.#nextClient() === null) {
      this.#turnStartedAtMs = null
      return
    }
    this.turn++
    this.#turnStartedAtMs = this.clock.now()
    this.#planTurn()
    this.#serveUntilOver()
  }

  #serveUntilOver(): void {
    do {
      const client = this.#nextClient()
      const operation = client?.operations.shift()
      if (client === null || operation === undefined) return
      // Round-robin among the client's operations.
      client.operations.push(operation)
      this.#servedUseMs = Math.max(this.#servedUseMs, client.usedMs)
      const startedAtMs = this.clock.now()
      if (operation.runQueued() === 'woken') {
        // The continuations of the settled promise run later in this turn, and are part of the slice.
        this.clock.afterPromises(() => {
          client.usedMs += this.clock.now() - startedAtMs
          operation.served()
          if (!this.isTurnOver()) this.#serveUntilOver()
        })
        return
      }
      client.usedMs += this.clock.now() - startedAtMs
    } while (!this.isTurnOver())
  }

  #nextClient(): Client | null {
    let next: Client | null = null
    for (const client of this.#clients.values()) {
      if (client.operations.length > 0) {
        if (next === null || client.usedMs < next.usedMs) next = client
      } else if (client.usedMs <= this.#servedUseMs - HEAD_START_MS) this.#clients.delete(client.key)
    }
    return next
  }
}
