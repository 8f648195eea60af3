import { getEventListeners } from 'node:events'
import { GraphQLError } from 'graphql'
import type { Stopping } from '../async/operation-slices.js'
import { RequestAbandoned, SourceFailure } from '../errors/source-failure.js'

/** Created once: capturing the stack of an error takes time. */
const REQUEST_ABANDONED = new RequestAbandoned()

/** Whether a reason is that a deadline has passed, and not that nobody waits any more. */
const isDeadline = (reason: unknown): boolean =>
  reason instanceof SourceFailure && !(reason instanceof RequestAbandoned)

/** A time limit for the sources of one request. It also ends when the client has gone away. */
export class RequestDeadline {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #leave = (): void => this.end(false)

  /**
   * @param client fires when the client has gone away.
   * @param limitMs after how many milliseconds sources are given up.
   * @param what the limit, for the message of the failure.
   */
  constructor(
    private readonly client: AbortSignal,
    limitMs: number,
    what: string,
  ) {
    const message = `${what} ${limitMs} ms were used up before the source had answered`
    this.#timer = setTimeout(() => this.#controller.abort(new SourceFailure('DEADLINE', message)), limitMs)
    this.#timer.unref()
    if (client.aborted) this.#leave()
    else client.addEventListener('abort', this.#leave, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /**
   * Ends the limit. If the timer ran on, it would retain the parts of every request.
   * @param whole whether no work is left.
   */
  end(whole: boolean): void {
    clearTimeout(this.#timer)
    this.client.removeEventListener('abort', this.#leave)
    // Creating and dispatching the abort event takes time, which is saved when there are no listeners.
    if (!whole || getEventListeners(this.signal, 'abort').length > 0) this.#controller.abort(REQUEST_ABANDONED)
  }
}

/**
 * At the deadline, sources that have not answered are abandoned, and what the others returned is still sent: this allows
 * pages of a few lists. In records.
 */
const UNITS_AFTER_DEADLINE = 10_000

/** The signal is read only after a lot of work: most requests never need their deadline. */
export class RequestStopping implements Stopping {
  constructor(private readonly context: { readonly stopSignal: AbortSignal }) {}
  get signal(): AbortSignal {
    return this.context.stopSignal
  }
  unitsLeft(reason: unknown): number {
    return isDeadline(reason) ? UNITS_AFTER_DEADLINE : 0
  }
  toError(reason: unknown): GraphQLError {
    return new GraphQLError(
      isDeadline(reason)
        ? 'the deadline passed while the response was being built; request fewer records'
        : REQUEST_ABANDONED.message,
      { extensions: { code: REQUEST_ABANDONED.code, retryable: REQUEST_ABANDONED.retryable } },
    )
  }
}
