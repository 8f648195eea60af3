import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Connections } from './connections.js'
import type { RequestSignals } from './request-signals.js'

export interface GracefulStop {
  /** Whether the stop has begun. */
  readonly stopping: () => boolean
  /** Stops once; every call gives the same promise. */
  readonly stop: () => Promise<void>
}

export interface GracefulStopParts {
  readonly app: FastifyInstance
  readonly connections: Connections
  readonly signals: RequestSignals
  /** How long requests in flight may still take, in milliseconds. */
  readonly graceMs: number
  /** What to close when no request is left. */
  readonly afterwards: () => Promise<void>
}

/** How long answers may take that are made because the grace is over. */
const LAST_ANSWERS_MS = 500

/** Stops accepting, lets the requests in flight finish, and aborts those that are not done when the grace is over. */
export function createGracefulStop(parts: GracefulStopParts): GracefulStop {
  const { app, connections, signals, graceMs } = parts
  let stopped: Promise<void> | undefined
  app.addHook('onSend', async (_request, reply) => {
    // Otherwise the connection would stay open, and the server with it, until its keep-alive time is over.
    if (stopped !== undefined) reply.header('connection', 'close')
  })

  async function abort(): Promise<void> {
    signals.abortAll('The server is stopping.')
    // Requests that end by their signal are still answered: of an action on a switch the client must hear that its
    // outcome is unknown.
    await Promise.race([connections.idle(), sleep(LAST_ANSWERS_MS, undefined, { ref: false })])
    app.server.closeAllConnections()
  }

  async function stop(): Promise<void> {
    const timer = setTimeout(() => void abort(), graceMs)
    try {
      connections.closeIdle()
      await app.close()
    } finally {
      clearTimeout(timer)
      await parts.afterwards()
    }
  }

  return { stopping: () => stopped !== undefined, stop: () => (stopped ??= stop()) }
}
