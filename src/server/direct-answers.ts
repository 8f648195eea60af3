// The short way to an answer, for operations that Apollo has parsed, validated and answered before: the compiled query
// is run at once, and where clients may share answers, those of the same question at the same time get one.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError, type ExecutionResult } from 'graphql'
import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'
import type { CompiledQuery, PreparedQuery } from '../execution/compile.js'
import { identifyClient } from './client.js'
import type { ErrorFormat } from './error-format.js'
import type { ContextRequest } from './graphql-route.js'
import type { Operations } from './operations.js'
import { type Question, readQuestion } from './question.js'
import type { RequestSignals } from './request-signals.js'
import type { OnServerEvent } from './server-events.js'
import { type MadeAnswer, SharedBodies, type Sharing } from './shared-bodies.js'

export interface DirectParts<Context> {
  readonly operations: Operations
  readonly context: (request: ContextRequest) => Context
  readonly extensions: ((context: Context) => Readonly<Record<string, unknown>> | null) | undefined
  readonly formatError: ErrorFormat
  readonly onEvent: OnServerEvent<Context> | undefined
  readonly sharing: Sharing<Context> | undefined
  readonly signals: RequestSignals
}

interface Asked {
  readonly question: Question
  readonly compiled: CompiledQuery
  readonly query: PreparedQuery
  readonly contentType: string
}

export class DirectAnswers<Context> {
  readonly #contentTypes = new LRUCache<string, string>({ max: 100 })
  readonly #shared: SharedBodies<Context> | null

  constructor(private readonly parts: DirectParts<Context>) {
    this.#shared = parts.sharing === undefined ? null : new SharedBodies(parts.sharing)
  }

  /**
   * Answers a POST of JSON.
   * @param text the body as it came.
   * @returns null for whatever Apollo has to see: it has not been asked before, or something about it is unusual.
   */
  answer(request: FastifyRequest, reply: FastifyReply, text: string): Promise<string | Buffer> | null {
    const question = readQuestion(request.body)
    const contentType = question === null ? null : this.#contentTypeFor(request.headers.accept)
    const compiled = question === null ? null : this.parts.operations.find(question.query, question.operationName)
    const query = compiled?.prepare(question?.variables ?? {}) ?? null
    if (question === null || contentType === null || compiled === null || query === null) return null
    reply.type(contentType)
    return this.#answer({ question, compiled, query, contentType }, request, this.parts.signals.open(reply.raw), text)
  }

  async #answer(asked: Asked, { headers, ip }: FastifyRequest, signal: AbortSignal, text: string): Promise<string | Buffer> {
    const startedAt = performance.now()
    const client = identifyClient(headers, ip)
    const tell = ({ codes }: MadeAnswer, context: Context | null): void => {
      const { name, operation } = asked.compiled.operation
      this.parts.onEvent?.(
        {
          type: 'operation-answered',
          operationName: name?.value ?? null,
          operationType: operation,
          errorCodes: codes,
          durationMs: performance.now() - startedAt,
        },
        context,
        headers,
      )
    }
    const make = async (waiting: AbortSignal) => {
      const context = this.parts.context({ headers, client, signal: waiting })
      const made = this.#make(await asked.query.run(context), context)
      return { made, context }
    }
    const key = this.#shared?.keyFor({ ...asked, headers, text }) ?? null
    if (this.#shared === null || key === null) {
      const { made, context } = await make(signal)
      tell(made, context)
      return made.body
    }
    const { made, context } = await this.#shared.ask(key, signal, make).catch((error: unknown) => {
      if (!signal.aborted) throw error
      return { made: this.#make({ data: null, errors: [toGraphQLError(error)] }, null), context: null }
    })
    tell(made, context)
    return made.body
  }

  #make({ errors, data }: ExecutionResult, context: Context | null): MadeAnswer {
    const formatted = errors?.map((error) => this.parts.formatError(toFormatted(error), error))
    const extensions = (context === null ? null : this.parts.extensions?.(context)) ?? undefined
    const body = `${JSON.stringify({ errors: formatted, data, extensions })}\n`
    return { body, codes: formatted?.map((error) => String(error.extensions?.['code'])) ?? [] }
  }

  /** The media type that Apollo would choose; null where it would refuse. */
  #contentTypeFor(accept = ''): string | null {
    const known = this.#contentTypes.get(accept)
    if (known !== undefined) return known
    const chosen = accept === '' ? MEDIA_TYPES[0] : new Negotiator({ headers: { accept } }).mediaType([...MEDIA_TYPES])
    if (chosen !== undefined) this.#contentTypes.set(accept, chosen)
    return chosen ?? null
  }
}

const MEDIA_TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'] as const

/** An error as Apollo hands it to whoever formats it. */
const toFormatted = (error: GraphQLError) => ({
  ...error.toJSON(),
  extensions: { ...error.extensions, code: error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR' },
})

const toGraphQLError = (error: unknown): GraphQLError =>
  new GraphQLError(String(error), error instanceof Error ? { originalError: error } : {})
