// What is remembered of the sources between requests: whole lists that may still be shared, derived times, and which
// lists have turned out not to be in the order that was declared.

import type { AnyList, ListName, VendorRequest } from '../../adapters/contract.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { ListOrder } from '../plan/order.js'
import { windowsFor } from '../plan/windows.js'
import { Flight } from './flight.js'
import { RememberedTimes } from './remembered-times.js'
import { Rows, type RowsAsked } from './rows.js'
import { readWhole, type Snapshot } from './snapshot.js'
import type { Asking, Source } from './source.js'

/** A list whose order was broken is read whole for so long, before its order is believed again. */
const DISTRUST_MS = 600_000
/** A list that takes many requests to read whole is shared for at least so long, so that paging does not repeat them. */
const LEAST_SHARING_OF_PAGED_LISTS_MS = 10_000

interface Shared {
  readonly flight: Flight<Snapshot>
  /** Null while it is being read. */
  snapshot: Snapshot | null
  readonly freshMs: number
  /** The vendor's word for what it takes to read it. */
  readonly operation: string
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

  /**
   * A whole list: one that is being read, or was read so lately that it counts as fresh, is shared.
   * @throws SourceTrouble; the signal's reason when that fires first.
   */
  async wholeList(source: Source, asked: RowsAsked, asking: Asking): Promise<Snapshot> {
    const { list, pushed, order, detail, declaration } = asked
    const key = JSON.stringify([source.name, list, pushed, order, detail])
    const known = this.#shared.get(key)
    if (known !== undefined && !known.flight.isCancelled && this.#isFresh(known)) return share(source, known, asking)
    const request = firstRequest(asked)
    const shared: Shared = {
      flight: new Flight((signal) =>
        readWhole(new Rows(source, asked, { ...asking, signal }, this.timesOf(source))),
      ),
      snapshot: null,
      freshMs: freshnessOf(source, list, declaration),
      operation: request.operation,
    }
    if (request.confidential !== true) this.#keep(key, shared)
    return shared.flight.join(asking.signal)
  }

  /** After control, what was read of a source before is not shared any more. */
  forget(source: Source): void {
    source.forgetAnswers()
    const prefix = `[${JSON.stringify(source.name)},`
    for (const key of this.#shared.keys()) if (key.startsWith(prefix)) this.#shared.delete(key)
  }

  #keep(key: string, shared: Shared): void {
    this.#sweep()
    this.#shared.set(key, shared)
    shared.flight.result.then(
      (snapshot) => (shared.snapshot = snapshot),
      () => this.#shared.get(key) === shared && this.#shared.delete(key),
    )
  }

  #isFresh({ snapshot, freshMs }: Shared): boolean {
    return snapshot === null || this.now() - snapshot.fetchedAtMs < freshMs
  }

  /** Drops lists that nothing will share again. */
  #sweep(): void {
    for (const [key, shared] of this.#shared) if (!this.#isFresh(shared)) this.#shared.delete(key)
  }
}

async function share(source: Source, { snapshot, flight, operation }: Shared, { signal }: Asking): Promise<Snapshot> {
  const shared = snapshot ?? (await flight.join(signal))
  source.onEvent?.({ type: 'answer', operation, origin: snapshot === null ? 'shared' : 'cached' })
  return shared
}

/** Tells what a list is asked by, and whether it holds credentials: then it is neither shared nor kept. */
function firstRequest({ declaration, pushed, detail }: RowsAsked): VendorRequest {
  const window = windowsFor(declaration.paging, 0, 1)[0]?.window ?? { style: 'snapshot' }
  const form = detail === 'condensed' ? 'condensed' : 'full'
  return declaration.request({ filter: pushed, window, detail: form })
}

const freshnessOf = (source: Source, list: ListName, { paging }: AnyList): number =>
  Math.max(source.options.freshnessMs[list], paging.style === 'snapshot' ? 0 : LEAST_SHARING_OF_PAGED_LISTS_MS)
