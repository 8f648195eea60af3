import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { ApolloServerPlugin } from '@apollo/server'
import type { FastifyInstance } from 'fastify'

/** Told when an answer has been sent, or its client has gone. */
export type OnAnswered = (request: IncomingMessage, response: ServerResponse, startedAt: number) => void

/** What the server tells to whoever keeps logs and metrics. */
export type ServerEvent =
  | {
      readonly type: 'request-answered'
      readonly method: string
      /** The route, not the path: a closed set. */
      readonly route: string
      readonly status: number
      readonly durationMs: number
      /** The client went away before it had the whole answer. */
      readonly aborted: boolean
    }
  | {
      readonly type: 'operation-answered'
      readonly operationName: string | null
      /** Null when the request held no operation that could be run. */
      readonly operationType: 'query' | 'mutation' | 'subscription' | null
      readonly errorCodes: readonly string[]
      /** Whether it was given the answer to another request, whole. */
      readonly shared: boolean
      readonly durationMs: number
    }

/**
 * @param context that of the GraphQL request; null for what happened to an HTTP request, and where the answer of another
 * request was shared.
 */
export type OnServerEvent<Context> = (event: ServerEvent, context: Context | null, headers: IncomingHttpHeaders) => void

/** The same of what the front door has answered. */
export const tellAnswered =
  (onEvent: OnServerEvent<never>): OnAnswered =>
  ({ headers }, { statusCode, writableFinished }, startedAt) => {
    const durationMs = performance.now() - startedAt
    const answered = { type: 'request-answered', method: 'POST', route: '/graphql' } as const
    onEvent({ ...answered, status: statusCode, durationMs, aborted: !writableFinished }, null, headers)
  }

export function emitRequestEvents(app: FastifyInstance, onEvent: OnServerEvent<never>): void {
  app.addHook('onResponse', async (request, reply) => {
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

export function operationEvents<Context extends object>(onEvent: OnServerEvent<Context>): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      const startedAt = performance.now()
      return {
        async willSendResponse({ operation, operationName, response, contextValue, request: { http } }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined
          const event: ServerEvent = {
            type: 'operation-answered',
            operationName: operationName ?? null,
            operationType: operation?.operation ?? null,
            errorCodes: (errors ?? []).map((error) => String(error.extensions?.['code'])),
            shared: false,
            durationMs: performance.now() - startedAt,
          }
          onEvent(event, contextValue, Object.fromEntries(http?.headers ?? []))
        },
      }
    },
  }
}
