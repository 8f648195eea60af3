import type { ServerResponse } from 'node:http'
import { type Body, lengthOf } from './sliced-json.js'

/** Shorter responses are not counted: the kernel accepts them almost at once. */
const SHORT_BYTES = 16 * 1024

export interface UnsentAnswersParts {
  /** The most bytes that may wait for clients to read them, over all connections. */
  readonly mostBytes: () => number
  /**
   * Closes the connection whose client has read no byte for the longest time, and releases its response.
   * @returns false when there is none that may be closed.
   */
  readonly closeStalled: () => boolean
  /** Called when there is no room for a response. */
  readonly onFull: () => void
}

/**
 * The bytes of responses that clients have not read yet. Without a limit, sixty clients that request large responses and
 * do not read them fill the memory of the gateway.
 */
export class UnsentAnswers {
  #bytes = 0
  readonly #held = new Map<ServerResponse, Body>()
  /** Bytes that many clients share are in memory once. */
  readonly #shares = new Map<object, number>()

  constructor(private readonly parts: UnsentAnswersParts) {}

  /** The number of bytes that wait now. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Counts a response until it is sent or its connection is closed.
   * @returns false when there is no room for it: then it is not counted, and must not be sent.
   */
  admit(response: ServerResponse, body: Body): boolean {
    if (!this.hold(response, body)) return false
    if (this.#held.has(response)) response.once('close', () => this.release(response))
    return true
  }

  /** The same for one piece of a response that goes on: `release` must follow when it is sent, or will never be. */
  hold(response: ServerResponse, body: Body): boolean {
    const bytes = lengthOf(body)
    if (bytes < SHORT_BYTES) return true
    while (!this.#hasRoom(body)) {
      if (this.parts.closeStalled()) continue
      this.parts.onFull()
      return false
    }
    if (!this.#isShared(body)) this.#bytes += bytes
    this.#held.set(response, body)
    if (typeof body !== 'string') this.#shares.set(body, (this.#shares.get(body) ?? 0) + 1)
    return true
  }

  /** Stops counting a response; may be called more than once. */
  release(response: ServerResponse): void {
    const body = this.#held.get(response)
    if (body === undefined) return
    this.#held.delete(response)
    if (typeof body !== 'string') {
      const others = (this.#shares.get(body) ?? 1) - 1
      if (others > 0) return void this.#shares.set(body, others)
      this.#shares.delete(body)
    }
    this.#bytes -= lengthOf(body)
  }

  /** A single response is always allowed, however long: otherwise it could never be sent. */
  #hasRoom(body: Body): boolean {
    return this.#bytes === 0 || this.#isShared(body) || this.#bytes + lengthOf(body) <= this.parts.mostBytes()
  }

  #isShared(body: Body): boolean {
    return typeof body !== 'string' && this.#shares.has(body)
  }
}
