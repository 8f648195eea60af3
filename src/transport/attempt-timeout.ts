import { Countdown } from '../async/countdown.js'
import { SourceFailure } from '../errors/source-trouble.js'

/** The time of one attempt; `signal` fires when it is over, or when the caller's own signal does. */
export interface AttemptTimeout {
  readonly signal: AbortSignal
  /** To be called when the attempt has ended. */
  readonly clear: () => void
}

/**
 * Starts the clock of one attempt. The time in which the gateway itself was busy does not count.
 * @param outer a signal that ends it before its time, with its own reason.
 */
export function startAttempt(timeoutMs: number, outer?: AbortSignal): AttemptTimeout {
  const controller = new AbortController()
  const countdown = new Countdown(timeoutMs, () => {
    controller.abort(new SourceFailure('TIMEOUT', `the source did not answer within ${timeoutMs} ms`))
  })
  const stop = (): void => controller.abort(outer?.reason)
  if (outer?.aborted) stop()
  outer?.addEventListener('abort', stop, { once: true })
  return {
    signal: controller.signal,
    clear: () => {
      countdown.clear()
      outer?.removeEventListener('abort', stop)
    },
  }
}
