import { LRUCache } from 'lru-cache'
import type { AnyList, ListName, VendorRequest } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { Flight } from '../../async/single-flight.js'
import type { ListOrder } from '../../plan/order.js'
import { windowsFor } from '../../plan/windows.js'
import { RememberedTimes } from '../rows/derived-times.js'
import { RowForms } from '../rows/row-detail.js'
import { Rows } from '../rows/row-fetcher.js'
import type { RowsAsked } from '../rows/row-query.js'
import { readWhole, type Snapshot } from '../rows/snapshot.js'
import type { Asking } from '../source/call-context.js'
import type { Source } from '../source/source.js'
import { FilterPlans } from './filter-plans.js'
import { RecordGroups } from './owner-index.js'
import { narrow, widerLists } from './superset-reuse.js'

// What is remembered of the sources between requests: whole lists that may still be shared, derived times, and which
// lists have turned out not to be in the order that was declared.

/** A list whose order was broken is read whole for so long, before its order is believed again. */
const DISTRUST_MS = 600_000
/** A list that takes many requests to read whole is shared for at least so long, so that paging does not repeat them. */
const LEAST_SHARING_OF_PAGED_LISTS_MS = 10_000

/**
 * The most text of whole lists that is kept for all sources, in characters; as rows it takes a few times as much, and
 * shares them with the answers that are kept.
 */
const KEPT_CHARACTERS = 128 * 1024 * 1024

/** How long lists were, under the conditions that clients have thought of. */
const MOST_LENGTHS = 1000

interface Kept {
  readonly snapshot: Snapshot
  readonly freshMs: number
}

export class SourceMemory {
  readonly forms = new RowForms()
  readonly filters = new FilterPlans()
  readonly groups = new RecordGroups()
  readonly #times = new Map<Source, RememberedTimes>()
  readonly #distrustedUntil = new Map<string, EpochMs>()
  readonly #flights = new Map<string, Flight<Snapshot>>()
  readonly #lengths = new LRUCache<string, number>({ max: MOST_LENGTHS })
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: ({ snapshot }) => snapshot.size + snapshot.entries.length + 1,
  })

  #generation = 0

  constructor(private readonly now: () => EpochMs) {}

  /** Another number whenever something was forgotten: what was made before is out of date. */
  get generation(): number {
    return this.#generation
  }

  timesOf(source: Source): RememberedTimes {
    const known = this.#times.get(source) ?? new RememberedTimes()
    this.#times.set(source, known)
    return known
  }

  /** Whether a list can be paged in this order without reading it whole. */
  pagesInOrder(source: Source, list: ListName, order: ListOrder, pushed: object): boolean {
    const declaration = source.declaration.lists[list]
    const isDistrusted = (this.#distrustedUntil.get(`${source.name} ${list}`) ?? 0) > this.now()
    if (declaration === undefined || isDistrusted || !declaresOrder(declaration, order)) return false
    return (declaration.joins?.(pushed) ?? null) === null
  }

  orderIsBroken(source: Source, list: ListName): void {
    this.#distrustedUntil.set(`${source.name} ${list}`, this.now() + DISTRUST_MS)
  }

  /**
   * A whole list: one that is being read, or was read so lately that it counts as fresh, is shared, also one that holds
   * more than is asked for.
   * @throws SourceTrouble; the signal's reason when that fires first.
   */
  async wholeList(source: Source, asked: RowsAsked, asking: Asking): Promise<Snapshot> {
    asking.signal.throwIfAborted()
    const request = firstRequest(asked)
    // What holds credentials is neither shared nor kept, and is not there in what was read without them.
    if (request.confidential === true) return this.#read(source, asked, asking)
    const freshMs = source.options.freshnessMs[asked.list]
    const fresh = this.#fresh(source, asked) ?? this.#narrowed(source, asked)
    if (fresh !== null) return tellShared(source, request, asking, 'cached', fresh, freshMs)
    const flying = this.#flights.get(flightOf(source, asked))
    if (flying !== undefined && !flying.isOver)
      return tellShared(source, request, asking, 'shared', await flying.join(asking.signal), freshMs)
    const flight = new Flight((signal) => this.#read(source, asked, { ...asking, signal }))
    this.#share(source, asked, flight)
    return flight.join(asking.signal)
  }

  async #read(source: Source, asked: RowsAsked, asking: Asking): Promise<Snapshot> {
    const rowsOf = (part: RowsAsked): Rows => new Rows(source, part, asking, this.timesOf(source))
    const read = await readWhole(rowsOf(asked), partsOf(asked)?.map(rowsOf))
    if (asked.mostRequests !== undefined) this.#lengths.set(lengthOf(source, asked), read.total ?? read.entries.length)
    return read
  }

  /** How many rows a list had when it was last read for many; null: it was not. */
  lastLength(source: Source, asked: RowsAsked): number | null {
    return this.#lengths.get(lengthOf(source, asked)) ?? null
  }

  /** After control, what was read of a source before is not shared any more. */
  forget(source: Source): void {
    this.#generation++
    source.forgetAnswers()
    const prefix = `[${JSON.stringify(source.name)},`
    for (const lists of [this.#flights, this.#kept])
      for (const key of [...lists.keys()]) if (key.startsWith(prefix)) lists.delete(key)
  }

  #share(source: Source, asked: RowsAsked, flight: Flight<Snapshot>): void {
    const key = flightOf(source, asked)
    this.#flights.set(key, flight)
    const land = (snapshot: Snapshot | null): void => {
      if (this.#flights.get(key) !== flight) return
      this.#flights.delete(key)
      if (snapshot === null) return
      // One that was given up is not the whole list to whoever would have read on.
      if (!(snapshot.truncated && asked.mostRequests !== undefined)) this.#keep(source, asked, snapshot)
      // As long as its order is seen to be broken, it is not believed.
      if (!snapshot.wasInOrder && declaresOrder(asked.declaration, asked.order)) this.orderIsBroken(source, asked.list)
    }
    flight.whenOver(land)
  }

  #keep(source: Source, asked: RowsAsked, snapshot: Snapshot): void {
    for (const [key, kept] of this.#kept.entries()) if (!this.#isFresh(kept)) this.#kept.delete(key)
    const freshMs = freshnessOf(source, asked.list, asked.declaration)
    if (freshMs > 0) this.#kept.set(keyOf(source, asked), { snapshot, freshMs })
  }

  #fresh(source: Source, asked: RowsAsked): Snapshot | null {
    const kept = this.#kept.get(keyOf(source, asked))
    return kept !== undefined && this.#isFresh(kept) ? kept.snapshot : null
  }

  /** The clock may have been set back: what has come after now is of no known age. */
  #isFresh({ snapshot, freshMs }: Kept): boolean {
    const age = this.now() - snapshot.fetchedAtMs
    return age >= 0 && age < freshMs
  }

  #narrowed(source: Source, asked: RowsAsked): Snapshot | null {
    for (const wider of widerLists(source, asked)) {
      const snapshot = this.#fresh(source, wider)
      if (snapshot === null || snapshot.stale || snapshot.truncated) continue
      const narrowed = narrow(source, asked, wider, snapshot)
      this.#keep(source, asked, narrowed)
      return narrowed
    }
    return null
  }
}

const declaresOrder = ({ paging, order }: AnyList, wanted: ListOrder): boolean =>
  paging.style !== 'snapshot' &&
  (wanted === 'NATIVE_ID' ? order === 'native-id' : wanted === 'NEWEST_FIRST' && order === 'newest-first')

/** The parts of a list that one request cannot ask for; null: it is asked for as it is. */
function partsOf(asked: RowsAsked): readonly RowsAsked[] | undefined {
  const filters = asked.declaration.joins?.(asked.pushed)
  const { mostRequests } = asked
  return filters?.map((pushed) => ({
    ...asked,
    pushed,
    ...(mostRequests === undefined ? {} : { mostRequests: Math.floor(mostRequests / filters.length) }),
  }))
}

const keyOf = ({ name }: Source, { list, pushed, order, detail }: RowsAsked): string =>
  JSON.stringify([name, list, pushed, order, detail])

/** Only who gives up at the same length shares what is being read. */
const flightOf = (source: Source, asked: RowsAsked): string => `${keyOf(source, asked)} ${asked.mostRequests ?? ''}`

/** Both forms of a list are equally long. */
const lengthOf = ({ name }: Source, { list, pushed }: RowsAsked): string => JSON.stringify([name, list, pushed])

function tellShared(
  source: Source,
  request: VendorRequest,
  asking: Asking,
  origin: 'shared' | 'cached',
  snapshot: Snapshot,
  freshMs: number,
): Snapshot {
  source.onEvent?.({ type: 'answer', operation: request.operation, origin })
  asking.trace?.({ request, requests: 0, stale: snapshot.stale, milliseconds: 0 })
  asking.freshness?.lasts(snapshot.stale ? 0 : snapshot.fetchedAtMs + freshMs)
  return snapshot
}

/** What the list is asked by, or the first part of it. */
function firstRequest(asked: RowsAsked): VendorRequest {
  const { declaration, pushed, detail } = partsOf(asked)?.[0] ?? asked
  const window = windowsFor(declaration.paging, 0, 1)[0]?.window ?? { style: 'snapshot' }
  const form = detail === 'condensed' ? 'condensed' : 'full'
  return declaration.request({ filter: pushed, window, detail: form })
}

/** A list that is joined has few pages, and no other way to be paged: it is shared no longer than its kind. */
const freshnessOf = (source: Source, list: ListName, { paging, joins }: AnyList): number =>
  Math.max(
    source.options.freshnessMs[list],
    paging.style === 'snapshot' || joins !== undefined ? 0 : LEAST_SHARING_OF_PAGED_LISTS_MS,
  )
