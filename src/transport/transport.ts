import type { Declaration, StartDecoder, VendorRequest } from '../../adapters/contract.js'
import type { Clock } from '../async/clock.js'
import { toFailure } from '../errors/network-errors.js'
import { parseBaseUrl } from '../net/base-url.js'
import { openConnections } from '../outbound/connections.js'
import type { Connections } from '../outbound/contract.js'
import type { HttpProxy } from '../outbound/proxy.js'
import { startAttempt } from './attempt-timeout.js'
import type { Authenticator, AuthenticatorParts } from './authentication/authenticator.js'
import { createAuthenticator } from './authentication/create-authenticator.js'
import type { LoginExchange } from './authentication/login-exchange.js'
import type { RefusalExchange } from './authentication/refusal-exchange.js'
import { formatTarget } from './request-target.js'
import { type TransportEvent, Wire, type WireAnswer } from './wire.js'

// Sends one request to one vendor and reads the response: a single attempt, including authentication. Retries, circuit
// breaker, concurrency limit and cache are composed around `send`.

export type { TransportEvent } from './wire.js'

export interface TransportOptions {
  /** The configured URL of the source; request paths are appended to it. */
  readonly url: string
  readonly declaration: Pick<Declaration, 'auth' | 'faults' | 'readError'>
  readonly tls?: {
    /** The certificate authority to trust instead of the default ones, as PEM text. */
    readonly ca?: string
    /** The name that the certificate must be issued for, instead of the host in the URL. */
    readonly serverName?: string
    /** The certificate that is presented to the source, and its private key, as PEM text. */
    readonly cert?: string
    readonly key?: string
    /** Accepts any certificate. */
    readonly insecure?: boolean
  }
  /** The proxy that all connections go through; they are direct unless given. */
  readonly proxy?: HttpProxy | undefined
  /** How long attempts may take, in milliseconds: a proxy gets a part of it to connect. */
  readonly timeoutMs?: number
  /** The maximum size of a response body; applies both before and after decompression. */
  readonly maxResponseBytes: number
  readonly maxConnections: number
  readonly clock: Clock
  /** Shares refused credentials with other instances; there are none unless given. */
  readonly refusals?: RefusalExchange | undefined
  /** Shares log-ins with other instances; there are none unless given. */
  readonly logins?: LoginExchange | undefined
  /** Called when an HTTP request has ended, including log-ins and digest round trips. Must not throw. */
  readonly onEvent?: (event: TransportEvent) => void
}

export interface Answer<Result> extends WireAnswer<Result> {
  /**
   * The number of HTTP requests that were sent, including digest round trips and log-ins. A log-in counts only for the
   * request that started it.
   */
  readonly requests: number
}

interface SendOptions {
  /** Ends the request when it fires; its reason is thrown unchanged. */
  readonly signal: AbortSignal
  /** The limit for the whole attempt: waiting for a connection, log-in, digest round trip and body. */
  readonly timeoutMs: number
  /** Additional headers such as `traceparent`, with names in lower case. They are not sent with a log-in. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Called for each HTTP request when it is sent, whether or not it succeeds: the same ones that `Answer.requests` counts. */
  readonly onRequest?: (() => void) | undefined
  /** Called immediately before the request itself (not a log-in) is sent; when it throws or rejects, the request is not sent. */
  readonly beforeSend?: (() => void | Promise<void>) | undefined
}

export interface Transport {
  /**
   * Sends a request and decodes the response as it arrives. Only a request with refused credentials is repeated, and
   * only once. Both the timeout and the signal close the connection.
   * @throws SourceFailure when anything goes wrong at the source; the signal's reason; anything else is a bug.
   */
  send<Result>(request: VendorRequest, start: StartDecoder<Result>, options: SendOptions): Promise<Answer<Result>>
  /**
   * Closes all connections. Requests in flight fail with UNREACHABLE, unless it waits for them; then others must not be
   * sent any more.
   */
  close(options?: { readonly waits?: boolean }): Promise<void>
}

/**
 * Creates the transport for one source, with its own connection pool.
 * @throws Error when the URL cannot be used.
 */
export function createTransport(options: TransportOptions): Transport {
  const base = parseBaseUrl(options.url)
  const pool = openPool(base.origin, options)
  const wire = new Wire(base, pool, options)
  const sendPlain: AuthenticatorParts['sendPlain'] = async (request, start, { timeoutMs, count }) => {
    const { signal, clear } = startAttempt(timeoutMs)
    try {
      return (await wire.send(request, start, { signal, count })).result
    } finally {
      clear()
    }
  }
  const signing = { clock: options.clock, target: (request: VendorRequest) => formatTarget(base, request), sendPlain }
  const authenticator = createAuthenticator(options.declaration.auth, signing, options)
  return {
    send: (request, start, sending) => sendSigned(wire, authenticator, request, start, sending),
    close: ({ waits = false } = {}) => (waits ? pool.close() : pool.destroy()),
  }
}

async function sendSigned<Result>(
  wire: Wire,
  authenticator: Authenticator,
  request: VendorRequest,
  start: StartDecoder<Result>,
  { signal: outer, timeoutMs, headers, onRequest, beforeSend }: SendOptions,
): Promise<Answer<Result>> {
  const { signal, clear } = startAttempt(timeoutMs, outer)
  let requests = 0
  const count = (): void => {
    requests += 1
    onRequest?.()
  }
  try {
    signal.throwIfAborted()
    const answer = await authenticator.run(
      request,
      (signed, authorization, onHead) =>
        wire.send(signed, start, { signal, count, authorization, headers, onHead, beforeSend }),
      { signal, timeoutMs, count },
    )
    return { ...answer, requests }
  } catch (error) {
    throw toFailure(error, signal) ?? error
  } finally {
    clear()
  }
}

/** Where the time of attempts is not given, only the limit of connections to proxies applies. */
const NO_LIMIT_MS = Number.MAX_SAFE_INTEGER

function openPool(
  origin: string,
  { tls, maxConnections, proxy, timeoutMs = NO_LIMIT_MS, clock }: TransportOptions,
): Connections {
  return openConnections({
    origin,
    proxy,
    timeoutMs,
    monotonicNow: clock.monotonicNow,
    pool: {
      connections: maxConnections,
      pipelining: 1,
      // One request per connection at a time: aborting a request closes its connection and must not affect other requests.
      allowH2: false,
      // The attempt timeout covers these.
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    tls: {
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
      ...(tls?.serverName === undefined ? {} : { servername: tls.serverName }),
      ...(tls?.cert === undefined || tls.key === undefined ? {} : { cert: tls.cert, key: tls.key }),
      rejectUnauthorized: tls?.insecure !== true,
    },
  })
}
