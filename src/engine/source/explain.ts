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
  byCluster,
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
    answer: answerOf({ requests, stale, byCluster, failed }),
    milliseconds: Math.round(milliseconds * 10) / 10,
  }
}

type SentOutcome = { readonly [Name in 'requests' | 'stale' | 'byCluster' | 'failed']: SentRequest[Name] | undefined }

function answerOf({ requests, stale, byCluster, failed }: SentOutcome): SourcePlan['requests'][number]['answer'] {
  if (failed === true) return 'failed'
  if (stale === true) return 'stale'
  if (byCluster === true) return 'shared by the cluster'
  return requests === 0 ? 'shared' : 'sent'
}
