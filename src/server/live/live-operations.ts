import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { LiveHub, LiveStream } from '../../live/contract.js'
import type { Client } from '../http/client.js'
import type { ErrorFormat } from '../http/error-format.js'
import { RATE_LIMITED, RateLimited } from '../http/rate-limited.js'
import type { Refusal } from '../http/refusal.js'
import { withoutSuggestions } from '../http/suggestions.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { Exchange } from '../pipeline/step.js'
import { coerceVariables, type LiveDocument, type LiveDocuments, type LiveRequest } from './live-documents.js'

export interface LiveOperationsParts {
  readonly hub: LiveHub
  readonly pipeline: Pipeline<never>
  readonly documents: LiveDocuments
  readonly formatError: ErrorFormat
  /** Whether errors must not name what is in the schema. */
  readonly hidesSchema: (exchange: Exchange) => boolean
}

/** Why an operation is not executed: errors in the form of a result, or a refusal with a status of HTTP. */
export type NotStarted = { readonly errors: readonly GraphQLFormattedError[] } | { readonly refusal: Refusal }
export type Started = { readonly stream: LiveStream } | NotStarted

/** Whose operation it is. */
export interface LiveSender {
  readonly exchange: Exchange
  readonly client: Client
  /** The position after which its client continues if the operation does not say; null: it says none. */
  readonly since?: string | null
}

/** When to try again: nobody knows when another stream will end. In seconds. */
const RETRY_AFTER_S = 5

/** Starts subscriptions, whatever their transport: each passes the steps of the pipeline as a query does. */
export class LiveOperations {
  constructor(private readonly parts: LiveOperationsParts) {}

  /** @returns null for what is no subscription. */
  read(request: LiveRequest, exchange: Exchange): LiveDocument | NotStarted | null {
    const found = this.parts.documents.read(request)
    return isErrors(found) ? { errors: this.#format(found, exchange) } : found
  }

  async start(document: LiveDocument, request: LiveRequest, sender: LiveSender): Promise<Started> {
    const startedAt = performance.now()
    const { pipeline } = this.parts
    const { exchange } = sender
    const started = await this.#start(document, request, sender)
    const errorCodes = codesOf(started)
    const { operationName } = document
    const outcome = { way: 'live', operationName, operationType: 'subscription', errorCodes, shared: false } as const
    pipeline.reportAnswer({ ...outcome, durationMs: performance.now() - startedAt }, exchange, null)
    return started
  }

  async #start(document: LiveDocument, { variables: inputs }: LiveRequest, sender: LiveSender): Promise<Started> {
    const { exchange, client, since = null } = sender
    const { pipeline, hub } = this.parts
    const { operationName, parts } = document
    const variables = coerceVariables(document, inputs)
    if (isErrors(variables)) return { errors: this.#format(variables, exchange) }
    try {
      const refusal = await pipeline.checkOperation(exchange, { parts, operationName, inputs, variables })
      if (refusal !== null) return this.#refuse(refusal, exchange)
      const { principal } = exchange
      if (principal === null) throw new Error('a subscription without a principal must not reach its sources')
      // Where several machines use one credential, such as the screens of a NOC, each is a client.
      const viewer = { access: principal.access, client: `${principal.id} ${client.address}` }
      return {
        stream: hub.subscribe({ document: document.document, operationName, variables: inputs, viewer, since }),
      }
    } catch (error) {
      return this.#refuse(error, exchange)
    }
  }

  #refuse(error: unknown, exchange: Exchange): NotStarted {
    if (error instanceof RateLimited) return { refusal: error.refusal }
    if (error instanceof GraphQLError && error.extensions['code'] === RATE_LIMITED) return { refusal: toFull(error) }
    return { errors: this.#format([error], exchange) }
  }

  #format(errors: readonly unknown[], exchange: Exchange): readonly GraphQLFormattedError[] {
    const { formatError, hidesSchema } = this.parts
    const hides = hidesSchema(exchange)
    return errors.map((thrown) => {
      const error =
        thrown instanceof GraphQLError ? thrown : new GraphQLError('internal error', { originalError: toError(thrown) })
      const code = error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR'
      const formatted = formatError({ ...error.toJSON(), extensions: { ...error.extensions, code } }, error)
      return hides ? { ...formatted, message: withoutSuggestions(formatted.message) } : formatted
    })
  }
}

/** What the hub refuses because it has too many: 429 where one client has them, else 503. */
function toFull({ message, extensions: { limit, retryAfterSeconds } }: GraphQLError): Refusal {
  const isOwn = limit === 'live.maxPerClient'
  return {
    status: isOwn ? 429 : 503,
    code: isOwn ? RATE_LIMITED : 'OVERLOADED',
    message,
    headers: { 'retry-after': String(retryAfterSeconds ?? RETRY_AFTER_S) },
    extensions: { limit, retryAfterSeconds: retryAfterSeconds ?? RETRY_AFTER_S },
  }
}

const isErrors = (value: unknown): value is readonly GraphQLError[] => Array.isArray(value)

const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

function codesOf(started: Started): readonly string[] {
  if ('stream' in started) return []
  return 'refusal' in started
    ? [started.refusal.code]
    : started.errors.map(({ extensions }) => String(extensions?.['code']))
}
