import type { Row } from '../../../adapters/contract.js'
import type { SeenRow } from '../../access/rows/row-view.js'
import { type Entry, OrderBroken } from '../../plan/locate.js'
import { compareKeys, type Key } from '../../plan/order.js'
import { failureOf } from '../source/failures.js'
import type { Source } from '../source/source.js'
import type { PageRequest } from './page-arguments.js'
import type { SourceSlice } from './source-slice.js'

// The k-way merge: takes the next record from the source that has it, and fetches more rows from a source only when its
// rows are used up and the page still needs them.

export interface Taken {
  readonly slice: SourceSlice
  readonly entry: Entry<SeenRow>
}

/** The rows of some sources are not in the declared order, so the merged page cannot be correct. */
export class OutOfOrder extends Error {
  override readonly name = 'OutOfOrder'
  constructor(readonly sources: readonly Source[]) {
    super('rows are not in the declared order')
  }
}

const keyOf = (slice: SourceSlice, entry: Entry<Row>): Key => ({
  rank: entry.rank,
  source: slice.source.name,
  nativeId: entry.nativeId,
})

export class Merge {
  /** The page's records, nearest to the boundary first. */
  taken: Taken[] = []
  /** Whether there are further records on the page's side. */
  hasMore = false
  /** Set when the page ended early: no record between the page and this key was missed. */
  endedAt: Key | null = null
  /** How many records are wanted at the moment. */
  #wanted: number

  constructor(
    private readonly slices: readonly SourceSlice[],
    private readonly page: PageRequest,
    private readonly wantsHasMore: boolean,
  ) {
    this.#wanted = page.size
  }

  /**
   * @returns null when all rows were read before, so that there is nothing to await.
   * @throws OutOfOrder when the rows of a source are not in the declared order.
   */
  run(): Promise<void> | null {
    if (this.slices.some(needsFetch)) return this.#read()
    this.#take()
    this.hasMore = this.endedAt !== null || (this.#isFullPage() && this.#isAnyLeft())
    return null
  }

  /**
   * Takes records until there are so many in all, or no more on the page: for a long page that is passed on in parts.
   * It does not find out whether there are more behind the page.
   * @throws OutOfOrder when the rows of a source are not in the declared order; what was taken before stays.
   */
  async takeUpTo(count: number): Promise<void> {
    this.#wanted = Math.min(count, this.page.size)
    while (this.#take()) await this.#fetchAll()
  }

  async #read(): Promise<void> {
    await this.#fetch(this.slices.filter(needsFetch))
    while (this.#take()) await this.#fetchAll()
    this.hasMore = this.endedAt !== null || (this.#isFullPage() && (await this.#goesOn()))
  }

  dropRows(): void {
    this.taken = []
  }

  #isFullPage(): boolean {
    return this.wantsHasMore && this.taken.length === this.page.size
  }

  /**
   * Takes records that were read until the page is full. It does not await anything per record: a page may have a
   * thousand of them.
   * @returns whether more must be read first.
   */
  #take(): boolean {
    while (this.taken.length < this.#wanted) {
      const next = this.#nearest()
      if (next === 'needs-fetch') return true
      if (next === null) return false
      next.slice.reader?.take()
      this.taken.push(next)
    }
    return false
  }

  /** Whether there are records behind the page. Sends requests only if no record was read that is not on the page. */
  async #goesOn(): Promise<boolean> {
    if (this.slices.some(({ reader }) => reader?.peek() !== undefined)) return true
    await this.#fetchAll()
    return this.#isAnyLeft()
  }

  #isAnyLeft(): boolean {
    const next = this.#nearest()
    return (next !== null && next !== 'needs-fetch') || this.endedAt !== null
  }

  /** Reads until each source has a record, or is known to have none. */
  async #fetchAll(): Promise<void> {
    while (this.slices.some(needsFetch)) await this.#fetch(this.slices.filter(needsFetch))
  }

  /**
   * The next record of all sources. Null when there is none, or when a source that cannot go on might have it;
   * needs-fetch when rows must be read to decide. This runs for every record of a page.
   */
  #nearest(): Taken | null | 'needs-fetch' {
    let nearest: SourceSlice | null = null
    let entry: Entry<SeenRow> | null = null
    let isAnyBlocked = false
    for (const slice of this.slices) {
      const candidate = slice.reader?.peek()
      if (candidate === undefined) {
        if (needsFetch(slice)) return 'needs-fetch'
        isAnyBlocked ||= isBlocked(slice)
      } else if (nearest === null || entry === null || this.#isNearer(slice, candidate, nearest, entry)) {
        nearest = slice
        entry = candidate
      }
    }
    const barrier = isAnyBlocked ? this.#barrier() : null
    const next = nearest === null || entry === null ? null : { slice: nearest, entry }
    if (barrier === null || (next !== null && this.#compare(keyOf(next.slice, next.entry), barrier) <= 0)) return next
    this.endedAt = barrier
    return null
  }

  /** Reads one window of each source, in parallel. */
  async #fetch(slices: readonly SourceSlice[]): Promise<void> {
    const disordered: Source[] = []
    const read = async (slice: SourceSlice): Promise<void> => {
      try {
        await slice.reader?.advance()
      } catch (error) {
        if (error instanceof OrderBroken) disordered.push(slice.source)
        else slice.failure = failureOf(error)
      }
    }
    const [only, ...others] = slices
    if (only !== undefined && others.length === 0) await read(only)
    else await Promise.all(slices.map(read))
    if (disordered.length > 0) throw new OutOfOrder(disordered)
  }

  /** The nearest point behind which a source that cannot go on may have records. */
  #barrier(): Key | null {
    let nearest: Key | null = null
    for (const slice of this.slices) {
      const { reader } = slice
      if (reader === null || reader.lastExamined === null || !isBlocked(slice) || reader.peek() !== undefined) continue
      const key = keyOf(slice, reader.lastExamined)
      if (nearest === null || this.#compare(key, nearest) < 0) nearest = key
    }
    return nearest
  }

  #isNearer(slice: SourceSlice, entry: Entry<Row>, thanSlice: SourceSlice, than: Entry<Row>): boolean {
    // The rank alone decides for most records.
    if (entry.rank !== than.rank) return entry.rank < than.rank === (this.page.side === 'after')
    return this.#compare(keyOf(slice, entry), keyOf(thanSlice, than)) < 0
  }

  #compare(a: Key, b: Key): number {
    return this.page.side === 'after' ? compareKeys(a, b) : compareKeys(b, a)
  }
}

/** Whether all rows that were read are taken, and the source may have more. */
const needsFetch = ({ reader, failure }: SourceSlice): boolean =>
  reader !== null && failure === null && reader.state === 'more' && reader.peek() === undefined

const isBlocked = ({ reader, failure }: SourceSlice): boolean => reader?.state === 'stopped' || failure !== null
