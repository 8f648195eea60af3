import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { ErrorFormat } from './error-format.js'
import { executorGateway, type ExecuteOperation } from './executor-gateway.js'
import { limitRule, type Limits } from './limits.js'
import { operationEvents, type OnServerEvent } from './server-events.js'

export interface ApolloServerParts<Context extends object> {
  readonly schema: GraphQLSchema
  readonly introspection: boolean
  readonly limits: Limits
  readonly formatError: ErrorFormat
  readonly logger: Logger
  readonly onEvent: OnServerEvent<Context> | undefined
  readonly plugins: readonly ApolloServerPlugin<Context>[]
  readonly execute: ExecuteOperation | undefined
}

/** Headers that a page of another origin cannot send without being asked for a preflight; one allows a GET. */
const preflightedHeaders = ['apollo-require-preflight', 'x-apollo-operation-name', 'graphql-require-preflight']

/**
 * The Apollo server, with nothing left to the environment: what Apollo would decide by NODE_ENV, APOLLO_KEY or a signal
 * is decided here or by the command line.
 */
export function createApolloServer<Context extends object>(parts: ApolloServerParts<Context>): ApolloServer<Context> {
  const { schema, execute, introspection, limits, logger } = parts
  const options = {
    nodeEnv: 'production',
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    formatError: parts.formatError,
    logger: apolloLogger(logger),
    parseOptions: { maxTokens: limits.maxTokens },
    validationRules: [limitRule(limits)],
    allowBatchedHttpRequests: false,
    persistedQueries: false as const,
    csrfPrevention: { requestHeaders: preflightedHeaders },
    stopOnTerminationSignals: false,
    plugins: [...quietPlugins(), ...(parts.onEvent ? [operationEvents(parts.onEvent)] : []), ...parts.plugins],
  }
  return new ApolloServer<Context>({
    ...options,
    ...(execute === undefined ? { schema } : { gateway: executorGateway(schema, execute) }),
  })
}

function quietPlugins(): ApolloServerPlugin[] {
  return [
    ApolloServerPluginCacheControlDisabled(),
    // With tracing on, a header from any client slows every later request: it wraps the resolvers for good.
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
