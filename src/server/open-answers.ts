import type { GraphQLSchema } from 'graphql'
import { AnswerNotes } from './apollo/answer-facts.js'
import { createApolloServer } from './apollo/apollo-server.js'
import type { GraphQLRoute } from './apollo/graphql-route.js'
import { type Limits, limitRule } from './apollo/limits.js'
import { SlicedExecutor } from './apollo/sliced-executor.js'
import { AnswerDelivery } from './delivery/delivery.js'
import { createDocumentGate, type DocumentGate } from './documents/document-gate.js'
import { DocumentStore } from './documents/document-store.js'
import { FastPath, type FastPathParts } from './fast-path/fast-path.js'
import { OperationCache } from './fast-path/operation-cache.js'
import type { ServerDocuments, ServerOptions } from './server-options.js'

// Both ways of answering an operation, Apollo and the fast path, and what they share.

type Surroundings<Context> = Pick<
  FastPathParts<Context>,
  'costs' | 'pipeline' | 'formatError' | 'signals' | 'identify'
> & { readonly limits: Limits }

type Answers<Context extends object> = Pick<
  GraphQLRoute<Context>,
  'apollo' | 'direct' | 'delivery' | 'notes' | 'documents' | 'takeBody'
>

export async function openAnswers<Context extends object>(
  options: ServerOptions<Context>,
  { limits, ...surroundings }: Surroundings<Context>,
): Promise<Answers<Context>> {
  const { costs, pipeline, formatError } = surroundings
  const { context, extensions, logger, plugins = [], schema, sharing, slicesOf } = options
  const operations = new OperationCache(schema, options.executor, sharing?.cacheShare)
  const isCompiled = options.executor !== 'graphql-js'
  if (!isCompiled) logger.warn('compiled queries are turned off (server.executor): graphql-js executes every query')
  const documents = openDocuments(options.documents ?? NO_MANIFESTS, schema, limits)
  const notes = new AnswerNotes<Context>(pipeline, sharing)
  const delivery = new AnswerDelivery({
    varyHeaders: [...(sharing?.credentialHeaders ?? []), ...(sharing?.ownHeaders ?? [])],
    now: sharing?.now ?? (() => performance.now()),
  })
  const executor = new SlicedExecutor<Context>({ schema, operations, formatError, slicesOf, costs })
  const apollo = createApolloServer<Context>({
    ...{ schema, limits, formatError, logger, operations, pipeline, notes, extensions, plugins },
    introspection: options.introspection ?? true,
    hidesSchema: options.hidesSchema,
    executor: isCompiled ? executor : null,
  })
  await apollo.start()
  const direct = new FastPath({ ...surroundings, operations, context, extensions, sharing, documents, slicesOf })
  const takeBody = (of: Context) => (slicesOf === undefined ? null : executor.takeBody(slicesOf(of)))
  return { apollo, direct, delivery, notes, documents, takeBody }
}

/** Clients may register documents by their hash (APQ) without any configuration. */
const NO_MANIFESTS: ServerDocuments = { manifests: [], require: false }

/** @throws ManifestError where a document does not fit the graph or its limits. */
function openDocuments(options: ServerDocuments, schema: GraphQLSchema, limits: Limits): DocumentGate {
  const rules = { schema, maxTokens: limits.maxTokens, rules: [limitRule(limits)] }
  return createDocumentGate(new DocumentStore(options, rules), options.isExempt)
}
