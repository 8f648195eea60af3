import type { Declaration, StartDecoder, VendorRequest } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import type { Clock } from '../async/clock.js'
import { toFailure } from '../errors/network-errors.js'
import { RequestAbandoned, SourceFailure } from '../errors/source-failure.js'
import type { BaseUrl } from '../net/base-url.js'
import type { RequestDispatcher } from '../outbound/contract.js'
import { readAnswer } from './answer.js'
import type { AttemptContext, OnHead } from './authentication/authenticator.js'
import { exchange, type Message, type OpenBody } from './exchange.js'
import { formatBody, formatTarget } from './request-target.js'

// Single HTTP exchanges with a source, and the events that report them.

/**
 * What happened on the wire, as logs and metrics may see it: no address but that of a proxy, no parameter, no text of the
 * vendor, no secret.
 */
export type TransportEvent = RequestEvent | RepairEvent

/** An answer was read, but characters in its values had to be repaired: the rows hold U+FFFD, or text as it was sent. */
export interface RepairEvent {
  readonly type: 'repaired'
  readonly operation: string
  readonly repairs: number
}

/** One HTTP request. */
export interface RequestEvent {
  readonly type: 'request'
  readonly operation: string
  readonly method: VendorRequest['method']
  /** Null when there was no response. */
  readonly httpStatus: number | null
  /** Bytes of the response body on the wire (compressed, if it is), as far as it was read. */
  readonly bytes: number
  readonly durationMs: number
  /**
   * CHALLENGED: the source requested credentials, which is how digest authentication starts. CANCELLED: the caller
   * no longer needs the result. INTERNAL: a bug in the gateway.
   */
  readonly outcome: 'OK' | 'CHALLENGED' | 'CANCELLED' | 'INTERNAL' | ErrorCode
  /** What a proxy of the operator's has done instead, with its host and port; absent: nothing went wrong at a proxy. */
  readonly proxy?: string
}

export interface WireAnswer<Result> {
  readonly result: Result
  readonly httpStatus: number
  /** When the response headers arrived, in milliseconds since 1970: the rows were read at this time or later. */
  readonly receivedAtMs: number
  /** Bytes of the body on the wire (compressed, if it is). */
  readonly bytes: number
}

export interface WireOptions {
  readonly declaration: Pick<Declaration, 'auth' | 'faults' | 'readError'>
  readonly maxResponseBytes: number
  readonly clock: Clock
  readonly onEvent?: (event: TransportEvent) => void
}

/** The context of one exchange: its signal, credentials, headers and callbacks. */
export interface Sending extends Pick<AttemptContext, 'signal' | 'count'> {
  readonly authorization?: string | undefined
  /** Additional headers, with names in lower case. They cannot replace the headers that `Wire` sets itself. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly onHead?: OnHead | undefined
  /** Called immediately before the request is sent; when it throws or rejects, the request is not sent. */
  readonly beforeSend?: (() => void | Promise<void>) | undefined
}

export class Wire {
  constructor(
    private readonly base: BaseUrl,
    private readonly dispatcher: RequestDispatcher,
    private readonly options: WireOptions,
  ) {}

  /**
   * Sends one request and reads its response. Emits one event when it has ended.
   * @throws SourceFailure; the signal's reason; anything else is a bug.
   */
  async send<Result>(
    request: VendorRequest,
    start: StartDecoder<Result>,
    sending: Sending,
  ): Promise<WireAnswer<Result>> {
    const { clock } = this.options
    const message = toMessage(this.base, request, sending)
    const seen: Seen = { httpStatus: null, bytes: 0 }
    const startedAtMs = clock.monotonicNow()
    let outcome: RequestEvent['outcome'] = 'OK'
    let proxy: string | null = null
    const prepared = sending.beforeSend?.()
    if (prepared !== undefined) await prepared
    sending.count()
    try {
      return await exchange(this.dispatcher, message, sending.signal, this.#open(request, start, seen, sending.onHead))
    } catch (error) {
      const failure = toFailure(error, sending.signal)
      outcome =
        failure === null ? (sending.signal.aborted ? 'CANCELLED' : 'INTERNAL') : this.#outcomeOf(failure, sending)
      proxy = failure?.proxy ?? null
      throw failure ?? error
    } finally {
      const { operation, method } = request
      const durationMs = clock.monotonicNow() - startedAtMs
      const event = { type: 'request', operation, method, ...seen, durationMs, outcome } as const
      this.options.onEvent?.(proxy === null ? event : { ...event, proxy })
    }
  }

  #outcomeOf(failure: SourceFailure, { authorization }: Sending): RequestEvent['outcome'] {
    if (failure instanceof RequestAbandoned) return 'CANCELLED'
    const { code, observed } = failure
    const asksForCredentials = (observed?.challenges?.length ?? 0) > 0
    const begins = this.options.declaration.auth.scheme === 'digest' && authorization === undefined
    return begins && asksForCredentials ? 'CHALLENGED' : code
  }

  #open<Result>(
    { operation }: VendorRequest,
    start: StartDecoder<Result>,
    seen: Seen,
    onHead: Sending['onHead'],
  ): OpenBody<WireAnswer<Result>> {
    const { clock, onEvent } = this.options
    const onBytes = (count: number): void => {
      seen.bytes += count
    }
    const onRepairs = (repairs: number): void => onEvent?.({ type: 'repaired', operation, repairs })
    const read = readAnswer(start, { ...this.options, onBytes, onRepairs })
    return (head, flow) => {
      const { httpStatus } = head
      const receivedAtMs = clock.now()
      seen.httpStatus = httpStatus
      onHead?.(head)
      return read(head, {
        pause: () => flow.pause(),
        resume: () => flow.resume(),
        fail: (error) => flow.fail(error),
        done: (result) => flow.done({ result, httpStatus, receivedAtMs, bytes: seen.bytes }),
      })
    }
  }
}

interface Seen {
  httpStatus: number | null
  bytes: number
}

const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

function toMessage(base: BaseUrl, request: VendorRequest, { authorization, headers }: Sending): Message {
  if (authorization !== undefined && !HEADER_VALUE.test(authorization)) {
    throw new SourceFailure('UNAUTHENTICATED', 'the credentials hold characters that an HTTP header cannot carry')
  }
  const body = formatBody(request)
  return {
    method: request.method,
    target: formatTarget(base, request),
    headers: {
      ...headers,
      accept: request.accept,
      'accept-encoding': 'gzip',
      'user-agent': 'trunkline',
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === null ? {} : { 'content-type': body.contentType }),
    },
    body: body?.text ?? null,
  }
}
