import type { CallStatus } from '../../schema/enums.js'

// Where a session stands in the words of the graph, from `answered`, `ended` and `endedReason`: "BYE or CANCEL or 4xx,
// 5xx or 6xx SIP error code, BLOCKED, BLACKLISTED or FRAUD". The condensed form has no `endedReason`.

/** A rule of the vendor took the call down, before or after it was answered. */
export const REFUSALS: ReadonlyMap<string, CallStatus> = new Map<string, CallStatus>([
  ['BLOCKED', 'BLOCKED'],
  ['BLACKLISTED', 'BLOCKED'],
  ['FRAUD', 'BLOCKED'],
])

/** How a call ended that was never answered. SIP error codes that are not here are FAILED. */
export const REASONS_UNANSWERED: ReadonlyMap<string, CallStatus> = new Map<string, CallStatus>([
  ['CANCEL', 'CANCELED'],
  // Only a caller may send BYE before the answer (RFC 3261, section 15): it is another way to give up.
  ['BYE', 'CANCELED'],
  // 487 Request Terminated is the answer to an INVITE that the caller has cancelled.
  ['487', 'CANCELED'],
  // Busy Here, Busy Everywhere.
  ['486', 'BUSY'],
  ['600', 'BUSY'],
  // Request Timeout: nothing answered in time. Temporarily Unavailable: nobody is there, or it rang too long.
  ['408', 'NO_ANSWER'],
  ['480', 'NO_ANSWER'],
  // Decline is the callee's will: nobody was busy, and the caller did not give up.
  ['603', 'FAILED'],
])

const SIP_ERROR_CODE = /^[456]\d\d$/

/**
 * The status of a session.
 * An answered call that has ended is COMPLETED whatever SIP code took it down, unless a rule did. An unanswered one
 * whose reason is absent or in a word that is not documented is UNKNOWN.
 */
export function toCallStatus(answered: boolean, ended: boolean, endedReason: string | null): CallStatus {
  if (!ended) return answered ? 'IN_PROGRESS' : 'RINGING'
  const reason = endedReason?.trim().toUpperCase() ?? ''
  const refusal = REFUSALS.get(reason)
  if (refusal !== undefined) return refusal
  if (answered) return 'COMPLETED'
  return REASONS_UNANSWERED.get(reason) ?? (SIP_ERROR_CODE.test(reason) ? 'FAILED' : 'UNKNOWN')
}

/** Statuses of sessions that are going on, which the parameter `live` selects. */
export const LIVE_STATUSES: ReadonlySet<unknown> = new Set<CallStatus>(['IN_PROGRESS', 'RINGING'])
