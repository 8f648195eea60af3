/** Repeats a check; how often can be changed. */
export class Watch {
  #timer: NodeJS.Timeout | undefined

  /** @param check must not throw. */
  constructor(private readonly check: () => void) {}

  /** @param everyMs how long to wait between two checks, in milliseconds; 0: nothing is checked. */
  every(everyMs: number): void {
    clearInterval(this.#timer)
    if (everyMs > 0) this.#timer = setInterval(this.check, everyMs).unref()
  }
}
