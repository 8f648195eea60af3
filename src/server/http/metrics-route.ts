import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { sendError } from './http-errors.js'

/** Metrics as text, in the format that the content type names. */
export interface MetricsPage {
  readonly contentType: string
  read(): Promise<string>
}

/**
 * GET /metrics, for Prometheus. None of the limits of the graph apply to it.
 * @param mayRead whether the sender of a request may read metrics. The route checks it, as a path can be spelled in several ways.
 */
export function addMetricsRoute(
  app: FastifyInstance,
  { contentType, read }: MetricsPage,
  mayRead: (request: IncomingMessage) => boolean,
): void {
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request.raw)) return sendError(reply, 403, 'FORBIDDEN', 'metrics need the scope metrics:read')
    reply.header('cache-control', 'no-store').type(contentType)
    return read()
  })
}
