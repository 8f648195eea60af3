import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../../../src/async/clock.js'
import type { Timers } from '../../../../src/async/timers.js'

interface Timer {
  readonly dueMs: number
  readonly callback: () => void
}

/** More turns than any chain of promises and slices of these tests takes. */
const TURNS = 12

/** A clock and timers that pass only when a test says so. */
export class TestTime implements Clock, Timers {
  nowMs = Date.UTC(2026, 2, 3, 12)
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.nowMs
  }

  monotonicNow(): number {
    return this.nowMs
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.nowMs + delayMs, callback }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Lets everything happen that is due until then, in order. */
  async pass(milliseconds: number): Promise<void> {
    const endMs = this.nowMs + milliseconds
    await settle()
    for (let next = this.#next(endMs); next !== null; next = this.#next(endMs)) {
      this.#timers.delete(next)
      this.nowMs = Math.max(this.nowMs, next.dueMs)
      next.callback()
      await settle()
    }
    this.nowMs = endMs
  }

  #next(endMs: number): Timer | null {
    let next: Timer | null = null
    for (const timer of this.#timers) if (timer.dueMs <= endMs && timer.dueMs < (next?.dueMs ?? Infinity)) next = timer
    return next
  }
}

/** Lets promises and turns of the event loop go on until nothing more is to do. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await nextTurn()
}
