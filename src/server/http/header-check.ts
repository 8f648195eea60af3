import type { IncomingMessage } from 'node:http'
import type { Refusal } from './refusal.js'

/** Node only limits the bytes of their names and values: there may be thousands with one letter each. */
const MOST_HEADERS = 200

/** Returns why a request is refused because of its headers; null when it may pass. */
export function checkHeaders({ rawHeaders, headers: { expect } }: IncomingMessage): Refusal | null {
  if (rawHeaders.length > 2 * MOST_HEADERS)
    return { status: 431, code: 'HEADERS_TOO_LARGE', message: `The request has more than ${MOST_HEADERS} headers.` }
  if (expect === undefined || /^100-continue$/i.test(expect)) return null
  return { status: 417, code: 'EXPECTATION_FAILED', message: 'The only supported expectation is 100-continue.' }
}
