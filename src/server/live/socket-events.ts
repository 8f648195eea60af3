import type { ExecutionResult } from 'graphql'
import type { LiveStream } from '../../live/contract.js'

export interface SocketEventsListener {
  /** Called with each event. */
  onSent(): void
  /** Called when the stream has ended by itself. */
  onCut(): void
  /** Called once when it has ended, whatever the reason. */
  onClosed(): void
}

/** The events of a stream as graphql-ws reads them: the next one when it has sent the one before. */
export class SocketEvents implements AsyncGenerator<ExecutionResult, void, void> {
  #isClosed = false

  constructor(
    private readonly stream: LiveStream,
    private readonly listener: SocketEventsListener,
  ) {}

  async next(): Promise<IteratorResult<ExecutionResult, void>> {
    const event = await this.stream.next()
    if (event !== null && !this.#isClosed) {
      this.listener.onSent()
      return { done: false, value: event.result }
    }
    if (!this.#isClosed) this.listener.onCut()
    this.#close()
    return OVER
  }

  async return(): Promise<IteratorReturnResult<void>> {
    this.#close()
    return OVER
  }

  async throw(): Promise<IteratorReturnResult<void>> {
    return this.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close()
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.stream.close()
    this.listener.onClosed()
  }
}

const OVER: IteratorReturnResult<void> = { done: true, value: undefined }
