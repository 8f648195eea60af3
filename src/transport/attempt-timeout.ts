import { SourceTrouble } from '../errors/source-trouble.js'

/** The time of one attempt; `signal` fires when it is over, or when the caller's own signal does. */
export interface AttemptTimeout {
  readonly signal: AbortSignal
  /** To be called when the attempt has ended. */
  readonly clear: () => void
}

/**
 * Starts the clock of one attempt.
 * @param outer a signal that ends it before its time, with its own reason.
 */
export function startAttempt(timeoutMs: number, outer?: AbortSignal): AttemptTimeout {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(new SourceTrouble('TIMEOUT', `the source did not answer within ${timeoutMs} ms`))
  }, timeoutMs)
  const stop = (): void => controller.abort(outer?.reason)
  if (outer?.aborted) stop()
  outer?.addEventListener('abort', stop, { once: true })
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer)
      outer?.removeEventListener('abort', stop)
    },
  }
}
