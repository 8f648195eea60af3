import type { Dispatcher } from 'undici'
import type { Settling } from '../async/until-aborted.js'
import type { RequestDispatcher } from '../outbound/contract.js'

// One HTTP request and its response, over a connection pool.
//
// undici's dispatch is used directly instead of request(): the body is passed on as it arrives without a stream around
// it, and a request that is still waiting for a connection can be abandoned at once (with request() the caller would
// keep waiting).

export interface Message {
  readonly method: Dispatcher.HttpMethod
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface AnswerHead {
  readonly httpStatus: number
  /** The text beside the status; often empty. */
  readonly statusText: string
  /** The first value of a header, by its name in lower case. */
  readonly header: (name: string) => string | null
  /** Every value of a header. */
  readonly headers: (name: string) => readonly string[]
}

/** Receives the body of a response. An error that it throws ends the exchange. */
export interface BodySink {
  write(chunk: Buffer): void
  end(): void
  /** The exchange has ended: no more data follows, and pending work must be dropped. */
  close(): void
}

/** Lets the receiver of a body control the exchange. Calls after the end have no effect. */
export interface Flow<Result> {
  pause(): void
  resume(): void
  /** Ends the exchange with its result; the rest of the body is not read. */
  done(result: Result): void
  fail(error: unknown): void
}

export type OpenBody<Result> = (head: AnswerHead, flow: Flow<Result>) => BodySink

function readHead(
  httpStatus: number,
  values: Record<string, string | string[] | undefined>,
  statusText: string,
): AnswerHead {
  const headers = (name: string): readonly string[] => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? [] : typeof value === 'string' ? [value] : value
  }
  return { httpStatus, statusText, headers, header: (name) => headers(name)[0] ?? null }
}

/**
 * Sends one request; redirects are not followed and nothing is repeated.
 * @param open called with the head of the response; the sink it returns receives the body and ends the exchange.
 * @throws the signal's reason; errors thrown by `open` or its sink; errors of undici and of the network, unchanged.
 */
export function exchange<Result>(
  dispatcher: RequestDispatcher,
  message: Message,
  signal: AbortSignal,
  open: OpenBody<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const state = new ExchangeState(signal, open, { resolve, reject })
    if (signal.aborted) return state.fail(signal.reason)
    signal.addEventListener('abort', state, { once: true })
    const { method, target, headers, body } = message
    dispatcher.dispatch({ path: target, method, headers, body }, state)
  })
}

/** Closes a connection when its response is no longer needed. Never visible to callers. */
const ABANDONED = new Error('abandoned')

// Releases all references when it has ended: see until-aborted.ts. Methods rather than closures in fields: closures made
// in the constructor would stay reachable as long as the abort listener is.
class ExchangeState<Result> implements Dispatcher.DispatchHandler, Flow<Result> {
  #controller: Dispatcher.DispatchController | null = null
  #sink: BodySink | null = null
  #settling: Settling<Result> | null

  constructor(
    private readonly signal: AbortSignal,
    private readonly open: OpenBody<Result>,
    settling: Settling<Result>,
  ) {
    this.#settling = settling
  }

  /** The signal has fired. */
  handleEvent(): void {
    this.fail(this.signal.reason)
  }
  pause(): void {
    this.#controller?.pause()
  }
  resume(): void {
    this.#controller?.resume()
  }
  done(result: Result): void {
    this.#end()?.resolve(result)
  }
  fail(error: unknown): void {
    this.#end()?.reject(error)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#settling === null) controller.abort(ABANDONED)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    httpStatus: number,
    headers: Record<string, string | string[] | undefined>,
    statusText = '',
  ): void {
    if (httpStatus < 200) return
    this.#attempt(() => {
      this.#sink = this.open(readHead(httpStatus, headers, statusText), this)
    })
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#attempt(() => this.#sink?.write(chunk))
  }

  onResponseEnd(): void {
    // The connection is free from here on, even when decoding fails.
    this.#controller = null
    this.#attempt(() => this.#sink?.end())
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#controller = null
    this.fail(error)
  }

  #attempt(step: () => void): void {
    if (this.#settling === null) return
    try {
      step()
    } catch (error) {
      this.fail(error)
    }
  }

  /** @returns null when it had already ended. */
  #end(): Settling<Result> | null {
    const [settling, sink] = [this.#settling, this.#sink]
    if (settling === null) return null
    this.#settling = null
    this.#sink = null
    this.signal.removeEventListener('abort', this)
    sink?.close()
    this.#controller?.abort(ABANDONED)
    return settling
  }
}
