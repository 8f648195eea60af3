import type { Timers } from '../../../src/async/timers.js'
import { NOON, type TestClock } from '../../support/stack.js'

interface Timer {
  readonly dueMs: number
  readonly callback: () => void
}

/** A clock, and timers that are due by it: both stand still until a test moves them. */
export class SteppedTime implements TestClock, Timers {
  nowMs = NOON
  readonly #timers = new Set<Timer>()

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.nowMs + delayMs, callback }
    this.#timers.add(timer)
    // Something that begins to wait after the clock was moved.
    if (delayMs <= 0) setImmediate(() => this.#run(timer))
    return () => void this.#timers.delete(timer)
  }

  /** Moves the clock forward and calls back whatever is due by then. */
  pass(milliseconds: number): void {
    this.nowMs += milliseconds
    for (const timer of [...this.#timers].sort((a, b) => a.dueMs - b.dueMs))
      if (timer.dueMs <= this.nowMs) this.#run(timer)
  }

  #run(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.callback()
  }
}
