import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin, type BaseContext } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { OperationCache } from '../fast-path/operation-cache.js'
import type { ErrorFormat } from '../http/error-format.js'
import { pipelinePlugin } from '../pipeline/apollo-plugin.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { Exchange } from '../pipeline/step.js'
import type { AnswerNotes } from './answer-facts.js'
import { hideSuggestions } from './hide-suggestions.js'
import { type Limits, limitRule } from './limits.js'
import type { SlicedExecutor } from './sliced-executor.js'

export interface ApolloServerParts<Context extends object> {
  readonly schema: GraphQLSchema
  readonly introspection: boolean
  /** Whether errors must not name what is in the schema; absent: they may, to everybody. */
  readonly hidesSchema: ((exchange: Exchange) => boolean) | undefined
  readonly limits: Limits
  readonly formatError: ErrorFormat
  readonly logger: Logger
  readonly operations: OperationCache
  readonly pipeline: Pipeline<Context>
  readonly notes: AnswerNotes<Context>
  /** Only those that do not look at requests. */
  readonly plugins: readonly ApolloServerPlugin<Context>[]
  readonly extensions: ((context: Context) => Readonly<Record<string, unknown>> | null) | undefined
  /** Executes operations; null leaves that to graphql-js. */
  readonly executor: SlicedExecutor<Context> | null
}

/**
 * Creates the Apollo server. It does not depend on the environment: what Apollo would decide by NODE_ENV, APOLLO_KEY or
 * a signal is decided here or by the command line.
 */
export function createApolloServer<Context extends object>(parts: ApolloServerParts<Context>): ApolloServer<Context> {
  const { schema, introspection, limits, logger, executor } = parts
  return new ApolloServer<Context>({
    ...(executor === null ? { schema } : { gateway: executor.gateway, stringifyResult: executor.stringify }),
    nodeEnv: 'production',
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    formatError: parts.formatError,
    logger: apolloLogger(logger),
    parseOptions: { maxTokens: limits.maxTokens },
    validationRules: [limitRule(limits)],
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    documentStore: fewDocuments(),
    // The route checks which page has sent a GET, and Fastify that a POST is JSON.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    plugins: [
      ...quietPlugins(),
      refuseSubscriptions,
      parts.operations.plugin,
      pipelinePlugin(parts.pipeline),
      ...(parts.hidesSchema ? [hideSuggestions(parts.pipeline, parts.hidesSchema)] : []),
      parts.notes.plugin,
      ...(parts.extensions ? [addExtensions(parts.extensions)] : []),
      ...parts.plugins,
    ],
  })
}

/**
 * For operations that Apollo executes each time: mutations, and queries by GET. Repeated queries are in the operation
 * cache. Apollo's default store measures documents as JSON, and so grows to five times its configured size.
 */
const MOST_DOCUMENTS = 200

function fewDocuments(): NonNullable<ApolloServerOptions<BaseContext>['documentStore']> {
  const documents = new LRUCache<string, DocumentNode>({ max: MOST_DOCUMENTS })
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => void documents.set(key, document),
    delete: async (key) => documents.delete(key),
  }
}

const addExtensions = <Context extends object>(
  extensionsOf: NonNullable<ApolloServerParts<Context>['extensions']>,
): ApolloServerPlugin<Context> => ({
  requestDidStart: async () => ({
    async willSendResponse({ contextValue, response: { body } }) {
      const extensions = extensionsOf(contextValue)
      if (extensions !== null && body.kind === 'single') body.singleResult.extensions = extensions
    },
  }),
})

/** Apollo answers once, and would throw an error that looks like a bug; streams are answered before it. */
const refuseSubscriptions: ApolloServerPlugin = {
  requestDidStart: async () => ({
    async didResolveOperation({ operation }) {
      if (operation?.operation !== 'subscription') return
      throw new GraphQLError(SUBSCRIBE_OTHERWISE, {
        nodes: operation,
        extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
      })
    },
  }),
}

const SUBSCRIBE_OTHERWISE =
  'A subscription is answered by a stream: accept text/event-stream, or multipart/mixed;subscriptionSpec=1.0, or use a WebSocket with the protocol graphql-transport-ws.'

function quietPlugins(): ApolloServerPlugin[] {
  return [
    ApolloServerPluginCacheControlDisabled(),
    // With tracing on, a header from any client slows every later request: it wraps the resolvers permanently.
    ApolloServerPluginInlineTraceDisabled(),
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ]
}

function apolloLogger(logger: Logger): NonNullable<ApolloServerOptions<object>['logger']> {
  return {
    debug: (message) => logger.debug(String(message)),
    info: (message) => logger.info(String(message)),
    warn: (message) => logger.warn(String(message)),
    error: (message) => logger.error(String(message)),
  }
}
