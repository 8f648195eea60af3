// A time limit on a source must not count the time in which the gateway itself was busy, because an answer that had
// arrived could not be read then. So the limit is counted in steps, and a step that ends late counts as if it ended on time.

/** A longer wait is cut into steps of this length, in milliseconds. */
const STEP_MS = 100
/** If a step ends later than this, in milliseconds, the event loop was blocked during it. */
const LATE_MS = 20

/** Bounds the extra time, so that a limit is reached even if the event loop is always blocked. */
const MOST_EXTRA_STEPS = 5

/** A time limit that is running. */
export class Countdown {
  #countedMs = 0
  #stepStartedAtMs = performance.now()
  #stepMs = 0
  #extraSteps = 0
  #timer: NodeJS.Timeout | undefined

  /** @param onOver called once, when the event loop has been free for `limitMs`. */
  constructor(
    private readonly limitMs: number,
    private readonly onOver: () => void,
  ) {
    this.#startStep()
  }

  /** For how long the event loop has been free so far, in milliseconds. */
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
    // An answer that arrived while the event loop was blocked gets a moment to be read and decoded.
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
