import type { FastifyInstance } from 'fastify'

export interface HealthState {
  /** Whether the gateway has started; sources that are down do not count. */
  readonly ready: () => boolean
  readonly stopping: () => boolean
}

/**
 * `/livez`: the process responds. `/readyz`: it accepts requests; 503 while it starts or stops, so that a load balancer
 * uses other instances. A source that is down is reported in the graph and leaves the gateway ready.
 */
export function addHealthRoutes(app: FastifyInstance, { ready, stopping }: HealthState): void {
  app.get('/livez', (_request, reply) => {
    reply.header('cache-control', 'no-store').send({ status: 'ok' })
  })
  app.get('/readyz', (_request, reply) => {
    const status = stopping() ? 'stopping' : ready() ? 'ready' : 'starting'
    reply
      .header('cache-control', 'no-store')
      .code(status === 'ready' ? 200 : 503)
      .send({ status })
  })
}
