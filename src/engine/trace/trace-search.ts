import { type AnyList, type BoundSpan, type ListName, VendorFault } from '../../../adapters/contract.js'
import type { Access } from '../../access/rights/access.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import { splitFilter } from '../../plan/filter.js'
import type { OperationLookups } from '../lookup/operation-loaders.js'
import { type Detail, detailFor } from '../rows/row-detail.js'
import { queryFor, type RowQuery } from '../rows/row-query.js'
import type { SeenSnapshot } from '../rows/snapshot.js'
import { failureOf } from '../source/failures.js'
import { type RecordView, rowOf, unmasked } from '../source/records.js'
import type { Source } from '../source/source.js'
import { rowsOf } from '../source/visibility.js'

// Finds the records of a call at one source, by the clues in other records.

/**
 * Where to look for further records of a call: by a SIP Call-ID, at every source; or at one source, for the record of a
 * call by its native id, for the legs that a call has created, or for what is bound to a call.
 */
export type Clue =
  | { readonly by: 'sip-call-id'; readonly value: string }
  | { readonly by: 'native-id' | 'parent'; readonly source: string; readonly value: string }
  | { readonly by: 'binding'; readonly source: string; readonly value: string; readonly span: BoundSpan }

/** What one source has contributed, over all steps of a trace. */
export interface SourceTrace {
  readonly source: Source
  /** The native ids of the sessions that were found. */
  readonly sessions: Set<string>
  /** Whether anything was requested from it. */
  queried: boolean
  requests: number
  /** When the oldest of its records were fetched; null: it returned none. */
  fetchedAtMs: number | null
  stale: boolean
  failure: SourceFailure | null
}

const textOf = (record: RecordView, name: string): string | null => {
  const value: unknown = Reflect.get(record, name)
  return typeof value === 'string' && value !== '' ? value : null
}

/** The clues in a record to further records of the call. */
export function cluesOf(shown: RecordView, source: Source): readonly Clue[] {
  const record = unmasked(shown)
  const callIds = [textOf(record, 'sipCallId'), textOf(record, 'relatedSipCallId')].filter((value) => value !== null)
  const clues = [...callIds.map((value): Clue => ({ by: 'sip-call-id', value })), ...bindingsOf(record, source)]
  const at = (by: 'native-id' | 'parent', value: string): Clue => ({ by, source: source.name, value })
  if (!canFindLegs(source, record.nativeId)) return clues
  const parent = textOf(record, 'parentCallSid')
  return [
    ...clues,
    // A call in progress has fewer fields than the record of the call.
    ...(record.typeName === 'ActiveCall' ? [at('native-id', record.nativeId)] : []),
    ...(parent === null ? [] : [at('native-id', parent), at('parent', parent)]),
    at('parent', record.nativeId),
  ]
}

/** Where to search for records that are bound to a session, if there may be any. */
function bindingsOf(record: RecordView, source: Source): readonly Clue[] {
  const [value, made] = [textOf(record, 'sipCallId'), rowOf(record)]
  const span =
    record.typeName === 'Session' && made !== null
      ? (source.declaration.lists.sessions?.boundTo?.(made.row) ?? null)
      : null
  return span === null || value === null ? [] : [{ by: 'binding', source: source.name, value, span }]
}

/** Whether a source fetches calls by their ids, and its vendor can find the legs that this one created. */
function canFindLegs({ declaration: { lists, lookups } }: Source, nativeId: string): boolean {
  const { calls } = lists
  return (
    lookups.call !== undefined &&
    calls !== undefined &&
    splitFilter(calls, { parentCallId: nativeId }).pushedPaths.length > 0
  )
}

const hasSipCallId = (list: AnyList | undefined): list is AnyList => (list?.fields['sipCallId']?.from.length ?? 0) > 0

/** Whether the SIP Call-ID is the vendor's own key of a list's records. */
const isKey = (list: AnyList | undefined): boolean =>
  list?.fields['sipCallId']?.from[0] !== undefined && list.fields['sipCallId'].from[0] === list.fields.nativeId.from[0]

/** What a search needs. */
export interface TraceSearch {
  /** What the viewer may see. */
  readonly access: Access
  readonly lookups: OperationLookups
  /** Whether the trace begins with a call in progress: related records are likely to be in progress, too. */
  readonly inProgress: boolean
}

/** Follows the clues at one source; its failure is stored in `traced`. */
export async function search(
  how: TraceSearch,
  traced: SourceTrace,
  clues: readonly Clue[],
): Promise<readonly RecordView[]> {
  const { name } = traced.source
  const callIds = clues.flatMap((clue) =>
    clue.by === 'sip-call-id' && !traced.sessions.has(clue.value) ? [clue.value] : [],
  )
  const own = clues.flatMap((clue) => (clue.by !== 'sip-call-id' && clue.source === name ? [clue] : []))
  const searches = [...searchesByCallId(how, traced, callIds), ...own.map((clue) => searchAt(how, traced, clue))]
  if (searches.length > 0) traced.queried = true
  const found = await Promise.all(
    searches.map((search) =>
      search.catch((error: unknown) => {
        traced.failure = failureOf(error)
        return []
      }),
    ),
  )
  return found.flat()
}

type Search = Promise<readonly RecordView[]>

function searchAt(how: TraceSearch, traced: SourceTrace, clue: Exclude<Clue, { readonly by: 'sip-call-id' }>): Search {
  if (clue.by === 'binding') return findBound(how, traced, clue.value, clue.span)
  return clue.by === 'parent' ? findLegs(how, traced, clue.value) : findRecord(how, traced, 'Call', clue.value)
}

/** By id where the SIP Call-ID is the vendor's key, in the list of calls in progress otherwise. */
function searchesByCallId(how: TraceSearch, traced: SourceTrace, callIds: readonly string[]): readonly Search[] {
  const { lists, lookups } = traced.source.declaration
  if (callIds.length === 0) return []
  if (lookups.session !== undefined && isKey(lists.sessions))
    return callIds.map((callId) => findRecord(how, traced, 'Session', callId))
  const { activeCalls }: { readonly activeCalls?: AnyList } = lists
  return hasSipCallId(activeCalls) ? [findActive(how, traced, activeCalls, new Set(callIds))] : []
}

async function findRecord(
  { lookups, inProgress }: TraceSearch,
  traced: SourceTrace,
  type: 'Session' | 'Call',
  nativeId: string,
): Search {
  const { source } = traced
  try {
    const id = { type, source: source.name, nativeId }
    const found = await lookups.record({ id, count: countFor(traced) }, { inProgress })
    const made = found === null ? null : rowOf(found)
    recordAnswer(traced, made?.fetchedAtMs ?? source.now(), false)
    return found === null ? [] : [found]
  } catch (error) {
    // An id that the vendor cannot have is not the id of one of its records.
    if (error instanceof VendorFault && error.code === 'REJECTED') return []
    throw error
  }
}

async function findBound({ lookups }: TraceSearch, traced: SourceTrace, sipCallId: string, span: BoundSpan): Search {
  const { source } = traced
  const { records, failure } = await lookups.bound({
    source: source.name,
    list: 'sessions',
    sipCallId,
    span,
    count: countFor(traced),
  })
  if (failure !== null) traced.failure = failure
  recordAnswer(traced, source.now(), false)
  return records
}

/** A trace needs what the condensed form has; for some viewers also the owners. */
const detailOf = (access: Access, source: Source, list: ListName, declaration: AnyList): Detail =>
  detailFor(declaration, new Set(), {}, rowsOf(access, source, list).needs)

async function findActive(
  { lookups, access }: TraceSearch,
  traced: SourceTrace,
  declaration: AnyList,
  callIds: ReadonlySet<string>,
): Search {
  const { source } = traced
  const query = queryFor('activeCalls', declaration, {}, detailOf(access, source, 'activeCalls', declaration))
  const { entries, fetchedAtMs } = await readList(lookups, traced, query)
  const callIdOf = declaration.fields['sipCallId']?.read
  return entries.flatMap(({ row }) => {
    const callId = callIdOf?.(row)
    return typeof callId === 'string' && callIds.has(callId)
      ? (source.records.activeCalls?.(row, fetchedAtMs) ?? [])
      : []
  })
}

async function findLegs({ lookups, access }: TraceSearch, traced: SourceTrace, parentCallId: string): Search {
  const { source } = traced
  const declaration: AnyList | undefined = source.declaration.lists.calls
  if (declaration === undefined) return []
  const { pushed } = splitFilter(declaration, { parentCallId })
  const query = queryFor('calls', declaration, pushed, detailOf(access, source, 'calls', declaration))
  const { entries, fetchedAtMs } = await readList(lookups, traced, query)
  const legs = entries.flatMap(({ row }) => source.records.calls?.(row, fetchedAtMs) ?? [])
  return legs.filter((leg) => textOf(unmasked(leg), 'parentCallSid') === parentCallId)
}

async function readList(lookups: OperationLookups, traced: SourceTrace, query: RowQuery): Promise<SeenSnapshot> {
  const snapshot = await lookups.list(traced.source, query, countFor(traced))
  recordAnswer(traced, snapshot.fetchedAtMs, snapshot.stale)
  return snapshot
}

const countFor = (traced: SourceTrace) => (sent: number) => void (traced.requests += sent)

function recordAnswer(traced: SourceTrace, fetchedAtMs: number, stale: boolean): void {
  traced.fetchedAtMs = Math.min(traced.fetchedAtMs ?? Infinity, fetchedAtMs)
  traced.stale ||= stale
}
