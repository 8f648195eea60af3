import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server'
import { GraphQLError, getVariableValues } from 'graphql'
import type { OperationTooCostly } from '../../cost/too-costly.js'
import { fragmentsOf } from '../../execution/compile.js'
import type { CostCheck } from './cost-check.js'

/** An operation that has been parsed, validated and chosen from its document. */
type Resolved<Context extends object> = Pick<
  GraphQLRequestContext<Context>,
  'document' | 'operation' | 'request' | 'schema'
>

/** Refuses operations that Apollo is about to execute, by their estimated cost. */
export const costPlugin = <Context extends object>(costs: CostCheck<Context>): ApolloServerPlugin<Context> => ({
  requestDidStart: async () => ({
    didResolveOperation: async (resolved) => {
      const refusal = refusalOf(resolved, costs)
      if (refusal !== null) throw beforeExecution(refusal)
    },
  }),
})

function refusalOf<Context extends object>(
  { document, operation, request, schema }: Resolved<Context>,
  costs: CostCheck<Context>,
): OperationTooCostly | null {
  if (document === undefined || operation === undefined || operation === null) return null
  const { variableDefinitions = [] } = operation
  const { coerced } = getVariableValues(schema, variableDefinitions, request.variables ?? {}, { maxErrors: 1 })
  // Variables that do not fit are refused by the execution.
  if (coerced === undefined) return null
  return costs.refusalOf({ schema, operation, fragments: fragmentsOf(document) }, coerced)
}

/** As the error of a request that is not executed: graphql-route.ts chooses the status by the media type. */
const beforeExecution = ({ message, extensions }: OperationTooCostly): GraphQLError =>
  new GraphQLError(message, { extensions: { ...extensions, http: { status: 400 } } })
