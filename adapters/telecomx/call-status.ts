import type { DisconnectCause } from '../../schema/billing.js'
import type { CallStatus } from '../../schema/enums.js'

// The status of a session, from `answered`, `ended` and `endedReason`: "BYE or CANCEL or 4xx, 5xx or 6xx SIP error
// code, BLOCKED, BLACKLISTED or FRAUD". The condensed form has no `endedReason`.

/** A rule of the vendor ended the call, before or after it was answered. */
export const REFUSALS: ReadonlyMap<string, CallStatus> = new Map<string, CallStatus>([
  ['BLOCKED', 'BLOCKED'],
  ['BLACKLISTED', 'BLOCKED'],
  ['FRAUD', 'BLOCKED'],
])

/** How a call ended that was never answered. SIP error codes that are not in the table are FAILED. */
export const REASONS_UNANSWERED: ReadonlyMap<string, CallStatus> = new Map<string, CallStatus>([
  ['CANCEL', 'CANCELED'],
  // Only a caller may send BYE before the answer (RFC 3261, section 15): it is another way to cancel.
  ['BYE', 'CANCELED'],
  // 487 Request Terminated is the answer to an INVITE that the caller has cancelled.
  ['487', 'CANCELED'],
  // Busy Here, Busy Everywhere.
  ['486', 'BUSY'],
  ['600', 'BUSY'],
  // Request Timeout: no response in time. Temporarily Unavailable: the callee is not there, or it rang for too long.
  ['408', 'NO_ANSWER'],
  ['480', 'NO_ANSWER'],
  // Decline: the callee rejected the call, so it was neither busy nor cancelled.
  ['603', 'FAILED'],
])

const SIP_ERROR_CODE = /^[456]\d\d$/

/**
 * The status of a session.
 * An answered call that has ended is COMPLETED whatever SIP code ended it, unless a rule of the vendor ended it. An
 * unanswered call is UNKNOWN if its reason is absent or not documented.
 */
export function toCallStatus(answered: boolean, ended: boolean, endedReason: string | null): CallStatus {
  if (!ended) return answered ? 'IN_PROGRESS' : 'RINGING'
  const reason = endedReason?.trim().toUpperCase() ?? ''
  const refusal = REFUSALS.get(reason)
  if (refusal !== undefined) return refusal
  if (answered) return 'COMPLETED'
  return REASONS_UNANSWERED.get(reason) ?? (SIP_ERROR_CODE.test(reason) ? 'FAILED' : 'UNKNOWN')
}

/** Why a session ended: a SIP error code, or one of the words; null while it is in progress. */
export function toDisconnectCause(endedReason: string | null): DisconnectCause | null {
  if (endedReason === null) return null
  const code = endedReason.trim()
  return SIP_ERROR_CODE.test(code)
    ? { system: 'SIP', code: Number(code), text: endedReason }
    : { system: 'VENDOR', code: null, text: endedReason }
}

/** Statuses of sessions in progress, which the parameter `live` selects. */
export const LIVE_STATUSES: ReadonlySet<unknown> = new Set<CallStatus>(['IN_PROGRESS', 'RINGING'])
