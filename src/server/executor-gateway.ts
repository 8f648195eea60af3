import type { ApolloServerOptionsWithGateway } from '@apollo/server'
import {
  execute as interpret,
  printSchema,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'

/** One parsed and validated operation, ready to be run. */
export interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** The name of the operation; null when it has none. */
  readonly operationName: string | null
  readonly variableValues: { readonly [name: string]: unknown }
  readonly contextValue: unknown
  /** SHA-256 of the document's text: a key for whatever is prepared per document. */
  readonly documentHash: string
}

/** Runs an operation instead of graphql-js, for example as compiled code. Its errors are GraphQLErrors. */
export type ExecuteOperation = (operation: Operation) => Promise<ExecutionResult> | ExecutionResult

/**
 * Apollo's door for another executor is its `gateway` option: it parses, validates, checks the method and formats the
 * errors, and the gateway runs the operation.
 */
export function executorGateway(
  schema: GraphQLSchema,
  execute: ExecuteOperation,
): ApolloServerOptionsWithGateway<object>['gateway'] {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: printSchema(schema) })
      return () => {}
    },
    load: async () => ({
      executor: async ({ document, operation, operationName, request, context, queryHash }) => {
        const variableValues = request.variables ?? {}
        // Typed as always there, but undefined when the request names no operation of the document.
        if ((operation as OperationDefinitionNode | undefined) === undefined) {
          return interpret({ schema, document, operationName: request.operationName ?? null, variableValues })
        }
        return execute({
          schema, document, operation, operationName, variableValues, contextValue: context, documentHash: queryHash,
        })
      },
    }),
    stop: async () => {},
  }
}
