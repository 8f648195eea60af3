import type { ErrorCode } from '../../schema/enums.js'
import { RequestAbandoned, SourceFailure } from '../errors/source-trouble.js'

// Which troubles say that a source is out, rather than how it answered.

/** What an attempt says about the source: that it answers, whatever the answer; that it is out; or nothing. */
export type Verdict = 'answers' | 'is out' | 'nothing'

/** They may pass when the request is sent again. */
const OUTAGES: ReadonlySet<ErrorCode> = new Set(['UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE'])

/** Troubles of the gateway's own making: nothing was asked, or nobody waited for the answer. */
const OURS: ReadonlySet<ErrorCode> = new Set(['DEADLINE', 'CIRCUIT_OPEN', 'OVERLOADED'])

export const isOutageCode = (code: ErrorCode): boolean => OUTAGES.has(code)
export const isOutage = (error: unknown): boolean => error instanceof SourceFailure && isOutageCode(error.code)

export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof SourceFailure) || OURS.has(error.code)) return 'nothing'
  if (isOutage(error)) return 'is out'
  // Credentials that are suspended: nothing was sent.
  return error.neverSent ? 'nothing' : 'answers'
}

/**
 * What an attempt that failed says about the source.
 * @param waitedMs how long the attempt took, without the time in which the gateway itself was busy.
 * @param patienceMs how long a source may take that is given up by a deadline.
 */
export function asSeen(error: unknown, signal: AbortSignal, waitedMs: number, patienceMs: number): unknown {
  if (!signal.aborted || error !== signal.reason) return error
  const isDeadline = error instanceof SourceFailure && error.code === 'DEADLINE' && !(error instanceof RequestAbandoned)
  return isDeadline && waitedMs >= patienceMs
    ? new SourceFailure('TIMEOUT', 'the source had not answered when the time of the request was used up')
    : error
}
