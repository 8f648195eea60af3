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
import { addExportRoutes } from './export/export-route.js'
import { FastPath } from './fast-path/fast-path.js'
import { FastPathListener } from './fast-path/fast-path-listener.js'
import { OperationCache } from './fast-path/operation-cache.js'
import { addGraph, openPages } from './graph-routes.js'
import { clientIdentifier } from './http/client.js'
import { createErrorFormat } from './http/error-format.js'
import { addExplorerRoutes } from './http/explorer-page.js'
import { announceLast } from './http/graceful-stop.js'
import { checkHeaders } from './http/header-check.js'
import { addHealthRoutes } from './http/health.js'
import { createHostCheck } from './http/host-check.js'
import { createHttpApp } from './http/http-app.js'
import { answerHttpErrors } from './http/http-errors.js'
import type { HttpFront } from './http/http-front.js'
import { addLogInRoutes } from './http/log-in-routes.js'
import { addMetricsRoute } from './http/metrics-route.js'
import { refuseWithoutRoom } from './http/no-room.js'
import { addReloadRoute } from './http/reload-route.js'
import { type Listeners, refuseUpgrade } from './http/request-entry.js'
import { emitRequestEvents, refusalEvents, reportAnswered } from './http/server-events.js'
import { addWallboardRoutes } from './http/wallboard-page.js'
import { NO_SUBSCRIBERS, openLive, type Subscribers } from './open-live.js'
import { admitRequests } from './pipeline/admission.js'
import { refusePassedPlugins } from './pipeline/passed-plugins.js'
import { Pipeline } from './pipeline/pipeline.js'
import { reportOperations } from './pipeline/report-operations.js'
import { restOperations } from './rest/rest-operations.js'
import type { ServerDocuments, ServerOptions } from './server-options.js'

/** What answers requests by one set of options. */
export interface GraphApp {
  readonly listeners: Listeners
  subscribers(): Subscribers
  /** Ends its subscriptions, so that their clients subscribe again. */
  cutStreams(ending: 'REPLACED' | 'STOPPED'): void
  /** Must not be called before its last request has ended. */
  close(): Promise<void>
}

/** Opens everything that depends on the options, behind a front. */
export async function openGraphApp<Context extends object>(
  options: ServerOptions<Context>,
  front: HttpFront,
): Promise<GraphApp> {
  const { signals, unsent, stopping, isLast } = front
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const formatError = createErrorFormat({ logger: options.logger })
  const { context, onEvent, extensions, sharing, schema, slicesOf, cors, logIn } = options
  refusePassedPlugins(options.plugins ?? [])
  const operations = new OperationCache(schema, options.executor, sharing?.cacheShare)
  if (options.executor === 'graphql-js')
    options.logger.warn('compiled queries are turned off (server.executor): graphql-js executes every query')
  const costs = options.cost && new CostCheck(options.cost)
  const checkHost = createHostCheck([options.host, ...(options.hosts ?? [])])
  const { explorer, wallboard, isPublic } = openPages(options)
  const pipeline = new Pipeline<Context>([
    { name: 'headers', onRequest: ({ request }) => checkHeaders(request) },
    { name: 'host', onRequest: ({ request }) => checkHost(request) },
    {
      name: 'public requests',
      onRequest(exchange) {
        exchange.isPublic = exchange.isUpgrade || isPublic(exchange.request)
        return null
      },
    },
    ...(onEvent ? [reportOperations(onEvent)] : []),
    ...(costs ? [costs] : []),
    ...(options.steps ?? []),
  ])
  const documents = openDocuments(options.documents ?? NO_MANIFESTS, schema, limits)
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
  const fast = new FastPathListener({
    direct,
    pipeline,
    maxBodyBytes: limits.maxBodyBytes,
    looksAtOrigins: cors !== undefined,
    stopping,
    isLast,
    unsent,
    delivery,
    onAnswered: onEvent && reportAnswered(onEvent),
  })
  const admission = {
    pipeline,
    isTls: options.tls !== undefined,
    onFailed: (error: unknown) => void formatError({ message: 'internal error' }, error),
    isLast,
    onRefused: onEvent && refusalEvents(onEvent),
  }
  const { app, listener } = createHttpApp({ logger: options.logger, maxBodyBytes: limits.maxBodyBytes })
  announceLast(app, isLast)
  answerHttpErrors(app, { maxBodyBytes: limits.maxBodyBytes, formatError })
  if (onEvent)
    emitRequestEvents(app, onEvent, {
      hasOperation: (request) => pipeline.exchangeOf(request).isOperationAnswered,
      isStream: (request) => pipeline.exchangeOf(request).isStream,
    })
  refuseWithoutRoom(app, unsent)
  addHealthRoutes(app, { ready: options.ready, stopping })
  const { metrics, explorer: explorerOptions } = options
  if (metrics) addMetricsRoute(app, metrics, (request) => metrics.mayRead(pipeline.exchangeOf(request).principal))
  if (explorer !== undefined) addExplorerRoutes(app, explorer, explorerOptions ?? { operations: [] })
  if (wallboard !== undefined && options.wallboard !== undefined)
    addWallboardRoutes(app, wallboard, options.wallboard, (request) => pipeline.exchangeOf(request).principal)
  if (options.exports) addExportRoutes(app, { exports: options.exports, pipeline, delivery, signals, identify })
  if (options.reload) addReloadRoute(app, options.reload, (request) => pipeline.exchangeOf(request).principal)
  addLogInRoutes(app, logIn, (request) => pipeline.exchangeOf(request).principal?.principal ?? null)
  const live =
    options.live &&
    openLive(options.live, {
      ...{ schema, limits, pipeline, documents, formatError, identify, onEvent, vary: delivery.vary },
      front,
      hidesSchema: options.hidesSchema,
      allowedOrigins: cors?.origins,
    })
  const route = {
    apollo,
    direct,
    pipeline,
    delivery,
    notes,
    documents,
    origins: cors?.origins,
    read: fast.read,
    context,
    signals,
    identify,
    explorer,
    takeBody: (of: Context) => (slicesOf === undefined ? null : executor.takeBody(slicesOf(of))),
    live: live?.route,
  }
  const hidesSchema = (request: IncomingMessage) => options.hidesSchema?.(pipeline.exchangeOf(request)) ?? false
  const named = options.documents?.rest === true ? restOperations(documents.store.trusted, schema) : null
  await addGraph(app, route, named && { operations: named, schema, hidesSchema })
  await app.ready()
  return {
    listeners: {
      request: admitRequests(admission, fast.listen(listener)),
      upgrade: live?.upgrade ?? refuseUpgrade,
    },
    subscribers: () => live?.subscribers() ?? NO_SUBSCRIBERS,
    cutStreams: (ending) => live?.cut(ending),
    async close() {
      await app.close()
      await apollo.stop()
    },
  }
}

/** Clients may register documents by their hash (APQ) without any configuration. */
const NO_MANIFESTS: ServerDocuments = { manifests: [], require: false }

/** @throws ManifestError where a document does not fit the graph or its limits. */
function openDocuments(options: ServerDocuments, schema: GraphQLSchema, limits: Limits): DocumentGate {
  const rules = { schema, maxTokens: limits.maxTokens, rules: [limitRule(limits)] }
  return createDocumentGate(new DocumentStore(options, rules), options.isExempt)
}
