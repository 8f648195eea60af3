import type { FaultRule } from '../contract.js'
import { isRow } from '../wire/field-readers.js'
import { decodeText } from '../wire/json/body.js'
import { decodeXmlRows } from '../wire/xml-list/list-decoder.js'

/**
 * What Restcomm's errors mean. Most have no body at all (facts.md, 1.3), so the HTTP status has to tell.
 * 429, 502, 503 and 504 come from whatever stands in front of it.
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
    meaning: 'the account may not ask this, or is not active',
  },
  {
    when: { httpStatus: 404 },
    code: 'REJECTED',
    meaning: 'Restcomm knows no such account or path; check url, auth.accountSid and product',
  },
  // The manual documents POST Calls for the SBC; its code has GET only.
  { when: { httpStatus: 405 }, code: 'UNSUPPORTED', meaning: 'this Restcomm has no such operation' },
  { when: { httpStatus: 406 }, code: 'REJECTED', meaning: 'Restcomm knows no such call' },
  { when: { httpStatus: 410 }, code: 'REJECTED', meaning: 'the call is over already' },
  {
    when: { httpStatus: 400 },
    code: 'REJECTED',
    meaning: 'Restcomm refused a parameter, or the page is behind the last one',
  },
  { when: { httpStatus: 409 }, code: 'REJECTED', meaning: 'Restcomm was not told what to do with the call' },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'Restcomm was asked too often' },
  {
    when: { httpStatus: 500 },
    code: 'UNAVAILABLE',
    // Not always an outage: the SBC answers so to an account without the right, or when the list shrinks meanwhile.
    meaning: 'Restcomm had an internal error; if it stays, check the rights of the account',
  },
  { when: { httpStatus: [502, 504] }, code: 'UNAVAILABLE', meaning: 'Restcomm cannot serve now' },
]

/** Behind this, a text is a page rather than a message. */
const LONGEST_MESSAGE = 500

/**
 * Finds the message in an error's body: `{"message":"…"}`, `<RestcommResponse><Message>…`, or plain text.
 * @returns no text for an empty body, HTML, and what cannot be read.
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
    // An error page that is no XML, or is cut short: its HTTP status still tells what it means.
    return null
  }
}
