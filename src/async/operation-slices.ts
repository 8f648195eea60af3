import { type AbortListener, addAbortListener, removeAbortListener } from './abort-listeners.js'
import type { SlicedOperation, SliceScheduler } from './slice-scheduler.js'

// The work of one operation, in slices. Callers check `isOver()` before each step; usually this only increments a counter.

/** When an operation has to stop. */
export interface Stopping {
  /** Fires when the operation has run out of time, or nobody waits for it. Read only after many units of work. */
  readonly signal: AbortSignal
  /**
   * How many units of work an operation may still do if none were queued when its signal fired, so that it can return
   * what it has read by then.
   * @param reason the reason of the signal.
   */
  unitsLeft(reason: unknown): number
  /** The error with which the operation stops. */
  toError(reason: unknown): unknown
}

/** A piece of work that waits for its slice. */
interface QueuedWork {
  run(): void
  /** Whether `run` only settles a promise, and the real work is done by the code that awaits it. */
  readonly wakes?: true
  /** Called instead when the operation stops. */
  stop?(reason: unknown): void
}

/**
 * The clock is checked after this many units of work. A unit is about one record. So a small operation runs at once, and
 * an operation that has to stop does so within this many records.
 */
const UNITS_PER_LOOK = 64
const FORGOTTEN_AT_ONCE = 1000

/** The slices of one operation. Operations of one client share the client's time. */
export class OperationSlices implements SlicedOperation {
  #units = 0
  #unitsBefore = 0
  #queued: QueuedWork[] = []
  /** How many of those have been run. */
  #head = 0
  #isEnqueued = false
  #isServed = false
  /** The turn in which its slice was found to be over; 0 is none. */
  #overSinceTurn = -1
  #unitsLeft = Number.POSITIVE_INFINITY
  #stopped: { readonly reason: unknown } | null = null
  #listening: { readonly signal: AbortSignal; readonly listener: AbortListener } | null = null
  #onStop: ((reason: unknown) => void) | null = null
  readonly #whenIdle: (() => void)[] = []

  constructor(
    private readonly scheduler: SliceScheduler,
    readonly client: string,
    private readonly stopping: Stopping,
  ) {}

  /** How many units of work have been done. */
  get unitsDone(): number {
    return this.#unitsBefore + this.#units
  }

  /** Counts work that is done or about to be done. One unit is about one record. */
  spend(units: number): void {
    this.#units += units
  }

  /**
   * Counts one unit.
   * @returns whether further work has to be queued: the slice is over, others wait, or the operation has stopped.
   */
  isOver(): boolean {
    if (this.#stopped !== null || (this.#isEnqueued && !this.#isServed)) return true
    if (++this.#units < UNITS_PER_LOOK) return this.#overSinceTurn === this.scheduler.turn
    return this.#look()
  }

  /** Runs work in the operation's next slice. Dropped when the operation has stopped. */
  queue(run: () => void): void {
    this.#add({ run })
  }

  /**
   * Waits for the operation's next slice.
   * @throws the operation's error when it stops.
   */
  next(): Promise<void> {
    return new Promise((resolve, reject) => this.#add({ run: resolve, stop: reject, wakes: true }))
  }

  /** Sets what is called once when the operation stops, with its error. */
  onStop(listener: (reason: unknown) => void): void {
    this.#onStop = listener
    if (this.#stopped !== null) listener(this.#stopped.reason)
  }

  /** Must be called after `Stopping.signal` was replaced by another signal. */
  signalHasChanged(): void {
    if (this.#listening === null) return
    removeAbortListener(this.#listening.signal, this.#listening.listener)
    this.#listening = null
  }

  /** Calls back as soon as nothing is queued, which may be at once; never when the operation has stopped. */
  whenIdle(callback: () => void): void {
    if (this.#stopped !== null) return
    if (!this.#isEnqueued) callback()
    else this.#whenIdle.push(callback)
  }

  runQueued(): 'done' | 'woken' {
    this.#isServed = true
    this.#overSinceTurn = -1
    let wakes = false
    try {
      while (this.#head < this.#queued.length && !wakes && !this.#mustPause()) {
        const work = this.#queued[this.#head++]
        wakes = work?.wakes === true
        work?.run()
      }
    } finally {
      this.#forgetRun()
      if (!wakes) this.served()
    }
    return wakes ? 'woken' : 'done'
  }

  /** Removes many entries at once: removing each one by itself is slow when thousands are queued behind it. */
  #forgetRun(): void {
    if (this.#head < this.#queued.length && this.#head < FORGOTTEN_AT_ONCE) return
    this.#queued.splice(0, this.#head)
    this.#head = 0
  }

  served(): void {
    this.#isServed = false
    if (this.#head >= this.#queued.length) this.#becomeIdle()
  }

  #mustPause(): boolean {
    return ++this.#units >= UNITS_PER_LOOK ? this.#look() : this.#overSinceTurn === this.scheduler.turn
  }

  #isStopped(): boolean {
    return this.#stopped !== null
  }

  /** Checks the clock, and whether the operation has to stop. */
  #look(): boolean {
    const units = this.#units
    this.#units = 0
    this.#unitsBefore += units
    if (this.#isStopped()) return true
    const { signal } = this.stopping
    if (signal.aborted) {
      this.#allowOnly(this.stopping.unitsLeft(signal.reason), signal.reason)
      this.#unitsLeft -= units
      if (this.#isStopped()) return true
    }
    if (!this.scheduler.isTurnOver()) return false
    this.#overSinceTurn = this.scheduler.turn
    return true
  }

  #add(work: QueuedWork): void {
    if (this.#listening === null) this.#listen()
    if (this.#stopped !== null) return work.stop?.(this.#stopped.reason)
    this.#queued.push(work)
    if (this.#isEnqueued) return
    this.#isEnqueued = true
    this.scheduler.enqueue(this)
  }

  /** Most operations have nothing queued, and need not listen. */
  #listen(): void {
    const { signal } = this.stopping
    const listener = { aborted: () => this.#stopIfBusy(signal.reason) }
    this.#listening = { signal, listener }
    if (signal.aborted) this.#allowOnly(this.stopping.unitsLeft(signal.reason), signal.reason)
    else addAbortListener(signal, listener)
  }

  #allowOnly(units: number, reason: unknown): void {
    this.#unitsLeft = Math.min(this.#unitsLeft, units)
    if (this.#unitsLeft <= 0) this.#stop(reason)
  }

  /** If work is queued, the gateway is the slow party and not a source. */
  #stopIfBusy(reason: unknown): void {
    if (this.#isEnqueued) this.#stop(reason)
  }

  #stop(cause: unknown): void {
    if (this.#stopped !== null) return
    const reason = this.stopping.toError(cause)
    this.#stopped = { reason }
    const works = this.#queued.slice(this.#head)
    this.#queued = []
    this.#head = 0
    this.#whenIdle.length = 0
    this.#becomeIdle()
    for (const { stop } of works) stop?.(reason)
    this.#onStop?.(reason)
  }

  #becomeIdle(): void {
    if (this.#isEnqueued) this.scheduler.remove(this)
    this.#isEnqueued = false
    for (const callback of this.#whenIdle.splice(0)) callback()
  }
}
