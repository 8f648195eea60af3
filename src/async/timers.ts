/** Calls back later. Tests use timers that pass only when they say so. */
export interface Timers {
  /**
   * Calls back once, after so many milliseconds.
   * @returns a function that cancels it; it may be called at any time.
   */
  after(delayMs: number, callback: () => void): () => void
}

/** The timers of the process. They do not keep it running. */
export const processTimers: Timers = {
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref()
    return () => clearTimeout(timer)
  },
}
