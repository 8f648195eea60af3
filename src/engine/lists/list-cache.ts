import { setImmediate as nextTurn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { AnyList, ListName, VendorRequest, Window } from '../../../adapters/contract.js'
import type { RowView } from '../../access/rows/row-view.js'
import type { Clock } from '../../async/clock.js'
import { SingleFlight } from '../../async/single-flight.js'
import { OperationTooCostly } from '../../cost/too-costly.js'
import { isKeptInOrder, type ListOrder } from '../../plan/order.js'
import { windowsFor } from '../../plan/windows.js'
import { RowDetails } from '../rows/row-detail.js'
import { RowEntries } from '../rows/row-entries.js'
import { RowFetcher } from '../rows/row-fetcher.js'
import { keyOf, type RowQuery, requestFor } from '../rows/row-query.js'
import { SliceDensities } from '../rows/slice-densities.js'
import { readWhole, type SeenSnapshot, type Snapshot } from '../rows/snapshot.js'
import type { CallContext, Freshness } from '../source/call-context.js'
import type { Source } from '../source/source.js'
import { FilterPlans } from './filter-plans.js'
import { OwnerIndex } from './owner-index.js'
import { SeenLists } from './seen-lists.js'
import { narrow, widerLists } from './superset-reuse.js'

// State between requests: whole lists that may still be shared, derived times, and which lists were not in the declared
// order.

/** A list that was not in its declared order is read whole for this long, before the order is trusted again. */
const DISTRUST_MS = 600_000
/**
 * A list that takes many requests to read whole is shared for at least this long, so that paging does not repeat them.
 */
const LEAST_SHARING_OF_PAGED_LISTS_MS = 10_000

/**
 * The most text of whole lists that is kept for all sources, in characters; as rows it takes a few times as much, and
 * shares them with the answers that are kept.
 */
const KEPT_CHARACTERS = 128 * 1024 * 1024

/** How many lengths of lists are remembered: one for each list and filter. */
const MOST_LENGTHS = 1000

interface Kept {
  readonly snapshot: Snapshot
  readonly freshMs: number
  /** When its oldest rows were fetched, by the monotonic clock. */
  readonly bornMs: number
}

export class ListCache {
  readonly rowDetails = new RowDetails()
  readonly filterPlans = new FilterPlans()
  readonly ownerIndex = new OwnerIndex()
  readonly densities = new SliceDensities()
  readonly #seen = new SeenLists()
  readonly #rowEntries = new Map<Source, RowEntries>()
  readonly #distrustedUntil = new Map<string, number>()
  readonly #inFlight = new Map<string, SingleFlight<Snapshot>>()
  readonly #lengths = new LRUCache<string, number>({ max: MOST_LENGTHS })
  readonly #kept: LRUCache<string, Kept>

  #generation = 0
  /** The generation that began when the lists of a source were last dropped. */
  readonly #forgottenAt = new Map<string, number>()

  /** @param cacheShare the share of its full size that the cache of lists may have, from 0 to 1. */
  constructor(
    private readonly clock: Clock,
    cacheShare = 1,
  ) {
    this.#kept = new LRUCache({
      maxSize: Math.ceil(KEPT_CHARACTERS * cacheShare),
      sizeCalculation: ({ snapshot }) => snapshot.size + snapshot.entries.length + 1,
    })
  }

  /** Increases whenever the lists of a source are dropped. */
  get generation(): number {
    return this.#generation
  }

  /**
   * Whether the lists of none of these sources were dropped since the generation began: what was made from them is
   * current.
   */
  isCurrent({ generation, sources }: Pick<Freshness, 'generation' | 'sources'>): boolean {
    return generation === this.#generation || sources.every((name) => (this.#forgottenAt.get(name) ?? 0) <= generation)
  }

  rowEntriesOf(source: Source): RowEntries {
    const known = this.#rowEntries.get(source) ?? new RowEntries()
    this.#rowEntries.set(source, known)
    return known
  }

  /** Whether a list can be paged in this order without reading it whole. */
  pagesInOrder(source: Source, list: ListName, order: ListOrder, pushed: object): boolean {
    const declaration = source.declaration.lists[list]
    const isDistrusted = (this.#distrustedUntil.get(`${source.name} ${list}`) ?? 0) > this.clock.monotonicNow()
    if (declaration === undefined || isDistrusted || !isKeptInOrder(declaration, order)) return false
    return (declaration.joins?.(pushed) ?? null) === null
  }

  distrustOrder(source: Source, list: ListName): void {
    this.#distrustedUntil.set(`${source.name} ${list}`, this.clock.monotonicNow() + DISTRUST_MS)
  }

  /**
   * The rows of a whole list that a viewer may see. The list is read once for all viewers.
   * @throws SourceFailure; the signal's reason when that fires first.
   */
  async seenList(source: Source, query: RowQuery, view: RowView, callContext: CallContext): Promise<SeenSnapshot> {
    return this.#seen.of(await this.#wholeList(source, query, callContext), view, async () => {
      callContext.signal.throwIfAborted()
      await (callContext.slices?.isOver() === true ? callContext.slices.next() : nextTurn())
    })
  }

  /** One that is being read, or was read so lately that it counts as fresh, is shared, also one that holds more. */
  async #wholeList(source: Source, query: RowQuery, callContext: CallContext): Promise<Snapshot> {
    callContext.signal.throwIfAborted()
    const request = firstRequest(query)
    // A list with credentials is neither shared nor kept, and cannot be taken from one that was read without them.
    if (request.confidential === true) return this.#read(source, query, callContext)
    const freshMs = source.options.freshnessMs[query.list]
    const fresh = this.#fresh(source, query) ?? this.#narrowed(source, query)
    if (fresh !== null)
      return reportShared(source, request, callContext, 'cached', fresh.snapshot, fresh.bornMs + freshMs)
    const inFlight = this.#inFlight.get(flightKey(source, query))
    if (inFlight !== undefined && !inFlight.isOver) {
      const shared = await inFlight
        .join(callContext.signal)
        .catch((error: unknown) => nullIfAnotherWasTooCostly(error, callContext))
      return shared === null
        ? this.#wholeList(source, query, callContext)
        : reportShared(source, request, callContext, 'shared', shared, this.#bornMs(shared) + freshMs)
    }
    // Others may wait for it, too, when the operation that begins it is stopped: it does not run in that one's slices.
    const { slices: _, ...shareable } = callContext
    const flight = new SingleFlight((signal) => this.#read(source, query, { ...shareable, signal }))
    this.#share(source, query, flight)
    return flight.join(callContext.signal)
  }

  async #read(source: Source, query: RowQuery, callContext: CallContext): Promise<Snapshot> {
    const rowsOf = (part: RowQuery): RowFetcher => new RowFetcher(source, part, callContext, this.rowEntriesOf(source))
    const read = await readWhole(rowsOf(query), partsOf(query)?.map(rowsOf))
    if (query.mostRequests !== undefined) this.#lengths.set(lengthKey(source, query), read.total ?? read.entries.length)
    return read
  }

  /** How many rows a list had when it was last read in bulk; null: it was not. */
  lastLength(source: Source, query: RowQuery): number | null {
    return this.#lengths.get(lengthKey(source, query)) ?? null
  }

  /** Drops what was read from a source: after a control action it is not shared any more. */
  forget(source: Source): void {
    this.#forgottenAt.set(source.name, ++this.#generation)
    source.forgetAnswers()
    const prefix = `[${JSON.stringify(source.name)},`
    for (const lists of [this.#inFlight, this.#kept])
      for (const key of [...lists.keys()]) if (key.startsWith(prefix)) lists.delete(key)
  }

  #share(source: Source, query: RowQuery, flight: SingleFlight<Snapshot>): void {
    const key = flightKey(source, query)
    this.#inFlight.set(key, flight)
    const settle = (snapshot: Snapshot | null): void => {
      if (this.#inFlight.get(key) !== flight) return
      this.#inFlight.delete(key)
      if (snapshot === null) return
      // A reading that stopped at `mostRequests` is not the whole list for callers with a higher limit.
      if (!(snapshot.truncated && query.mostRequests !== undefined))
        this.#keep(source, query, snapshot, this.#bornMs(snapshot))
      // A list whose rows were not in the declared order is read whole for a while.
      if (!snapshot.wasInOrder && isKeptInOrder(query.declaration, query.order)) this.distrustOrder(source, query.list)
    }
    flight.whenOver(settle)
  }

  #keep(source: Source, query: RowQuery, snapshot: Snapshot, bornMs: number): void {
    for (const [key, kept] of this.#kept.entries()) if (!this.#isFresh(kept)) this.#kept.delete(key)
    const freshMs = freshnessOf(source, query.list, query.declaration)
    if (freshMs > 0) this.#kept.set(keyOf(source, query), { snapshot, freshMs, bornMs })
  }

  #fresh(source: Source, query: RowQuery): Kept | null {
    const kept = this.#kept.get(keyOf(source, query))
    return kept !== undefined && this.#isFresh(kept) ? kept : null
  }

  #isFresh({ freshMs, bornMs }: Kept): boolean {
    return this.clock.monotonicNow() - bornMs < freshMs
  }

  /** Computed once, when the rows have just arrived: after that, setting the system clock does not change their age. */
  #bornMs({ fetchedAtMs }: Snapshot): number {
    return this.clock.monotonicNow() - Math.max(0, this.clock.now() - fetchedAtMs)
  }

  #narrowed(source: Source, query: RowQuery): Kept | null {
    for (const wider of widerLists(source, query)) {
      const kept = this.#fresh(source, wider)
      if (kept === null || kept.snapshot.stale || kept.snapshot.truncated) continue
      const narrowed = { ...kept, snapshot: narrow(source, query, wider, kept.snapshot) }
      this.#keep(source, query, narrowed.snapshot, narrowed.bornMs)
      return narrowed
    }
    return null
  }
}

/** The parts of a list that no single request can return; undefined: one request can. */
function partsOf(query: RowQuery): readonly RowQuery[] | undefined {
  const { parts, ...whole } = query
  const joined = (filter: object) => query.declaration.joins?.(filter) ?? null
  const filters = parts === undefined ? joined(query.pushed) : parts.flatMap((part) => joined(part) ?? [part])
  const { mostRequests } = query
  return filters?.map((pushed) => ({
    ...whole,
    pushed,
    ...(mostRequests === undefined ? {} : { mostRequests: Math.floor(mostRequests / filters.length) }),
  }))
}

/** Only requests with the same limit share a reading. */
const flightKey = (source: Source, query: RowQuery): string => `${keyOf(source, query)} ${query.mostRequests ?? ''}`

/** A list has the same length in every detail and order. */
const lengthKey = ({ name }: Source, { list, pushed }: RowQuery): string => JSON.stringify([name, list, pushed])

function reportShared(
  source: Source,
  request: VendorRequest,
  callContext: CallContext,
  origin: 'shared' | 'cached',
  snapshot: Snapshot,
  freshUntilMs: number,
): Snapshot {
  source.onEvent?.({ type: 'answer', operation: request.operation, origin })
  callContext.trace?.({ request, requests: 0, stale: snapshot.stale, milliseconds: 0 })
  callContext.freshness?.limitTo(snapshot.stale ? 0 : freshUntilMs, source.name)
  return snapshot
}

/** Null when another operation, which had begun to read the list, was stopped because of its cost. */
function nullIfAnotherWasTooCostly(error: unknown, { budget }: CallContext): null {
  if (error instanceof OperationTooCostly && error.budget !== budget) return null
  throw error
}

/** The first request for a list, or for its first part. */
function firstRequest(query: RowQuery): VendorRequest {
  const part = partsOf(query)?.[0] ?? query
  return requestFor(part, firstWindow(part.declaration.paging))
}

function firstWindow(paging: AnyList['paging']): Window {
  if (paging.style === 'slices')
    return { style: 'slice', fromMs: 0, toMs: paging.granularityMs, offset: 0, limit: 1, token: null }
  return windowsFor(paging, 0, 1)[0]?.window ?? { style: 'snapshot' }
}

/** For how long a whole list is shared, in milliseconds. One that is joined has few pages: as long as configured only. */
export const freshnessOf = (source: Source, list: ListName, { paging, joins }: AnyList): number =>
  Math.max(
    source.options.freshnessMs[list],
    paging.style === 'snapshot' || joins !== undefined ? 0 : LEAST_SHARING_OF_PAGED_LISTS_MS,
  )
