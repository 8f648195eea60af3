import type { ApolloServerPlugin } from '@apollo/server'
import type { FastifyInstance } from 'fastify'

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
      readonly durationMs: number
    }

export type OnServerEvent = (event: ServerEvent) => void

export function emitRequestEvents(app: FastifyInstance, onEvent: OnServerEvent): void {
  app.addHook('onResponse', async (request, reply) => {
    onEvent({
      type: 'request-answered',
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
      aborted: !reply.raw.writableFinished,
    })
  })
}

export function operationEvents(onEvent: OnServerEvent): ApolloServerPlugin<object> {
  return {
    async requestDidStart() {
      const startedAt = performance.now()
      return {
        async willSendResponse({ operation, operationName, response }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined
          onEvent({
            type: 'operation-answered',
            operationName: operationName ?? null,
            operationType: operation?.operation ?? null,
            errorCodes: (errors ?? []).map((error) => String(error.extensions?.['code'])),
            durationMs: performance.now() - startedAt,
          })
        },
      }
    },
  }
}
