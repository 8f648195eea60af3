import type { RequestListener } from 'node:http'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Connections } from './connections.js'
import { createHttpServer, type ServerTls } from './create-server.js'
import { sendError } from './http-errors.js'
import { type RequestLimits, refusalOfParserError } from './malformed-request.js'
import { formatRefusal, type Refusal } from './refusal.js'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js'
import { pageHeaders } from './security-headers.js'

/** Longer than load balancers keep connections (60 s), so that they close first. */
const KEEP_ALIVE_MS = 72_000

const requestLimits: RequestLimits = { headersTimeoutMs: 10_000, requestTimeoutMs: 30_000, maxHeaderBytes: 16_384 }
/** How often Node checks for requests that take too long; Node's default is 30 s. */
const TIMEOUT_CHECK_MS = 5000

const SERVER_OPTIONS = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: requestLimits.headersTimeoutMs,
  requestTimeout: requestLimits.requestTimeoutMs,
  connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  maxHeaderSize: requestLimits.maxHeaderBytes,
  // The host check also refuses requests without a Host header, so that they are logged.
  requireHostHeader: false,
}

export interface HttpAppParts {
  readonly logger: Logger
  readonly maxBodyBytes: number
  readonly maxConnections: number
  readonly connections: Connections
  /** Absent: plain HTTP. */
  readonly tls: ServerTls | undefined
  /** Wraps the listener that answers requests in those that see them first. */
  readonly front: (others: RequestListener) => RequestListener
  /** Called for bytes that are not a valid request. */
  readonly onMalformed: ((address: string | null, refusal: Refusal) => void) | undefined
}

/** Creates the HTTP server, with everything that applies to requests before routes. */
export function createHttpApp(parts: HttpAppParts): FastifyInstance {
  const { logger, connections, onMalformed } = parts
  // Fastify would log the address again, once for each interface.
  const loggerInstance: FastifyBaseLogger = logger.isLevelEnabled('info') ? logger.child({}, { level: 'warn' }) : logger
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: parts.maxBodyBytes,
    genReqId: requestIdOf,
    // Created here, so that there is only one: for the host name localhost, Fastify creates one per address.
    serverFactory: (handler) => {
      const server = createHttpServer(SERVER_OPTIONS, parts.tls)
      // Node silently drops headers beyond a number; their bytes are limited anyway.
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
    // Requests that arrive while stopping are answered, `/readyz` with 503; then the connection is closed.
    return503OnClosing: false,
  })
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(pageHeaders).header(REQUEST_ID_HEADER, request.id)
  })
  return app
}

const NO_PROXY: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'CONNECT is for proxies, and this server is not one.',
}

const tooMany = (most: number): Refusal => ({
  status: 503,
  code: 'OVERLOADED',
  message: `There are ${most} connections, and server.maxConnections allows no more; the connection was closed.`,
})
