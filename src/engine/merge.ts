// The k-way merge: takes the next record of whichever source has it, and asks a source for more only when its rows
// are used up and the page still needs to know what it has.

import type { Row } from '../../adapters/contract.js'
import type { Entry } from '../plan/locate.js'
import { compareKeys, type Key } from '../plan/order.js'
import type { PageRequest } from './arguments.js'
import type { Part } from './part.js'
import { failureOf } from './trouble-of.js'

export interface Taken {
  readonly part: Part
  readonly entry: Entry<Row>
}

const keyOf = (part: Part, entry: Entry<Row>): Key => ({ rank: entry.rank, source: part.source.name, nativeId: entry.nativeId })

export class Merge {
  /** The page's records, nearest to the boundary first. */
  readonly taken: Taken[] = []
  /** Whether there are further records on the page's side. */
  hasMore = false
  /** Set when the page ended early: no record between the page and this key was missed. */
  endedAt: Key | null = null

  constructor(
    private readonly parts: readonly Part[],
    private readonly page: PageRequest,
    private readonly wantsHasMore: boolean,
  ) {}

  async run(): Promise<void> {
    while (this.taken.length < this.page.size && this.endedAt === null) {
      const next = await this.#next()
      if (next === null) break
      next.part.reader?.take()
      this.taken.push(next)
    }
    if (this.endedAt !== null) this.hasMore = true
    else if (this.wantsHasMore && this.taken.length === this.page.size)
      this.hasMore = (await this.#next()) !== null || this.endedAt !== null
  }

  /** The next record of all sources; null when there is none, or when a source cannot tell whether it has it. */
  async #next(): Promise<Taken | null> {
    for (const part of this.parts) await this.#fill(part)
    let next: Taken | null = null
    for (const part of this.#live()) {
      const entry = part.reader?.peek()
      if (entry !== undefined && (next === null || this.#isNearer(part, entry, next))) next = { part, entry }
    }
    const barrier = this.#barrier()
    if (barrier === null || (next !== null && this.#compare(keyOf(next.part, next.entry), barrier) <= 0)) return next
    this.endedAt = barrier
    return null
  }

  async #fill(part: Part): Promise<void> {
    const { reader } = part
    if (reader === null || part.trouble !== null) return
    try {
      while (reader.peek() === undefined && reader.state === 'more') await reader.advance()
    } catch (error) {
      part.trouble = failureOf(error)
    }
  }

  /** Sources that contribute: one that failed at once does not, one that failed later keeps what it has read. */
  #live(): readonly Part[] {
    return this.parts.filter(({ reader, trouble }) => reader !== null && (trouble === null || reader.lookedUpTo !== null))
  }

  /** The nearest point behind which a source that cannot go on may have records. */
  #barrier(): Key | null {
    let nearest: Key | null = null
    for (const part of this.#live()) {
      const { reader } = part
      const stuck = reader !== null && (reader.state === 'stopped' || part.trouble !== null) && reader.peek() === undefined
      if (!stuck || reader.lookedUpTo === null) continue
      const key = keyOf(part, reader.lookedUpTo)
      if (nearest === null || this.#compare(key, nearest) < 0) nearest = key
    }
    return nearest
  }

  #isNearer(part: Part, entry: Entry<Row>, than: Taken): boolean {
    return this.#compare(keyOf(part, entry), keyOf(than.part, than.entry)) < 0
  }

  #compare(a: Key, b: Key): number {
    return this.page.side === 'after' ? compareKeys(a, b) : compareKeys(b, a)
  }
}
