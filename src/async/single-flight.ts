import { Countdown } from './countdown.js'
import { type Settling, Wait } from './until-aborted.js'

/** Work that several callers may wait for. It is cancelled when the last of them leaves. */
export class SingleFlight<Result> {
  readonly #controller = new AbortController()
  // Those who wait are called directly: a promise for each would retain the answer, and take several microtasks.
  readonly #waits = new Set<Wait<Result>>()
  readonly #listeners: ((result: Result | null) => void)[] = []
  #goesOn = false
  /** Whether the work is settled or cancelled. Then nobody may join any more. */
  isOver = false

  /**
   * The creator must join at once.
   * @param start starts the work; its signal fires when the last waiting caller has left.
   */
  constructor(start: (signal: AbortSignal) => Promise<Result>) {
    start(this.#controller.signal).then(
      (result) => this.#settle(result, (wait) => wait.end()?.resolve(result)),
      (error: unknown) => this.#settle(null, (wait) => wait.end()?.reject(error)),
    )
  }

  /** Calls back with the result when it is there, or with null when the work has failed; before those who wait get it. */
  whenOver(settle: (result: Result | null) => void): void {
    this.#listeners.push(settle)
  }

  /**
   * Waits for the result. Must not be called when the flight is over.
   * @throws what the work throws, or the signal's reason when that fires first.
   */
  join(signal: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => void this.#add(signal, { resolve, reject }))
  }

  /**
   * Waits for the result, but no longer than a limit. Work that takes longer continues, and is not cancelled any more.
   * @returns null when the result was not there in time.
   * @throws what the work throws, or the signal's reason when that fires first.
   */
  joinFor(milliseconds: number, signal: AbortSignal): Promise<{ readonly result: Result } | null> {
    return new Promise((resolve, reject) => {
      const wait = this.#add(signal, {
        resolve: (result) => {
          countdown.clear()
          resolve({ result })
        },
        reject: (error) => {
          countdown.clear()
          reject(error)
        },
      })
      const countdown = new Countdown(milliseconds, () => {
        this.#goesOn = true
        this.#waits.delete(wait)
        wait.end()
        resolve(null)
      })
    })
  }

  #add(signal: AbortSignal, settling: Settling<Result>): Wait<Result> {
    signal.throwIfAborted()
    if (this.isOver) throw new Error('the flight is over')
    const wait: Wait<Result> = new Wait(signal, settling, () => this.#leave(wait, signal.reason))
    this.#waits.add(wait)
    return wait
  }

  #leave(wait: Wait<Result>, reason: unknown): void {
    this.#waits.delete(wait)
    if (this.#waits.size > 0 || this.isOver || this.#goesOn) return
    this.isOver = true
    this.#controller.abort(reason)
  }

  #settle(result: Result | null, end: (wait: Wait<Result>) => void): void {
    this.isOver = true
    try {
      for (const listener of this.#listeners.splice(0)) listener(result)
    } finally {
      this.#waits.forEach(end)
      this.#waits.clear()
    }
  }
}
