import type { SourcePlan } from '../reporting/plan-report.js'
import type { SentRequest } from './call-context.js'

// EXPLAIN, for an API graph: how a list was answered.

/** What requests to a source returned, outside the paging of a list. */
interface Outcome {
  readonly pushed?: readonly string[]
  readonly residual?: readonly string[]
  readonly rowsRead: number
  /** As many as were read, unless given. */
  readonly rowsKept?: number
  readonly error?: string | null
}

/** The plan of one source for a whole list, for single records, or for a count. */
export const explainSent = (source: string, sent: readonly SentRequest[], outcome: Outcome): SourcePlan => ({
  source,
  pushed: outcome.pushed ?? [],
  residual: outcome.residual ?? [],
  requests: sent.map(explainRequest),
  rowsRead: outcome.rowsRead,
  rowsKept: outcome.rowsKept ?? outcome.rowsRead,
  error: outcome.error ?? null,
})

export function explainRequest({
  request,
  requests,
  stale,
  failed,
  milliseconds,
}: SentRequest): SourcePlan['requests'][number] {
  return {
    operation: request.operation,
    path: request.path,
    parameters: Object.fromEntries([
      ...(request.query ?? []),
      ...(request.body?.kind === 'form' ? request.body.fields : (request.body?.parameters ?? [])),
    ]),
    answer: failed === true ? 'failed' : stale ? 'stale' : requests === 0 ? 'shared' : 'sent',
    milliseconds: Math.round(milliseconds * 10) / 10,
  }
}
