import type { FaultRule, VendorFault } from '../contract.js'
import { faultFrom } from '../wire/faults.js'
import { isRow, toInt, toText } from '../wire/field-readers.js'

// What TelecomX's errors mean: the tables at the end of each page, and the errors that every request can return.
// Manual: https://wiki.telecomx.dk/doku.php?id=api:errors
//
//   HTTP 401 { "error": { "message": "Session has expired, please login", "code": "expired", "status": 401 } }
//
// `code` is a keyword, or the name of the invalid argument; `message` is for people.

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
    meaning: 'the user name or password is not accepted: check auth in the configuration',
  },
  {
    when: { httpStatus: 401, code: 'format_error' },
    code: 'UNAUTHENTICATED',
    meaning: 'the Authorization header is not accepted: check the token in the configuration',
  },
  {
    // A token is bound to the address that it was fetched from, and a logout revokes all tokens of its user.
    when: { httpStatus: 401, code: 'invalid_token' },
    code: 'UNAUTHENTICATED',
    meaning: 'the access token is not accepted: it was revoked, or fetched from another IP address',
  },
  { when: { httpStatus: 401 }, code: 'UNAUTHENTICATED', meaning: 'the credentials are not accepted' },
  {
    when: { httpStatus: 403, code: 'access_denied' },
    code: 'UNAUTHENTICATED',
    meaning:
      'the user does not have the required access level: sessions require RESELLER_ADMIN with the TELE feature, or ADMIN; ' +
      'SIP accounts require access to the customer',
  },
  {
    when: { httpStatus: 403 },
    code: 'UNAUTHENTICATED',
    meaning: 'access is forbidden: the user lacks the permission, or the IP address of the gateway is blacklisted',
  },
  {
    when: { httpStatus: 400, code: 'customer' },
    code: 'REJECTED',
    meaning: 'the vendor found no customer in the arguments: filter by customerId, or configure resellerId',
  },
  { when: { httpStatus: 400 }, code: 'REJECTED', meaning: 'the vendor could not read the request' },
  {
    when: { httpStatus: 404 },
    code: 'REJECTED',
    meaning: 'the request refers to something that the vendor does not have',
  },
  {
    when: { httpStatus: 409 },
    code: 'REJECTED',
    meaning: 'the request conflicts with the current state at the vendor',
  },
  { when: { httpStatus: 422 }, code: 'REJECTED', meaning: 'an argument of the request is not valid' },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'the vendor received too many requests' },
  {
    when: { httpStatus: 500, code: 'internal_error' },
    code: 'UNAVAILABLE',
    meaning: 'the vendor had an internal error',
  },
  { when: { httpStatus: [500, 599] }, code: 'UNAVAILABLE', meaning: 'the vendor cannot serve requests now' },
]

interface ErrorDetails {
  readonly code?: string
  readonly text?: string
}

/** The manual says "one or more errors"; the first one is used. */
const firstOf = (errors: unknown): unknown => (Array.isArray(errors) ? errors[0] : errors)

function detailsOf(error: unknown): ErrorDetails {
  if (!isRow(error)) return {}
  const code = toText(error.code)
  const text = toText(error.message)
  return { ...(code === null ? {} : { code }), ...(text === null ? {} : { text }) }
}

/** Reads the code and message of an error response; empty if it is not from TelecomX, such as the page of a proxy. */
export function readError(body: string): ErrorDetails {
  try {
    const answer: unknown = JSON.parse(body)
    return isRow(answer) ? detailsOf(firstOf(answer.error)) : {}
  } catch {
    return {}
  }
}

/** The fault for an error in a response with HTTP 200. The `status` of the error is used like an HTTP status. */
export function faultInSuccess(errors: unknown): VendorFault {
  const error = firstOf(errors)
  const status = isRow(error) ? toInt(error.status) : null
  return faultFrom(faults, { httpStatus: status ?? 200, ...detailsOf(error) })
}
