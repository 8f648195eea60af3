/** Work that several may wait for. It is cancelled when nobody waits for it any more. */
export class Flight<Result> {
  readonly #controller = new AbortController()
  readonly #result: Promise<Result>
  #waiting = 0
  #hasLanded = false
  #goesOn = false
  /** Whether everyone who waited has gone before the result was there: nobody else may join. */
  isCancelled = false

  /**
   * Whoever makes a flight joins it at once.
   * @param start begins the work; its signal fires when the last one who waited has gone.
   */
  constructor(start: (signal: AbortSignal) => Promise<Result>) {
    this.#result = start(this.#controller.signal)
    const land = (): void => {
      this.#hasLanded = true
    }
    // Whoever waits hears of a failure; when nobody does any more, nobody has to.
    this.#result.then(land, land)
  }

  /** The result, for keeping; waits without counting as one who waits. */
  get result(): Promise<Result> {
    return this.#result
  }

  /**
   * Waits for the result.
   * @throws what the work throws, or the signal's reason when that fires first.
   */
  async join(signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted()
    this.#waiting++
    let leave = (): void => {}
    const gone = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
    })
    try {
      return await Promise.race([this.#result, gone])
    } finally {
      signal.removeEventListener('abort', leave)
      this.#leave(signal)
    }
  }

  /**
   * Waits for the result, but not long. Work that takes longer goes on for its own sake: nobody's leaving ends it then.
   * @returns null when it was not there in time.
   * @throws what the work throws, or the signal's reason when that fires first.
   */
  async joinFor(milliseconds: number, signal: AbortSignal): Promise<{ readonly result: Result } | null> {
    const impatience = new AbortController()
    const timer = setTimeout(() => {
      this.#goesOn = true
      impatience.abort()
    }, milliseconds)
    try {
      return { result: await this.join(AbortSignal.any([signal, impatience.signal])) }
    } catch (error) {
      if (impatience.signal.aborted && error === impatience.signal.reason) return null
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  #leave(signal: AbortSignal): void {
    this.#waiting--
    if (this.#waiting > 0 || this.#hasLanded || this.#goesOn) return
    this.isCancelled = true
    this.#controller.abort(signal.reason)
  }
}
