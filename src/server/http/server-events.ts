import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../../access/rights/principal.js'
import { cutLongInput } from './long-input.js'
import type { Refusal } from './refusal.js'

/** Called when a response has been sent, or its client has gone. */
export type OnAnswered = (request: IncomingMessage, response: ServerResponse, startedAt: number) => void

/** What the server reports to logs and metrics. */
export type ServerEvent =
  | {
      readonly type: 'request-answered'
      readonly method: string
      /** The route, not the path: a closed set. */
      readonly route: string
      readonly status: number
      readonly durationMs: number
      /** The client disconnected before it had the whole response. */
      readonly aborted: boolean
    }
  | {
      /** A request was refused before its operation was read. */
      readonly type: 'request-refused'
      readonly status: number
      /** The error code in the response. */
      readonly code: string
      readonly reason: string
      /** Null when no valid request arrived. */
      readonly method: string | null
      /** The other end of the connection. */
      readonly address: string | null
      /** Whose request it was; absent where that is not known. */
      readonly principal?: string
    }
  | {
      readonly type: 'operation-answered'
      readonly operationName: string | null
      /** Null when the request held no operation that could be run. */
      readonly operationType: 'query' | 'mutation' | 'subscription' | null
      readonly errorCodes: readonly string[]
      /** Whether it got the whole response to another request. */
      readonly shared: boolean
      readonly durationMs: number
      /** Who has sent the request; null where nobody is known. */
      readonly principal: Principal | null
    }
  | {
      /** A subscription has ended, after `durationMs`. */
      readonly type: 'stream-ended'
      readonly transport: 'sse' | 'multipart' | 'websocket'
      readonly operationName: string | null
      readonly reason: 'CLIENT_LEFT' | 'CUT' | 'RIGHTS_ENDED'
      readonly durationMs: number
      /** The id of its principal; null where nobody is known. */
      readonly principal: string | null
    }

/**
 * @param context that of the GraphQL request; null for events of an HTTP request, and when the response to another request
 * was shared.
 */
export type OnServerEvent<Context> = (event: ServerEvent, context: Context | null, headers: IncomingHttpHeaders) => void

/** Reports a request that was refused before the routes: as an answered request, and why. */
export const refusalEvents =
  (onEvent: OnServerEvent<never>) =>
  (request: IncomingMessage, response: ServerResponse, { status, code, message, principalId }: Refusal): void => {
    const startedAt = performance.now()
    const { headers, socket } = request
    const method = request.method ?? null
    const address = socket.remoteAddress ?? null
    const refused = { type: 'request-refused', status, code, reason: cutLongInput(message), method, address } as const
    onEvent(principalId === undefined ? refused : { ...refused, principal: principalId }, null, headers)
    response.once('close', () => {
      const durationMs = performance.now() - startedAt
      const answered = { type: 'request-answered', method: method ?? '', route: 'unknown', status, durationMs } as const
      onEvent({ ...answered, aborted: !response.writableFinished }, null, headers)
    })
  }

/** Reports bytes that are not a valid request. */
export const malformedEvents =
  (onEvent: OnServerEvent<never>) =>
  (address: string | null, { status, code, message: reason }: Refusal): void =>
    onEvent({ type: 'request-refused', status, code, reason, method: null, address }, null, {})

/** Reports a request that the fast path has answered. */
export const reportAnswered =
  (onEvent: OnServerEvent<never>): OnAnswered =>
  ({ headers }, { statusCode, writableFinished }, startedAt) => {
    const durationMs = performance.now() - startedAt
    const answered = { type: 'request-answered', method: 'POST', route: '/graphql' } as const
    onEvent({ ...answered, status: statusCode, durationMs, aborted: !writableFinished }, null, headers)
  }

interface RequestFacts {
  /** Whether the response to a request is that of an operation, which the pipeline has reported. */
  hasOperation(request: IncomingMessage): boolean
  /** Whether it is a stream, which reports itself. */
  isStream(request: IncomingMessage): boolean
}

/** Reports the requests that Fastify answers, and those that are refused there. */
export function emitRequestEvents(
  app: FastifyInstance,
  onEvent: OnServerEvent<never>,
  { hasOperation, isStream }: RequestFacts,
): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const isRefusal = reply.statusCode >= 400 && reply.statusCode < 500 && !hasOperation(request.raw)
    const isJson = String(reply.getHeader('content-type')).includes('json')
    if (!isRefusal || !isJson || typeof payload !== 'string') return
    const refusal = readRefusal(payload)
    if (refusal === null) return
    const { method, ip: address, headers } = request
    const reason = cutLongInput(refusal.message)
    const event = { type: 'request-refused', status: reply.statusCode, code: refusal.code } as const
    onEvent({ ...event, reason, method, address }, null, headers)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (isStream(request.raw)) return
    const event: ServerEvent = {
      type: 'request-answered',
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
      aborted: !reply.raw.writableFinished,
    }
    onEvent(event, null, request.headers)
  })
}

/** The first error of a response; null when it has none. */
function readRefusal(body: string): Pick<Refusal, 'code' | 'message'> | null {
  const { errors: [error] = [] }: { errors?: { message?: unknown; extensions?: { code?: unknown } }[] } =
    JSON.parse(body)
  return error === undefined ? null : { code: String(error.extensions?.code), message: String(error.message) }
}
