import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { ExecutionResult, GraphQLError } from 'graphql'
import type { OperationSlices } from '../../async/operation-slices.js'
import type { CompiledQuery, PreparedQuery } from '../../execution/compile.js'
import type { CostCheck } from '../cost/cost-check.js'
import type { DeliveryTerms } from '../delivery/delivery.js'
import { EncodedForms } from '../delivery/encoded-forms.js'
import type { DocumentGate } from '../documents/document-gate.js'
import type { Identify } from '../http/client.js'
import { type ContextRequest, toContextRequest } from '../http/context-request.js'
import type { ErrorFormat } from '../http/error-format.js'
import { RateLimited } from '../http/rate-limited.js'
import type { Refusal } from '../http/refusal.js'
import type { RequestSignals } from '../http/request-signals.js'
import { type Body, isLargeAnswer, serializeSmall, stringifyInSlices } from '../http/sliced-json.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { Exchange } from '../pipeline/step.js'
import { ContentTypes } from './content-types.js'
import { failed, NEVER_FRESH, NO_TERMS, refused, toFormatted } from './failed-answers.js'
import type { OperationCache } from './operation-cache.js'
import { RequestBodyCache } from './request-body-cache.js'
import { isOwn, type MadeAnswer, ResponseCache, type Sharing } from './response-cache.js'

// The fast path for operations that Apollo has parsed, validated and answered before: the compiled query is executed at
// once, and where clients may share responses, equal requests at the same time get the same one.

export interface FastPathParts<Context> {
  readonly operations: OperationCache
  readonly costs: CostCheck<Context> | undefined
  readonly pipeline: Pipeline<Context>
  readonly context: (request: ContextRequest) => Context
  readonly extensions: ((context: Context) => Readonly<Record<string, unknown>> | null) | undefined
  readonly formatError: ErrorFormat
  readonly sharing: Sharing<Context> | undefined
  /** What can be requested by id. */
  readonly documents: DocumentGate
  readonly signals: RequestSignals
  readonly identify: Identify
  /** The slices of a request; undefined: its operations are executed in one piece. */
  readonly slicesOf: ((context: Context) => OperationSlices) | undefined
}

/** A POST of JSON, or a GET in the same form. */
export interface Posted {
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[]
  /** The other end of the connection. */
  readonly address: string
  /** The body as received. */
  readonly text: string
  readonly response: ServerResponse
  readonly exchange: Exchange
}

export interface DirectAnswer {
  readonly contentType: string
  /** Where a step has refused it, it holds the refusal. */
  readonly answer: MadeAnswer | Promise<MadeAnswer>
  readonly terms: DeliveryTerms
}

interface FoundQuery {
  readonly compiled: CompiledQuery
  readonly query: PreparedQuery
  readonly contentType: string
}

interface AnswerReport<Context> {
  /** Null when no context was created for the request. */
  readonly context: Context | null
  readonly exchange: Exchange
  readonly startedAt: number
  readonly durationMs?: number
  readonly shared?: boolean
}

export class FastPath<Context> {
  readonly #contentTypes = new ContentTypes()
  readonly #bodies: RequestBodyCache
  readonly #shared: ResponseCache | null

  constructor(private readonly parts: FastPathParts<Context>) {
    this.#bodies = new RequestBodyCache(parts.documents.store)
    this.#shared = parts.sharing === undefined ? null : new ResponseCache(parts.sharing)
  }

  /** @returns null for requests that Apollo has to answer: the operation is new, or the request is unusual. */
  answer(posted: Posted): DirectAnswer | null | Promise<DirectAnswer | null> {
    const parameters = this.#bodies.read(posted.text)
    if (parameters === null || !this.parts.documents.admits(parameters.isTrusted, posted.exchange)) return null
    const compiled = this.parts.operations.find(parameters.query, parameters.operationName)
    // Only queries are compiled, so that no GET executes a mutation here.
    if (compiled === null) return null
    const contentType = this.#contentTypes.choose(posted.headers.accept)
    const query = compiled.prepare(parameters.variables)
    if (contentType === null || query === null) return null
    const { parts } = compiled
    const { operationName, variables: inputs } = parameters
    const operation = { parts, operationName, inputs, variables: query.variables, known: query }
    const verdict = this.parts.pipeline.checkOperation(posted.exchange, operation)
    // Apollo answers refused requests and reports what a step threw: the pipeline gives it the same verdict.
    const found = { compiled, query, contentType }
    const answer = (refusal: GraphQLError | null): DirectAnswer | null => {
      if (refusal instanceof RateLimited) return this.#refuse(refusal, found, posted)
      if (refusal !== null) return null
      this.#bodies.remember(posted.text, parameters)
      return {
        contentType,
        answer: this.#answer(found, posted),
        terms: this.#termsOf(found, posted),
      }
    }
    return verdict instanceof Promise ? verdict.then(answer) : answer(verdict)
  }

  /** Executes an operation as soon as the steps allow it, and serializes its result. */
  #execute(found: FoundQuery, context: Context, exchange: Exchange): MadeAnswer | Promise<MadeAnswer> {
    const verdict = this.parts.pipeline.startExecution(exchange, context)
    const run = (refusal: Refusal | null): MadeAnswer | Promise<MadeAnswer> =>
      refusal === null ? this.#run(found, context, exchange) : refused(refusal)
    return verdict instanceof Promise ? verdict.then(run) : run(verdict)
  }

  #run({ query }: FoundQuery, context: Context, exchange: Exchange): MadeAnswer | Promise<MadeAnswer> {
    const { slicesOf, costs, pipeline } = this.parts
    const end = (): void => pipeline.endExecution(exchange)
    const finish = (result: ExecutionResult): MadeAnswer | Promise<MadeAnswer> => {
      const made = this.#make(result, context)
      if (made instanceof Promise) return made.finally(end)
      end()
      return made
    }
    const fail = (error: unknown): never => {
      end()
      throw error
    }
    try {
      const result = query.run(context, slicesOf?.(context), costs?.rules.meterOf(context))
      return result instanceof Promise ? result.then(finish, fail) : finish(result)
    } catch (error) {
      return fail(error)
    }
  }

  /** What is refused in great numbers must cost no more than what is answered. */
  #refuse({ refusal }: RateLimited, found: FoundQuery, { exchange }: Posted): DirectAnswer {
    const answer = refused(refusal)
    this.#report(found, answer, { context: null, exchange, startedAt: performance.now() })
    return { contentType: found.contentType, answer, terms: NO_TERMS }
  }

  #termsOf({ compiled: { fieldNames } }: FoundQuery, { headers }: Posted): DeliveryTerms {
    const { sharing } = this.parts
    return {
      acceptEncoding: headers['accept-encoding'],
      hasSecrets: sharing?.secretFields?.some((name) => fieldNames.has(name)) ?? false,
      mayKeep: sharing !== undefined && !isOwn(sharing, headers, fieldNames),
    }
  }

  #answer(found: FoundQuery, posted: Posted): DirectAnswer['answer'] {
    const startedAt = performance.now()
    const { headers, address, exchange } = posted
    const received = { headers, address, principal: exchange.principal }
    const request = toContextRequest(received, this.parts.identify, () => this.parts.signals.open(posted.response))
    const key = this.#shared?.keyFor({ ...found, ...posted }) ?? null
    if (this.#shared !== null && key !== null)
      return this.#sharedAnswer(this.#shared, key, found, request, exchange, startedAt)
    let context: Context | null = null
    const report = (made: MadeAnswer) => {
      this.#report(found, made, { context, exchange, startedAt })
      return made
    }
    const fail = async (error: unknown) => report(await this.#make(failed(error), null))
    try {
      context = this.parts.context(request)
      const made = this.#execute(found, context, exchange)
      return made instanceof Promise
        ? made.catch((error: unknown) => this.#make(failed(error), null)).then(report)
        : report(made)
    } catch (error) {
      return fail(error)
    }
  }

  async #sharedAnswer(
    shared: ResponseCache,
    key: string,
    found: FoundQuery,
    request: ContextRequest,
    exchange: Exchange,
    startedAt: number,
  ): Promise<MadeAnswer> {
    const { headers } = request
    const own: { context: Context | null; made: Promise<MadeAnswer> | null } = { context: null, made: null }
    const make = (signal: AbortSignal): Promise<MadeAnswer> => {
      const context = this.parts.context({ headers, client: request.client, signal, principal: exchange.principal })
      own.context = context
      return (own.made = Promise.resolve(this.#execute(found, context, exchange)))
    }
    let hasFailed = false
    const made = await shared.ask(key, request, make).catch((error: unknown) => {
      hasFailed = true
      return this.#make(failed(error), null)
    })
    const outcome = { context: own.context, exchange, startedAt, durationMs: performance.now() - startedAt }
    const report = (): void => this.#report(found, made, { ...outcome, shared: own.made === null && !hasFailed })
    // When this client has disconnected, others may still wait for the response that it began, which uses its context.
    if (own.made === null) report()
    else void own.made.then(report, report)
    return made
  }

  #report(
    { compiled }: FoundQuery,
    { codes }: MadeAnswer,
    { context, exchange, startedAt, durationMs = performance.now() - startedAt, shared = false }: AnswerReport<Context>,
  ) {
    const { name, operation } = compiled.operation
    const operationName = name?.value ?? null
    const outcome = { operationName, operationType: operation, errorCodes: codes, shared, durationMs }
    this.parts.pipeline.reportAnswer({ way: 'fast path', ...outcome }, exchange, context)
  }

  #make({ errors, data }: ExecutionResult, context: Context | null): MadeAnswer | Promise<MadeAnswer> {
    const formatted = errors?.map((error) => this.parts.formatError(toFormatted(error), error))
    const extensions = (context === null ? null : this.parts.extensions?.(context)) ?? undefined
    const codes = formatted?.map((error) => String(error.extensions?.['code'])) ?? []
    const answer = { errors: formatted, data, extensions }
    const slices = context === null ? undefined : this.parts.slicesOf?.(context)
    const meter = context === null ? undefined : this.parts.costs?.rules.meterOf(context)
    const { sharing } = this.parts
    const of =
      context === null || sharing === undefined
        ? { codes, ...NEVER_FRESH }
        : { codes, freshUntilMs: sharing.freshUntilMs(context), isCurrent: sharing.currencyOf(context) }
    const fail = (error: unknown): MadeAnswer | Promise<MadeAnswer> => this.#make(failed(error), null)
    const finish = (body: Body): MadeAnswer => {
      // The promises of the execution still hold the result, until a full collection: see ReadRows.
      if (data !== undefined && data !== null) for (const key of Object.keys(data)) data[key] = null
      return { body, ...of, forms: new EncodedForms() }
    }
    try {
      if (slices !== undefined && isLargeAnswer(slices))
        return stringifyInSlices(answer, slices, meter).then(finish, fail)
      return finish(serializeSmall(answer, meter))
    } catch (error) {
      return fail(error)
    }
  }
}
