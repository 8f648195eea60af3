import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type Refusal, sendRefusal } from '../http/refusal.js'
import { requestIdOf } from '../http/request-id.js'
import type { Pipeline } from './pipeline.js'

export interface AdmissionParts {
  readonly pipeline: Pipeline<never>
  /** Whether the server serves HTTPS. */
  readonly isTls: boolean
  /** Whether the answer to this request is the last one on its connection. */
  readonly isLast: (request: IncomingMessage) => boolean
  readonly onRefused: ((request: IncomingMessage, response: ServerResponse, refusal: Refusal) => void) | undefined
  /** Called with what a step threw. */
  readonly onFailed: (error: unknown) => void
}

/** Runs the steps for every request before anything answers it. */
export function admitRequests(parts: AdmissionParts, next: RequestListener): RequestListener {
  const { pipeline, isTls, isLast, onRefused, onFailed } = parts
  return (request, response) => {
    // From here on the header of the request has its id, which events are logged with.
    requestIdOf(request)
    if (isTls) response.setHeader('strict-transport-security', HSTS)
    const decide = (refusal: Refusal | null): void => {
      if (refusal === null) return void next(request, response)
      onRefused?.(request, response, refusal)
      // What such a request means to a proxy may be something else, and so may all that follows it.
      sendRefusal(response, refusal, endsConnection(refusal) || isLast(request))
    }
    const fail = (error: unknown): void => {
      onFailed(error)
      decide(FAILED)
    }
    let verdict: ReturnType<typeof pipeline.checkRequest>
    try {
      verdict = pipeline.checkRequest(request, response)
    } catch (error) {
      return fail(error)
    }
    if (verdict instanceof Promise) void verdict.then(decide, fail)
    else decide(verdict)
  }
}

/** RFC 6797: for a year, browsers use this host by HTTPS only. */
const HSTS = 'max-age=31536000'

/** A step that fails admits nothing. */
const FAILED: Refusal = { status: 500, code: 'INTERNAL', message: 'internal error' }

/** Refusals after which nothing is read from a connection: it is not clear where such a request ends. */
const CLOSING: ReadonlySet<number> = new Set([400, 417, 431])
const endsConnection = ({ status, code }: Refusal): boolean => CLOSING.has(status) && code !== 'BAD_CREDENTIALS'
