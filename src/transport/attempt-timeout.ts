import { Countdown } from '../async/countdown.js'
import { SourceFailure } from '../errors/source-failure.js'

/** The time limit of one attempt; `signal` fires when it expires, or when the caller's own signal fires. */
export interface AttemptTimeout {
  readonly signal: AbortSignal
  /** Must be called when the attempt has ended. */
  readonly clear: () => void
}

/**
 * Starts the timeout of one attempt. Time during which the gateway itself was busy does not count.
 * @param outer the caller's signal; when it fires, the attempt is aborted with its reason.
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
