import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLObjectType,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'
import type { OperationParts, Variables } from './collect.js'
import type { Meter } from './meter.js'
import type { ObjectPlan } from './plan.js'
import { Planner } from './planner.js'
import { type FieldArguments, Run } from './run.js'
import { type Slices, UNSLICED } from './slices.js'
import { type Survey, surveyDocument } from './survey.js'

// Compiled execution: what graphql-js looks up for each field of each object is looked up once per operation.

/** A query, compiled. */
export interface CompiledQuery {
  readonly operation: OperationDefinitionNode
  readonly parts: OperationParts
  /** The names of all fields that its document mentions. */
  readonly fieldNames: ReadonlySet<string>
  /**
   * Coerces variables as the client sent them: an object that does not change.
   * @param inputs the same object yields the same prepared query.
   * @returns null when graphql-js has to execute the query: the variables are invalid, or would need one plan too many.
   */
  prepare(inputs: Variables): PreparedQuery | null
}

export interface PreparedQuery {
  /** Coerced. */
  readonly variables: Variables
  /**
   * Executes the operation with the same result as graphql-js.
   * @param slices shares the event loop with other requests; without it, everything is executed at once.
   * @param meter counts the cost; without it, nothing is counted.
   * @param rootValue the source of the root fields; the resolvers of this gateway need none.
   */
  run(context: unknown, slices?: Slices, meter?: Meter, rootValue?: unknown): Promise<ExecutionResult> | ExecutionResult
}

/** Plans that one operation may have: one for each combination of skipped fields. */
const MOST_PLANS = 16
/** An operation whose plans have this many fields together gets no further plans. */
const MANY_FIELDS = 20_000

/**
 * Compiles a validated document. A getter of a source object may be read twice in one execution: an object that does not
 * match its type is read again field by field, to locate the error.
 * @param onPlanned called with the number of fields of each new plan: the memory that the query takes grows with it.
 * @returns null for what graphql-js executes: mutations, subscriptions, introspection, and the alias `__proto__`.
 */
export function compileQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
  onPlanned: (fields: number) => void = () => undefined,
): CompiledQuery | null {
  const survey = surveyDocument(document)
  const isQuery = getOperationAST(document, operationName)?.operation === 'query'
  if (!isQuery || survey.isIntrospection || survey.hasOddAlias) return null
  return compile(schema, document, operationName, survey, onPlanned)
}

/**
 * Compiles any validated query or mutation for one execution: what `compileQuery` leaves out is rare.
 * @returns null for subscriptions.
 */
export const compileOnce = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): CompiledQuery | null =>
  getOperationAST(document, operationName)?.operation === 'subscription'
    ? null
    : compile(schema, document, operationName, surveyDocument(document), () => undefined)

/**
 * Compiles a validated subscription: its events are executed like a query, each with the value of its root field in
 * `rootValue`, by the name of the field.
 * @returns null for other operations.
 */
export function compileSubscription(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): CompiledQuery | null {
  if (getOperationAST(document, operationName)?.operation !== 'subscription') return null
  return compile(schema, document, operationName, surveyDocument(document), () => undefined)
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
  { fieldNames, conditions }: Survey,
  onPlanned: (fields: number) => void,
): CompiledQuery | null {
  const operation = getOperationAST(document, operationName)
  if (!operation || hasTypeTests(schema)) return null
  const type = schema.getRootType(operation.operation)
  if (!type) return null
  return new Compiled(
    { schema, operation, fragments: fragmentsOf(document) },
    { type, fieldNames, conditions, onPlanned },
  )
}

/** The fragments of a document by their names. */
export const fragmentsOf = (document: DocumentNode): OperationParts['fragments'] =>
  Object.fromEntries(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  )

const NO_VARIABLES: ReturnType<typeof getVariableValues> = { coerced: {} }

interface Compilation {
  readonly type: GraphQLObjectType
  readonly fieldNames: ReadonlySet<string>
  /** Variables that `@skip` and `@include` depend on. */
  readonly conditions: readonly string[]
  readonly onPlanned: (fields: number) => void
}

class Compiled implements CompiledQuery {
  readonly #plans = new Map<string, ObjectPlan>()
  /** By the identity of the variables object: a repeated request body has the same one. */
  readonly #prepared = new WeakMap<Variables, PreparedQuery>()
  #fields = 0

  constructor(
    readonly parts: OperationParts,
    private readonly of: Compilation,
  ) {}

  get fieldNames(): ReadonlySet<string> {
    return this.of.fieldNames
  }

  get operation(): OperationDefinitionNode {
    return this.parts.operation
  }

  prepare(inputs: Variables): PreparedQuery | null {
    const known = this.#prepared.get(inputs)
    if (known !== undefined) return known
    const { operation, schema } = this.parts
    const { variableDefinitions = [] } = operation
    const { coerced } =
      variableDefinitions.length === 0
        ? NO_VARIABLES
        : getVariableValues(schema, variableDefinitions, inputs, { maxErrors: 1 })
    const plan = coerced === undefined ? null : this.#planFor(coerced)
    if (coerced === undefined || plan === null) return null
    const args: FieldArguments = new Map()
    const prepared: PreparedQuery = {
      variables: coerced,
      run: (context, slices = UNSLICED, meter = undefined, rootValue = undefined) => {
        const run = new Run(this.parts, coerced, args, context, slices, meter, rootValue)
        return operation.operation === 'mutation' ? run.answerSerially(plan) : run.answer(plan)
      },
    }
    this.#prepared.set(inputs, prepared)
    return prepared
  }

  #planFor(variables: Variables): ObjectPlan | null {
    const values = this.of.conditions.map((name) => variables[name])
    if (values.some((value) => typeof value !== 'boolean')) return null
    const key = values.join()
    const known = this.#plans.get(key)
    if (known !== undefined || this.#plans.size === MOST_PLANS || this.#fields >= MANY_FIELDS) return known ?? null
    const plan = new Planner(this.parts, variables, (fields) => this.#grow(fields)).planRoot(this.of.type)
    this.#plans.set(key, plan)
    return plan
  }

  #grow(fields: number): void {
    this.#fields += fields
    this.of.onPlanned(fields)
  }
}

/** Types that are distinguished by isTypeOf are left to graphql-js. */
const hasTypeTests = (schema: GraphQLSchema): boolean =>
  Object.values(schema.getTypeMap()).some((type) => isObjectType(type) && type.isTypeOf)
