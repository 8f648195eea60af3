import type { Server } from 'node:http'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Connections } from './connections.js'
import type { RequestSignals } from './request-signals.js'

export interface StopOptions {
  /**
   * How long requests are still accepted while `/readyz` returns 503, in milliseconds, so that load balancers notice it.
   * 0 unless given.
   */
  readonly drainMs?: number
}

export interface GracefulStop {
  /** Whether the stop has begun. */
  readonly stopping: () => boolean
  /** Whether the answer to a request is the last one on its connection. */
  readonly isLast: (request: Pick<FastifyRequest['raw'], 'socket'>) => boolean
  /** Stops once; every call returns the same promise. */
  readonly stop: (options?: StopOptions) => Promise<void>
}

export interface GracefulStopParts {
  readonly server: Server
  readonly connections: Connections
  readonly signals: RequestSignals
  /** How long requests in flight may still take once no more are accepted, in milliseconds. */
  readonly graceMs: () => number
  /** Ends what would not end by itself, such as subscriptions. */
  readonly cutStreams: () => void
  /** What to close when no request is left. */
  readonly afterwards: () => Promise<void>
}

/** Added to a drain, for requests that were sent before its end and have not arrived yet. */
const TRANSIT_MS = 250

/** How long the responses to aborted requests may take. */
const LAST_ANSWERS_MS = 500

/**
 * Accepts requests until the drain is over, each as the last one of its connection; then closes the listener, lets the
 * requests in flight finish, and aborts those that are not done when the grace period is over.
 */
export function createGracefulStop(parts: GracefulStopParts): GracefulStop {
  const { server, connections, signals, graceMs } = parts
  let stopped: Promise<void> | undefined
  // Otherwise the connection, and with it the server, would stay open until the keep-alive timeout. Requests that have
  // already arrived on it are answered first.
  const isLast: GracefulStop['isLast'] = (request) =>
    (stopped !== undefined || connections.isEnding(request)) && !connections.hasWaiting(request)

  async function abort(): Promise<void> {
    signals.abortAll('The server is stopping.')
    // Aborted requests still get a response: the client must learn that the outcome of an action on a switch is unknown.
    await Promise.race([connections.idle(), sleep(LAST_ANSWERS_MS, undefined, { ref: false })])
    server.closeAllConnections()
  }

  async function finish(): Promise<void> {
    const timer = setTimeout(() => void abort(), graceMs())
    try {
      parts.cutStreams()
      connections.closeIdle()
      await closeListener(server)
    } finally {
      clearTimeout(timer)
      await parts.afterwards()
    }
  }

  async function drainAndFinish(drainMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, drainMs + TRANSIT_MS))
    // In this phase of the event loop, everything that the kernel has accepted so far has just been read.
    await setImmediate()
    await finish()
  }

  return {
    stopping: () => stopped !== undefined,
    isLast,
    stop: ({ drainMs = 0 } = {}) => (stopped ??= drainMs > 0 ? drainAndFinish(drainMs) : finish()),
  }
}

/** Accepts no more connections, and waits until the last one is closed. */
async function closeListener(server: Server): Promise<void> {
  if (!server.listening) return
  await new Promise<void>((resolve) => server.close(() => resolve()))
}

/** Says in the answers of an app which of them is the last one on its connection. */
export function announceLast(app: FastifyInstance, isLast: GracefulStop['isLast']): void {
  app.addHook('onSend', async (request, reply) => {
    if (isLast(request.raw)) reply.header('connection', 'close')
  })
}
