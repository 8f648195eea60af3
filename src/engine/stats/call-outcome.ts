import type { CauseSystem } from '../../../schema/enums.js'

// What became of an attempt to call, as ITU-T E.411 and E.425 count it.

/** How an attempt counts for the network effectiveness ratio (E.425). */
export type Outcome =
  /** There was an answer. */
  | 'answered'
  /** There was none, but the network has reached the called party: busy, no answer, or rejected by the terminal. */
  | 'reached'
  /** The network has not reached the called party. */
  | 'not-reached'
  /** The record does not say. */
  | 'unknown'

/** What the record of a call that was not answered says about its end. */
export interface CallEnd {
  readonly status: unknown
  readonly cause: { readonly system: CauseSystem; readonly code: number | null } | null
  /** Whether it rang; null: not known. */
  readonly rang: boolean | null
}

/** Busy, no answer, rejected. 403 may come from the terminal or the network, which cannot be distinguished: it counts for neither. */
const REACHED_SIP: ReadonlySet<number> = new Set([486, 600, 408, 480, 603])
/** The caller gave up. */
const CANCELLED_SIP = 487
/** User busy, no user responding, no answer from the user, call rejected. */
const REACHED_Q850: ReadonlySet<number> = new Set([17, 18, 19, 21])
/** Normal clearing: before an answer, that is a caller who gave up. */
const CANCELLED_Q850 = 16

const BY_STATUS: ReadonlyMap<unknown, Outcome | 'cancelled'> = new Map<unknown, Outcome | 'cancelled'>([
  ['BUSY', 'reached'],
  ['NO_ANSWER', 'reached'],
  ['CANCELED', 'cancelled'],
  ['BLOCKED', 'not-reached'],
  ['FAILED', 'not-reached'],
])

/** The outcome of an attempt without an answer. Without a cause it is not known, whatever the status is. */
export function outcomeOfUnanswered({ status, cause, rang }: CallEnd): Outcome {
  if (cause === null) return 'unknown'
  const outcome = byCode(cause.system, cause.code) ?? BY_STATUS.get(status) ?? 'unknown'
  // Only a call that rang has reached anybody.
  if (outcome === 'cancelled') return rang === true ? 'reached' : 'not-reached'
  return outcome
}

/** Null for causes of a numbering of the vendor, of which the status says what they mean. */
function byCode(system: CauseSystem, code: number | null): Outcome | 'cancelled' | null {
  if (code === null || system === 'VENDOR') return null
  if (system === 'SIP') {
    if (code === CANCELLED_SIP) return 'cancelled'
    return REACHED_SIP.has(code) ? 'reached' : 'not-reached'
  }
  if (code === CANCELLED_Q850) return 'cancelled'
  return REACHED_Q850.has(code) ? 'reached' : 'not-reached'
}
