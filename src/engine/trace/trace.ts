import type { AnyList } from '../../../adapters/contract.js'
import { parseInstant } from '../../../schema/instant.js'
import type { SourceReport } from '../../../schema/source.js'
import type { Access } from '../../access/rights/access.js'
import { showsEverything } from '../../access/rows/row-view.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { ListEngine } from '../lists/list-engine.js'
import { LIST_OF } from '../lookup/lookup.js'
import type { OperationLookups } from '../lookup/operation-loaders.js'
import type { CallContext } from '../source/call-context.js'
import { unsupported } from '../source/failures.js'
import { type RecordView, rowOf, unmasked } from '../source/records.js'
import { reportContribution, toSourceReport } from '../source/source-report.js'
import type { Sources } from '../source/sources.js'
import { rowsOf, sourcesWith } from '../source/visibility.js'
import { type Clue, cluesOf, type SourceTrace, search } from './trace-search.js'

// Every record of one call, from all sources, found by its SIP Call-ID and by the links between records.

export interface Trace {
  readonly sipCallId: string | null
  readonly records: readonly RecordView[]
  readonly sources: readonly SourceReport[]
}

/** A call is linked to a few others; more clues than this are a mistake. */
const MOST_CLUES = 40

/** What a trace needs. */
export interface Tracing {
  readonly engine: ListEngine
  readonly callContext: CallContext
  readonly lookups: OperationLookups
}

/**
 * Traces a call. A vendor's row appears once: one that is returned as a session is not repeated as a call or as a call
 * in progress.
 * @param start the SIP Call-ID; null for a call that has none.
 * @param from a record that is known to belong to it.
 */
export async function traceCall(
  { engine, callContext, lookups }: Tracing,
  start: string | null,
  from?: RecordView,
): Promise<Trace> {
  const { access } = callContext
  const sourcesSeen = sourcesWith(engine.sources, access, 'trace:read')
  const known = from === undefined ? [] : inTrace(access, sourcesSeen, asListed(access, engine, from))
  const tracedBySource = new Map(sourcesSeen.all.map((source) => [source.name, startAt(source, known)]))
  const records = new Map<string, RecordView>()
  const followed = new Set<string>()
  const take = (all: readonly RecordView[]): readonly Clue[] => {
    const found = all.flatMap((record) => inTrace(access, sourcesSeen, record))
    for (const record of found) keepRicher(records, record)
    return found.flatMap((record) => {
      const traced = tracedBySource.get(record.source.name)
      if (traced === undefined) return []
      if (record.typeName === 'Session') traced.sessions.add(unmasked(record).nativeId)
      return cluesOf(record, traced.source)
    })
  }
  const how = { access, lookups, inProgress: from?.typeName === 'ActiveCall' }
  let clues: readonly Clue[] = [
    ...(start === null ? [] : [{ by: 'sip-call-id', value: start } as const]),
    ...take(known),
  ]
  for (;;) {
    const fresh = notIn(followed, clues).filter((clue) => !isKnown(records, clue))
    const next = fresh.slice(0, MOST_CLUES - followed.size)
    if (next.length < fresh.length) for (const traced of tracedBySource.values()) traced.failure ??= tooMany()
    if (next.length === 0) break
    for (const clue of next) followed.add(JSON.stringify(clue))
    const found = await Promise.all([...tracedBySource.values()].map((traced) => search(how, traced, next)))
    clues = take(found.flat())
  }
  const all = [...records.values()].sort(byTime)
  const sources = [...tracedBySource.values()].flatMap((traced) => reportsOf(access, traced, start, all))
  for (const { source, status, stale } of sources) reportContribution(callContext, source.name, status, stale)
  return { sipCallId: start, records: all, sources }
}

/** A record as one of the list whose rows it was made from: a session that was returned as a call becomes a session. */
function asListed(access: Access, { sources }: ListEngine, record: RecordView): RecordView {
  const source = sources.find(record.source.name)
  const made = rowOf(record)
  if (source === undefined || made === null || record.typeName === 'Customer') return record
  const declaration: AnyList | undefined = source.declaration.lists[LIST_OF[record.typeName]]
  if (declaration?.rowsOf === undefined) return record
  // Who may not read that list sees the record as it is.
  const row = rowsOf(access, source, declaration.rowsOf).see(made.row)
  return row === null ? record : (source.records[declaration.rowsOf]?.(row, made.fetchedAtMs) ?? record)
}

/** A record as far as it may be seen in a trace; none where it may be read by itself only. */
function inTrace(access: Access, sources: Sources, record: RecordView): readonly RecordView[] {
  const source = sources.find(record.source.name)
  const made = rowOf(record)
  if (source === undefined || made === null || record.typeName === 'Customer') return []
  const list = LIST_OF[record.typeName]
  const row = rowsOf(access, source, list, 'trace:read').see(made.row)
  if (row === made.row) return [record]
  const shown = row === null ? undefined : source.records[list]?.(row, made.fetchedAtMs, made.detail)
  return shown === undefined ? [] : [shown]
}

const tooMany = (): SourceFailure =>
  new SourceFailure(
    'TOO_LARGE',
    `the call is linked to more than ${MOST_CLUES} others; not all of them were searched for`,
  )

/** The clues that have not been followed, each once. */
function notIn(followed: ReadonlySet<string>, clues: readonly Clue[]): readonly Clue[] {
  const byKey = new Map(clues.map((clue) => [JSON.stringify(clue), clue]))
  return [...byKey].filter(([key]) => !followed.has(key)).map(([, clue]) => clue)
}

const keyOf = (source: string, nativeId: string): string => JSON.stringify([source, nativeId])

/** Whether a clue leads to the record of a call that was found already. */
const isKnown = (records: ReadonlyMap<string, RecordView>, clue: Clue): boolean =>
  clue.by === 'native-id' && records.get(keyOf(clue.source, clue.value))?.typeName === 'Call'

function startAt(source: SourceTrace['source'], known: readonly RecordView[]): SourceTrace {
  const own = known.filter((record) => record.source.name === source.name)
  const times = own.map((record) => rowOf(record)?.fetchedAtMs ?? Infinity)
  return {
    source,
    sessions: new Set(),
    queried: false,
    requests: 0,
    fetchedAtMs: times.length === 0 ? null : Math.min(...times),
    stale: false,
    failure: null,
  }
}

const RICHNESS: Readonly<Partial<Record<RecordView['typeName'], number>>> = { Session: 3, Call: 2, ActiveCall: 1 }

function keepRicher(records: Map<string, RecordView>, record: RecordView): void {
  const key = keyOf(record.source.name, unmasked(record).nativeId)
  const other = records.get(key)
  if (other === undefined || (RICHNESS[record.typeName] ?? 0) > (RICHNESS[other.typeName] ?? 0))
    records.set(key, record)
}

/** When a call started, or was created if it has not started; a call with neither time comes last. */
function timeOf(record: RecordView): number {
  const times = ['startedAt', 'createdAt'].map((name): unknown => Reflect.get(record, name))
  const time = times.find((value) => typeof value === 'string')
  return typeof time === 'string' ? (parseInstant(time) ?? Infinity) : Infinity
}

function byTime(a: RecordView, b: RecordView): number {
  const [first, second] = [timeOf(a), timeOf(b)]
  return first < second ? -1 : first > second ? 1 : a.id < b.id ? -1 : 1
}

/**
 * No report for a source from which nothing was requested and that has no record, where there is no SIP Call-ID to
 * search for.
 */
function reportsOf(
  access: Access,
  traced: SourceTrace,
  sipCallId: string | null,
  records: readonly RecordView[],
): SourceReport[] {
  const { source, queried } = traced
  const own = records.filter((record) => record.source.name === source.name)
  const isLeftOut = !queried && own.length === 0
  if (isLeftOut && sipCallId === null) return []
  const failure = traced.failure ?? (isLeftOut ? cannotFind(source) : null)
  const totalCount = failure === null ? own.length : null
  // How many requests it takes says how many records others have.
  const isOpen = showsEverything(rowsOf(access, source, 'sessions', 'trace:read'))
  const requests = isOpen ? traced.requests : 0
  return [toSourceReport(source, access, { ...traced, failure, shortfall: null, totalCount, requests })]
}

const cannotFind = ({ node }: SourceTrace['source']): SourceFailure =>
  unsupported(`${node.title} cannot find a call by its SIP Call-ID`)
