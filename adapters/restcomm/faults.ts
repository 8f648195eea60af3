import type { FaultRule } from '../contract.js'
import { isRow } from '../wire/field-readers.js'
import { decodeText } from '../wire/json/body.js'
import { decodeXmlRows } from '../wire/xml-list/list-decoder.js'

/**
 * What Restcomm's errors mean. Most have no body (facts.md, 1.3), so the HTTP status decides.
 * 429, 502, 503 and 504 are sent by a proxy or load balancer in front of it.
 */
export const restcommFaults: readonly FaultRule[] = [
  {
    when: { httpStatus: 401 },
    code: 'UNAUTHENTICATED',
    meaning: 'Restcomm does not accept the credentials; check auth.accountSid and auth.authToken',
  },
  {
    when: { httpStatus: 403 },
    code: 'UNAUTHENTICATED',
    meaning: 'the account lacks the permission for this request, or is not active',
  },
  {
    when: { httpStatus: 404 },
    code: 'REJECTED',
    meaning: 'Restcomm has no such account or path; check url, auth.accountSid and product',
  },
  // The manual documents POST Calls for the SBC; its code has GET only.
  { when: { httpStatus: 405 }, code: 'UNSUPPORTED', meaning: 'this Restcomm does not have this operation' },
  { when: { httpStatus: 406 }, code: 'REJECTED', meaning: 'Restcomm has no such call' },
  { when: { httpStatus: 410 }, code: 'REJECTED', meaning: 'the call has already ended' },
  {
    when: { httpStatus: 400 },
    code: 'REJECTED',
    meaning: 'Restcomm refused a parameter, or the page is after the last one',
  },
  { when: { httpStatus: 409 }, code: 'REJECTED', meaning: 'the request does not state what to do with the call' },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'Restcomm received too many requests' },
  {
    when: { httpStatus: 500 },
    code: 'UNAVAILABLE',
    // Not always an outage: the SBC also sends this to an account without permission, or if the list shrinks meanwhile.
    meaning: 'Restcomm had an internal error; if it persists, check the permissions of the account',
  },
  { when: { httpStatus: [502, 504] }, code: 'UNAVAILABLE', meaning: 'Restcomm cannot serve requests now' },
]

/** Longer texts are error pages rather than messages. */
const LONGEST_MESSAGE = 500

/**
 * Finds the message in an error response: `{"message":"…"}`, `<RestcommResponse><Message>…`, or plain text.
 * @returns no text for an empty body, HTML, or a body that cannot be read.
 */
export function readRestcommError(body: string): { text?: string } {
  const text = messageIn(body.trim())
  return text === null || text === '' ? {} : { text: text.slice(0, LONGEST_MESSAGE) }
}

function messageIn(body: string): string | null {
  try {
    if (body.startsWith('<'))
      return decodeText(decodeXmlRows({ rowElement: 'Call' }), body).texts.get('RestcommResponse/Message') ?? null
    if (!body.startsWith('{')) return body
    const answer: unknown = JSON.parse(body)
    return isRow(answer) && typeof answer['message'] === 'string' ? answer['message'] : null
  } catch {
    // An error page that is not XML, or is truncated: the HTTP status decides.
    return null
  }
}
