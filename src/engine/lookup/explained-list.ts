import { OPERATION_TOO_COSTLY, OperationTooCostly } from '../../cost/too-costly.js'
import type { ListEngine } from '../lists/list-engine.js'
import type { RowQuery } from '../rows/row-query.js'
import type { SeenSnapshot } from '../rows/snapshot.js'
import type { CallContext, SentRequest } from '../source/call-context.js'
import { explainSent } from '../source/explain.js'
import { failureOf } from '../source/failures.js'
import type { Source } from '../source/source.js'
import { rowsOf } from '../source/visibility.js'

/**
 * Reads those rows of a whole list that the viewer may see, and reports how, if the client requested the plan.
 * @param residual the conditions by which records are picked from the list.
 * @throws SourceFailure.
 */
export async function readExplained(
  { listCache }: ListEngine,
  source: Source,
  query: RowQuery,
  callContext: CallContext,
  residual: readonly string[] = [],
): Promise<SeenSnapshot> {
  const { list, pushed } = query
  const sent: SentRequest[] = []
  const report = (rowsRead: number, error: string | null) => {
    const plan = explainSent(source.name, sent, { pushed: Object.keys(pushed), residual, rowsRead, error })
    callContext.explain?.({ list, sources: [plan] })
  }
  try {
    const trace = (request: SentRequest) => void sent.push(request)
    const view = rowsOf(callContext.access, source, list)
    const snapshot = await listCache.seenList(source, query, view, { ...callContext, trace })
    report(snapshot.entries.length, null)
    return snapshot
  } catch (error) {
    report(0, error instanceof OperationTooCostly ? OPERATION_TOO_COSTLY : failureOf(error).code)
    throw error
  }
}
