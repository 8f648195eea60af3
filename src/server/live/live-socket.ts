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
/** How long a client may neither send anything nor confirm that it reads, in milliseconds. */
const SILENCE_LIMIT_MS = 90_000
/** A close frame has no room for more, in bytes of UTF-8; ours are ASCII. */
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
    // It is closed then, with the code for the error.
    socket.on('error', () => undefined)
  }

  /** Resolves when the kernel has accepted the message, or the connection is closed. */
  send(message: string): Promise<void> {
    if (this.socket.readyState !== this.socket.OPEN) return Promise.resolve()
    return new Promise((resolve) => this.socket.send(message, () => resolve()))
  }

  /** Closes it at once for what is sent from now on; a client that does not confirm is disconnected a second later. */
  close(code: number, reason: string): void {
    if (this.socket.readyState > this.socket.OPEN) return
    this.socket.close(code, reason.slice(0, LONGEST_REASON))
    const timer = setTimeout(() => this.socket.terminate(), CLOSING_MS)
    this.socket.once('close', () => clearTimeout(timer))
  }

  /** Asks the client whether it is there, and disconnects one that has not been for 90 s. */
  check(): void {
    if (this.now() - this.#heardAtMs >= SILENCE_LIMIT_MS) this.socket.terminate()
    else if (this.socket.readyState === this.socket.OPEN) this.socket.ping()
  }

  #hear(): void {
    this.#heardAtMs = this.now()
  }
}

/** One subscription on a WebSocket. What ends it ends the connection: the protocol has no other end that is not clean. */
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
