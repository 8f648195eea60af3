/** How long a source may take before an older answer is used instead, in milliseconds. */
export interface SlowSourceLimits {
  /** Where the answer may be old anyway, because a freshness is configured. */
  readonly shortMs: number
  /** Where it should be new: almost as long as the request may take. */
  readonly longMs: number
}

/** @param deadlineMs how long a request may take. */
export const slowSourceLimitsFor = (deadlineMs: number): SlowSourceLimits => ({
  shortMs: Math.min(SHORT_MS, deadlineMs / 2),
  // The rest of the deadline is for building the response.
  longMs: Math.min(LONGEST_MS, deadlineMs * 0.8),
})
const SHORT_MS = 1000
const LONGEST_MS = 600_000
