import { Countdown } from './countdown.js'
import { untilAborted } from './until-aborted.js'

/** Work that several callers may wait for. It is cancelled when the last of them leaves. */
export class SingleFlight<Result> {
  readonly #controller = new AbortController()
  // Cleared when it is settled. Flights are stored in Maps, and a Map retains deleted values until a full garbage
  // collection, so the young generation would fill up with answers that were already returned.
  #result: Promise<Result> | null
  #waiting = 0
  #goesOn = false
  /** Whether the work is settled or cancelled. Then nobody may join any more. */
  isOver = false

  /**
   * The creator must join at once.
   * @param start starts the work; its signal fires when the last waiting caller has left.
   */
  constructor(start: (signal: AbortSignal) => Promise<Result>) {
    this.#result = start(this.#controller.signal)
    const settle = (): void => {
      this.isOver = true
      this.#result = null
    }
    // Prevents unhandledRejection when nobody waits.
    this.#result.then(settle, settle)
  }

  /** Calls back with the result when it is there, or with null when the work has failed. */
  whenOver(settle: (result: Result | null) => void): void {
    this.#current().then(settle, () => settle(null))
  }

  /**
   * Waits for the result. Must not be called when the flight is over.
   * @throws what the work throws, or the signal's reason when that fires first.
   */
  async join(signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted()
    const result = this.#current()
    this.#waiting++
    try {
      return await untilAborted(result, signal)
    } finally {
      this.#leave(signal)
    }
  }

  /**
   * Waits for the result, but no longer than a limit. Work that takes longer continues, and is not cancelled any more.
   * @returns null when the result was not there in time.
   * @throws what the work throws, or the signal's reason when that fires first.
   */
  async joinFor(milliseconds: number, signal: AbortSignal): Promise<{ readonly result: Result } | null> {
    signal.throwIfAborted()
    const result = this.#current()
    this.#waiting++
    let countdown: Countdown | undefined
    const withTimeout = new Promise<{ readonly result: Result } | null>((resolve, reject) => {
      countdown = new Countdown(milliseconds, () => {
        this.#goesOn = true
        resolve(null)
      })
      result.then((settledRequest) => resolve({ result: settledRequest }), reject)
    })
    try {
      return await untilAborted(withTimeout, signal)
    } finally {
      countdown?.clear()
      this.#leave(signal)
    }
  }

  #current(): Promise<Result> {
    if (this.#result === null) throw new Error('the flight is over')
    return this.#result
  }

  #leave(signal: AbortSignal): void {
    this.#waiting--
    if (this.#waiting > 0 || this.#result === null || this.#goesOn) return
    this.isOver = true
    this.#controller.abort(signal.reason)
  }
}
