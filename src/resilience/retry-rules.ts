import type { IRetryBackoffContext } from 'cockatiel'
import { SourceFailure } from '../errors/source-trouble.js'
import { isOutage } from './outages.js'

// What is tried again, and when.

const FIRST_RETRY_AFTER_MS = 100
const LONGEST_RETRY_DELAY_MS = 2000

const askedDelayMs = (error: SourceFailure): number | null =>
  error.retryAfterSeconds === null ? null : error.retryAfterSeconds * 1000

/** An outage may pass; a source that says when to come back, soon, is asked again then. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof SourceFailure)) return false
  const askedMs = askedDelayMs(error)
  if (askedMs !== null && askedMs > LONGEST_RETRY_DELAY_MS) return false
  return isOutage(error) || (error.code === 'THROTTLED' && askedMs !== null)
}

/** Exponential, with half of it left to chance so that retries of many requests do not come together. */
export function retryDelayMs({ attempt, result }: IRetryBackoffContext<unknown>): number {
  const asked = 'error' in result && result.error instanceof SourceFailure ? askedDelayMs(result.error) : null
  const delayMs = Math.min(LONGEST_RETRY_DELAY_MS, FIRST_RETRY_AFTER_MS * 2 ** (attempt - 1))
  return Math.max(asked ?? 0, delayMs / 2 + (Math.random() * delayMs) / 2)
}

/** What a policy says about why it repeats. */
export const codeOf = (reason: { readonly error: unknown } | { readonly value: unknown }): string =>
  'error' in reason && reason.error instanceof SourceFailure ? reason.error.code : 'INTERNAL'
