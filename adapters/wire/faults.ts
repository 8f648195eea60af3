import { type FaultRule, VendorFault } from '../contract.js'

/** What is known of an error: the HTTP status (200 for an error in a success response), the vendor's code and text. */
export interface ObservedFault {
  readonly httpStatus: number
  readonly code?: string
  readonly text?: string
}

const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()

function fits(rule: FaultRule, seen: ObservedFault): boolean {
  const { httpStatus, code, text } = rule.when
  if (typeof httpStatus === 'number' && httpStatus !== seen.httpStatus) return false
  if (typeof httpStatus === 'object' && (seen.httpStatus < httpStatus[0] || seen.httpStatus > httpStatus[1]))
    return false
  if (code !== undefined && code !== seen.code) return false
  if (text === undefined) return true
  if (seen.text === undefined) return false
  return typeof text === 'string' ? folded(text) === folded(seen.text) : text.test(seen.text.trim())
}

/**
 * Looks up an error in a vendor's fault table.
 * @returns the fault of the first rule that matches; PROTOCOL, with the HTTP status, if no rule matches.
 */
export function faultFrom(rules: readonly FaultRule[], seen: ObservedFault): VendorFault {
  const rule = rules.find((candidate) => fits(candidate, seen))
  return rule === undefined
    ? new VendorFault(
        'PROTOCOL',
        `an error that the vendor does not document (HTTP ${seen.httpStatus})`,
        undefined,
        seen,
      )
    : new VendorFault(rule.code, rule.meaning, rule.hint, seen)
}

/** The fault for a response that is not what the vendor documents. */
export const protocolFault = (expected: string, got: string): VendorFault =>
  new VendorFault('PROTOCOL', `expected ${expected}, got ${got}`)
