import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Connections } from './connections.js'
import { createHttpServer, type ServerTls } from './create-server.js'
import { sendError } from './http-errors.js'
import { type RequestLimits, refusalOfParserError } from './malformed-request.js'
import { formatRefusal, type Refusal } from './refusal.js'
import type { Listeners } from './request-entry.js'
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
  // Some clients offer HTTP/2 with every request; those are answered as if they had not.
  shouldUpgradeCallback: ({ headers: { upgrade } }: IncomingMessage) => upgrade?.toLowerCase() === 'websocket',
}

export interface HttpFrontParts {
  readonly maxConnections: number
  readonly connections: Connections
  /** Absent: plain HTTP. */
  readonly tls: ServerTls | undefined
  readonly listeners: Listeners
  /** Called for bytes that are not a valid request. */
  readonly onMalformed: ((address: string | null, refusal: Refusal) => void) | undefined
}

/** Creates the HTTP server, which stays the same while the apps behind it are replaced. */
export function createHttpFront({ connections, onMalformed, ...parts }: HttpFrontParts): Server {
  const server = createHttpServer(SERVER_OPTIONS, parts.tls)
  // Node silently drops headers beyond a number; their bytes are limited anyway.
  server.maxHeadersCount = 0
  server.maxConnections = parts.maxConnections
  connections.serve(server, parts.listeners.request)
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    // From here on it is no connection of HTTP, and ends by other rules.
    connections.release(connection)
    parts.listeners.upgrade(request, connection, head)
  })
  server.on('connect', ({ socket }, stream) => {
    onMalformed?.(socket.remoteAddress ?? null, NO_PROXY)
    stream.end(formatRefusal(NO_PROXY))
  })
  server.on('drop', (dropped) => onMalformed?.(dropped?.remoteAddress ?? null, tooMany(server.maxConnections)))
  server.on('clientError', (error, stream) => {
    const refusal = refusalOfParserError(error, requestLimits)
    if (refusal === null) return void stream.destroy()
    onMalformed?.(addressOf(stream), refusal)
    connections.refuse(stream, refusal)
  })
  return server
}

export interface HttpAppParts {
  readonly logger: Logger
  readonly maxBodyBytes: number
}

/** An app, and the listener by which it answers requests once it is ready. It listens on no address itself. */
export interface HttpApp {
  readonly app: FastifyInstance
  readonly listener: RequestListener
}

/** Creates an app with everything that applies to requests before routes. */
export function createHttpApp({ logger, maxBodyBytes }: HttpAppParts): HttpApp {
  // Fastify would log the address again, once for each interface.
  const loggerInstance: FastifyBaseLogger = logger.isLevelEnabled('info') ? logger.child({}, { level: 'warn' }) : logger
  let answer: RequestListener | undefined
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    genReqId: requestIdOf,
    // It never listens: requests arrive by way of `listener`.
    serverFactory: (handler) => {
      answer = handler
      return createServer()
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
  return { app, listener: (request, response) => answer?.(request, response) }
}

const addressOf = (stream: Duplex): string | null => (stream instanceof Socket ? (stream.remoteAddress ?? null) : null)

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
