import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AnswerDelivery, Delivery } from '../delivery/delivery.js'
import { noRoom } from '../http/no-room.js'
import { sendRefusal } from '../http/refusal.js'
import { REQUEST_ID_HEADER, requestIdOf } from '../http/request-id.js'
import { pageHeaders } from '../http/security-headers.js'
import type { OnAnswered } from '../http/server-events.js'
import { lengthOf, sendBody } from '../http/sliced-json.js'
import type { UnsentAnswers } from '../http/unsent-answers.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { DirectAnswer, FastPath, Posted } from './fast-path.js'
import type { MadeAnswer } from './response-cache.js'

export interface FastPathListenerParts<Context> {
  readonly direct: FastPath<Context>
  readonly pipeline: Pipeline<Context>
  /** Whether pages of other origins may call: then requests go through Fastify, which checks their origin. */
  readonly looksAtOrigins: boolean
  /** Of a request body; Fastify refuses longer ones. */
  readonly maxBodyBytes: number
  readonly stopping: () => boolean
  /** Whether the answer to a request is the last one on its connection. */
  readonly isLast: (request: IncomingMessage) => boolean
  readonly unsent: UnsentAnswers
  readonly delivery: AnswerDelivery
  readonly onAnswered: OnAnswered | undefined
}

/** Longer bodies are rarely repeated. */
const MOST_BYTES = 65_536

/**
 * Receives plain POSTs of JSON. Operations that were answered before are answered here, without Fastify and Apollo; the
 * bodies of all others are kept in `read` for the next listener.
 */
export class FastPathListener<Context> {
  /** Bodies that were read here, of requests that the next listener answers. */
  readonly read = new WeakMap<IncomingMessage, Buffer>()

  constructor(private readonly parts: FastPathListenerParts<Context>) {}

  /** @param others the listener for requests that are not answered here. */
  listen(others: RequestListener): RequestListener {
    return (request, response) => {
      if (!this.#isEligible(request)) return void others(request, response)
      const startedAt = performance.now()
      const chunks: Buffer[] = []
      const add = (chunk: Buffer): void => void chunks.push(chunk)
      request.on('data', add)
      request.once('end', () => {
        // Subscriptions retain their request for hours, and with its listener the body.
        request.off('data', add)
        const [only] = chunks
        const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
        const handOn = (): void => {
          this.read.set(request, bytes)
          others(request, response)
        }
        const answerWith = (answer: DirectAnswer | null): void => {
          if (answer === null) handOn()
          else this.#answer(request, response, answer, startedAt)
        }
        const answer = this.#find(request, response, bytes)
        // When a step fails, the next listener gets the same failure from the pipeline and reports it.
        if (answer instanceof Promise) void answer.then(answerWith, handOn)
        else answerWith(answer)
      })
    }
  }

  #isEligible({ method, url, headers }: IncomingMessage): boolean {
    if (method !== 'POST' || url !== '/graphql' || !JSON_TYPES.has(headers['content-type'] ?? '')) return false
    if (this.parts.looksAtOrigins) return false
    // A body without a length, or a compressed one, may be of any size.
    const length = Number(headers['content-length'])
    return (
      length <= Math.min(MOST_BYTES, this.parts.maxBodyBytes) &&
      headers['content-encoding'] === undefined &&
      !this.parts.stopping()
    )
  }

  #find(request: IncomingMessage, response: ServerResponse, bytes: Buffer): ReturnType<FastPath<Context>['answer']> {
    const text = bytes.toString('utf8')
    const { headers, rawHeaders, socket } = request
    const exchange = this.parts.pipeline.exchangeOf(request)
    const posted: Posted = { headers, rawHeaders, address: socket.remoteAddress ?? '', text, response, exchange }
    return this.parts.direct.answer(posted)
  }

  #answer(request: IncomingMessage, response: ServerResponse, answer: DirectAnswer, startedAt: number): void {
    const { onAnswered } = this.parts
    if (onAnswered !== undefined) response.once('close', () => onAnswered(request, response, startedAt))
    const send = (delivery: Delivery): void => this.#send(request, response, answer, delivery)
    const prepare = (made: MadeAnswer): void => {
      if (made.refusal !== undefined) return sendRefusal(response, made.refusal, this.parts.isLast(request))
      const delivery = this.parts.delivery.prepare(made, answer.terms)
      if (delivery instanceof Promise) void delivery.then(send)
      else send(delivery)
    }
    if (answer.answer instanceof Promise) void answer.answer.then(prepare, () => response.destroy())
    else prepare(answer.answer)
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    { contentType }: DirectAnswer,
    { body, cacheControl, encoding }: Delivery,
  ): void {
    const isLast = this.parts.isLast(request)
    if (!this.parts.unsent.admit(response, body)) return sendRefusal(response, noRoom, isLast)
    response.writeHead(200, {
      ...pageHeaders,
      [REQUEST_ID_HEADER]: requestIdOf(request),
      'cache-control': cacheControl,
      'content-type': contentType,
      vary: this.parts.delivery.vary,
      ...(encoding === null ? {} : { 'content-encoding': encoding }),
      'content-length': lengthOf(body),
      ...(isLast ? { connection: 'close' } : {}),
    })
    sendBody(response, body)
  }
}

const JSON_TYPES: ReadonlySet<string> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
])
