import { createServer, type Server } from 'node:http'
import type { ApolloServerPlugin } from '@apollo/server'
import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import { createApolloServer } from './apollo/apollo-server.js'
import { addGraphQLRoute, type GraphQLRoute } from './apollo/graphql-route.js'
import { defaultLimits, type Limits } from './apollo/limits.js'
import { DirectAnswers } from './fast-path/fast-path.js'
import { FrontDoor } from './fast-path/fast-path-listener.js'
import { Operations } from './fast-path/operation-cache.js'
import type { Sharing } from './fast-path/response-cache.js'
import { clientIdentifier, type TrustedProxies } from './http/client.js'
import { trackConnections } from './http/connections.js'
import type { ContextRequest } from './http/context-request.js'
import { createErrorFormat } from './http/error-format.js'
import { addExplorerRoutes, type ExplorerOptions, findExplorer } from './http/explorer-page.js'
import { createGracefulStop } from './http/graceful-stop.js'
import { addHealthRoutes } from './http/health.js'
import { answerHttpErrors, sendError } from './http/http-errors.js'
import { addMetricsRoute, type MetricsPage } from './http/metrics-route.js'
import { createRequestSignals } from './http/request-signals.js'
import { pageHeaders } from './http/security-headers.js'
import { emitRequestEvents, type OnServerEvent, tellAnswered } from './http/server-events.js'

export interface ServerOptions<Context extends object> {
  readonly schema: GraphQLSchema
  /** Makes the context of one request. It must be a plain object: Apollo hands its resolvers a shallow copy. */
  readonly context: (request: ContextRequest) => Context
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly logger: Logger
  /** Whether the gateway has started; asked by `/readyz`. */
  readonly ready: () => boolean
  /** The GraphiQL page for browsers; absent: not served. */
  readonly explorer?: ExplorerOptions | undefined
  /** Whether the schema can be asked for; true unless given. */
  readonly introspection?: boolean | undefined
  readonly limits?: Partial<Limits> | undefined
  /** The origins whose pages may call the graph; absent: none but its own. `*` allows every one. */
  readonly cors?: { readonly origins: readonly string[] } | undefined
  /** The proxies in front of the server; absent: none, and no header tells who sends a request. */
  readonly trustedProxies?: TrustedProxies | undefined
  /** How long requests in flight may still take when the server stops, in milliseconds; 10 s unless given. */
  readonly stopGraceMs?: number | undefined
  readonly onEvent?: OnServerEvent<Context> | undefined
  /** What Prometheus reads at `/metrics`; absent: not served. */
  readonly metrics?: MetricsPage | undefined
  /** Further Apollo plug-ins. They see what Apollo answers: the first of equal queries, and every mutation. */
  readonly plugins?: readonly ApolloServerPlugin<Context>[] | undefined
  /** The `extensions` of an answer; null: it has none. */
  readonly extensions?: ((context: Context) => Readonly<Record<string, unknown>> | null) | undefined
  /** Which answers clients may share; absent: none. */
  readonly sharing?: Sharing<Context> | undefined
}

export interface RunningServer {
  /** Scheme, host and port, without a path: `http://127.0.0.1:4000`. */
  readonly url: string
  /** Stops accepting, waits for the requests in flight, then aborts them. Every call gives the same promise. */
  close(): Promise<void>
}

/** Starts the HTTP server; rejects when the address cannot be had. */
export async function startServer<Context extends object>(options: ServerOptions<Context>): Promise<RunningServer> {
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const formatError = createErrorFormat({ logger: options.logger })
  const { context, onEvent, extensions, sharing } = options
  const operations = new Operations(options.schema, sharing?.cacheShare)
  const apollo = createApolloServer<Context>({
    schema: options.schema,
    introspection: options.introspection ?? true,
    limits,
    formatError,
    logger: options.logger,
    onEvent,
    operations,
    extensions,
    plugins: options.plugins ?? [],
  })
  await apollo.start()
  const signals = createRequestSignals()
  const identify = clientIdentifier(options.trustedProxies)
  const direct = new DirectAnswers({
    operations,
    context,
    extensions,
    formatError,
    onEvent,
    sharing,
    signals,
    identify,
  })
  let isStopping = () => false
  const front = new FrontDoor({
    direct,
    maxBodyBytes: limits.maxBodyBytes,
    looksAtOrigins: options.cors !== undefined,
    stopping: () => isStopping(),
    onAnswered: onEvent && tellAnswered(onEvent),
  })
  const app = createHttpServer(options.logger, limits, front)
  const { stopping, stop } = createGracefulStop({
    app,
    connections: trackConnections(app.server),
    signals,
    graceMs: options.stopGraceMs ?? 10_000,
    afterwards: () => apollo.stop(),
  })
  isStopping = stopping
  answerHttpErrors(app, { maxBodyBytes: limits.maxBodyBytes, formatError })
  if (onEvent) emitRequestEvents(app, onEvent)
  addHealthRoutes(app, { ready: options.ready, stopping })
  if (options.metrics) addMetricsRoute(app, options.metrics)
  const explorer = await addExplorer(app, options)
  await addGraph(app, { apollo, direct, read: front.read, context, signals, identify, explorer }, options.cors?.origins)
  try {
    await app.listen({ host: options.host, port: options.port })
  } catch (error) {
    await stop()
    throw error
  }
  return { url: urlOf(app.server), close: stop }
}

/** In milliseconds. Kept alive longer than load balancers do (60 s), so that they are the ones who hang up. */
const serverTimes = { keepAliveTimeout: 72_000, requestTimeout: 30_000 }

function createHttpServer(logger: Logger, limits: Limits, front: Pick<FrontDoor<unknown>, 'listen'>): FastifyInstance {
  // It would tell once more, and for each address, where it listens.
  const loggerInstance: FastifyBaseLogger = logger.isLevelEnabled('info') ? logger.child({}, { level: 'warn' }) : logger
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.maxBodyBytes,
    // Our own server, so that there is one also for the host name localhost, where Fastify makes one per address.
    serverFactory: (handler) => createServer(serverTimes, front.listen(handler)),
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

/** Adds the explorer page where it is wanted and built; gives its folder. */
async function addExplorer(
  app: FastifyInstance,
  { explorer, logger }: Pick<ServerOptions<object>, 'explorer' | 'logger'>,
): Promise<string | undefined> {
  if (explorer === undefined) return undefined
  const directory = findExplorer(explorer.directory)
  if (directory === undefined) logger.warn('the explorer page has not been built; it is not served')
  else await addExplorerRoutes(app, directory, explorer.operations)
  return directory
}

/** Adds the graph; its own scope keeps other origins away from everything else. */
async function addGraph<Context extends object>(
  app: FastifyInstance,
  route: GraphQLRoute<Context>,
  origins: readonly string[] | undefined,
): Promise<void> {
  await app.register(async (scope) => {
    if (origins !== undefined) {
      await scope.register(cors, {
        origin: origins.includes('*') ? '*' : [...origins],
        methods: ['GET', 'POST'],
        maxAge: 86_400,
      })
    }
    addGraphQLRoute(scope, route)
  })
}

/** The address to open: an unspecified one listens everywhere, also on this machine's own name. */
function urlOf(server: Server): string {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') return 'http://localhost'
  const { address, port } = bound
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`
  return address.includes(':') ? `http://[${address}]:${port}` : `http://${address}:${port}`
}
