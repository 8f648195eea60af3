// What is remembered of the sources between requests: whole lists that may still be shared, derived times, and which
// lists have turned out not to be in the order that was declared.

import type { ListName } from '../../adapters/contract.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { ListOrder } from '../plan/order.js'
import { RememberedTimes } from './remembered-times.js'
import type { Rows } from './rows.js'
import { readWhole, type Snapshot } from './snapshot.js'
import type { Source } from './source.js'

/** A list whose order was broken is read whole for so long, before its order is believed again. */
const DISTRUST_MS = 600_000
/** A list that takes many requests to read whole is shared for at least so long, so that paging does not repeat them. */
const LEAST_SHARING_OF_PAGED_LISTS_MS = 10_000

interface Shared {
  readonly snapshot: Promise<Snapshot>
  fetchedAtMs: EpochMs | null
}

export class SourceMemory {
  readonly #times = new Map<Source, RememberedTimes>()
  readonly #distrustedUntil = new Map<string, EpochMs>()
  readonly #shared = new Map<string, Shared>()

  constructor(private readonly now: () => EpochMs) {}

  timesOf(source: Source): RememberedTimes {
    const known = this.#times.get(source) ?? new RememberedTimes()
    this.#times.set(source, known)
    return known
  }

  /** Whether a list can be paged in this order without reading it whole. */
  pagesInOrder(source: Source, list: ListName, order: ListOrder): boolean {
    const declaration = source.declaration.lists[list]
    if (declaration === undefined || declaration.paging.style === 'snapshot') return false
    if ((this.#distrustedUntil.get(`${source.name} ${list}`) ?? 0) > this.now()) return false
    return order === 'NATIVE_ID'
      ? declaration.order === 'native-id'
      : order === 'NEWEST_FIRST' && declaration.order === 'newest-first'
  }

  orderIsBroken(source: Source, list: ListName): void {
    this.#distrustedUntil.set(`${source.name} ${list}`, this.now() + DISTRUST_MS)
  }

  /** A whole list: one that is being read, or was read so lately that it counts as fresh, is shared. */
  wholeList(source: Source, rows: Rows): Promise<Snapshot> {
    const { list, pushed, order, detail, declaration } = rows.asked
    const key = JSON.stringify([source.name, list, pushed, order, detail])
    const known = this.#shared.get(key)
    const freshMs = Math.max(
      source.options.freshnessMs[list],
      declaration.paging.style === 'snapshot' ? 0 : LEAST_SHARING_OF_PAGED_LISTS_MS,
    )
    if (known !== undefined && (known.fetchedAtMs === null || this.now() - known.fetchedAtMs < freshMs)) return known.snapshot
    const shared: Shared = { snapshot: readWhole(rows), fetchedAtMs: null }
    this.#shared.set(key, shared)
    shared.snapshot.then(
      (snapshot) => (shared.fetchedAtMs = snapshot.fetchedAtMs),
      () => this.#shared.get(key) === shared && this.#shared.delete(key),
    )
    this.#sweep()
    return shared.snapshot
  }

  /** Drops lists that nothing will share again. */
  #sweep(): void {
    const now = this.now()
    for (const [key, { fetchedAtMs }] of this.#shared)
      if (fetchedAtMs !== null && now - fetchedAtMs > LEAST_SHARING_OF_PAGED_LISTS_MS) this.#shared.delete(key)
  }
}
