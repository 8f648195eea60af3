// What one source can tell of a call, by the clues that other records have given.

import { type AnyList, VendorFault } from '../../adapters/contract.js'
import { splitFilter } from '../plan/filter.js'
import type { SourceTrouble } from '../transport/trouble.js'
import { explainAsked } from './explain.js'
import type { ListEngine } from './list.js'
import { lookUp } from './lookup.js'
import type { RecordView } from './records.js'
import type { RowsAsked } from './rows.js'
import type { Snapshot } from './snapshot.js'
import type { AskedRequest, Asking, Source } from './source.js'
import { failureOf } from './trouble-of.js'

/**
 * Where to look for further records of a call: by a SIP Call-ID, at every source; or at one source, for the record of a
 * call by its native id, or for the legs that a call has created.
 */
export type Clue =
  | { readonly by: 'sip-call-id'; readonly value: string }
  | { readonly by: 'native-id' | 'parent'; readonly source: string; readonly value: string }

/** What one source has contributed, over all steps of a trace. */
export interface Share {
  readonly source: Source
  /** Whether it was asked for anything. */
  asked: boolean
  requests: number
  /** When it gave the oldest of its records; null: it gave none. */
  fetchedAtMs: number | null
  stale: boolean
  trouble: SourceTrouble | null
}

const textOf = (record: RecordView, name: string): string | null => {
  const value: unknown = Reflect.get(record, name)
  return typeof value === 'string' && value !== '' ? value : null
}

/** Where a record says that there is more of the call. */
export function cluesOf(record: RecordView, source: Source): readonly Clue[] {
  const callIds = [textOf(record, 'sipCallId'), textOf(record, 'relatedSipCallId')].filter((value) => value !== null)
  const clues = callIds.map((value): Clue => ({ by: 'sip-call-id', value }))
  const at = (by: 'native-id' | 'parent', value: string): Clue => ({ by, source: source.name, value })
  if (!canFindLegs(source, record.nativeId)) return clues
  const parent = textOf(record, 'parentCallSid')
  return [
    ...clues,
    // A call in progress is told by less than its record is.
    ...(record.typeName === 'ActiveCall' ? [at('native-id', record.nativeId)] : []),
    ...(parent === null ? [] : [at('native-id', parent), at('parent', parent)]),
    at('parent', record.nativeId),
  ]
}

/** Whether a source fetches calls by their ids, and its vendor finds the legs that this one has created. */
function canFindLegs({ declaration: { lists, lookups } }: Source, nativeId: string): boolean {
  const { calls } = lists
  return lookups.call !== undefined && calls !== undefined && splitFilter(calls, { parentCallId: nativeId }).pushedPaths.length > 0
}

const tells = (list: AnyList | undefined): list is AnyList => (list?.fields['sipCallId']?.from.length ?? 0) > 0

/** Whether the SIP Call-ID is the vendor's own key of a list's records. */
const isKey = (list: AnyList | undefined): boolean =>
  list?.fields['sipCallId']?.from[0] !== undefined && list.fields['sipCallId'].from[0] === list.fields.nativeId.from[0]

/** Follows what clues there are for one source; what goes wrong stands in its share. */
export async function search(
  engine: ListEngine,
  share: Share,
  clues: readonly Clue[],
  asking: Asking,
): Promise<readonly RecordView[]> {
  const { source } = share
  const counting: Asking = { ...asking, count: (sent) => (share.requests += sent) }
  const callIds = clues.flatMap((clue) => (clue.by === 'sip-call-id' ? [clue.value] : []))
  const own = clues.flatMap((clue) => (clue.by !== 'sip-call-id' && clue.source === source.name ? [clue] : []))
  const searches = [
    ...searchesByCallId(engine, share, callIds, counting),
    ...own.map(({ by, value }) =>
      by === 'parent' ? findLegs(engine, share, value, counting) : findRecord(engine, share, 'Call', value, counting),
    ),
  ]
  if (searches.length > 0) share.asked = true
  const found = await Promise.all(
    searches.map((search) =>
      search.catch((error: unknown) => {
        share.trouble = failureOf(error)
        return []
      }),
    ),
  )
  return found.flat()
}

type Search = Promise<readonly RecordView[]>

/** By id where the SIP Call-ID is the vendor's key, in the list of calls in progress otherwise. */
function searchesByCallId(engine: ListEngine, share: Share, callIds: readonly string[], asking: Asking): readonly Search[] {
  const { lists, lookups } = share.source.declaration
  if (callIds.length === 0) return []
  if (lookups.session !== undefined && isKey(lists.sessions))
    return callIds.map((callId) => findRecord(engine, share, 'Session', callId, asking))
  const { activeCalls }: { readonly activeCalls?: AnyList } = lists
  return tells(activeCalls) ? [findActive(engine, share, activeCalls, new Set(callIds), asking)] : []
}

async function findRecord(engine: ListEngine, share: Share, type: 'Session' | 'Call', nativeId: string, asking: Asking): Search {
  const { source } = share
  try {
    const found = await lookUp(engine, { type, source: source.name, nativeId }, asking)
    gave(share, source.now(), false)
    return found === null ? [] : [found]
  } catch (error) {
    // What can be no id of this vendor's is none of its records.
    if (error instanceof VendorFault && error.code === 'REJECTED') return []
    throw error
  }
}

async function findActive(engine: ListEngine, share: Share, declaration: AnyList, callIds: ReadonlySet<string>, asking: Asking): Search {
  const { source } = share
  const asked = { list: 'activeCalls', declaration, pushed: {}, order: 'NEWEST_FIRST', detail: 'condensed' } as const
  const { entries, fetchedAtMs } = await readList(engine, share, asked, asking)
  const callIdOf = declaration.fields['sipCallId']?.read
  return entries.flatMap(({ row }) => {
    const callId = callIdOf?.(row)
    return typeof callId === 'string' && callIds.has(callId) ? (source.records.activeCalls?.(row, fetchedAtMs) ?? []) : []
  })
}

async function findLegs(engine: ListEngine, share: Share, parentCallId: string, asking: Asking): Search {
  const { source } = share
  const declaration: AnyList | undefined = source.declaration.lists.calls
  if (declaration === undefined) return []
  const { pushed } = splitFilter(declaration, { parentCallId })
  const asked = { list: 'calls', declaration, pushed, order: 'NEWEST_FIRST', detail: 'condensed' } as const
  const { entries, fetchedAtMs } = await readList(engine, share, asked, asking)
  const legs = entries.flatMap(({ row }) => source.records.calls?.(row, fetchedAtMs) ?? [])
  return legs.filter((leg) => textOf(leg, 'parentCallSid') === parentCallId)
}

async function readList(engine: ListEngine, share: Share, asked: RowsAsked, asking: Asking): Promise<Snapshot> {
  const { source } = share
  const requests: AskedRequest[] = []
  const snapshot = await engine.memory.wholeList(source, asked, { ...asking, trace: (request) => requests.push(request) })
  gave(share, snapshot.fetchedAtMs, snapshot.stale)
  const plan = explainAsked(source.name, requests, { pushed: Object.keys(asked.pushed), rowsRead: snapshot.entries.length })
  asking.explain?.({ list: asked.list, sources: [plan] })
  return snapshot
}

function gave(share: Share, fetchedAtMs: number, stale: boolean): void {
  share.fetchedAtMs = Math.min(share.fetchedAtMs ?? Infinity, fetchedAtMs)
  share.stale ||= stale
}
