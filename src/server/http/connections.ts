import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type TLSSocket, Server as TlsServer } from 'node:tls'
import { Connection } from './connection.js'
import type { Refusal } from './refusal.js'

/** How often connections whose responses are being sent are checked. */
const LOOK_EVERY_MS = 1000
/** When there is no room for another response, clients that have read no byte for this long may be disconnected. */
const CLOSABLE_AFTER_MS = 2000

export interface ConnectionsParts {
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
  /** Called when a response will no longer be sent. */
  readonly onDropped?: ((response: ServerResponse) => void) | undefined
}

/** The open connections of a server. */
export class Connections {
  readonly #open = new Map<Duplex, Connection>()
  /** Connections whose TLS handshake is not done, by the address and port of the client. */
  readonly #handshakes = new Map<string, Socket>()
  readonly #whenIdle = new Set<() => void>()
  /** Connections that are closed as soon as no request uses them. */
  readonly #ending = new WeakSet<Duplex>()
  #isClosing = false
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly parts: ConnectionsParts) {}

  /** Passes the requests of a server to a listener, those of one connection one after another. */
  serve(server: Server, listener: RequestListener): void {
    const open = (socket: Socket): void => {
      if (this.#isClosing) return void socket.destroy()
      this.#open.set(socket, new Connection(socket, listener, () => this.#becomeIdle(socket)))
      socket.once('close', () => {
        this.#open.delete(socket)
        this.#reportIdle()
      })
    }
    if (server instanceof TlsServer) this.#serveTls(server, open)
    else server.on('connection', open)
    const receive: RequestListener = (request, response) => {
      this.#open.get(request.socket)?.receive(request, response)
    }
    server.on('request', receive)
    // An expectation other than 100-continue is refused where everything else is refused.
    server.on('checkExpectation', receive)
    this.#timer = setInterval(() => this.closeStalled(), LOOK_EVERY_MS)
    this.#timer.unref()
    server.once('close', () => clearInterval(this.#timer))
  }

  /** Under TLS, a connection is one of HTTP only after its handshake. */
  #serveTls(server: TlsServer, open: (socket: TLSSocket) => void): void {
    const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
    server.on('connection', (socket: Socket) => {
      if (this.#isClosing) return void socket.destroy()
      const name = nameOf(socket)
      this.#handshakes.set(name, socket)
      return void socket.once('close', () => void this.#handshakes.delete(name))
    })
    server.on('secureConnection', (socket) => {
      this.#handshakes.delete(nameOf(socket))
      open(socket)
    })
  }

  /** The number of open connections. */
  get size(): number {
    return this.#open.size
  }

  /** Whether later requests have arrived on the same connection. */
  hasWaiting({ socket }: Pick<IncomingMessage, 'socket'>): boolean {
    return this.#open.get(socket)?.hasWaiting ?? false
  }

  /**
   * Sets how long the client of a response may read no byte; 30 s unless set. Streams that send little need more.
   */
  allowStall({ socket }: Pick<IncomingMessage, 'socket'>, limitMs: number): void {
    this.#open.get(socket)?.allowStall(limitMs)
  }

  /** Refuses bytes that are not a valid request, once the requests before them have been answered; then closes. */
  refuse(socket: Duplex, refusal: Refusal): void {
    this.#open.get(socket)?.refuse(refusal)
  }

  /**
   * Ends the connections that no request is using, and from now on those that still arrive. Node's own
   * closeIdleConnections leaves out those on which nothing was ever sent, and browsers open such ones in advance: with
   * one of them a server would not stop before its grace has passed.
   */
  closeIdle(): void {
    this.#isClosing = true
    for (const socket of this.#handshakes.values()) socket.destroy()
    for (const [socket, connection] of this.#open) if (connection.isIdle) socket.destroy()
  }

  /**
   * Ends the open connections, each as soon as no request uses it: what their handshakes have found out, such as which
   * client certificates are trusted, does not hold any more.
   */
  renew(): void {
    for (const [socket, connection] of this.#open) {
      this.#ending.add(socket)
      if (connection.isIdle) socket.destroy()
    }
  }

  /** Whether the connection of a request is closed when no request uses it. */
  isEnding({ socket }: Pick<IncomingMessage, 'socket'>): boolean {
    return this.#ending.has(socket)
  }

  /** Leaves a connection to another protocol. */
  release(socket: Duplex): void {
    this.#open.delete(socket)
  }

  #becomeIdle(socket: Socket): void {
    if (this.#ending.has(socket)) socket.destroySoon()
    this.#reportIdle()
  }

  /** Waits until no request is using a connection. */
  idle(): Promise<void> {
    return this.#isIdle ? Promise.resolve() : new Promise((resolve) => void this.#whenIdle.add(resolve))
  }

  get #isIdle(): boolean {
    for (const connection of this.#open.values()) if (!connection.isIdle) return false
    return true
  }

  #reportIdle(): void {
    if (this.#whenIdle.size === 0 || !this.#isIdle) return
    for (const resolve of this.#whenIdle) resolve()
    this.#whenIdle.clear()
  }

  /** Closes the connections whose clients have read no byte for longer than they may. */
  closeStalled(): void {
    const nowMs = this.parts.now()
    for (const connection of this.#open.values())
      if (!connection.isIdle && connection.isStalled(nowMs)) this.#drop(connection)
  }

  /**
   * Closes the connection whose client has read no byte for the longest time, because there is no room for others.
   * @returns false when all clients read what they are sent.
   */
  closeLongestStalled(): boolean {
    const nowMs = this.parts.now()
    let longest: Connection | null = null
    let longestMs = CLOSABLE_AFTER_MS
    for (const connection of this.#open.values()) {
      const stalledMs = connection.isIdle ? 0 : connection.stalledMs(nowMs)
      if (stalledMs < longestMs) continue
      longest = connection
      longestMs = stalledMs
    }
    if (longest === null) return false
    this.#drop(longest)
    return true
  }

  #drop(connection: Connection): void {
    const { response, socket } = connection
    this.#open.delete(socket)
    if (response !== null) this.parts.onDropped?.(response)
    socket.destroy()
  }
}
