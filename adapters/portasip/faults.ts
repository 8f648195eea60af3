import { type FaultRule, VendorFault } from '../contract.js'
import { faultFrom } from '../wire/faults.js'

// What the switch's errors mean. Sippy publishes no table of fault codes: the HTTP status decides first, then a few
// phrases that can only refer to the credentials; any other fault means that the request was refused.

const ABOUT_CREDENTIALS = [
  /\b(authentication|authorization) (failed|failure|error|required)\b/i,
  /\b(not authenticated|not authori[sz]ed|unauthori[sz]ed)\b/i,
  /\b(invalid|wrong|bad) (credentials|login|password)\b/i,
  /\b(access|permission) denied\b/i,
  /\bAPI (access|calls) (is|are) (disabled|not allowed)\b/i,
]

export const faultRules: readonly FaultRule[] = [
  {
    when: { httpStatus: 401 },
    code: 'UNAUTHENTICATED',
    meaning:
      'the switch did not accept the Web Login and API Password, or, for call records only, does not allow this customer to read them; in trusted mode: it does not trust this address',
  },
  {
    when: { httpStatus: 403 },
    code: 'UNAUTHENTICATED',
    meaning:
      'the switch does not allow this user to use the API: "Allow API Calls" must be on in the customer\'s preferences',
  },
  {
    when: { httpStatus: 404 },
    code: 'PROTOCOL',
    meaning: 'there is no XML-RPC service at the configured url, which usually ends in /xmlapi/xmlapi (HTTP 404)',
  },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'the switch received too many requests (HTTP 429)' },
  { when: { httpStatus: [500, 599] }, code: 'UNAVAILABLE', meaning: 'the switch cannot serve requests now (HTTP 5xx)' },
  // Faults, and results other than OK, arrive with HTTP 200.
  ...ABOUT_CREDENTIALS.map(
    (text): FaultRule => ({
      when: { httpStatus: 200, text },
      code: 'UNAUTHENTICATED',
      meaning: 'the switch reports that the configured user is unknown, or lacks the permission for this request',
    }),
  ),
  {
    when: { httpStatus: 200 },
    code: 'REJECTED',
    meaning: 'the switch refused the request: an argument is wrong, or refers to something that does not exist',
  },
]

/** Numeric fault codes are safe to show, and are the only detail that an operator can look up. */
const FAULT_CODE = /^-?\d{1,10}$/

/** What an XML-RPC fault means. Its text is only compared with the table, and never forwarded to clients. */
export function toVendorFault(fault: { code: string | undefined; text: string | undefined }): VendorFault {
  const known = faultFrom(faultRules, { httpStatus: 200, ...(fault.text === undefined ? {} : { text: fault.text }) })
  if (fault.code === undefined || !FAULT_CODE.test(fault.code)) return known
  const reported = known.reported && { ...known.reported, code: fault.code }
  return new VendorFault(known.code, `${known.message} (fault code ${fault.code})`, known.hint, reported)
}

/** What a `result` other than OK means, which is an error in a response with HTTP 200. */
export const toResultFault = (result: string): VendorFault => faultFrom(faultRules, { httpStatus: 200, text: result })
