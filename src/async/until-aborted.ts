import { type AbortListener, addAbortListener, removeAbortListener } from './abort-listeners.js'

/** How a promise is settled. */
export interface Settling<Result> {
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Waits for a shared promise, but no longer than the signal allows.
 * @throws the signal's reason; what the promise rejects with.
 */
export function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const wait = new Wait(signal, { resolve, reject })
    promise.then(
      (value) => wait.end()?.resolve(value),
      (error: unknown) => wait.end()?.reject(error),
    )
  })
}

/**
 * A wait that ends when its signal fires, with the reason of that. A removed listener often stays in memory until a full
 * garbage collection: it drops its reference to the promise's callbacks, so that it does not retain the answer.
 */
export class Wait<Value> implements AbortListener {
  #settling: Settling<Value> | null

  /**
   * @param signal must not have fired.
   * @param onAborted called before the wait is rejected because the signal has fired.
   */
  constructor(
    private readonly signal: AbortSignal,
    settling: Settling<Value>,
    private readonly onAborted?: () => void,
  ) {
    this.#settling = settling
    addAbortListener(signal, this)
  }

  /** The signal has fired. */
  aborted(): void {
    this.onAborted?.()
    this.end()?.reject(this.signal.reason)
  }

  /** @returns null when the wait has ended before. */
  end(): Settling<Value> | null {
    const settling = this.#settling
    this.#settling = null
    removeAbortListener(this.signal, this)
    return settling
  }
}
