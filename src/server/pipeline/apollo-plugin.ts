import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server'
import { GraphQLError, getVariableValues } from 'graphql'
import { fragmentsOf } from '../../execution/compile.js'
import { RateLimited } from '../http/rate-limited.js'
import type { Refusal } from '../http/refusal.js'
import type { Pipeline } from './pipeline.js'

/** Runs the steps of the pipeline for what Apollo answers. */
export const pipelinePlugin = <Context extends object>(pipeline: Pipeline<Context>): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    const exchange = pipeline.current
    const startedAt = performance.now()
    let headers: Readonly<Record<string, string>> = {}
    return {
      async didResolveOperation({ document, operation, request, schema }) {
        if (document === undefined || !operation || operation.operation === 'subscription') return
        const inputs = request.variables ?? {}
        const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], inputs, { maxErrors: 1 })
        const parts = { schema, operation, fragments: fragmentsOf(document) }
        const operationName = request.operationName ?? null
        const refusal = await pipeline.checkOperation(exchange, {
          parts,
          operationName,
          inputs,
          variables: coerced ?? null,
        })
        if (refusal === null) return
        if (refusal instanceof RateLimited) headers = refusal.refusal.headers ?? {}
        throw beforeExecution(refusal)
      },
      async responseForOperation({ contextValue }) {
        const refusal = await pipeline.startExecution(exchange, contextValue)
        return refusal === null ? null : toResponse(refusal)
      },
      async willSendResponse({ operation, operationName, response, contextValue }) {
        const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined
        const outcome = {
          way: 'apollo',
          operationName: operationName ?? null,
          operationType: operation?.operation ?? null,
          errorCodes: (errors ?? []).map(({ extensions }) => String(extensions?.['code'])),
          shared: false,
          durationMs: performance.now() - startedAt,
        } as const
        for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value)
        pipeline.reportAnswer(outcome, exchange, contextValue)
      },
    }
  },
})

function toResponse({ status, code, message, extensions, headers = {} }: Refusal): GraphQLResponse {
  const errors = [{ message, extensions: { code, ...extensions } }]
  return {
    http: { status, headers: new HeaderMap(Object.entries(headers)) },
    body: { kind: 'single', singleResult: { errors } },
  }
}

/** As the error of a request that is not executed: graphql-route.ts chooses the status by the media type. */
const beforeExecution = ({ message, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { extensions: { http: { status: 400 }, ...extensions } })
