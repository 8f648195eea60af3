import type { DisconnectCause } from '../../schema/billing.js'
import type { CallStatus } from '../../schema/enums.js'
import { toInt, toText } from '../wire/field-readers.js'

// `result` of a call record: a SIP status code, or a negative code of the switch. Sippy publishes no table of the latter;
// the meanings are those of its clients, which cite article 3000107425.

const BY_RESULT: ReadonlyMap<number, CallStatus> = new Map<number, CallStatus>([
  [486, 'BUSY'],
  [600, 'BUSY'],
  [408, 'NO_ANSWER'],
  [480, 'NO_ANSWER'],
  [487, 'CANCELED'],
  // Cancelled by the caller.
  [-30, 'CANCELED'],
  // Balance used up, forbidden destination, loss protection, do-not-call lists.
  [-20, 'BLOCKED'],
  [-21, 'BLOCKED'],
  [-23, 'BLOCKED'],
  [-28, 'BLOCKED'],
  [-37, 'BLOCKED'],
])
const LOWEST_KNOWN_RESULT = -37

const isSuccess = (result: number): boolean => result === 0 || result === 200

/**
 * The status of a call that has ended.
 * @param wasAnswered whether there was talk time.
 */
export function toCallStatus(value: unknown, wasAnswered: boolean): CallStatus {
  const result = toInt(value)
  if (result === null || result < LOWEST_KNOWN_RESULT) return 'UNKNOWN'
  if (isSuccess(result)) return wasAnswered ? 'COMPLETED' : 'FAILED'
  return BY_RESULT.get(result) ?? 'FAILED'
}

/** A SIP code where the result is one; 0 and negative results are codes of the switch. */
export function toDisconnectCause(value: unknown): DisconnectCause | null {
  const text = toText(value)
  if (text === null) return null
  const code = toInt(value)
  return { system: code !== null && code > 0 ? 'SIP' : 'VENDOR', code, text }
}
