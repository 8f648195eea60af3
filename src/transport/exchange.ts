import type { Dispatcher } from 'undici'
import type { Settling } from '../async/until-aborted.js'

// One HTTP request and its answer, over a pool of connections.
//
// undici's dispatch is used directly, not its request(): a body that is handed on as it comes needs no stream around
// it, and a request that still waits for a connection can be given up at once (request() would wait with it).

export interface Message {
  readonly method: Dispatcher.HttpMethod
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface AnswerHead {
  readonly httpStatus: number
  /** The first value of a header, by its name in lower case. */
  readonly header: (name: string) => string | null
  /** Every value of a header. */
  readonly headers: (name: string) => readonly string[]
}

/** Takes the body of an answer. What it throws ends the exchange. */
export interface BodySink {
  write(chunk: Buffer): void
  end(): void
  /** No more will come; give up what is under way. */
  close(): void
}

/** How the taker of a body steers the exchange. Calls after the end have no effect. */
export interface Flow<Result> {
  pause(): void
  resume(): void
  /** The result stands; what is left of the body is not read. */
  done(result: Result): void
  fail(error: unknown): void
}

export type OpenBody<Result> = (head: AnswerHead, flow: Flow<Result>) => BodySink

function readHead(httpStatus: number, values: Record<string, string | string[] | undefined>): AnswerHead {
  const headers = (name: string): readonly string[] => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? [] : typeof value === 'string' ? [value] : value
  }
  return { httpStatus, headers, header: (name) => headers(name)[0] ?? null }
}

/**
 * Sends one request; redirects are not followed and nothing is repeated.
 * @param open is called with the head of the answer; its sink takes the body and ends the exchange.
 * @throws the signal's reason; what `open` or its sink throws; errors of undici and of the network, as they are.
 */
export function exchange<Result>(
  dispatcher: Dispatcher,
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

/** What ends a connection whose answer nobody waits for any more. It is never seen outside. */
const GIVEN_UP = new Error('given up')

// What has ended lets go of everything: see until-aborted.ts. Functions that are fields, made in a constructor, keep an
// object alive as long as such a listener does; so these are methods.
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
    if (this.#settling === null) controller.abort(GIVEN_UP)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    httpStatus: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (httpStatus < 200) return
    this.#attempt(() => {
      this.#sink = this.open(readHead(httpStatus, headers), this)
    })
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#attempt(() => this.#sink?.write(chunk))
  }

  onResponseEnd(): void {
    // The connection is free from here on, whatever becomes of the answer.
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

  /** @returns null when it has ended before. */
  #end(): Settling<Result> | null {
    const [settling, sink] = [this.#settling, this.#sink]
    if (settling === null) return null
    this.#settling = null
    this.#sink = null
    this.signal.removeEventListener('abort', this)
    sink?.close()
    this.#controller?.abort(GIVEN_UP)
    return settling
  }
}
