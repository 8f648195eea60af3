import type { BoundSpan, ListName } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { ListEngine } from '../lists/list-engine.js'
import { readList } from '../page/list-records.js'
import { shortfallOf } from '../page/slice-status.js'
import type { CallContext } from '../source/call-context.js'
import type { RecordView } from '../source/records.js'

// The records that are bound to others, where a vendor tells that at the bound ones only: they are looked for where the
// adapter says that they are, and in the time in which they can have begun.

/** Those that are sought are bound to the record with this SIP Call-ID. */
export interface BoundRequest {
  readonly source: string
  readonly list: ListName
  readonly sipCallId: string
  readonly span: BoundSpan
  /** Counts the HTTP requests that are made for it; those that it shares count for who was first. */
  readonly count?: CallContext['count']
}

/** One reading for several whose time spans touch. */
interface Reading {
  readonly requests: BoundRequest[]
  readonly fromMs: EpochMs
  toMs: EpochMs
}

/** So many records may begin beside a call for it to be looked at whether they are bound to it. */
const MOST_RECORDS = 200

const FIELDS: ReadonlySet<string> = new Set(['relatedSipCallId', 'startedAt'])

/** Reads each list once for all who seek in the same part of it. */
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

/** @param sought in the same list, under the same filter. */
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
    `more than ${most} sessions began while the call lasted; not all were looked at for those bound to it`,
  )

const pick = ({ records, failure }: BoundRecords, { sipCallId }: BoundRequest): BoundRecords => ({
  records: records.filter((record) => Reflect.get(record, 'relatedSipCallId') === sipCallId),
  failure,
})

/** Records that are bound to one, and why some of them may be missing. */
export interface BoundRecords {
  readonly records: readonly RecordView[]
  readonly failure: SourceFailure | null
}
