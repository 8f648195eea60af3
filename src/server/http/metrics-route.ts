import type { FastifyInstance } from 'fastify'

/** Metrics as text, in the form that its content type names. */
export interface MetricsPage {
  readonly contentType: string
  read(): Promise<string>
}

/** GET /metrics, for Prometheus. None of the limits of the graph apply to it. */
export function addMetricsRoute(app: FastifyInstance, { contentType, read }: MetricsPage): void {
  app.get('/metrics', async (_request, reply) => {
    reply.header('cache-control', 'no-store').type(contentType)
    return read()
  })
}
