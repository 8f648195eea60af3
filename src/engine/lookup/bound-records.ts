import type { BoundSpan, ListName } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { ListEngine } from '../lists/list-engine.js'
import { readList } from '../page/list-records.js'
import { shortfallOf } from '../page/slice-status.js'
import type { CallContext } from '../source/call-context.js'
import { type RecordView, unmasked } from '../source/records.js'

// Records that are bound to another one, where the vendor reports this only at the bound record. They are searched in
// the list that the adapter names, and in the time span in which they can have begun.

/** A search for the records that are bound to the one with this SIP Call-ID. */
export interface BoundRequest {
  readonly source: string
  readonly list: ListName
  readonly sipCallId: string
  readonly span: BoundSpan
  /** Counts the HTTP requests that are sent for it; a shared request counts for the first caller. */
  readonly count?: CallContext['count']
}

/** One reading for several searches whose time spans touch. */
interface Reading {
  readonly requests: BoundRequest[]
  readonly fromMs: EpochMs
  toMs: EpochMs
}

/** At most this many records that began during a call are searched for those bound to it. */
const MOST_RECORDS = 200

const FIELDS: ReadonlySet<string> = new Set(['relatedSipCallId', 'startedAt'])

/** Reads each list once for all searches in the same part of it. */
export function readBound(
  engine: ListEngine,
  requests: readonly BoundRequest[],
  callContext: CallContext,
): readonly Promise<BoundRecords>[] {
  const places = Map.groupBy(requests, ({ source, list, span }) => JSON.stringify([source, list, span.filter]))
  const found = new Map<BoundRequest, Promise<BoundRecords>>()
  for (const reading of [...places.values()].flatMap(readingsOf)) {
    const records = read(engine, reading, callContext)
    for (const each of reading.requests)
      found.set(
        each,
        records.then((all) => pick(all, each)),
      )
  }
  return requests.map((each) => found.get(each) ?? Promise.resolve({ records: [], failure: null }))
}

/** @param requests for the same list, under the same filter. */
function readingsOf(requests: readonly BoundRequest[]): readonly Reading[] {
  const readings: Reading[] = []
  for (const each of requests.toSorted((a, b) => a.span.fromMs - b.span.fromMs)) {
    const { fromMs, toMs } = each.span
    const last = readings.at(-1)
    if (last === undefined || fromMs > last.toMs) readings.push({ requests: [each], fromMs, toMs: toMs ?? Infinity })
    else {
      last.requests.push(each)
      last.toMs = Math.max(last.toMs, toMs ?? Infinity)
    }
  }
  return readings
}

async function read(
  engine: ListEngine,
  { requests, fromMs, toMs }: Reading,
  callContext: CallContext,
): Promise<BoundRecords> {
  const [first] = requests
  if (first === undefined) return { records: [], failure: null }
  const { source, list, span, count } = first
  const filter = { ...span.filter, startedFrom: fromMs, ...(toMs === Infinity ? {} : { startedTo: toMs }) }
  const most = Math.min(MOST_RECORDS * requests.length, engine.limits.maxPageSize)
  const selection = { fields: FIELDS, rows: true, hasNextPage: true }
  const { slices, merge } = await readList(
    engine,
    list,
    { filter, sources: [source], first: most },
    selection,
    callContext,
  )
  const [slice] = slices
  if (slice === undefined) return { records: [], failure: null }
  if (slice.failure !== null && merge.taken.length === 0) throw slice.failure
  count?.(slice.cost.requests)
  return {
    records: merge.taken.flatMap(({ entry }) => slice.make?.(entry.row, slice.reader?.fetchedAtMs ?? 0) ?? []),
    failure: slice.failure ?? shortfallOf(slice) ?? (merge.hasMore ? tooMany(most) : null),
  }
}

const tooMany = (most: number): SourceFailure =>
  new SourceFailure(
    'TOO_LARGE',
    `more than ${most} sessions began while the call lasted; only some of them were searched for those bound to it`,
  )

const pick = ({ records, failure }: BoundRecords, { sipCallId }: BoundRequest): BoundRecords => ({
  records: records.filter((record) => Reflect.get(unmasked(record), 'relatedSipCallId') === sipCallId),
  failure,
})

/** The records that are bound to one, and why some of them may be missing; null: none are. */
export interface BoundRecords {
  readonly records: readonly RecordView[]
  readonly failure: SourceFailure | null
}
