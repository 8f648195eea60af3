import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { formatRefusal, type Refusal } from './refusal.js'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** How long a client may read no byte of a response, unless the response sets another limit. */
const STALL_LIMIT_MS = 30_000

/**
 * One connection. Requests that a client pipelines are answered one after another, as most servers do: POST is not a
 * safe method, and RFC 9112 (section 9.3.2) allows only safe ones to be processed in parallel. So a client that does
 * not read its answers has at most one of them in memory.
 */
export class Connection {
  #current: Exchange | null = null
  #waiting: Exchange[] = []
  #refusal: Refusal | null = null
  #isPausing = false
  #stallLimitMs = STALL_LIMIT_MS
  /** Bytes of the current response that the kernel has not accepted, and when that number was first seen. */
  #queuedBytes = 0
  #queuedSinceMs = 0

  constructor(
    readonly socket: Socket,
    private readonly handle: RequestListener,
    private readonly onIdle: () => void,
  ) {}

  /** Whether no request is being answered. */
  get isIdle(): boolean {
    return this.#current === null
  }

  /** Whether requests have arrived that wait for the current one. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** The response that is being made or sent. */
  get response(): ServerResponse | null {
    return this.#current?.response ?? null
  }

  /** Handles a request, or queues it until those before it have been answered. */
  receive(request: IncomingMessage, response: ServerResponse): void {
    if (this.#current === null) return this.#begin({ request, response })
    this.#waiting.push({ request, response })
    this.#pauseSoon()
  }

  /** How long a client may read no byte of the response, in milliseconds: longer for streams that may be quiet. */
  allowStall(limitMs: number): void {
    this.#stallLimitMs = limitMs
  }

  /** Refuses bytes that are not a valid request, once the requests before them have been answered; then closes. */
  refuse(refusal: Refusal): void {
    if (this.#refusal !== null) return
    this.#refusal = refusal
    const current = this.#current
    // A body that cannot be read belongs to the last request, which is then refused itself.
    const isAboutCurrent = current !== null && !current.request.complete && this.#waiting.length === 0
    if (current === null || (isAboutCurrent && !current.response.headersSent)) this.#sendRefusal()
    else if (isAboutCurrent) this.socket.destroy()
    else if (this.#waiting.at(-1)?.request.complete === false) this.#waiting.pop()
  }

  /** @returns how long the client has read no byte, in milliseconds; 0 when nothing is left to send. */
  stalledMs(nowMs: number): number {
    const queuedBytes = unsentBytes(this.socket)
    if (queuedBytes === 0 || queuedBytes !== this.#queuedBytes) {
      this.#queuedBytes = queuedBytes
      this.#queuedSinceMs = nowMs
    }
    return nowMs - this.#queuedSinceMs
  }

  /** Whether the client has read no byte for longer than it may. */
  isStalled(nowMs: number): boolean {
    return this.stalledMs(nowMs) >= this.#stallLimitMs
  }

  #begin(exchange: Exchange): void {
    this.#current = exchange
    this.#stallLimitMs = STALL_LIMIT_MS
    exchange.response.once('close', () => this.#next())
    this.handle(exchange.request, exchange.response)
  }

  #next(): void {
    this.#current = null
    const next = this.#waiting.shift()
    if (this.socket.destroyed) return
    if (next !== undefined) return this.#begin(next)
    this.onIdle()
    if (this.#refusal !== null) this.#sendRefusal()
    else this.socket.resume()
  }

  /** Node reads on after each message of a chunk that it has parsed, so the pause has to come after the whole chunk. */
  #pauseSoon(): void {
    if (this.#isPausing) return
    this.#isPausing = true
    process.nextTick(() => {
      this.#isPausing = false
      if (this.#waiting.length > 0) this.socket.pause()
    })
  }

  #sendRefusal(): void {
    if (this.#refusal === null || this.socket.destroyed) return
    if (this.socket.writable) this.socket.write(formatRefusal(this.#refusal))
    this.socket.destroySoon()
  }
}

/**
 * Bytes that the kernel has not accepted yet. `writableLength` changes only when a whole write is done, which may be
 * megabytes; the queue of the handle shows each byte. Node's own socket timeout reads it, but its types leave it out.
 */
function unsentBytes(socket: Socket): number {
  if (socket.writableLength === 0) return 0
  const handle: unknown = Reflect.get(socket, '_handle')
  const size: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'writeQueueSize') : null
  return typeof size === 'number' && size > 0 ? size : socket.writableLength
}
