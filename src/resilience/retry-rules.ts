import type { IRetryBackoffContext } from 'cockatiel'
import { SourceFailure } from '../errors/source-failure.js'
import { isOutage } from './outages.js'

// Which requests are retried, and after what delay.

const FIRST_RETRY_AFTER_MS = 100
const LONGEST_RETRY_DELAY_MS = 2000

const retryAfterMs = (error: SourceFailure): number | null =>
  error.retryAfterSeconds === null ? null : error.retryAfterSeconds * 1000

/** Whether a retry may succeed: after an outage, or when the source throttled the request and named a short delay. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof SourceFailure) || !error.retryable) return false
  const requestedMs = retryAfterMs(error)
  if (requestedMs !== null && requestedMs > LONGEST_RETRY_DELAY_MS) return false
  return isOutage(error) || (error.code === 'THROTTLED' && requestedMs !== null)
}

/** Exponential backoff; half of each delay is random, so that many requests are not retried at the same moment. */
export function retryDelayMs({ attempt, result }: IRetryBackoffContext<unknown>): number {
  const requestedMs = 'error' in result && result.error instanceof SourceFailure ? retryAfterMs(result.error) : null
  const delayMs = Math.min(LONGEST_RETRY_DELAY_MS, FIRST_RETRY_AFTER_MS * 2 ** (attempt - 1))
  return Math.max(requestedMs ?? 0, delayMs / 2 + (Math.random() * delayMs) / 2)
}

/** Returns the error code for which a retry policy repeats a request. */
export const codeOf = (reason: { readonly error: unknown } | { readonly value: unknown }): string =>
  'error' in reason && reason.error instanceof SourceFailure ? reason.error.code : 'INTERNAL'
