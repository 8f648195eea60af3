import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { handleProtocols } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { isOfForeignPage } from '../http/foreign-page.js'
import { formatRefusal, type Refusal } from '../http/refusal.js'
import { requestIdOf } from '../http/request-id.js'
import type { Verdict } from '../pipeline/step.js'
import { CLOSE, LiveSocket } from './live-socket.js'
import { SocketOperations, type SocketOperationsParts } from './socket-operations.js'

export interface LiveSocketsParts extends Omit<SocketOperationsParts, 'mostSubscriptions' | 'onSignedIn'> {
  /** False: WebSockets are refused. */
  readonly isEnabled: boolean
  /** The other origins whose pages may call; `*` is every origin. */
  readonly allowedOrigins: readonly string[] | undefined
  /** Of one message. */
  readonly maxMessageBytes: number
}

/** Events are serialized for each client of a WebSocket, so few are allowed; server-sent events are for thousands. */
const MOST_SOCKETS = 500
/** How many clients may not have signed in yet: in all, and from one address. */
const MOST_WAITING = 500
const MOST_WAITING_OF_ONE = 50
/** How often clients are pinged, in milliseconds. */
const PING_MS = 20_000

/** Subscriptions over WebSockets, by the protocol graphql-transport-ws. */
export class LiveSockets {
  readonly #server: WebSocketServer
  readonly #operations: SocketOperations
  readonly #open = new Set<LiveSocket>()
  readonly #waiting = new Map<LiveSocket, string>()
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly parts: LiveSocketsParts) {
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: parts.maxMessageBytes,
      perMessageDeflate: false,
      handleProtocols,
    })
    this.#operations = new SocketOperations({
      ...parts,
      mostSubscriptions: MOST_SOCKETS,
      onSignedIn: (socket) => void this.#waiting.delete(socket),
    })
  }

  /** Answers a request to make a WebSocket of a connection. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', ignore)
    requestIdOf(request)
    const decide = (refusal: Refusal | null): void => {
      if (refusal !== null) return this.#refuse(request, connection, refusal)
      connection.off('error', ignore)
      this.#server.handleUpgrade(request, connection, head, (socket) => this.#accept(request, socket))
    }
    const fail = (error: unknown): void => {
      this.parts.onFailed(error)
      decide({ status: 500, code: 'INTERNAL', message: 'internal error' })
    }
    let verdict: Verdict<Refusal>
    try {
      verdict = this.#check(request)
    } catch (error) {
      return fail(error)
    }
    if (verdict instanceof Promise) void verdict.then(decide, fail)
    else decide(verdict)
  }

  /** Closes all connections, so that clients connect again. */
  cutAll(): void {
    for (const socket of this.#open) socket.close(CLOSE.restart, 'Service restart')
  }

  #check(request: IncomingMessage): Verdict<Refusal> {
    const { pipeline, isEnabled, allowedOrigins } = this.parts
    const exchange = pipeline.exchangeOf(request)
    // The client signs in with its first message, because browsers send no header with a token.
    exchange.isUpgrade = true
    const verdict = pipeline.checkExchange(exchange)
    const check = (refusal: Refusal | null): Refusal | null => {
      if (refusal !== null) return refusal
      if (request.url?.split('?', 1)[0] !== '/graphql') return NOT_FOUND
      if (!isEnabled) return SWITCHED_OFF
      if (isOfForeignPage(request, allowedOrigins)) return FOREIGN_PAGE
      return this.#hasRoom(request) ? null : NO_ROOM
    }
    return verdict instanceof Promise ? verdict.then(check) : check(verdict)
  }

  #hasRoom(request: IncomingMessage): boolean {
    if (this.#open.size - this.#waiting.size >= MOST_SOCKETS || this.#waiting.size >= MOST_WAITING) return false
    const address = this.#addressOf(request)
    let waiting = 0
    for (const other of this.#waiting.values()) if (other === address) waiting++
    return waiting < MOST_WAITING_OF_ONE
  }

  #addressOf({ headers, socket }: IncomingMessage): string {
    return this.parts.identify(headers, socket.remoteAddress ?? '').address
  }

  #accept(request: IncomingMessage, connection: WebSocket): void {
    this.#report(request, 101)
    const socket = new LiveSocket(request, connection, () => performance.now())
    this.#open.add(socket)
    this.#waiting.set(socket, this.#addressOf(request))
    this.#timer ??= setInterval(() => this.#checkAll(), PING_MS).unref()
    const closed = this.#operations.server.opened(
      {
        protocol: connection.protocol,
        send: (message) => socket.send(message),
        close: (code = CLOSE.badRequest, reason = '') => socket.close(code, reason),
        onMessage(receive) {
          connection.on('message', (data: Buffer) => {
            receive(String(data)).catch(() => socket.close(CLOSE.badRequest, 'The message is not valid.'))
          })
        },
      },
      socket,
    )
    connection.once('close', (code, reason) => {
      this.#open.delete(socket)
      this.#waiting.delete(socket)
      if (this.#open.size === 0) {
        clearInterval(this.#timer)
        this.#timer = undefined
      }
      void closed(code, String(reason))
    })
  }

  #checkAll(): void {
    for (const socket of this.#open) socket.check()
  }

  #refuse(request: IncomingMessage, connection: Duplex, refusal: Refusal): void {
    const { status, code, message: reason } = refusal
    const address = request.socket.remoteAddress ?? null
    this.parts.onEvent?.(
      { type: 'request-refused', status, code, reason, method: 'GET', address },
      null,
      request.headers,
    )
    this.#report(request, status)
    connection.end(formatRefusal(refusal), () => connection.destroy())
  }

  #report({ headers }: IncomingMessage, status: number): void {
    const event = { type: 'request-answered', method: 'GET', route: '/graphql', status } as const
    this.parts.onEvent?.({ ...event, durationMs: 0, aborted: false }, null, headers)
  }
}

const ignore = (): void => undefined

const FOREIGN_PAGE: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'Pages of other origins may not open a WebSocket here, except those in server.cors.origins.',
}

const NOT_FOUND: Refusal = { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this path.' }

const SWITCHED_OFF: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  message:
    'WebSockets are turned off here (live.websocket); subscribe by server-sent events: Accept: text/event-stream.',
}

const NO_ROOM: Refusal = {
  status: 503,
  code: 'OVERLOADED',
  message: 'No more WebSockets can be opened; subscribe by server-sent events: Accept: text/event-stream.',
  headers: { 'retry-after': '5' },
}
