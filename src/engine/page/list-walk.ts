import type { ListName } from '../../../adapters/contract.js'
import type { SourceStatus } from '../../../schema/enums.js'
import type { SourceReport } from '../../../schema/source.js'
import { showsEverything } from '../../access/rows/row-view.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import type { Boundary } from '../../plan/cursor.js'
import { compareKeys } from '../../plan/order.js'
import type { ListEngine, Selection } from '../lists/list-engine.js'
import type { CallContext } from '../source/call-context.js'
import { sourcesFailed } from '../source/failures.js'
import type { RecordView } from '../source/records.js'
import type { Source } from '../source/source.js'
import { toSourceReport } from '../source/source-report.js'
import { reportContributions } from './list-events.js'
import { type ListQuery, toListQuery } from './list-records.js'
import { Merge, OutOfOrder } from './merge.js'
import type { ListArguments } from './page-arguments.js'
import { AT_A_RECORD, boundaryAt, keyOf, lastTaken } from './page-boundary.js'
import { planSlice } from './plan-slice.js'
import { hasFailed, isUnsupported, lossOf, shortfallOf } from './slice-status.js'
import type { SourceSlice } from './source-slice.js'

// A whole list, passed on in parts while it is read. It is read in stretches, which are long pages: each begins where the
// one before has ended, by the rules of cursors, so that no record is passed on twice while the lists move, and what was
// read of one stretch is freed with it. Within a stretch the readers of the sources go on, and nothing is read twice.

/** How much is read, held and passed on at once. */
export interface WalkSizes {
  /** Records of one stretch: so many rows are held at once. */
  readonly stretchRecords: number
  readonly partRecords: number
  /** Rows of all sources together that are read at once: the most of what may be read in vain where a stretch ends. */
  readonly rowsAtOnce: number
  /** The same for one source, at least. */
  readonly leastRowsAtOnce: number
}

const SIZES: WalkSizes = { stretchRecords: 10_000, partRecords: 500, rowsAtOnce: 1000, leastRowsAtOnce: 250 }

export interface WalkPart {
  readonly records: readonly RecordView[]
  /** How complete the records of a source have been so far, by its name. */
  statusOf(source: string): SourceStatus
}

/** What one source has contributed in all. */
export interface WalkReport extends SourceReport {
  /** How many of its records were passed on. */
  readonly records: number
  /** Whether records of it may be missing. A source that has no such list misses none. */
  readonly isWhole: boolean
}

interface Stretch {
  readonly slices: readonly SourceSlice[]
  readonly merge: Merge
}

/** One pass over a list, from its beginning to its end. */
export class ListWalk {
  readonly #outcomes: ReadonlyMap<string, SourceOutcome>
  readonly #query: ListQuery

  /**
   * @param args filter, sources and order; pages are no business of it.
   * @param selection which fields of the records are read.
   * @throws GraphQLError BAD_USER_INPUT naming the argument.
   */
  constructor(
    engine: ListEngine,
    private readonly list: ListName,
    args: Pick<ListArguments, 'filter' | 'sources' | 'orderBy'>,
    selection: Pick<Selection, 'fields'>,
    private readonly callContext: CallContext,
    private readonly sizes: WalkSizes = SIZES,
  ) {
    const { stretchRecords } = sizes
    const limits = { defaultPageSize: stretchRecords, maxPageSize: stretchRecords }
    const wanted = { fields: selection.fields, rows: true, hasNextPage: false }
    const query = toListQuery({ ...engine, limits }, list, args, wanted, callContext)
    const share = Math.ceil(sizes.rowsAtOnce / Math.max(1, query.sources.length))
    const rowsAtOnce = Math.max(sizes.leastRowsAtOnce, share)
    this.#query = { ...query, page: { ...query.page, rowsAtOnce } }
    this.#outcomes = new Map(query.sources.map((source) => [source.name, new SourceOutcome(source)]))
  }

  /** What each source has contributed, once the walk has ended or was left. */
  get reports(): readonly WalkReport[] {
    return [...this.#outcomes.values()].map((outcome) => outcome.report(this.list, this.callContext))
  }

  /**
   * Reads the list. The next rows are read when the next part is wanted. It ends early, with the failures in the
   * reports, when the signal of the call context fires.
   * @throws GraphQLError BAD_USER_INPUT for a filter that a list refuses; SOURCES_FAILED where no source has returned
   *   anything and all have failed.
   */
  async *parts(): AsyncGenerator<WalkPart, void> {
    let boundary: Boundary | null = null
    for (;;) {
      const stretch = this.#plan(boundary)
      let passed = 0
      let isOrdered = true
      let next: Boundary | null = null
      try {
        while (isOrdered) {
          isOrdered = await this.#read(stretch, passed + this.sizes.partRecords)
          // Records that were taken before the order was found to be broken are read again.
          if (!isOrdered || stretch.merge.taken.length === passed) break
          yield this.#part(stretch, passed)
          passed = stretch.merge.taken.length
          if (passed === this.sizes.stretchRecords) break
        }
        if (!this.callContext.signal.aborted)
          next = continuation(stretch, { passed, isCut: !isOrdered || passed === this.sizes.stretchRecords, boundary })
        if (next === null && isOrdered) this.#requireAnswer(stretch)
      } finally {
        this.#end(stretch, next === null)
      }
      if (next === null && isOrdered) return
      boundary = next
    }
  }

  #plan(boundary: Boundary | null): Stretch {
    const query = { ...this.#query, boundary }
    const slices = query.sources.map((source) => planSlice(query, source))
    return { slices, merge: new Merge(slices, query.page, false) }
  }

  /** @returns whether the rows were in order; those of the sources where they were not are read whole from now on. */
  async #read({ merge }: Stretch, count: number): Promise<boolean> {
    try {
      await merge.takeUpTo(count)
      return true
    } catch (error) {
      if (!(error instanceof OutOfOrder)) throw error
      for (const source of error.sources) this.#query.engine.listCache.distrustOrder(source, this.list)
      return false
    }
  }

  #part({ slices, merge }: Stretch, from: number): WalkPart {
    const taken = merge.taken.slice(from)
    this.callContext.slices?.spend(taken.length)
    const records: RecordView[] = []
    for (const { slice, entry } of taken) {
      const record = slice.make?.(entry.row, slice.reader?.fetchedAtMs ?? 0)
      if (record === undefined) continue
      records.push(record)
      this.#outcomeOf(slice).records++
    }
    for (const slice of slices) this.#outcomeOf(slice).note(slice)
    return { records, statusOf: (source) => this.#outcomes.get(source)?.statusSoFar ?? 'OK' }
  }

  #outcomeOf({ source }: SourceSlice): SourceOutcome {
    const outcome = this.#outcomes.get(source.name)
    if (outcome === undefined) throw new Error(`${source.name} is not among the sources of the walk`)
    return outcome
  }

  #requireAnswer({ slices }: Stretch): void {
    const supporting = slices.filter((slice) => !isUnsupported(slice))
    const isAnswered = [...this.#outcomes.values()].some(({ records }) => records > 0)
    if (isAnswered || supporting.length === 0 || !supporting.every(hasFailed)) return
    for (const slice of slices) this.#outcomeOf(slice).end(slice, true)
    throw sourcesFailed(this.reports)
  }

  #end({ slices }: Stretch, isLast: boolean): void {
    for (const slice of slices) this.#outcomeOf(slice).end(slice, isLast)
    reportContributions(this.list, slices, this.callContext)
  }
}

/** Where the next stretch begins; null: nothing is left, or it would begin where this one began. */
function continuation(
  { slices, merge }: Stretch,
  of: { readonly passed: number; readonly isCut: boolean; readonly boundary: Boundary | null },
): Boundary | null {
  const { passed, isCut, boundary } = of
  const { taken, endedAt } = merge
  const last = taken[passed - 1]
  if (isCut)
    return last === undefined
      ? boundary
      : boundaryAt(slices, keyOf(last), AT_A_RECORD, lastTaken(slices, merge, passed))
  if (endedAt === null) return null
  if (boundary !== null && passed === 0 && compareKeys(endedAt, boundary.key) <= 0) return null
  return boundaryAt(slices, endedAt, { before: true, after: true }, lastTaken(slices, merge, passed))
}

/** What one source has contributed so far. */
class SourceOutcome {
  records = 0
  #loss: SourceFailure | null = null
  #failure: SourceFailure | null = null
  #shortfall: SourceFailure | null = null
  #fetchedAtMs: number | null = null
  #stale = false
  #requests = 0
  #seesRequests = false

  constructor(private readonly source: Source) {}

  get statusSoFar(): SourceStatus {
    return this.#loss === null ? 'OK' : 'PARTIAL'
  }

  /** Takes in what a stretch has shown up to now. */
  note(slice: SourceSlice): void {
    const { reader } = slice
    this.#loss ??= lossOf(slice)
    this.#stale ||= reader?.stale ?? false
    const fetchedAtMs = reader?.fetchedAtMs ?? null
    if (fetchedAtMs !== null) this.#fetchedAtMs = Math.min(this.#fetchedAtMs ?? Infinity, fetchedAtMs)
  }

  /** The same at the end of a stretch. What has failed or stopped there is tried again in the next one. */
  end(slice: SourceSlice, isLast: boolean): void {
    this.note(slice)
    this.#requests += slice.cost.requests
    this.#seesRequests = showsEverything(slice.view)
    if (!isLast) return
    this.#failure = slice.failure
    this.#shortfall = shortfallOf(slice)
  }

  report(list: ListName, { access }: Pick<CallContext, 'access'>): WalkReport {
    const report = toSourceReport(this.source, access, {
      failure: this.#failure,
      shortfall: this.#loss ?? this.#shortfall,
      fetchedAtMs: this.#fetchedAtMs,
      totalCount: null,
      stale: this.#stale,
      requests: this.#seesRequests ? this.#requests : 0,
    })
    const hasList = this.source.declaration.lists[list] !== undefined
    return { ...report, records: this.records, isWhole: report.status === 'OK' || !hasList }
  }
}
