import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Identify } from '../http/client.js'
import { sendHttpRefusal } from '../http/http-errors.js'
import type { Refusal } from '../http/refusal.js'
import type { OnServerEvent } from '../http/server-events.js'
import type { UnsentAnswers } from '../http/unsent-answers.js'
import type { Exchange } from '../pipeline/step.js'
import { HttpStream, readsChunks, type StreamEnd, type StreamHeaders } from './http-stream.js'
import { readFields, readUrl } from './live-fields.js'
import type { LiveOperations, NotStarted } from './live-operations.js'
import type { OpenStream, OpenStreams } from './open-streams.js'
import { type StreamForm, streamFormOf, withoutFraming } from './stream-form.js'

export interface LiveRouteParts {
  readonly operations: LiveOperations
  readonly streams: OpenStreams
  readonly unsent: UnsentAnswers
  readonly identify: Identify
  /** The header Vary of the answers of the graph. */
  readonly vary: string
  /** Sets how long the client of a response may read no byte, in milliseconds. */
  readonly allowStall: (request: FastifyRequest['raw'], limitMs: number) => void
  /** Whether an answer is the last one on its connection. */
  readonly isLast: (request: FastifyRequest['raw']) => boolean
  readonly onEvent: OnServerEvent<never> | undefined
}

/**
 * Fastify keeps its request and reply until the response is finished: 2 KB for each of thousands of streams. They
 * have nothing left to do. If a later version names the listener differently, they are kept, and nothing worse happens.
 */
function forget({ raw }: FastifyReply): void {
  for (const event of ['finish', 'error'])
    for (const listener of raw.rawListeners(event))
      if (listener.name === 'onResFinished' && isListener(listener)) raw.off(event, listener)
}

const isListener = (value: unknown): value is (...args: unknown[]) => void => typeof value === 'function'

/** The id of the last event that an EventSource, which sends a GET, got before its connection was lost. */
function lastEventIdOf({ method, headers }: FastifyRequest): string | null {
  const id = headers['last-event-id']
  return method === 'GET' && typeof id === 'string' ? id : null
}

/** A screen may sleep for a minute and then read on; an ordinary answer has 30 s. */
const STALL_LIMIT_MS = 90_000

/** Subscriptions by POST and GET: as server-sent events, and in Apollo's multipart form. */
export class LiveRoute {
  constructor(private readonly parts: LiveRouteParts) {}

  /**
   * Answers a subscription whose client reads streams.
   * @returns false for all other requests: then nothing was sent.
   */
  async answer(request: FastifyRequest, reply: FastifyReply, exchange: Exchange): Promise<boolean> {
    const form = streamFormOf(request.headers.accept)
    if (form === null) return false
    const fields = request.method === 'GET' ? readUrl(request.url) : readFields(request.body)
    if (fields === null || typeof fields === 'string') return false
    const { operations, identify } = this.parts
    const document = operations.read(fields, exchange)
    if (document === null) return false
    if (!('document' in document)) return this.#sendRefused(document, form, reply, exchange)
    const startedAt = performance.now()
    const client = identify(request.headers, request.ip)
    const started = await operations.start(document, fields, { exchange, client, since: lastEventIdOf(request) })
    if (!('stream' in started)) return this.#sendRefused(started, form, reply, exchange)
    const { streams, unsent } = this.parts
    const stream = new HttpStream({
      exchange,
      response: reply.raw,
      form,
      stream: started.stream,
      unsent,
      onSent: (of) => streams.sent(of),
      onClosed: (of, reason) => {
        streams.delete(of)
        this.#reportEnd(of, document.operationName, reason, startedAt)
      },
    })
    this.#begin(request, reply, exchange, startedAt)
    streams.add(stream)
    stream.open(this.#headersFor(form, request, reply))
    return true
  }

  #begin({ raw, headers }: FastifyRequest, reply: FastifyReply, exchange: Exchange, startedAt: number): void {
    exchange.isStream = true
    this.parts.allowStall(raw, STALL_LIMIT_MS)
    reply.hijack()
    forget(reply)
    const durationMs = performance.now() - startedAt
    const event = { type: 'request-answered', method: raw.method ?? '', route: '/graphql', status: 200 } as const
    this.parts.onEvent?.({ ...event, durationMs, aborted: false }, null, headers)
  }

  #headersFor(form: StreamForm, { raw }: FastifyRequest, reply: FastifyReply): StreamHeaders {
    const before = reply.getHeader('vary')
    const closes = this.parts.isLast(raw) || !readsChunks(raw)
    const headers: Readonly<Record<string, unknown>> = {
      ...reply.getHeaders(),
      'content-type': form.contentType,
      // Caches and compressors on the way would hold events back.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      vary: before === undefined ? this.parts.vary : `${String(before)}, ${this.parts.vary}`,
      ...(closes ? { connection: 'close' } : {}),
    }
    return Object.entries(headers).flatMap(([name, value]) => [name, String(value)])
  }

  /** Errors of the operation are events, which all clients show; a status of HTTP is for the request as such. */
  #sendRefused(refused: NotStarted, form: StreamForm, reply: FastifyReply, exchange: Exchange): true {
    if ('refusal' in refused) return this.#refuse(refused.refusal, reply)
    exchange.isOperationAnswered = true
    void reply
      .header('cache-control', 'no-store')
      .type(form.contentType)
      .send(Buffer.concat([form.opening, form.refusal(refused.errors)].map(withoutFraming)))
    return true
  }

  #refuse(refusal: Refusal, reply: FastifyReply): true {
    void sendHttpRefusal(reply, refusal)
    return true
  }

  #reportEnd(stream: OpenStream, operationName: string | null, reason: StreamEnd, startedAt: number): void {
    const { transport, exchange } = stream
    const durationMs = performance.now() - startedAt
    const { principal, request } = exchange
    const event = { type: 'stream-ended', transport, operationName, reason, durationMs } as const
    this.parts.onEvent?.({ ...event, principal: principal?.id ?? null }, null, request.headers)
  }
}
