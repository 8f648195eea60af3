import type { ApolloServerOptionsWithGateway } from '@apollo/server'
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
} from 'graphql'
import type { OperationSlices } from '../../async/operation-slices.js'
import { compileOnce } from '../../execution/compile.js'
import type { CostCheck } from '../cost/cost-check.js'
import type { OperationCache } from '../fast-path/operation-cache.js'
import type { ErrorFormat } from '../http/error-format.js'
import { type Body, type ByteMeter, isLargeAnswer, stringifyInSlices, stringifySmall } from '../http/sliced-json.js'

// Executes operations that Apollo has parsed and validated. graphql-js executes an operation in one piece, however
// large it is; so every operation is compiled, and large responses are serialized in slices.

type Gateway = NonNullable<ApolloServerOptionsWithGateway<object>['gateway']>

export interface SlicedExecutorParts<Context> {
  readonly schema: GraphQLSchema
  readonly operations: OperationCache
  readonly formatError: ErrorFormat
  /** The slices of a request; undefined: its operations are executed in one piece. */
  readonly slicesOf: ((context: Context) => OperationSlices) | undefined
  readonly costs: CostCheck<Context> | undefined
}

interface ParsedRequest {
  readonly document: DocumentNode
  readonly source: string
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
}

export class SlicedExecutor<Context extends object> {
  /** The slices of large responses, by their data. */
  readonly #large = new WeakMap<object, OperationSlices>()
  /** The counters of the bytes of responses, by their data. */
  readonly #meters = new WeakMap<object, ByteMeter>()
  readonly #bodies = new WeakMap<OperationSlices, Body>()

  constructor(private readonly parts: SlicedExecutorParts<Context>) {}

  /** The executor in the form that Apollo requires. */
  get gateway(): Gateway {
    const { schema } = this.parts
    return {
      load: async () => ({
        executor: async ({ document, source, request: { variables, operationName }, context }) => {
          const parsed = {
            document,
            source: source ?? '',
            operationName: operationName ?? null,
            variables: variables ?? {},
          }
          return this.#execute(parsed, context as Context)
        },
      }),
      onSchemaLoadOrUpdate(callback) {
        callback({ apiSchema: schema, coreSupergraphSdl: '' })
        return () => undefined
      },
      stop: async () => undefined,
    }
  }

  /** Replaces Apollo's function: the text of a response, or '' for a long one, whose body `takeBody` returns. */
  readonly stringify = async (value: { readonly data?: unknown }): Promise<string> => {
    const { data } = value
    const isMade = typeof data === 'object' && data !== null
    const [slices, meter] = isMade ? [this.#large.get(data), this.#meters.get(data)] : []
    try {
      if (slices === undefined) return stringifySmall(value, meter)
      this.#bodies.set(slices, await stringifyInSlices(value, slices, meter))
      return ''
    } catch (error) {
      const stopped = error instanceof GraphQLError ? error : new GraphQLError(String(error))
      return `${JSON.stringify({ errors: [this.parts.formatError(stopped.toJSON(), stopped)], data: null })}\n`
    }
  }

  /** Returns the long body of a request's response, once; null for none. */
  takeBody(slices: OperationSlices): Body | null {
    const body = this.#bodies.get(slices) ?? null
    this.#bodies.delete(slices)
    return body
  }

  async #execute(parsed: ParsedRequest, context: Context): Promise<ExecutionResult> {
    const slices = this.parts.slicesOf?.(context)
    const meter = this.parts.costs?.rules.meterOf(context)
    const { document, source, operationName, variables } = parsed
    const known = this.parts.operations.find(source, operationName)?.prepare(variables)
    const prepared = known ?? compileOnce(this.parts.schema, document, operationName)?.prepare(variables)
    const result = await (prepared?.run(context, slices, meter) ?? this.#refuse(parsed))
    const { data } = result
    if (meter !== undefined && data) this.#meters.set(data, meter)
    if (slices !== undefined && data && isLargeAnswer(slices)) this.#large.set(data, slices)
    return result
  }

  /** Returns the error of an operation that cannot be compiled for its variables. Nothing is executed. */
  #refuse({ document, operationName, variables }: ParsedRequest): ExecutionResult | Promise<ExecutionResult> {
    const { schema } = this.parts
    const operation = getOperationAST(document, operationName)
    const isKnown = operation?.operation === 'query' || operation?.operation === 'mutation'
    const { errors } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables, { maxErrors: 1 })
    // graphql-js returns its usual message, and executes nothing.
    if (!isKnown || errors !== undefined) return execute({ schema, document, operationName, variableValues: variables })
    const message = 'A variable that @skip or @include depends on is null; it must be true or false.'
    return { errors: [new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })] }
  }
}
