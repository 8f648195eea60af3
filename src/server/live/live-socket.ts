import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { LiveStream, LiveTransport } from '../../live/contract.js'
import type { Exchange } from '../pipeline/step.js'
import type { StreamEnd } from './http-stream.js'
import type { OpenStream } from './open-streams.js'

/** Codes with which a WebSocket is closed: those of RFC 6455, and of the protocol graphql-transport-ws. */
export const CLOSE = {
  restart: 1012,
  tryLater: 1013,
  badRequest: 4400,
  unauthorized: 4401,
  forbidden: 4403,
} as const

/** How long a client may take to confirm that the connection is closed, in milliseconds. */
const CLOSING_MS = 1000
/** How long a client may be silent, in milliseconds: it sends nothing, and does not confirm that it reads. */
const SILENCE_LIMIT_MS = 90_000
/** The most bytes that the reason in a close frame may have, in UTF-8; our reasons are ASCII. */
const LONGEST_REASON = 120

/** One WebSocket. */
export class LiveSocket {
  /** Names and values of headers that its first message held. */
  credentials: readonly string[] = []
  #heardAtMs: number

  /** @param now a monotonic clock, in milliseconds. */
  constructor(
    readonly request: IncomingMessage,
    private readonly socket: WebSocket,
    private readonly now: () => number,
  ) {
    this.#heardAtMs = now()
    socket.on('pong', () => this.#hear())
    socket.on('message', () => this.#hear())
    // The connection is then closed, with the code for the error.
    socket.on('error', () => undefined)
  }

  /** Resolves when the kernel has accepted the message, or the connection is closed. */
  send(message: string): Promise<void> {
    if (this.socket.readyState !== this.socket.OPEN) return Promise.resolve()
    return new Promise((resolve) => this.socket.send(message, () => resolve()))
  }

  /** Sends nothing from now on; a client that does not confirm is disconnected a second later. */
  close(code: number, reason: string): void {
    if (this.socket.readyState > this.socket.OPEN) return
    this.socket.close(code, reason.slice(0, LONGEST_REASON))
    const timer = setTimeout(() => this.socket.terminate(), CLOSING_MS)
    this.socket.once('close', () => clearTimeout(timer))
  }

  /** Pings the client, and disconnects one that has not answered for 90 s. */
  check(): void {
    if (this.now() - this.#heardAtMs >= SILENCE_LIMIT_MS) this.socket.terminate()
    else if (this.socket.readyState === this.socket.OPEN) this.socket.ping()
  }

  #hear(): void {
    this.#heardAtMs = this.now()
  }
}

/** One subscription on a WebSocket. To end it uncleanly is to end the connection: the protocol has no other way. */
export class SocketStream implements OpenStream {
  readonly transport: LiveTransport = 'websocket'
  end: StreamEnd = 'CLIENT_LEFT'

  constructor(
    readonly exchange: Exchange,
    readonly operationName: string | null,
    private readonly socket: LiveSocket,
    private readonly stream: LiveStream,
  ) {}

  warn(): void {
    this.stream.warnOfExpiry()
  }

  expire(): void {
    this.end = 'RIGHTS_ENDED'
    this.socket.close(CLOSE.forbidden, 'AUTH_EXPIRED')
  }

  /** Pings are sent for the connection as a whole. */
  beat(): void {}

  cut(): void {
    this.end = 'CUT'
    this.socket.close(CLOSE.restart, 'Service restart')
  }
}
