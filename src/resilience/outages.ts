import type { ErrorCode } from '../../schema/enums.js'
import { RequestAbandoned, SourceFailure } from '../errors/source-failure.js'

// Distinguishes failures that mean that a source is down from its error responses.

/** What a failed attempt shows about the source: that it answers, even with an error; that it is down; or nothing. */
export type Availability = 'answers' | 'is down' | 'unknown'

/** A retry may succeed after these. */
const OUTAGES: ReadonlySet<ErrorCode> = new Set(['UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE'])

/** Failures caused by the gateway: nothing was sent, or nobody waited for the response. */
const OURS: ReadonlySet<ErrorCode> = new Set(['DEADLINE', 'CIRCUIT_OPEN', 'OVERLOADED'])

export const isOutageCode = (code: ErrorCode): boolean => OUTAGES.has(code)
export const isOutage = (error: unknown): boolean => error instanceof SourceFailure && isOutageCode(error.code)

export function availabilityOf(error: unknown): Availability {
  if (!(error instanceof SourceFailure) || OURS.has(error.code)) return 'unknown'
  if (isOutage(error)) return 'is down'
  // Nothing is sent while refused credentials are suspended.
  return error.neverSent ? 'unknown' : 'answers'
}

/**
 * Returns the error of an attempt, or TIMEOUT when a deadline aborted it after the source had taken too long.
 * @param waitedMs how long the attempt took, without the time during which the gateway itself was busy.
 * @param shortWaitMs how long a source may take before a deadline counts as a timeout of the source.
 */
export function deadlineAsTimeout(error: unknown, signal: AbortSignal, waitedMs: number, shortWaitMs: number): unknown {
  if (!signal.aborted || error !== signal.reason) return error
  const isDeadline = error instanceof SourceFailure && error.code === 'DEADLINE' && !(error instanceof RequestAbandoned)
  return isDeadline && waitedMs >= shortWaitMs
    ? new SourceFailure('TIMEOUT', 'the source had not answered when the deadline of the request expired')
    : error
}
