import type { FaultRule, VendorFault } from '../contract.js'
import { faultFrom } from '../wire/faults.js'
import { isRow, toInt, toText } from '../wire/field-readers.js'

// What TelecomX's errors mean: the tables at the foot of each call's page, and those that every call may answer with.
// Manual: https://wiki.telecomx.dk/doku.php?id=api:errors
//
//   HTTP 401 { "error": { "message": "Session has expired, please login", "code": "expired", "status": 401 } }
//
// `code` is a word, or the name of the argument that is wrong; `message` is for people.

export const faults: readonly FaultRule[] = [
  {
    when: { httpStatus: 401, code: 'expired' },
    code: 'UNAUTHENTICATED',
    meaning: 'the access token has expired',
    hint: 'token-expired',
  },
  {
    when: { httpStatus: 401, code: 'credentials_invalid' },
    code: 'UNAUTHENTICATED',
    meaning: 'the user name and password are not accepted: check auth in the configuration',
  },
  {
    when: { httpStatus: 401, code: 'format_error' },
    code: 'UNAUTHENTICATED',
    meaning: 'the Authorization header is not accepted: check the token in the configuration',
  },
  {
    // A token is bound to the address that it was fetched from, and a log-out ends every token of its user.
    when: { httpStatus: 401, code: 'invalid_token' },
    code: 'UNAUTHENTICATED',
    meaning: 'the access token is not accepted: it was ended, or fetched from another IP address',
  },
  { when: { httpStatus: 401 }, code: 'UNAUTHENTICATED', meaning: 'the credentials are not accepted' },
  {
    when: { httpStatus: 403, code: 'access_denied' },
    code: 'UNAUTHENTICATED',
    meaning:
      'the user lacks the access level: sessions take RESELLER_ADMIN with the TELE feature, or ADMIN; ' +
      'SIP accounts take access to the customer',
  },
  {
    when: { httpStatus: 403 },
    code: 'UNAUTHENTICATED',
    meaning: 'access is forbidden: the user lacks the right, or the IP address of the gateway is blacklisted',
  },
  {
    when: { httpStatus: 400, code: 'customer' },
    code: 'REJECTED',
    meaning: 'the vendor found no customer in the arguments: name one by customerId, or configure resellerId',
  },
  { when: { httpStatus: 400 }, code: 'REJECTED', meaning: 'the vendor could not read the request' },
  { when: { httpStatus: 404 }, code: 'REJECTED', meaning: 'the request names something that the vendor does not have' },
  { when: { httpStatus: 409 }, code: 'REJECTED', meaning: 'the request is in conflict with what the vendor has' },
  { when: { httpStatus: 422 }, code: 'REJECTED', meaning: 'an argument of the request is not valid' },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'the vendor was asked too often' },
  {
    when: { httpStatus: 500, code: 'internal_error' },
    code: 'UNAVAILABLE',
    meaning: 'the vendor had an internal error',
  },
  { when: { httpStatus: [500, 599] }, code: 'UNAVAILABLE', meaning: 'the vendor cannot serve now' },
]

interface ErrorDetails {
  readonly code?: string
  readonly text?: string
}

/** The manual says "one or more errors"; the first decides. */
const firstOf = (errors: unknown): unknown => (Array.isArray(errors) ? errors[0] : errors)

function detailsOf(error: unknown): ErrorDetails {
  if (!isRow(error)) return {}
  const code = toText(error.code)
  const text = toText(error.message)
  return { ...(code === null ? {} : { code }), ...(text === null ? {} : { text }) }
}

/** Reads the code and message of an error body; nothing where the body is not TelecomX's, such as a proxy's page. */
export function readError(body: string): ErrorDetails {
  try {
    const answer: unknown = JSON.parse(body)
    return isRow(answer) ? detailsOf(firstOf(answer.error)) : {}
  } catch {
    return {}
  }
}

/** The fault that an error in a success answer tells of. Its own status decides, as in the status line. */
export function faultInSuccess(errors: unknown): VendorFault {
  const error = firstOf(errors)
  const status = isRow(error) ? toInt(error.status) : null
  return faultFrom(faults, { httpStatus: status ?? 200, ...detailsOf(error) })
}
