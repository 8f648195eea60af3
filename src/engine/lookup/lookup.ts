import type { AnyList, Declaration, ListName, Lookup, Lookups, Row } from '../../../adapters/contract.js'
import type { Access } from '../../access/rights/access.js'
import { type RowView, showsNothing } from '../../access/rows/row-view.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { ListEngine } from '../lists/list-engine.js'
import { detailFor } from '../rows/row-detail.js'
import { queryFor } from '../rows/row-query.js'
import type { CallContext, SentRequest } from '../source/call-context.js'
import { declarationFor, grantedOf, withheldFrom } from '../source/credentials.js'
import { explainSent } from '../source/explain.js'
import { checkAvailable, requireList, unsupported } from '../source/failures.js'
import type { GlobalId, NodeType } from '../source/global-id.js'
import type { RecordView } from '../source/records.js'
import type { Source } from '../source/source.js'
import { statusOfFailure } from '../source/source-report.js'
import { rowsOf } from '../source/visibility.js'

// One record by its native id, in the cheapest way that its source has.

/** Which list has the records of a type. */
export const LIST_OF: Readonly<Record<NodeType, ListName>> = {
  Call: 'calls',
  Session: 'sessions',
  SipAccount: 'sipAccounts',
  ActiveCall: 'activeCalls',
  Customer: 'customers',
}

/**
 * Fetches one record.
 * @returns null when the source reports that there is none, or the viewer may not see it: the vendor request is the same.
 * @throws SourceFailure when the source fails, or has no way to fetch one record.
 */
export async function lookUp(engine: ListEngine, id: GlobalId, callContext: CallContext): Promise<RecordView | null> {
  const source = engine.sources.find(id.source)
  if (source === undefined) return null
  const sought = { type: id.type, nativeId: id.nativeId }
  const sent: SentRequest[] = []
  const report = (requests: readonly SentRequest[], rowsRead: number, code: string | null) => {
    if (requests.length === 0) return
    const plan = explainSent(source.name, requests, { pushed: ['id'], rowsRead, error: code })
    callContext.explain?.({ list: LIST_OF[sought.type], sources: [plan] })
  }
  try {
    const found = await fetchRecord(engine, source, sought, { ...callContext, trace: (request) => sent.push(request) })
    callContext.watch?.contributed(source.name, 'OK')
    // That there is no such record is an answer, even if the vendor reports it as an error.
    report(
      sent.map((request) => ({ ...request, failed: false })),
      found === null ? 0 : 1,
      null,
    )
    return found
  } catch (error) {
    callContext.watch?.contributed(
      source.name,
      error instanceof SourceFailure ? statusOfFailure(error, null) : 'FAILED',
    )
    report(sent, 0, error instanceof SourceFailure ? error.code : null)
    throw error
  }
}

async function fetchRecord(
  engine: ListEngine,
  source: Source,
  id: { readonly type: keyof typeof LIST_OF; readonly nativeId: string },
  callContext: CallContext,
): Promise<RecordView | null> {
  const list = LIST_OF[id.type]
  const view = rowsOf(callContext.access, source, list)
  // Where the viewer sees no rows of this list, nothing is requested.
  if (showsNothing(view)) return null
  const declared: AnyList = source.declaration.lists[list] ?? requireList(source, list)
  const lookup = lookupFor(list, declarationForRecords(callContext.access, source, list, declared).lookups)
  // A list that always comes whole has the record for certain; a lookup may be of records of another list.
  if (declared.paging.style === 'snapshot' && lookup?.list !== list)
    return fromWholeList(engine, source, list, requireList(source, list), view, id, callContext)
  if (lookup === undefined) throw unsupported(`${source.node.title} cannot fetch one ${id.type} by its id`)
  const found = await fetchRow(source, lookup, id.nativeId, callContext)
  const row = found === null ? null : view.see(found.row)
  if (found === null || row === null) return null
  const record = source.records[list]?.(row, found.fetchedAtMs, 'full-only')
  return record === undefined ? null : nullIfEnded(list, record)
}

/** The declaration for single records. Which of their fields are selected is not known, so all that are granted count. */
export const declarationForRecords = (
  access: Access,
  source: Source,
  list: ListName,
  { fields }: AnyList,
): Declaration => declarationFor(source, list, grantedOf(withheldFrom(access, source.name), list, Object.keys(fields)))

/**
 * Null for a call that has ended: a vendor may return the same record for calls in progress and calls that are over.
 */
export const nullIfEnded = (list: ListName, record: RecordView): RecordView | null =>
  list === 'activeCalls' && Reflect.get(record, 'endedAt') !== null ? null : record

/** Where the vendor has no record of calls in progress alone, its record of the session or the call is used. */
function lookupFor(list: ListName, { call, session, sipAccount, customer }: Lookups): Lookup<ListName> | undefined {
  const lookups = {
    calls: call,
    sessions: session,
    sipAccounts: sipAccount,
    activeCalls: session ?? call,
    customers: customer,
  }
  return lookups[list]
}

async function fetchRow(
  source: Source,
  lookup: Lookup<ListName>,
  nativeId: string,
  callContext: CallContext,
): Promise<{ row: Row; fetchedAtMs: number } | null> {
  const isAnswer = (error: unknown): boolean =>
    error instanceof SourceFailure && error.observed !== null && lookup.notFound(error.observed)
  try {
    const request = lookup.request(nativeId)
    const { result, receivedAtMs } = await source.ask(request, lookup.decode, { ...callContext, isAnswer })
    // A server that resolves the id as a path returns another record.
    if (result !== null && request.allowsEncodedDots === true) {
      const list: AnyList | undefined = source.declaration.lists[lookup.list]
      if (list?.fields.nativeId.read(result) !== nativeId) return null
    }
    if (result === null) return null
    return { row: lookup.completeRow?.(result, nativeId) ?? result, fetchedAtMs: receivedAtMs }
  } catch (error) {
    if (isAnswer(error)) return null
    throw error
  }
}

async function fromWholeList(
  engine: ListEngine,
  source: Source,
  list: ListName,
  declaration: AnyList,
  view: RowView,
  id: Pick<GlobalId, 'nativeId'>,
  callContext: CallContext,
): Promise<RecordView | null> {
  checkAvailable(source, declaration, [declaration.widest ?? {}])
  const query = queryFor(list, declaration, declaration.widest, detailFor(declaration, new Set(), {}, view.needs))
  const snapshot = await engine.listCache.seenList(source, query, view, callContext)
  const entry = snapshot.entries.find(({ nativeId }) => nativeId === id.nativeId)
  return entry === undefined ? null : (source.records[list]?.(entry.row, snapshot.fetchedAtMs) ?? null)
}
