import { NobodyWaits, SourceTrouble } from '../errors/source-trouble.js'
import type { Verdict } from './circuit.js'

// Which troubles tell that a source is out, rather than how it answered.

/** They open the circuit, and may pass when the request is sent again. */
const OUTAGES: ReadonlySet<string> = new Set(['UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE'])

/** Troubles of the gateway's own making: nothing was asked, or nobody waited for the answer. */
const OURS: ReadonlySet<string> = new Set(['DEADLINE', 'CIRCUIT_OPEN', 'OVERLOADED'])

export const isOutage = (error: unknown): boolean => error instanceof SourceTrouble && OUTAGES.has(error.code)

export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof SourceTrouble) || OURS.has(error.code)) return 'nothing'
  return isOutage(error) ? 'is out' : 'answers'
}

/**
 * What an attempt that failed tells about the source.
 * @param waitedMs how long the attempt took, without the time in which the gateway itself was busy.
 * @param patienceMs how long a source may take that is given up by a deadline.
 */
export function asSeen(error: unknown, signal: AbortSignal, waitedMs: number, patienceMs: number): unknown {
  if (!signal.aborted || error !== signal.reason) return error
  const isDeadline = error instanceof SourceTrouble && error.code === 'DEADLINE' && !(error instanceof NobodyWaits)
  return isDeadline && waitedMs >= patienceMs
    ? new SourceTrouble('TIMEOUT', 'the source had not answered when the time of the request was used up')
    : error
}
