/** Work that several may wait for. It is cancelled when nobody waits for it any more. */
export class Flight<Result> {
  readonly #controller = new AbortController()
  readonly #result: Promise<Result>
  #waiting = 0
  #isLanded = false
  /** Whether everyone who waited has gone before the result was there: nobody else may join. */
  isCancelled = false

  /** @param start begins the work; its signal fires when the last one who waited has gone. */
  constructor(start: (signal: AbortSignal) => Promise<Result>) {
    this.#result = start(this.#controller.signal)
    // Whoever waits hears of a failure; when nobody does any more, nobody has to.
    const landed = () => (this.#isLanded = true)
    this.#result.then(landed, landed)
  }

  #cancel(signal: AbortSignal): void {
    this.isCancelled = true
    this.#controller.abort(signal.reason)
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
      this.#waiting--
      if (this.#waiting === 0 && !this.#isLanded) this.#cancel(signal)
    }
  }
}
