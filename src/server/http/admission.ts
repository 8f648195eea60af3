import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { HostCheck } from './host-check.js'
import { type Refusal, sendRefusal } from './refusal.js'

export interface AdmissionParts {
  readonly checkHost: HostCheck
  /** Whether the answer to this request is the last one on its connection. */
  readonly isLast: (request: IncomingMessage) => boolean
  readonly onRefused: ((request: IncomingMessage, response: ServerResponse, refusal: Refusal) => void) | undefined
}

/** What every request has to pass first, whatever it asks for: on the fast path nothing else looks at it. */
export function admitRequests(
  { checkHost, isLast, onRefused }: AdmissionParts,
  next: RequestListener,
): RequestListener {
  return (request, response) => {
    const refusal = checkHeaders(request) ?? checkHost(request)
    if (refusal === null) return void next(request, response)
    onRefused?.(request, response, refusal)
    // What such a request means to a proxy may be something else, and so may all that follows it.
    sendRefusal(response, refusal, CLOSING.has(refusal.status) || isLast(request))
  }
}

/** Refusals after which nothing is read from a connection. */
const CLOSING: ReadonlySet<number> = new Set([400, 417, 431])

/** Node bounds the bytes of their names and values only: there may be thousands of one letter. */
const MOST_HEADERS = 200

function checkHeaders({ rawHeaders, headers: { expect } }: IncomingMessage): Refusal | null {
  if (rawHeaders.length > 2 * MOST_HEADERS)
    return { status: 431, code: 'HEADERS_TOO_LARGE', message: `The request has more than ${MOST_HEADERS} headers.` }
  if (expect === undefined || /^100-continue$/i.test(expect)) return null
  return { status: 417, code: 'EXPECTATION_FAILED', message: 'The only expectation that is met is 100-continue.' }
}
