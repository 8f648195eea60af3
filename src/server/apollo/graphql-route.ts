import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AnswerDelivery, Deliverable, Delivery } from '../delivery/delivery.js'
import type { DocumentGate } from '../documents/document-gate.js'
import { ContentTypes } from '../fast-path/content-types.js'
import type { FastPath } from '../fast-path/fast-path.js'
import type { Identify } from '../http/client.js'
import { type ContextRequest, toContextRequest } from '../http/context-request.js'
import { sendPage } from '../http/explorer-page.js'
import { refuseForeignGet } from '../http/foreign-page.js'
import { sendError, sendHttpRefusal } from '../http/http-errors.js'
import type { PageFiles } from '../http/page-files.js'
import { wantsPage } from '../http/public-requests.js'
import { withoutEncoding } from '../http/request-encoding.js'
import type { RequestSignals } from '../http/request-signals.js'
import { type Body, BodyStream, lengthOf } from '../http/sliced-json.js'
import type { LiveRoute } from '../live/live-route.js'
import { answerInEvents, streamFormOf } from '../live/stream-form.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { AnswerNotes } from './answer-facts.js'
import { overlay, searchAsJson, withDocument } from './requested-document.js'

export interface GraphQLRoute<Context extends object> {
  readonly apollo: ApolloServer<Context>
  readonly direct: FastPath<Context>
  readonly pipeline: Pipeline<Context>
  readonly delivery: AnswerDelivery
  readonly notes: AnswerNotes<Context>
  readonly documents: DocumentGate
  /** The origins whose pages may call the graph; undefined: only its own. */
  readonly origins: readonly string[] | undefined
  /** Bodies that the fast path has already read. */
  readonly read: WeakMap<IncomingMessage, Buffer>
  readonly context: (request: ContextRequest) => Context
  readonly signals: RequestSignals
  readonly identify: Identify
  /** Takes the long body that was made in slices for the request with this context; null for none. */
  readonly takeBody: (context: Context) => Body | null
  /** Subscriptions; undefined: they are refused. */
  readonly live: LiveRoute | undefined
  /** The explorer page; undefined when it is not served. */
  readonly explorer: PageFiles | undefined
}

/** The body of an answer before it is compressed, and the codes of its errors. */
export type MadeBody = Pick<Deliverable, 'body' | 'codes'>

/**
 * Answers the operation of a request, on the fast path or by way of Apollo.
 * @param text the body as JSON, by which repeated operations are recognized; undefined where there is none.
 * @param onMade called with what is going to be sent, so that a route can choose the status.
 * @returns the payload for Fastify.
 */
export type AnswerOperation = (
  request: FastifyRequest,
  reply: FastifyReply,
  text: string | undefined,
  onMade?: (made: MadeBody) => void,
) => Promise<unknown>

/**
 * POST and GET at /graphql by the GraphQL over HTTP specification, and the explorer page for browsers.
 * @returns what answers operations, for other routes.
 */
export function addGraphQLRoute<Context extends object>(
  app: FastifyInstance,
  route: GraphQLRoute<Context>,
): AnswerOperation {
  const { explorer, read } = route
  const texts = keepTexts(app)
  const answer = createAnswer(app, route)
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    onRequest: refuseBadHost,
    preParsing: async ({ raw, headers, routeOptions }, _reply, payload) => {
      const bytes = read.get(raw)
      // A stream retains its request for hours.
      read.delete(raw)
      if (bytes !== undefined) return Readable.from([bytes])
      return withoutEncoding(headers['content-encoding'], payload, routeOptions.bodyLimit)
    },
    async handler(request, reply) {
      if (explorer !== undefined && wantsPage(request.raw)) return sendPage(request, reply, explorer)
      const foreign = refuseForeignGet(request.raw, route.origins)
      if (foreign !== null) return sendHttpRefusal(reply, foreign)
      reply.header('cache-control', 'no-store')
      return answer(request, reply, request.method === 'GET' ? searchAsJson(request.url) : texts.get(request))
    },
  })
  app.route({
    method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    url: '/graphql',
    handler: (_request, reply) =>
      sendError(reply.header('allow', 'GET, POST'), 405, 'METHOD_NOT_ALLOWED', 'Use GET or POST.'),
  })
  return answer
}

function createAnswer<Context extends object>(app: FastifyInstance, route: GraphQLRoute<Context>): AnswerOperation {
  const { signals, identify, direct, pipeline, delivery, notes, documents, live } = route
  const contexts = new WeakMap<FastifyRequest, Context>()
  const types = new ContentTypes()
  // As graphql-sse does, whatever the operation.
  const readsEventsOnly = (accept: string | undefined): boolean =>
    streamFormOf(accept)?.transport === 'sse' && types.choose(accept) === null
  const byApollo = fastifyApolloHandler(route.apollo, {
    context: async (request, reply) => {
      const { headers, ip } = request
      const { principal } = pipeline.exchangeOf(request.raw)
      const received = { headers, address: ip, principal }
      const context = route.context(toContextRequest(received, identify, () => signals.open(reply.raw)))
      contexts.set(request, context)
      return context
    },
  })
  return async (request, reply, text, onMade) => {
    const { headers, ip: address } = request
    const { rawHeaders } = request.raw
    const exchange = pipeline.exchangeOf(request.raw)
    const known =
      text === undefined
        ? null
        : await direct.answer({ headers, rawHeaders, address, text, response: reply.raw, exchange })
    if (known !== null) {
      const made = await known.answer
      if (made.refusal !== undefined) return sendHttpRefusal(reply, made.refusal)
      onMade?.(made)
      return toPayload(reply.type(known.contentType), await delivery.prepare(made, known.terms), delivery.vary)
    }
    const found = withDocument(documents, request, exchange)
    if ('code' in found) return sendHttpRefusal(reply, found)
    if (live !== undefined && (await live.answer(found, reply, exchange))) return reply
    const isInEvents = onMade === undefined && readsEventsOnly(headers.accept)
    const asked = isInEvents ? overlay(found, 'headers', { ...headers, accept: 'application/json' }) : found
    const body = await pipeline.within(exchange, async () => {
      try {
        return await byApollo.call(app, asked, reply)
      } finally {
        // By now the answer is serialized.
        pipeline.endExecution(exchange)
      }
    })
    const context = body === '' ? contexts.get(asked) : undefined
    const long = context === undefined ? null : route.takeBody(context)
    const made = long ?? body
    const isWellFormed = async () => holdsDocumentError(body) || (await pipeline.hasRefused(exchange))
    if (reply.statusCode === 400 && isPlainJson(reply) && (await isWellFormed())) reply.code(200)
    if (!isBody(made)) return made
    if (isInEvents && reply.statusCode === 200) {
      const events = { body: answerInEvents.frame(made), cacheControl: 'no-store', encoding: null }
      return toPayload(reply.type(answerInEvents.contentType), events, delivery.vary)
    }
    const { answer: facts, terms } = notes.of(exchange)
    onMade?.({ body: made, codes: facts.codes })
    const acceptEncoding = headers['accept-encoding']
    return toPayload(
      reply,
      await delivery.prepare({ body: made, ...facts }, { ...terms, acceptEncoding }),
      delivery.vary,
    )
  }
}

/** Keeps the text of JSON bodies in addition to their value: repeated operations are recognized by their text. */
function keepTexts(app: FastifyInstance): WeakMap<FastifyRequest, string> {
  const texts = new WeakMap<FastifyRequest, string>()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    texts.set(request, String(text))
    return parse(request, String(text), done)
  })
  return texts
}

/** The handler builds a URL from the Host header, which may contain anything. */
async function refuseBadHost(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  if (URL.canParse(request.url, `${request.protocol}://${request.hostname}/`)) return undefined
  return sendError(reply, 400, 'BAD_REQUEST', 'The Host header is not a host name.')
}

/** The payload for Fastify: a long body is streamed as the client reads it. */
function toPayload(
  reply: FastifyReply,
  { body, cacheControl, encoding }: Delivery,
  vary: string,
): string | Buffer | Readable {
  const before = reply.getHeader('vary')
  reply.header('cache-control', cacheControl)
  reply.header('vary', before === undefined ? vary : `${String(before)}, ${vary}`)
  if (encoding !== null) reply.header('content-encoding', encoding)
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body
  reply.header('content-length', lengthOf(body))
  return new BodyStream(body)
}

const isBody = (made: unknown): made is Body => typeof made === 'string' || Buffer.isBuffer(made) || Array.isArray(made)

function isPlainJson(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith('application/json')
}

const documentErrors: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
])

/**
 * GraphQL over HTTP, section 6.4.1: a response of type application/json has status 200 if the request itself is well
 * formed, even when the document is not; 400 is for application/graphql-response+json. Apollo uses 400 for both.
 */
function holdsDocumentError(body: unknown): boolean {
  if (typeof body !== 'string') return false
  const { errors }: { errors?: { extensions?: { code?: unknown } }[] } = JSON.parse(body)
  return errors?.some((error) => documentErrors.has(error.extensions?.code)) ?? false
}
