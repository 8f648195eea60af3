import { OPERATION_TOO_COSTLY, OperationTooCostly } from '../../cost/too-costly.js'
import type { ListEngine } from '../lists/list-engine.js'
import type { RowQuery } from '../rows/row-query.js'
import type { Snapshot } from '../rows/snapshot.js'
import type { CallContext, SentRequest } from '../source/call-context.js'
import { explainSent } from '../source/explain.js'
import { failureOf } from '../source/failures.js'
import type { Source } from '../source/source.js'

/**
 * Reads a whole list, and reports how, if the client requested the plan.
 * @param residual the conditions by which records are picked from the list.
 * @throws SourceFailure.
 */
export async function readExplained(
  { listCache }: ListEngine,
  source: Source,
  query: RowQuery,
  callContext: CallContext,
  residual: readonly string[] = [],
): Promise<Snapshot> {
  const { list, pushed } = query
  const sent: SentRequest[] = []
  const report = (rowsRead: number, error: string | null) => {
    const plan = explainSent(source.name, sent, { pushed: Object.keys(pushed), residual, rowsRead, error })
    callContext.explain?.({ list, sources: [plan] })
  }
  try {
    const trace = (request: SentRequest) => void sent.push(request)
    const snapshot = await listCache.wholeList(source, query, { ...callContext, trace })
    report(snapshot.entries.length, null)
    return snapshot
  } catch (error) {
    report(0, error instanceof OperationTooCostly ? OPERATION_TOO_COSTLY : failureOf(error).code)
    throw error
  }
}
