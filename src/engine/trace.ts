// Every record of one call, from all sources, found by its SIP Call-ID and by what ties records together.

import type { AnyList, ListName } from '../../adapters/contract.js'
import type { SourceStatus } from '../../schema/enums.js'
import type { SourceReport } from '../../schema/source.js'
import { SourceTrouble } from '../transport/trouble.js'
import type { ListEngine } from './list.js'
import { lookUp } from './lookup.js'
import type { RecordView } from './records.js'
import { type Asking, type Source, toSourceError } from './source.js'
import { failureOf } from './trouble-of.js'

export interface Trace {
  readonly sipCallId: string | null
  readonly records: readonly RecordView[]
  readonly sources: readonly SourceReport[]
}

/** A call is bound to a few others; whatever claims more is a loop or a mistake. */
const MOST_CALL_IDS = 20

/** What one source has found, over all steps of the trace. */
interface Share {
  readonly source: Source
  requests: number
  fetchedAtMs: number | null
  trouble: SourceTrouble | null
}

/**
 * Traces a call.
 * @param start the SIP Call-ID; null for a call that has none.
 * @param known records that are known to belong to it.
 */
export async function traceCall(
  engine: ListEngine,
  start: string | null,
  known: readonly RecordView[],
  asking: Asking,
): Promise<Trace> {
  const shares = engine.sources.filter(tellsSipCallIds).map((source): Share => ({ source, requests: 0, fetchedAtMs: null, trouble: null }))
  const records = new Map(known.map((record) => [record.id, record]))
  const seen = new Set<string>()
  let waiting = [start, ...known.flatMap(callIdsOf)].filter((id) => id !== null)
  while (waiting.length > 0 && seen.size < MOST_CALL_IDS) {
    const next = [...new Set(waiting)].filter((id) => !seen.has(id)).slice(0, MOST_CALL_IDS - seen.size)
    for (const id of next) seen.add(id)
    const found = (await Promise.all(shares.map((share) => findIn(engine, share, next, asking)))).flat()
    for (const record of found) records.set(record.id, record)
    waiting = found.flatMap(callIdsOf).filter((id) => !seen.has(id))
  }
  const sources = shares.map((share) => reportOf(share, [...records.values()]))
  for (const { source, status } of sources) asking.watch?.contributed(source.name, status)
  return { sipCallId: start, records: [...records.values()].sort(byTime), sources }
}

const fieldOf = (record: RecordView, name: string): string | null => {
  const value: unknown = Reflect.get(record, name)
  return typeof value === 'string' ? value : null
}
const callIdsOf = (record: RecordView): string[] =>
  [fieldOf(record, 'sipCallId'), fieldOf(record, 'relatedSipCallId')].filter((id) => id !== null)

const byTime = (a: RecordView, b: RecordView): number => {
  const [first, second] = [fieldOf(a, 'startedAt') ?? '', fieldOf(b, 'startedAt') ?? '']
  return first < second ? -1 : first > second ? 1 : a.id < b.id ? -1 : 1
}

const tells = (list: AnyList | undefined): list is AnyList => (list?.fields['sipCallId']?.from.length ?? 0) > 0
const tellsSipCallIds = ({ declaration: { lists } }: Source): boolean => tells(lists.sessions) || tells(lists.activeCalls)

/** Finds the records with these Call-IDs: by id where the Call-ID is the vendor's key, in the list of calls otherwise. */
async function findIn(engine: ListEngine, share: Share, ids: readonly string[], asking: Asking): Promise<readonly RecordView[]> {
  const { source } = share
  const { lists, lookups } = source.declaration
  const counting: Asking = { ...asking, count: (sent) => (share.requests += sent) }
  try {
    if (lookups.session !== undefined && isKey(lists.sessions)) {
      const found = await Promise.all(
        ids.map((nativeId) => lookUp(engine, { type: 'Session', source: source.name, nativeId }, counting)),
      )
      share.fetchedAtMs = source.now()
      return found.filter((record) => record !== null)
    }
    return await findActive(engine, share, new Set(ids), counting)
  } catch (error) {
    share.trouble = failureOf(error)
    return []
  }
}

/** Whether the SIP Call-ID is the vendor's own key of a list's records. */
const isKey = (list: AnyList | undefined): boolean =>
  list?.fields['sipCallId']?.from[0] !== undefined && list.fields['sipCallId'].from[0] === list.fields.nativeId.from[0]

async function findActive(engine: ListEngine, share: Share, ids: ReadonlySet<string>, asking: Asking): Promise<readonly RecordView[]> {
  const { source } = share
  const declaration: AnyList | undefined = source.declaration.lists.activeCalls
  if (!tells(declaration)) return []
  const list: ListName = 'activeCalls'
  const asked = { list, declaration, pushed: {}, order: 'NEWEST_FIRST', detail: 'condensed' } as const
  const snapshot = await engine.memory.wholeList(source, asked, asking)
  share.fetchedAtMs = snapshot.fetchedAtMs
  const read = declaration.fields['sipCallId']?.read
  const make = source.records.activeCalls
  return snapshot.entries.flatMap(({ row }) => {
    const id = read?.(row)
    return typeof id === 'string' && ids.has(id) && make !== undefined ? [make(row, snapshot.fetchedAtMs)] : []
  })
}

function reportOf({ source, trouble, requests, fetchedAtMs }: Share, records: readonly RecordView[]): SourceReport {
  const status: SourceStatus = trouble === null ? 'OK' : fetchedAtMs === null ? 'FAILED' : 'PARTIAL'
  return {
    source: source.node,
    status,
    error: trouble === null ? null : toSourceError(trouble),
    totalCount: trouble === null ? records.filter((record) => record.source.name === source.name).length : null,
    fetchedAt: fetchedAtMs === null ? null : new Date(fetchedAtMs).toISOString(),
    stale: false,
    requests,
  }
}
