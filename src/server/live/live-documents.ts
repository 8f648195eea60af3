import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { OperationParts, Variables } from '../../execution/collect.js'
import { fragmentsOf } from '../../execution/compile.js'

export interface LiveDocumentRules {
  readonly schema: GraphQLSchema
  /** How many lexical tokens a document may have. */
  readonly maxTokens: number
  /** Rules beyond those of GraphQL, such as limits. */
  readonly rules: readonly ValidationRule[]
}

/** A subscription that may be executed. */
export interface LiveDocument {
  readonly document: DocumentNode
  readonly operationName: string | null
  readonly parts: OperationParts
}

/** What a client has sent; the name and the variables are optional in all protocols. */
export interface LiveRequest {
  readonly query: string
  readonly operationName: string | null
  readonly variables: Variables
}

/** A document with a subscription has this word; most requests need no parser to find out. */
const SUBSCRIPTION = /\bsubscription\b/
/** Wallboards send only a few documents, and all send the same ones. */
const MOST_KEPT = 200

/** Reads subscriptions. Those that are valid are kept, so that a thousand clients with one document have it parsed once. */
export class LiveDocuments {
  readonly #kept = new LRUCache<string, LiveDocument>({ max: MOST_KEPT })

  constructor(private readonly rules: LiveDocumentRules) {}

  /**
   * @returns null for what is no subscription: another part of the server answers it. Errors where it must not be executed.
   */
  read({ query, operationName }: LiveRequest): LiveDocument | readonly GraphQLError[] | null {
    if (!SUBSCRIPTION.test(query)) return null
    // No document contains a zero byte.
    const key = `${operationName ?? ''}\0${query}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const document = this.#parse(query)
    if (document instanceof GraphQLError) return [document]
    const operation = getOperationAST(document, operationName)
    if (operation?.operation !== 'subscription') return null
    const { schema, rules } = this.rules
    const errors = validate(schema, document, [...specifiedRules, ...rules])
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'))
    const read = { document, operationName, parts: { schema, operation, fragments: fragmentsOf(document) } }
    this.#kept.set(key, read)
    return read
  }

  #parse(query: string): DocumentNode | GraphQLError {
    try {
      return parse(query, { maxTokens: this.rules.maxTokens })
    } catch (error) {
      if (error instanceof GraphQLError) return withCode(error, 'GRAPHQL_PARSE_FAILED')
      throw error
    }
  }
}

const MOST_VARIABLE_ERRORS = 50

/** The variables of a subscription, coerced, or what is wrong with them. */
export function coerceVariables(
  { parts: { schema, operation } }: LiveDocument,
  variables: Variables,
): Variables | readonly GraphQLError[] {
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
    maxErrors: MOST_VARIABLE_ERRORS,
  })
  return errors === undefined ? coerced : errors.map((error) => withCode(error, 'BAD_USER_INPUT'))
}

/** An error that already has a code, such as that of a scalar, keeps it. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions['code'] ??= code
  return error
}
