import { Countdown } from './countdown.js'
import { untilAborted } from './until-aborted.js'

/** Work that several may wait for. It is cancelled when nobody waits for it any more. */
export class SingleFlight<Result> {
  readonly #controller = new AbortController()
  // Let go of when it is there. A Map keeps what it has held until a whole collection of the garbage, and flights are
  // kept in Maps: with their results, the young generation would be full of answers that have been given.
  #result: Promise<Result> | null
  #waiting = 0
  #goesOn = false
  /** Whether the result is there, or everyone who waited for it has gone: nobody else may join. */
  isOver = false

  /**
   * Whoever makes a flight joins it at once.
   * @param start begins the work; its signal fires when the last one who waited has gone.
   */
  constructor(start: (signal: AbortSignal) => Promise<Result>) {
    this.#result = start(this.#controller.signal)
    const land = (): void => {
      this.isOver = true
      this.#result = null
    }
    // Whoever waits hears of a failure; when nobody does any more, nobody has to.
    this.#result.then(land, land)
  }

  /** Called when the result is there, for keeping it: null when the work has failed. */
  whenOver(land: (result: Result | null) => void): void {
    this.#current().then(land, () => land(null))
  }

  /**
   * Waits for the result, which must not be there yet.
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
   * Waits for the result, but not long. Work that takes longer goes on for its own sake: nobody's leaving ends it then.
   * @returns null when it was not there in time.
   * @throws what the work throws, or the signal's reason when that fires first.
   */
  async joinFor(milliseconds: number, signal: AbortSignal): Promise<{ readonly result: Result } | null> {
    signal.throwIfAborted()
    const result = this.#current()
    this.#waiting++
    let countdown: Countdown | undefined
    const inTime = new Promise<{ readonly result: Result } | null>((resolve, reject) => {
      countdown = new Countdown(milliseconds, () => {
        this.#goesOn = true
        resolve(null)
      })
      result.then((settledRequest) => resolve({ result: settledRequest }), reject)
    })
    try {
      return await untilAborted(inTime, signal)
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
