/** The two clocks: wall-clock time and monotonic time. */
export interface Clock {
  /** The time of day, in milliseconds since 1970: for times that are shown to people or sent to vendors. */
  now(): number
  /**
   * Milliseconds since some fixed moment, for durations and ages. It never jumps, even when the system clock is changed.
   */
  monotonicNow(): number
}
