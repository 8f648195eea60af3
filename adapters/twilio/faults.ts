import type { FaultRule } from '../contract.js'
import { isRow, toText } from '../wire/field-readers.js'

/** Calls that are over cannot be changed. https://www.twilio.com/docs/errors/21220 */
export const NOT_IN_PROGRESS = '21220'

/** What errors mean: https://www.twilio.com/docs/api/errors; compatible clouds have some of the codes. */
export const twilioFaults: readonly FaultRule[] = [
  {
    when: { code: '20001' },
    code: 'PROTOCOL',
    // Sent for a page without its token, among others. It is never the end of a list.
    meaning: 'the vendor refused the form of a parameter (20001), such as that of a page; the list is incomplete',
  },
  { when: { code: '20005' }, code: 'UNAUTHENTICATED', meaning: 'the account is not active (20005)' },
  { when: { code: NOT_IN_PROGRESS }, code: 'REJECTED', meaning: 'the call is not in progress' },
  {
    when: { httpStatus: 401 },
    code: 'UNAUTHENTICATED',
    meaning:
      'the vendor does not accept the credentials; check auth.accountSid with auth.authToken, or auth.apiKeySid with auth.apiKeySecret',
  },
  {
    when: { httpStatus: 403 },
    code: 'UNAUTHENTICATED',
    meaning: 'the account or the API key lacks the permission for this request',
  },
  {
    when: { httpStatus: 404 },
    code: 'REJECTED',
    meaning:
      'there is no such account, or no such path; check url, auth.accountSid and the customer that was asked for',
  },
  { when: { httpStatus: 400 }, code: 'REJECTED', meaning: 'the vendor refused a parameter' },
  { when: { httpStatus: 405 }, code: 'UNSUPPORTED', meaning: 'this server does not have this operation' },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'the account sent too many requests at once' },
  { when: { httpStatus: [500, 504] }, code: 'UNAVAILABLE', meaning: 'the vendor cannot serve requests now' },
]

/** Longer texts are error pages rather than messages. */
const LONGEST_MESSAGE = 500

/** `{"code": 20404, "message": "…", "more_info": "https://…", "status": 404}`; anything else is an error page of a proxy. */
export function readTwilioError(body: string): { code?: string; text?: string } {
  try {
    const answer: unknown = JSON.parse(body)
    if (!isRow(answer)) return {}
    const [code, text] = [toText(answer['code']), toText(answer['message'])]
    return {
      ...(code === null ? {} : { code }),
      ...(text === null ? {} : { text: text.slice(0, LONGEST_MESSAGE) }),
    }
  } catch {
    return {}
  }
}
