import { Socket } from 'node:net'
import { buildConnector, Pool } from 'undici'
import { Countdown } from '../async/countdown.js'
import { untilAborted } from '../async/until-aborted.js'
import { authorizationFor, type HttpProxy } from './proxy.js'
import { connectFailure, refusal, tooLate } from './proxy-failure.js'
import { RefusedCredentials } from './refused-credentials.js'

// Connections through a proxy to servers that speak TLS: the proxy is asked to CONNECT (RFC 9110, 9.3.6), and cannot read
// what follows.
//
// undici's ProxyAgent is not used: it reports what a proxy answers as the text of an error that looks like one of the
// caller, waits up to five minutes for an answer, and sets no limits on connections for forwarded requests.

/** How long the proxy may take to connect, in milliseconds; but at most a part of the time of the request. */
const LONGEST_CONNECT_MS = 10_000
/** The rest is for the request itself; and a proxy that is late is reported before the source would be. */
const SHARE_OF_TIMEOUT = 0.8

export const connectTimeoutMs = (timeoutMs: number): number =>
  Math.min(LONGEST_CONNECT_MS, timeoutMs * SHARE_OF_TIMEOUT)

/** Connects to a proxy itself, over TLS where it is an https proxy. */
export function proxyConnector({ ca }: HttpProxy): buildConnector.connector {
  const connect = buildConnector({ ...(ca === undefined ? {} : { ca }), allowH2: false, timeout: LONGEST_CONNECT_MS })
  // undici takes the server name for TLS from the Host header, which names the server behind the proxy.
  return ({ servername: _, ...where }, callback) => connect(where, callback)
}

/** The tunnels through one proxy. */
export class Tunnels {
  readonly #pool: Pool
  readonly #refused: RefusedCredentials

  /**
   * @param timeoutMs how long the proxy may take to connect.
   * @param monotonicNow in milliseconds.
   */
  constructor(
    private readonly proxy: HttpProxy,
    private readonly timeoutMs: number,
    monotonicNow: () => number,
  ) {
    this.#refused = new RefusedCredentials(proxy, monotonicNow)
    this.#pool = new Pool(proxy.origin, {
      connect: proxyConnector(proxy),
      allowH2: false,
      pipelining: 1,
      // Each CONNECT has a time limit of the gateway's own.
      headersTimeout: 0,
    })
  }

  /** @returns a connector that connects to servers through the proxy, and then speaks TLS as `secure` does. */
  connector(secure: buildConnector.connector): buildConnector.connector {
    return (options, callback) => {
      this.#open(options.hostname, options.port).then(
        (httpSocket) => secure({ ...options, httpSocket }, callback),
        (error: unknown) => callback(connectFailure(this.proxy, error), null),
      )
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }

  async #open(hostname: string, port: string): Promise<Socket> {
    const { pause } = this.#refused
    if (pause !== null) throw pause
    const authority = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port === '' ? '443' : port}`
    const authorization = authorizationFor(this.proxy)
    const { signal, clear } = this.#timeLimit()
    try {
      const connecting = this.#pool.connect({
        path: authority,
        headers: { host: authority, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) },
        signal,
      })
      // undici itself would continue to wait for a connection to the proxy.
      const { statusCode, socket } = await untilAborted(connecting, signal)
      this.#refused.record(statusCode)
      if (socket instanceof Socket && statusCode >= 200 && statusCode <= 299) return socket
      socket.on('error', () => undefined).destroy()
      throw refusal(this.proxy, statusCode)
    } finally {
      clear()
    }
  }

  #timeLimit(): { readonly signal: AbortSignal; readonly clear: () => void } {
    const controller = new AbortController()
    const countdown = new Countdown(this.timeoutMs, () => controller.abort(tooLate(this.proxy)))
    return { signal: controller.signal, clear: () => countdown.clear() }
  }
}
