import { randomUUID } from 'node:crypto'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Logger } from 'pino'
import { ErrorCode } from '../../../schema/enums.js'
import { OPERATION_TOO_COSTLY } from '../../cost/too-costly.js'
import { cutLongInput } from './long-input.js'
import { RATE_LIMITED } from './rate-limited.js'
import { RequestAborted } from './request-signals.js'

/** The code of a field error when every source that was asked failed; `extensions.sources` says how. */
export const SOURCES_FAILED = 'SOURCES_FAILED'

/** Codes that are meant for the client: its own trouble, the transport's, or that of a source. */
const publicCodes: ReadonlySet<unknown> = new Set<string>([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'RATE_LIMITED',
  'AUDIT_UNAVAILABLE',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  SOURCES_FAILED,
  OPERATION_TOO_COSTLY,
  RATE_LIMITED,
  'PERSISTED_QUERY_NOT_FOUND',
  'DOCUMENT_NOT_TRUSTED',
  ...Object.keys(ErrorCode),
])

/** What the subgraph library throws for a `__typename` in `_entities` that the schema does not have. */
const UNKNOWN_ENTITY = /^The _entities resolver tried to load an entity for type /

/** What graphql-js says after the fiftieth fault in the variables of one operation. */
const TOO_MANY_FAULTS = 'Too many errors processing variables'

export type ErrorFormat = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError

export interface ErrorFormatOptions {
  readonly logger: Logger
  /** The id that a client can quote and that the log line carries; random unless given. */
  readonly newId?: () => string
}

/**
 * What of an error reaches the client. An error that somebody threw for the client (a GraphQLError with a public code)
 * passes, but for long input that its message repeats; everything else is a bug: the client gets an id, the log gets the
 * stack under the same id.
 */
export function createErrorFormat(options: ErrorFormatOptions): ErrorFormat {
  const forClient = errorForClient(options)
  return (formatted, error) => {
    const told = forClient(formatted, error)
    return { ...told, message: cutLongInput(told.message) }
  }
}

function errorForClient({ logger, newId = randomUUID }: ErrorFormatOptions): ErrorFormat {
  return (formatted, error) => {
    const thrown = innermost(error)
    const cause = thrown instanceof GraphQLError ? (thrown.originalError ?? thrown) : thrown
    if (cause instanceof RequestAborted) return withCode(formatted, cause.message, { code: 'UNAVAILABLE' })
    const argument = refusedArgument(thrown)
    if (argument !== undefined) return withCode(formatted, formatted.message, { code: 'BAD_USER_INPUT', argument })
    // A scalar that refuses a literal speaks while the document is validated, where everything gets one code.
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
    if (thrown instanceof GraphQLError && thrown.message.startsWith(TOO_MANY_FAULTS))
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

/** The innermost GraphQLError: graphql-js and the server wrap what was thrown, to add the path or a code. */
function innermost(error: unknown): unknown {
  let thrown = error
  while (thrown instanceof GraphQLError && thrown.originalError instanceof GraphQLError) thrown = thrown.originalError
  return thrown
}

/** graphql-js copies `extensions` from whatever was thrown; only a GraphQLError speaks to the client with its own. */
function isForClient(thrown: unknown, code: unknown): boolean {
  if (!(thrown instanceof GraphQLError) || !publicCodes.has(code)) return false
  return thrown.originalError === undefined || !('extensions' in thrown.originalError)
}

/**
 * The argument whose value graphql-js refused while executing. A nullable variable may stand where a default exists
 * (`first: Int! = 100` given `$first: Int`), so an explicit null is found only then, and carries no code.
 */
function refusedArgument(thrown: unknown): string | undefined {
  if (!(thrown instanceof GraphQLError) || thrown.originalError) return undefined
  if (thrown.extensions['code'] !== undefined) return undefined
  return /^Argument "(\w+)" (?:of (?:required|non-null) type|has invalid value)/.exec(thrown.message)?.[1]
}
