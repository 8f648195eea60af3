import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Connections } from './connections.js'
import { checkTls, replaceTls, type ServerTls, urlOf } from './create-server.js'
import { createGracefulStop, type GracefulStop } from './graceful-stop.js'
import { createHttpFront } from './http-app.js'
import { noRoom } from './no-room.js'
import type { Refusal } from './refusal.js'
import { type Listeners, RequestEntry } from './request-entry.js'
import { createRequestSignals, type RequestSignals } from './request-signals.js'
import { UnsentAnswers } from './unsent-answers.js'

const DEFAULT_CONNECTIONS = 10_000
const DEFAULT_UNSENT_BYTES = 256 * 1024 * 1024
const DEFAULT_GRACE_MS = 10_000

/** What of the front can be changed while it serves. */
export interface FrontSettings {
  /** The certificate of the server; absent: plain HTTP, which cannot be changed. */
  readonly tls?: ServerTls | undefined
  /** The most connections at once; 10 000 unless given. */
  readonly maxConnections?: number | undefined
  /** The most bytes of responses that clients have not read yet, over all connections; 256 MiB unless given. */
  readonly maxUnsentBytes?: number | undefined
  /** How long requests in flight may still take when the server stops, in milliseconds; 10 s unless given. */
  readonly stopGraceMs?: number | undefined
}

export interface HttpFront extends Pick<GracefulStop, 'stopping' | 'isLast' | 'stop'> {
  readonly signals: RequestSignals
  readonly unsent: UnsentAnswers
  /**
   * Listens on an address; `replace` must have been called before.
   * @returns scheme, host and port, without a path.
   * @throws Error when the address cannot be had.
   */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>
  /**
   * In one step, passes the requests that arrive from now on to other listeners, under other settings.
   * @returns a promise that resolves when the last request of the former listeners has ended.
   */
  replace(listeners: Listeners, settings: FrontSettings): Promise<void>
  /** Sets how long the client of a response may read no byte, in milliseconds; 30 s unless set. */
  allowStall(request: IncomingMessage, limitMs: number): void
}

export interface HttpFrontParts {
  readonly settings: FrontSettings
  /** Called for bytes that are not a valid request, and for what is refused because there is no room. */
  readonly onMalformed: ((address: string | null, refusal: Refusal) => void) | undefined
  /** Ends what would not end by itself, such as subscriptions, when the server stops. */
  readonly cutStreams: () => void
  /** What to close when no request is left. */
  readonly afterwards: () => Promise<void>
}

/** Opens the part of the server that outlives the replacement of what answers requests: the listener and its connections. */
export function openHttpFront({ settings: first, onMalformed, cutStreams, afterwards }: HttpFrontParts): HttpFront {
  let settings = first
  const entry = new RequestEntry({
    request: (_request, response) => void response.destroy(),
    upgrade: (_request, connection) => void connection.destroy(),
  })
  const connections = new Connections({
    now: () => performance.now(),
    onDropped: (response) => unsent.release(response),
  })
  const unsent = new UnsentAnswers({
    mostBytes: () => settings.maxUnsentBytes ?? DEFAULT_UNSENT_BYTES,
    closeStalled: () => connections.closeLongestStalled(),
    onFull: () => onMalformed?.(null, noRoom),
  })
  const signals = createRequestSignals()
  const server = createHttpFront({
    maxConnections: settings.maxConnections ?? DEFAULT_CONNECTIONS,
    connections,
    tls: settings.tls,
    listeners: { request: entry.listen, upgrade: entry.upgrade },
    onMalformed,
  })
  const graceMs = (): number => settings.stopGraceMs ?? DEFAULT_GRACE_MS
  return {
    ...createGracefulStop({ server, connections, signals, graceMs, cutStreams, afterwards }),
    signals,
    unsent,
    async listen({ host, port }) {
      server.listen(port, host)
      await once(server, 'listening')
      return urlOf(server, settings.tls === undefined ? 'http' : 'https')
    },
    allowStall: (request, limitMs) => connections.allowStall(request, limitMs),
    replace(listeners, next) {
      if (next.tls !== undefined) replaceTls(server, next.tls)
      const trustsOthers = next.tls?.clientCa !== settings.tls?.clientCa
      settings = next
      server.maxConnections = next.maxConnections ?? DEFAULT_CONNECTIONS
      const over = entry.replace(listeners)
      // What was found out about a client by its certificate holds as long as its connection.
      if (trustsOthers) connections.renew()
      return over
    },
  }
}

/** @throws Error where the settings cannot be used, so that nothing is replaced. */
export const checkFrontSettings = ({ tls }: FrontSettings): void => (tls === undefined ? undefined : checkTls(tls))
