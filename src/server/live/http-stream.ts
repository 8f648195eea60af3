import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { LiveStream } from '../../live/contract.js'
import type { UnsentAnswers } from '../http/unsent-answers.js'
import type { Exchange } from '../pipeline/step.js'
import { AUTH_EXPIRED } from './auth-expired.js'
import type { OpenStream } from './open-streams.js'
import { type StreamForm, withoutFraming } from './stream-form.js'

export interface HttpStreamParts {
  readonly exchange: Exchange
  readonly response: ServerResponse
  readonly form: StreamForm
  readonly stream: LiveStream
  readonly unsent: UnsentAnswers
  /** Called when something was sent. */
  readonly onSent: (stream: OpenStream) => void
  /** Called once when the connection is closed, or the stream has ended; with the reason. */
  readonly onClosed: (stream: OpenStream, reason: StreamEnd) => void
}

/** Names and values in turn: Node keeps no other form of them for as long as the stream lasts. */
export type StreamHeaders = readonly string[]

/** Why a stream has ended: its client has left, or the gateway has cut it, or its rights have ended. */
export type StreamEnd = 'CLIENT_LEFT' | 'CUT' | 'RIGHTS_ENDED'

/** Whether a client reads chunked transfer coding. Proxies that speak HTTP/1.0 read until the connection ends. */
export const readsChunks = ({ httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean =>
  httpVersionMajor > 1 || httpVersionMinor > 0

/**
 * A subscription on an HTTP response. It writes to the socket directly, so that readers of an event share its bytes, HTTP
 * framing included. What was written has been accepted by the kernel, or is the only write that waits for the client.
 */
export class HttpStream implements OpenStream {
  readonly #socket: Socket | null
  readonly #isChunked: boolean
  #end: StreamEnd | null = null

  constructor(private readonly parts: HttpStreamParts) {
    this.#socket = parts.response.socket
    this.#isChunked = readsChunks(parts.response.req)
  }

  get transport(): StreamForm['transport'] {
    return this.parts.form.transport
  }

  get exchange(): Exchange {
    return this.parts.exchange
  }

  /** Sends the headers and the opening at once, and events from then on. */
  open(headers: StreamHeaders): void {
    const { response, form } = this.parts
    response.once('close', () => this.#close('CLIENT_LEFT'))
    if (this.#socket === null || response.destroyed) return this.#close('CLIENT_LEFT')
    response.writeHead(200, [...headers])
    response.flushHeaders()
    void this.#write(form.opening)
    void this.#run()
  }

  warn(): void {
    this.parts.stream.warnOfExpiry()
  }

  expire(): void {
    if (this.#end !== null) return
    const { form, response } = this.parts
    const isReading = this.#socket?.writableLength === 0
    this.#close('RIGHTS_ENDED')
    // Waiting for a client that does not read what it was sent would take forever.
    if (!isReading) return this.#break()
    this.#writeNow(form.ending(AUTH_EXPIRED))
    response.end()
  }

  beat(): void {
    if (this.#end === null && this.#socket?.writableLength === 0) this.#writeNow(this.parts.form.heartbeat)
  }

  cut(): void {
    this.#close('CUT')
    this.#break()
  }

  async #run(): Promise<void> {
    const { stream, form, onSent } = this.parts
    for (;;) {
      const event = await stream.next()
      if (this.#end !== null) return
      if (event === null) return this.cut()
      const flushed = this.#write(event.framed(form.transport, form.frame))
      onSent(this)
      if (flushed !== null) await flushed
    }
  }

  /** @returns null if the kernel has accepted it at once; else a promise that resolves when it has, or when it cannot. */
  #write(bytes: Buffer): Promise<void> | null {
    const { response, unsent } = this.parts
    let resolve: (() => void) | null = null
    this.#writeNow(bytes, () => resolve?.())
    if (this.#socket === null || this.#socket.writableLength === 0) return null
    if (!unsent.hold(response, bytes)) {
      this.cut()
      return null
    }
    return new Promise((settle) => {
      resolve = () => {
        unsent.release(response)
        settle()
      }
    })
  }

  #writeNow(bytes: Buffer, onFlushed?: () => void): void {
    this.#socket?.write(this.#isChunked ? bytes : withoutFraming(bytes), onFlushed)
  }

  /** Without the last chunk: a client would take a clean end for the end of the subscription, and would not come back. */
  #break(): void {
    const socket = this.#socket
    // Where the end of the connection ends the body, only a reset is not a clean end.
    if (socket === null || this.#isChunked || socket instanceof TLSSocket) socket?.destroy()
    else socket.resetAndDestroy()
  }

  #close(end: StreamEnd): void {
    if (this.#end !== null) return
    this.#end = end
    this.parts.unsent.release(this.parts.response)
    this.parts.stream.close()
    this.parts.onClosed(this, end)
  }
}
