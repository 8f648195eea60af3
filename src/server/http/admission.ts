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
    const refusal = checkExpectation(request) ?? checkHost(request)
    if (refusal === null) return void next(request, response)
    onRefused?.(request, response, refusal)
    // A request that names two hosts may mean something else to a proxy, and so may all that follows it.
    sendRefusal(response, refusal, refusal.status === 400 || isLast(request))
  }
}

function checkExpectation({ headers: { expect } }: IncomingMessage): Refusal | null {
  if (expect === undefined || /^100-continue$/i.test(expect)) return null
  return { status: 417, code: 'EXPECTATION_FAILED', message: 'The only expectation that is met is 100-continue.' }
}
