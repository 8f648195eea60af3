import type { IncomingMessage } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import { AnswerNotes } from './apollo/answer-facts.js'
import { createApolloServer } from './apollo/apollo-server.js'
import { defaultLimits, type Limits, limitRule } from './apollo/limits.js'
import { SlicedExecutor } from './apollo/sliced-executor.js'
import { CostCheck } from './cost/cost-check.js'
import { AnswerDelivery } from './delivery/delivery.js'
import { createDocumentGate, type DocumentGate } from './documents/document-gate.js'
import { DocumentStore } from './documents/document-store.js'
import { FastPath } from './fast-path/fast-path.js'
import { FastPathListener } from './fast-path/fast-path-listener.js'
import { OperationCache } from './fast-path/operation-cache.js'
import { addGraph, openBuiltExplorer } from './graph-routes.js'
import { clientIdentifier } from './http/client.js'
import { Connections } from './http/connections.js'
import { urlOf } from './http/create-server.js'
import { createErrorFormat } from './http/error-format.js'
import { addExplorerRoutes } from './http/explorer-page.js'
import { createGracefulStop, type StopOptions } from './http/graceful-stop.js'
import { checkHeaders } from './http/header-check.js'
import { addHealthRoutes } from './http/health.js'
import { createHostCheck } from './http/host-check.js'
import { createHttpApp } from './http/http-app.js'
import { answerHttpErrors } from './http/http-errors.js'
import { addLogInRoutes } from './http/log-in-routes.js'
import { addMetricsRoute } from './http/metrics-route.js'
import { noRoom, refuseWithoutRoom } from './http/no-room.js'
import { createPublicCheck } from './http/public-requests.js'
import { createRequestSignals } from './http/request-signals.js'
import { emitRequestEvents, malformedEvents, refusalEvents, reportAnswered } from './http/server-events.js'
import { UnsentAnswers } from './http/unsent-answers.js'
import { admitRequests } from './pipeline/admission.js'
import { refusePassedPlugins } from './pipeline/passed-plugins.js'
import { Pipeline } from './pipeline/pipeline.js'
import { reportOperations } from './pipeline/report-operations.js'
import type { ServerDocuments, ServerOptions } from './server-options.js'

export interface RunningServer {
  /** Scheme, host and port, without a path: `http://127.0.0.1:4000`. */
  readonly url: string
  /** Drains, stops accepting, waits for the requests in flight, then aborts them. Every call gives the same promise. */
  close(options?: StopOptions): Promise<void>
}

const DEFAULT_CONNECTIONS = 10_000
const DEFAULT_UNSENT_BYTES = 256 * 1024 * 1024

/** Starts the HTTP server; rejects when it cannot listen on the address. */
export async function startServer<Context extends object>(options: ServerOptions<Context>): Promise<RunningServer> {
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const formatError = createErrorFormat({ logger: options.logger })
  const { context, onEvent, extensions, sharing, schema, slicesOf, cors, logIn } = options
  refusePassedPlugins(options.plugins ?? [])
  const operations = new OperationCache(schema, options.executor, sharing?.cacheShare)
  if (options.executor === 'graphql-js')
    options.logger.warn('compiled queries are turned off (server.executor): graphql-js executes every query')
  const costs = options.cost && new CostCheck(options.cost)
  const checkHost = createHostCheck([options.host, ...(options.hosts ?? [])])
  const explorer = openBuiltExplorer(options)
  const isPublic = createPublicCheck({ explorer: explorer !== undefined, cors: !!cors, logIn: !!logIn })
  const pipeline = new Pipeline<Context>([
    { name: 'headers', onRequest: ({ request }) => checkHeaders(request) },
    { name: 'host', onRequest: ({ request }) => checkHost(request) },
    {
      name: 'public requests',
      onRequest(exchange) {
        exchange.isPublic = isPublic(exchange.request)
        return null
      },
    },
    ...(onEvent ? [reportOperations(onEvent)] : []),
    ...(costs ? [costs] : []),
    ...(options.steps ?? []),
  ])
  const documents = options.documents && openDocuments(options.documents, schema, limits)
  const notes = new AnswerNotes<Context>(pipeline, sharing)
  const delivery = new AnswerDelivery({
    varyHeaders: [...(sharing?.credentialHeaders ?? []), ...(sharing?.ownHeaders ?? [])],
    now: sharing?.now ?? (() => performance.now()),
  })
  const executor = new SlicedExecutor<Context>({ schema, operations, formatError, slicesOf, costs })
  const apollo = createApolloServer<Context>({
    schema,
    introspection: options.introspection ?? true,
    hidesSchema: options.hidesSchema,
    limits,
    formatError,
    logger: options.logger,
    operations,
    pipeline,
    notes,
    extensions,
    executor: options.executor === 'graphql-js' ? null : executor,
    plugins: options.plugins ?? [],
  })
  await apollo.start()
  const signals = createRequestSignals()
  const identify = clientIdentifier(options.trustedProxies)
  const direct = new FastPath({
    operations,
    costs,
    pipeline,
    context,
    extensions,
    formatError,
    sharing,
    documents,
    signals,
    identify,
    slicesOf,
  })
  const onMalformed = onEvent && malformedEvents(onEvent)
  const connections = new Connections({
    now: () => performance.now(),
    onDropped: (response) => unsent.release(response),
  })
  const unsent = new UnsentAnswers({
    mostBytes: options.maxUnsentBytes ?? DEFAULT_UNSENT_BYTES,
    closeStalled: () => connections.closeLongestStalled(),
    onFull: () => onMalformed?.(null, noRoom),
  })
  const front = new FastPathListener({
    direct,
    pipeline,
    maxBodyBytes: limits.maxBodyBytes,
    looksAtOrigins: cors !== undefined,
    stopping: () => stopping(),
    isLast: (request) => isLast(request),
    unsent,
    delivery,
    onAnswered: onEvent && reportAnswered(onEvent),
  })
  const admission = {
    pipeline,
    isTls: options.tls !== undefined,
    onFailed: (error: unknown) => void formatError({ message: 'internal error' }, error),
    isLast: (request: IncomingMessage) => isLast(request),
    onRefused: onEvent && refusalEvents(onEvent),
  }
  const app = createHttpApp({
    logger: options.logger,
    maxBodyBytes: limits.maxBodyBytes,
    maxConnections: options.maxConnections ?? DEFAULT_CONNECTIONS,
    connections,
    tls: options.tls,
    front: (others) => admitRequests(admission, front.listen(others)),
    onMalformed,
  })
  const { stopping, isLast, stop } = createGracefulStop({
    app,
    connections,
    signals,
    graceMs: options.stopGraceMs ?? 10_000,
    afterwards: () => apollo.stop(),
  })
  answerHttpErrors(app, { maxBodyBytes: limits.maxBodyBytes, formatError })
  if (onEvent) emitRequestEvents(app, onEvent, (request) => pipeline.exchangeOf(request).isOperationAnswered)
  refuseWithoutRoom(app, unsent)
  addHealthRoutes(app, { ready: options.ready, stopping })
  const { metrics, explorer: explorerOptions } = options
  if (metrics) addMetricsRoute(app, metrics, (request) => metrics.mayRead(pipeline.exchangeOf(request).principal))
  if (explorer !== undefined) addExplorerRoutes(app, explorer, explorerOptions ?? { operations: [] })
  addLogInRoutes(app, logIn, (request) => pipeline.exchangeOf(request).principal?.principal ?? null)
  const takeBody = (of: Context) => (slicesOf === undefined ? null : executor.takeBody(slicesOf(of)))
  const route = {
    apollo,
    direct,
    pipeline,
    delivery,
    notes,
    documents,
    read: front.read,
    context,
    signals,
    identify,
    explorer,
    takeBody,
  }
  await addGraph(app, route, cors?.origins)
  try {
    await app.listen({ host: options.host, port: options.port })
  } catch (error) {
    await stop()
    throw error
  }
  return { url: urlOf(app.server, options.tls === undefined ? 'http' : 'https'), close: stop }
}

/** @throws ManifestError where a document does not fit the graph or its limits. */
function openDocuments(options: ServerDocuments, schema: GraphQLSchema, limits: Limits): DocumentGate {
  const rules = { schema, maxTokens: limits.maxTokens, rules: [limitRule(limits)] }
  return createDocumentGate(new DocumentStore(options, rules), options.isExempt)
}
