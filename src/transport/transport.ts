import { Pool } from 'undici'
import type { Declaration, StartDecoder, VendorRequest } from '../../adapters/contract.js'
import type { Clock } from '../async/clock.js'
import { toFailure } from '../errors/network-errors.js'
import { parseBaseUrl } from '../net/base-url.js'
import { startAttempt } from './attempt-timeout.js'
import type { Authenticator, AuthenticatorParts } from './authentication/authenticator.js'
import { createAuthenticator } from './authentication/create-authenticator.js'
import { formatTarget } from './request-target.js'
import { type TransportEvent, Wire, type WireAnswer } from './wire.js'

// How one request reaches one vendor, and how its answer comes back: one attempt, with its authentication. What is
// above it (retries, breaker, slots, cache) is composed around `send`.

export type { TransportEvent } from './wire.js'

export interface TransportOptions {
  /** The configured URL of the source; the paths of requests are appended to it. */
  readonly url: string
  readonly declaration: Pick<Declaration, 'auth' | 'faults' | 'readError'>
  readonly tls?: {
    /** The certificate authority that is trusted instead of the usual ones, as PEM text. */
    readonly ca?: string
    /** Accepts any certificate. */
    readonly insecure?: boolean
  }
  /** The most bytes of an answer, packed as well as unpacked. */
  readonly maxResponseBytes: number
  readonly maxConnections: number
  readonly clock: Clock
  /** Told about every HTTP request when it has ended, log-ins and digest round trips included. Must not throw. */
  readonly onEvent?: (event: TransportEvent) => void
}

export interface Answer<Result> extends WireAnswer<Result> {
  /** The HTTP requests that this took, with digest round trips and log-ins. A log-in is counted for who began it. */
  readonly requests: number
}

export interface SendOptions {
  /** Its reason ends the request, and comes back as it is. */
  readonly signal: AbortSignal
  /** For all of it: waiting for a connection, log-in, digest round trip and body. */
  readonly timeoutMs: number
  /** Headers to send along, such as `traceparent`, by their names in lower case. A log-in goes without them. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Called with every HTTP request as it is sent, whatever becomes of it: those that `Answer.requests` counts. */
  readonly onRequest?: (() => void) | undefined
  /** Called right before the request itself goes out, and not before a log-in; when it throws, it is not sent. */
  readonly beforeSend?: (() => void) | undefined
}

export interface Transport {
  /**
   * Sends a request once, and reads its answer with a decoder as it comes. Nothing is repeated but a request whose
   * credentials were refused, once. Both the timeout and the signal close the connection.
   * @throws SourceTrouble for whatever goes wrong at the source; the signal's reason; anything else is a bug.
   */
  send<Result>(request: VendorRequest, start: StartDecoder<Result>, options: SendOptions): Promise<Answer<Result>>
  /** Closes all connections. What is still under way fails as UNREACHABLE. */
  close(): Promise<void>
}

/**
 * The way to one source, with its own connections.
 * @throws Error when the URL is not one that can be used.
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
  const authenticator = createAuthenticator(options.declaration.auth, {
    clock: options.clock,
    target: (request) => formatTarget(base, request),
    sendPlain,
  })
  return {
    send: (request, start, sending) => sendSigned(wire, authenticator, request, start, sending),
    close: () => pool.destroy(),
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
      (signed, authorization, onStatus) =>
        wire.send(signed, start, { signal, count, authorization, headers, onStatus, beforeSend }),
      { signal, timeoutMs, count },
    )
    return { ...answer, requests }
  } catch (error) {
    throw toFailure(error, signal) ?? error
  } finally {
    clear()
  }
}

function openPool(origin: string, { tls, maxConnections }: TransportOptions): Pool {
  return new Pool(origin, {
    connections: maxConnections,
    pipelining: 1,
    // One request per connection: ending a request ends its connection, and no other with it.
    allowH2: false,
    // The attempt's own timeout covers these.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { ...(tls?.ca === undefined ? {} : { ca: tls.ca }), rejectUnauthorized: tls?.insecure !== true },
  })
}
