import type { FaultRule } from '../contract.js'
import { isRow, toText } from '../wire/field-readers.js'

// What PortaBilling's errors mean. They arrive as HTTP 500:
//
//   { "faultcode": "Client.Session.check_auth.failed_to_process_access_token", "faultstring": "…" }
//
// The first word of a code says whose fault it is: Client for the request, Server for the system. There is no table of all
// codes, so all but the known ones are reduced to that word.

const EXPIRED_CODES = [
  'Server.Session.check_auth.auth_failed',
  'Client.check_auth.envelope_missed',
  'Client.Session.check_auth.failed_to_process_jwt',
  'Client.Session.check_auth.failed_to_process_access_token',
] as const
const LOGIN_REFUSED = 'Server.Session.auth_failed'
const KNOWN_CODES: ReadonlySet<string> = new Set([...EXPIRED_CODES, LOGIN_REFUSED])

export const faults: readonly FaultRule[] = [
  ...EXPIRED_CODES.map(
    (code): FaultRule => ({
      when: { httpStatus: 500, code },
      code: 'UNAUTHENTICATED',
      meaning: 'the access token is not accepted: it has expired or was revoked',
      hint: 'token-expired',
    }),
  ),
  {
    when: { httpStatus: 500, code: LOGIN_REFUSED },
    code: 'UNAUTHENTICATED',
    meaning: 'the login, password or token is not accepted: check auth in the configuration',
  },
  {
    when: { httpStatus: 500, code: 'Client' },
    code: 'REJECTED',
    meaning: 'the vendor refused the request: a parameter is wrong, or the user lacks the permission',
  },
  { when: { httpStatus: 500 }, code: 'UNAVAILABLE', meaning: 'the vendor had an internal error' },
  { when: { httpStatus: 401 }, code: 'UNAUTHENTICATED', meaning: 'the credentials are not accepted' },
  {
    when: { httpStatus: 403 },
    code: 'UNAUTHENTICATED',
    meaning: 'access is forbidden: the user lacks the permission, or the IP address of the gateway is not allowed',
  },
  {
    when: { httpStatus: 404 },
    code: 'REJECTED',
    meaning: 'there is no API at this URL: check url, without /rest at its end, and the port',
  },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'the vendor received too many requests' },
  { when: { httpStatus: [501, 599] }, code: 'UNAVAILABLE', meaning: 'the vendor cannot serve requests now' },
]

/** The code that the rules compare: a known one, or whose fault it is. */
function toCode(faultCode: string): string {
  return KNOWN_CODES.has(faultCode) ? faultCode : (faultCode.split('.', 1)[0] ?? faultCode)
}

interface ErrorDetails {
  readonly code?: string
  readonly text?: string
}

/** Reads the code and text of an error object; empty if there is none. */
export function detailsOf(answer: unknown): ErrorDetails {
  if (!isRow(answer)) return {}
  const [code, text] = [toText(answer['faultcode']), toText(answer['faultstring'])]
  return { ...(code === null ? {} : { code: toCode(code) }), ...(text === null ? {} : { text }) }
}

/** Reads the code and text of an error response; empty if it is not from PortaBilling, such as the page of a proxy. */
export function readError(body: string): ErrorDetails {
  try {
    return detailsOf(JSON.parse(body))
  } catch {
    return {}
  }
}
