/** The two clocks that a part may need. */
export interface Clock {
  /** The time of day, in milliseconds since 1970: for times that are shown to people or sent to vendors. */
  now(): number
  /**
   * Milliseconds since some fixed moment, for durations and ages: it never jumps, also when the system clock is set.
   */
  monotonicNow(): number
}
