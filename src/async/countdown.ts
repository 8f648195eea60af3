// Time limits on others must not count the time in which the gateway itself was busy: an answer that has arrived could not
// be read then. So a limit is counted down in steps, and a step that ends late counts as if it had ended in time.

/** A longer wait is cut into steps of this length, in milliseconds. */
const STEP_MS = 100
/** A step that ends so much later than it should is one in which the event loop was held up, in milliseconds. */
const LATE_MS = 20

/** Where the event loop is held up all the time, a limit is reached all the same. */
const MOST_EXTRA_STEPS = 5

/** A time limit that is running. */
export class Countdown {
  #countedMs = 0
  #stepStartedAtMs = performance.now()
  #stepMs = 0
  #extraSteps = 0
  #timer: NodeJS.Timeout | undefined

  /** @param onOver called once, when so much time has passed in which the event loop was free. */
  constructor(
    private readonly limitMs: number,
    private readonly onOver: () => void,
  ) {
    this.#startStep()
  }

  /** How much time has passed so far in which the event loop was free, in milliseconds. */
  get elapsedMs(): number {
    return this.#countedMs + this.#ofThisStep()
  }

  clear(): void {
    clearTimeout(this.#timer)
  }

  #startStep(): void {
    this.#stepStartedAtMs = performance.now()
    this.#stepMs = Math.min(STEP_MS, Math.max(0, this.limitMs - this.#countedMs))
    this.#timer = setTimeout(() => this.#endStep(), this.#stepMs)
  }

  #endStep(): void {
    const isLate = performance.now() - this.#stepStartedAtMs > this.#stepMs + LATE_MS
    this.#countedMs += Math.max(this.#stepMs, this.#ofThisStep())
    if (this.#countedMs < this.limitMs) return this.#startStep()
    // Whatever arrived while the event loop was held up gets a moment to be read and decoded.
    if (isLate && this.#extraSteps < MOST_EXTRA_STEPS) {
      this.#extraSteps++
      this.#countedMs = Math.max(0, this.limitMs - STEP_MS)
      return this.#startStep()
    }
    this.#stepStartedAtMs = performance.now()
    this.#stepMs = 0
    this.onOver()
  }

  #ofThisStep(): number {
    return Math.min(performance.now() - this.#stepStartedAtMs, this.#stepMs + LATE_MS)
  }
}
