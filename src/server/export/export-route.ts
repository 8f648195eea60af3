import { pipeline as connect, Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { compressing } from '../delivery/compress.js'
import type { AnswerDelivery } from '../delivery/delivery.js'
import type { Identify } from '../http/client.js'
import { type ContextRequest, toContextRequest } from '../http/context-request.js'
import { sendError, sendHttpRefusal } from '../http/http-errors.js'
import { RateLimited } from '../http/rate-limited.js'
import type { Refusal } from '../http/refusal.js'
import type { RequestSignals } from '../http/request-signals.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { Exchange, StepOperation } from '../pipeline/step.js'

// GET /export/<list>.<format>: a whole list as it is read. The request passes the steps of the pipeline as the query would
// that selects the same; only its limits are others.

/** What can be exported, as the gateway offers it. */
export interface Exports<Context> {
  /** The names of the files: `calls.csv`. */
  readonly files: readonly string[]
  /** How many exports may run at the same time. */
  readonly mostAtOnce: number
  /**
   * Reads what a request wants.
   * @param file one of `files`.
   * @param query the part of the URL behind the question mark.
   * @throws GraphQLError BAD_USER_INPUT naming the parameter; FORBIDDEN.
   */
  prepare(file: string, query: string, exchange: Exchange): PreparedExport<Context>
}

export interface PreparedExport<Context> {
  readonly operation: StepOperation
  readonly contentType: string
  context(request: ContextRequest): Context
  /**
   * The body in pieces, each made when it is wanted.
   * @throws GraphQLError where there is nothing to send, when the first piece is wanted.
   */
  pieces(context: Context): AsyncGenerator<string, void>
}

export interface ExportRouteParts<Context> {
  readonly exports: Exports<Context>
  readonly pipeline: Pipeline<Context>
  readonly delivery: AnswerDelivery
  readonly signals: RequestSignals
  readonly identify: Identify
}

/** When to try again where nobody can know when an export ends. */
const RETRY_AFTER_S = 10
/** Bytes that are made in advance of what the client reads. */
const AHEAD_BYTES = 65_536

/** Adds GET and HEAD for every file. */
export function addExportRoutes<Context>(app: FastifyInstance, parts: ExportRouteParts<Context>): void {
  const route = new ExportRoute(parts)
  for (const file of parts.exports.files) {
    const url = `/export/${file}`
    app.route({
      method: ['GET', 'HEAD'],
      url,
      exposeHeadRoute: false,
      handler: (request, reply) => route.answer(file, request, reply),
    })
    app.route({
      method: ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url,
      handler: (_request, reply) =>
        sendError(reply.header('allow', 'GET, HEAD'), 405, 'METHOD_NOT_ALLOWED', 'Use GET.'),
    })
  }
}

interface Sending<Context> {
  readonly file: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly exchange: Exchange
  readonly report: (context: Context, errorCodes: readonly string[]) => void
}

class ExportRoute<Context> {
  #running = 0

  constructor(private readonly parts: ExportRouteParts<Context>) {}

  async answer(file: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const startedAt = performance.now()
    const { pipeline, exports } = this.parts
    const exchange = pipeline.exchangeOf(request.raw)
    let prepared: PreparedExport<Context>
    try {
      prepared = exports.prepare(file, queryOf(request), exchange)
    } catch (error) {
      return sendHttpRefusal(reply, refusalOf(error))
    }
    const { operation } = prepared
    const report = (context: Context | null, errorCodes: readonly string[]): void => {
      const durationMs = performance.now() - startedAt
      const { operationName } = operation
      const outcome = { way: 'export', operationName, operationType: 'query', errorCodes, shared: false } as const
      pipeline.reportAnswer({ ...outcome, durationMs }, exchange, context)
    }
    const isHead = request.method === 'HEAD'
    const error = (await pipeline.checkOperation(exchange, operation)) ?? (isHead ? null : this.#checkRoom())
    if (error !== null) {
      report(null, [codeOf(error)])
      return sendHttpRefusal(reply, refusalOf(error))
    }
    return this.#send(prepared, { file, request, reply, exchange, report })
  }

  #checkRoom(): RateLimited | null {
    const { mostAtOnce } = this.parts.exports
    if (this.#running < mostAtOnce) return null
    const message = `As many exports are running as may at the same time (server.export.concurrent: ${mostAtOnce}); try again when one has ended.`
    return new RateLimited(message, 'export.concurrent', RETRY_AFTER_S)
  }

  async #send(prepared: PreparedExport<Context>, of: Sending<Context>): Promise<FastifyReply> {
    const { request, reply, exchange, report } = of
    const { pipeline, identify, signals } = this.parts
    const { headers, ip: address } = request
    const received = { headers, address, principal: exchange.principal }
    const context = prepared.context(toContextRequest(received, identify, () => signals.open(reply.raw)))
    this.#running++
    const end = (errorCodes: readonly string[]): void => {
      this.#running--
      pipeline.endExecution(exchange)
      report(context, errorCodes)
    }
    try {
      const refusal = await pipeline.startExecution(exchange, context)
      if (refusal !== null) {
        end([refusal.code])
        return sendHttpRefusal(reply, refusal)
      }
      const pieces = prepared.pieces(context)
      if (request.method !== 'HEAD') return this.#stream(await begin(pieces), prepared, of, end)
      end([])
      return this.#head(prepared, of).send()
    } catch (error) {
      end([codeOf(error)])
      return sendHttpRefusal(reply, namingParameter(refusalOf(error)))
    }
  }

  #head({ contentType }: PreparedExport<Context>, { file, reply }: Sending<Context>): FastifyReply {
    return reply
      .type(contentType)
      .header('cache-control', 'no-store')
      .header('vary', this.parts.delivery.vary)
      .header('content-disposition', `attachment; filename="${file}"`)
  }

  #stream(
    body: Readable,
    prepared: PreparedExport<Context>,
    of: Sending<Context>,
    end: (errorCodes: readonly string[]) => void,
  ): FastifyReply {
    const failures: string[] = []
    body.once('error', (error) => failures.push(codeOf(error)))
    body.once('close', () => end(failures))
    const reply = this.#head(prepared, of)
    const encoding = this.parts.delivery.encodingOf(of.request.headers['accept-encoding'])
    if (encoding === null) return reply.send(body)
    // What breaks breaks both, so that the client misses the end.
    const compressed = connect(body, compressing(encoding), () => undefined)
    return reply.header('content-encoding', encoding).send(compressed)
  }
}

/** Waits for the first piece, so that what fails before it has a status of its own. */
async function begin(pieces: AsyncGenerator<string, void>): Promise<Readable> {
  const first = await pieces.next()
  async function* all(): AsyncGenerator<string, void> {
    if (first.done !== true) yield first.value
    yield* pieces
  }
  const body = Readable.from(all(), { objectMode: false, highWaterMark: AHEAD_BYTES })
  // Also where the client has left before anything was read: then the generator above has not begun.
  body.once('close', () => void pieces.return().catch(() => undefined))
  return body
}

const queryOf = ({ url }: FastifyRequest): string => {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1)
}

const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  OPERATION_TOO_COSTLY: 400,
  FORBIDDEN: 403,
  SOURCES_FAILED: 502,
}

const codeOf = (error: unknown): string =>
  error instanceof GraphQLError ? String(error.extensions['code']) : 'INTERNAL'

/** @throws the error itself where it is a bug. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof RateLimited) return error.refusal
  const status = error instanceof GraphQLError ? STATUS[codeOf(error)] : undefined
  if (!(error instanceof GraphQLError) || status === undefined) throw error
  const { code, http: _http, ...extensions } = error.extensions
  return { status, code: String(code), message: error.message, extensions }
}

/** Conditions are parameters here, and not parts of a filter. */
function namingParameter(refusal: Refusal): Refusal {
  const argument = refusal.extensions?.['argument']
  if (typeof argument !== 'string' || !argument.startsWith(FILTER)) return refusal
  const extensions = { ...refusal.extensions, argument: argument.slice(FILTER.length) }
  return { ...refusal, message: refusal.message.slice(FILTER.length), extensions }
}

const FILTER = 'filter.'
