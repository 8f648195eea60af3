import type { RequestListener } from 'node:http'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Connections } from './connections.js'
import { createHttpServer, type ServerTls } from './create-server.js'
import { sendError } from './http-errors.js'
import { type RequestLimits, refusalOfParserError } from './malformed-request.js'
import { formatRefusal, type Refusal } from './refusal.js'
import { pageHeaders } from './security-headers.js'

/** Kept alive longer than load balancers do (60 s), so that it is they who close. */
const KEEP_ALIVE_MS = 72_000

const requestLimits: RequestLimits = { headersTimeoutMs: 10_000, requestTimeoutMs: 30_000, maxHeaderBytes: 16_384 }
/** How often Node looks for requests that take too long; by default only every 30 s. */
const TIMEOUT_CHECK_MS = 5000

const SERVER_OPTIONS = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: requestLimits.headersTimeoutMs,
  requestTimeout: requestLimits.requestTimeoutMs,
  connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  maxHeaderSize: requestLimits.maxHeaderBytes,
  // Whether there is a Host header is checked with its value, so that its absence is logged, too.
  requireHostHeader: false,
}

export interface HttpAppParts {
  readonly logger: Logger
  readonly maxBodyBytes: number
  readonly maxConnections: number
  readonly connections: Connections
  /** Absent: plain HTTP. */
  readonly tls: ServerTls | undefined
  /** Puts whatever looks at a request first before those who answer it. */
  readonly front: (others: RequestListener) => RequestListener
  /** Called for what could not be read as a request. */
  readonly onMalformed: ((address: string | null, refusal: Refusal) => void) | undefined
}

/** Creates the HTTP server: what applies to every request before routes. */
export function createHttpApp(parts: HttpAppParts): FastifyInstance {
  const { logger, connections, onMalformed } = parts
  // It would report once more, and for each address, where it listens.
  const loggerInstance: FastifyBaseLogger = logger.isLevelEnabled('info') ? logger.child({}, { level: 'warn' }) : logger
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: parts.maxBodyBytes,
    // A server of our own, so that there is one also for the host name localhost, where Fastify makes one per address.
    serverFactory: (handler) => {
      const server = createHttpServer(SERVER_OPTIONS, parts.tls)
      // Node leaves out headers beyond a number, silently; their bytes are bounded anyway.
      server.maxHeadersCount = 0
      server.maxConnections = parts.maxConnections
      connections.serve(server, parts.front(handler))
      server.on('connect', ({ socket }, stream) => {
        onMalformed?.(socket.remoteAddress ?? null, NO_PROXY)
        stream.end(formatRefusal(NO_PROXY))
      })
      server.on('drop', (dropped) => onMalformed?.(dropped?.remoteAddress ?? null, tooMany(parts.maxConnections)))
      return server
    },
    clientErrorHandler: (error, socket) => {
      const refusal = refusalOfParserError(error, requestLimits)
      if (refusal === null) return void socket.destroy()
      onMalformed?.(socket.remoteAddress ?? null, refusal)
      connections.refuse(socket, refusal)
    },
    frameworkErrors: (error, _request, reply) => {
      sendError(reply, error.statusCode ?? 400, 'BAD_REQUEST', error.message)
    },
    // What arrives while stopping is answered, `/readyz` with 503; the connection ends after it.
    return503OnClosing: false,
  })
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(pageHeaders)
  })
  return app
}

const NO_PROXY: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'CONNECT is for proxies, and this is none.',
}

const tooMany = (most: number): Refusal => ({
  status: 503,
  code: 'OVERLOADED',
  message: `There are ${most} connections, and server.maxConnections allows no more; the connection was closed.`,
})
