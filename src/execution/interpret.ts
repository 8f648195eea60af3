import { type DocumentNode, execute, type GraphQLSchema, getOperationAST, getVariableValues } from 'graphql'
import { type CompiledQuery, fragmentsOf } from './compile.js'
import { surveyDocument } from './survey.js'

/**
 * The same as `compileQuery`, executed by graphql-js: used when compiled queries are turned off.
 * @returns null for what `compileQuery` does not compile either, so that the switch changes the executor and nothing else.
 */
export function interpretQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): CompiledQuery | null {
  const operation = getOperationAST(document, operationName)
  const { fieldNames, isIntrospection } = surveyDocument(document)
  if (operation?.operation !== 'query' || isIntrospection) return null
  const { variableDefinitions = [] } = operation
  return {
    parts: { schema, operation, fragments: fragmentsOf(document) },
    operation,
    fieldNames,
    prepare: (variableValues) => {
      // Invalid variables are refused by the server, which sends the right status code.
      const { coerced, errors } = getVariableValues(schema, variableDefinitions, variableValues, { maxErrors: 1 })
      if (errors !== undefined || coerced === undefined) return null
      return {
        variables: coerced,
        run: (contextValue, _slices, _meter, rootValue) =>
          execute({ schema, document, operationName, variableValues, contextValue, rootValue }),
      }
    },
  }
}
