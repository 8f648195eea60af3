import { randomUUID } from 'node:crypto'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Logger } from 'pino'
import { ErrorCode } from '../../../schema/enums.js'
import { OPERATION_TOO_COSTLY } from '../../cost/too-costly.js'
import { cutLongInput } from './long-input.js'
import { RATE_LIMITED } from './rate-limited.js'
import { RequestAborted } from './request-signals.js'

/** The code of a field error when every queried source failed; `extensions.sources` has the error of each. */
const SOURCES_FAILED = 'SOURCES_FAILED'

/** Codes that are meant for the client: errors of its request, of the transport, or of a source. */
const publicCodes: ReadonlySet<unknown> = new Set<string>([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'RATE_LIMITED',
  'AUDIT_UNAVAILABLE',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  SOURCES_FAILED,
  OPERATION_TOO_COSTLY,
  RATE_LIMITED,
  'PERSISTED_QUERY_NOT_FOUND',
  'DOCUMENT_NOT_TRUSTED',
  ...Object.keys(ErrorCode),
])

/** What the subgraph library throws for a `__typename` in `_entities` that the schema does not have. */
const UNKNOWN_ENTITY = /^The _entities resolver tried to load an entity for type /

/** The message of graphql-js after the fiftieth error in the variables of one operation. */
const TOO_MANY_ERRORS = 'Too many errors processing variables'

export type ErrorFormat = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError

export interface ErrorFormatOptions {
  readonly logger: Logger
  /** The id that a client can quote and that the log line carries; random unless given. */
  readonly newId?: () => string
}

/**
 * Returns the part of an error that the client may see. A GraphQLError with a public code passes, with long input in its
 * message cut; everything else is a bug: the client gets an id, and the log has the stack under the same id.
 */
export function createErrorFormat(options: ErrorFormatOptions): ErrorFormat {
  const forClient = errorForClient(options)
  return (formatted, error) => {
    const visible = forClient(formatted, error)
    return { ...visible, message: cutLongInput(visible.message) }
  }
}

function errorForClient({ logger, newId = randomUUID }: ErrorFormatOptions): ErrorFormat {
  return (formatted, error) => {
    const thrown = innermost(error)
    const cause = thrown instanceof GraphQLError ? (thrown.originalError ?? thrown) : thrown
    if (cause instanceof RequestAborted) return withCode(formatted, cause.message, { code: 'UNAVAILABLE' })
    const argument = refusedArgument(thrown)
    if (argument !== undefined) return withCode(formatted, formatted.message, { code: 'BAD_USER_INPUT', argument })
    // A scalar refuses a literal during validation, where every error has the same code.
    if (thrown instanceof GraphQLError && !thrown.originalError && thrown.extensions['code'] === 'BAD_USER_INPUT')
      return withCode(
        { ...formatted, locations: formatted.locations ?? thrown.locations },
        formatted.message,
        thrown.extensions,
      )
    if (cause instanceof Error && UNKNOWN_ENTITY.test(cause.message))
      return withCode(formatted, 'representations: names a type that this graph does not have', {
        code: 'BAD_USER_INPUT',
        argument: 'representations',
      })
    if (thrown instanceof GraphQLError && thrown.message.startsWith(TOO_MANY_ERRORS))
      return withCode(formatted, thrown.message, { code: 'BAD_USER_INPUT' })
    if (isForClient(thrown, formatted.extensions?.['code'])) return formatted
    const id = newId()
    logger.error({ err: cause, errorId: id, path: formatted.path }, 'internal error')
    return withCode(formatted, 'internal error', { code: 'INTERNAL', id })
  }
}

function withCode(
  {
    path,
    locations,
  }: Pick<GraphQLFormattedError, 'path'> & { readonly locations?: GraphQLFormattedError['locations'] | undefined },
  message: string,
  extensions: Record<string, unknown>,
): GraphQLFormattedError {
  return { message, ...(locations && { locations }), ...(path && { path }), extensions }
}

/** The innermost GraphQLError: graphql-js and Apollo wrap errors to add the path or a code. */
function innermost(error: unknown): unknown {
  let thrown = error
  while (thrown instanceof GraphQLError && thrown.originalError instanceof GraphQLError) thrown = thrown.originalError
  return thrown
}

/** graphql-js copies `extensions` from any error; only those of a GraphQLError are meant for the client. */
function isForClient(thrown: unknown, code: unknown): boolean {
  if (!(thrown instanceof GraphQLError) || !publicCodes.has(code)) return false
  return thrown.originalError === undefined || !('extensions' in thrown.originalError)
}

/**
 * The argument whose value graphql-js refused during execution. A nullable variable may be used where a default exists
 * (`first: Int! = 100` given `$first: Int`), so an explicit null is found only then, and carries no code.
 */
function refusedArgument(thrown: unknown): string | undefined {
  if (!(thrown instanceof GraphQLError) || thrown.originalError) return undefined
  if (thrown.extensions['code'] !== undefined) return undefined
  return /^Argument "(\w+)" (?:of (?:required|non-null) type|has invalid value)/.exec(thrown.message)?.[1]
}
