import type { Paging, Row, SlicePaging, SliceWindow, Window } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { Entry } from '../../plan/locate.js'
import { mostInside, type Slice } from '../../plan/slices.js'
import type { WindowRequest } from '../../plan/windows.js'
import { type PagedList, readToTheEnd, type UnorderedPage } from './full-scan.js'
import { joinRows } from './joined-rows.js'
import type { RowFetcher } from './row-fetcher.js'
import { readByTokens } from './token-scan.js'

// Fetches time slices of a list.

/** Rows of one slice. */
export interface SliceRows {
  readonly kind: 'rows'
  /** In no order; the vendor may have given some that lie outside of the slice. */
  readonly entries: readonly Entry<Row>[]
  readonly fetchedAtMs: EpochMs
  readonly stale: boolean
  /** Characters of the answers. */
  readonly size: number
  /** Why rows may be missing; null: none are. */
  readonly lost: 'too-many' | 'moved' | 'uncounted' | null
  /** Why fields that are read from a second list may be missing; null or absent: none are. */
  readonly unjoined?: SourceFailure | null
}

/** There are more rows than one answer can have. */
export interface FullSlice {
  readonly kind: 'full'
  /** How many there are; null: the vendor does not say. */
  readonly total: number | null
  /** When the rows of the answer begin; none where the answer was too large. */
  readonly times: readonly EpochMs[]
}

/** The most rows of the smallest slice, which cannot be divided. */
const MOST_ROWS = 100_000
/** Records of calls are written some minutes after the call: a slice that ended earlier than this does not change. */
const SETTLED_AFTER_MS = 3_600_000
/** For how long an answer about such a slice is shared: pages that follow each other read parts of the same slices. */
const SETTLED_SHARING_MS = 10_000

export class SliceFetcher {
  /** How many rows to request at once: fewer where so many are too large an answer. */
  #most: number

  constructor(
    private readonly rows: RowFetcher,
    private readonly paging: SlicePaging,
  ) {
    this.#most = mostInside(paging.inside)
  }

  /**
   * Reads a slice. The smallest one is read page by page.
   * @throws SourceFailure
   */
  async read(slice: Slice): Promise<SliceRows | FullSlice> {
    const read = await this.#readRows(slice)
    const { declaration, isJoined } = this.rows.query
    if (read.kind === 'full' || isJoined !== true || declaration.joined === undefined) return read
    const { entries, failure } = await joinRows(this.rows, declaration.joined, read.entries, this.#freshMsOf(slice))
    return { ...read, entries, unjoined: failure }
  }

  async #readRows(slice: Slice): Promise<SliceRows | FullSlice> {
    const isSmallest = slice.toMs - slice.fromMs <= this.paging.granularityMs
    for (;;) {
      try {
        return await this.#read(slice, isSmallest)
      } catch (error) {
        if (!(error instanceof SourceFailure) || error.code !== 'TOO_LARGE') throw error
        if (!isSmallest) return { kind: 'full', total: null, times: [] }
        if (this.#most === Infinity || this.#most < 2 || this.paging.inside.style === 'none') throw error
        this.#most = Math.ceil(this.#most / 2)
      }
    }
  }

  async #read(slice: Slice, isSmallest: boolean): Promise<SliceRows | FullSlice> {
    const { inside } = this.paging
    const first = await this.#page(slice, 0, this.#most, null)
    const { entries, total, short, next, fetchedAtMs, stale, size } = first
    const counted = total ?? entries.length
    const hasMore = inside.style === 'token' ? next !== null : total === null ? !short : total > entries.length
    const rows = { kind: 'rows', entries, fetchedAtMs, stale, size } as const
    if (!hasMore) return { ...rows, lost: null }
    // Where the vendor counts more rows than it gave, although it was asked for more, shorter slices do not help.
    if (!isSmallest && (!short || inside.style === 'token' || inside.style === 'none'))
      return { kind: 'full', total: counted > entries.length ? counted : null, times: entries.map(({ rank }) => -rank) }
    if (inside.style === 'token') return this.#readByToken(slice, first)
    return inside.style === 'none' ? { ...rows, lost: 'too-many' } : this.#readByOffset(slice, first)
  }

  async #readByOffset(slice: Slice, first: UnorderedPage): Promise<SliceRows> {
    const { entries, fetchedAtMs, stale, size, ended, torn, missing } = await readToTheEnd(this.#pagesOf(slice, first))
    const lost = torn ? 'moved' : missing > 0 ? 'uncounted' : ended ? null : 'too-many'
    return { kind: 'rows', entries, fetchedAtMs, stale, size, lost }
  }

  async #readByToken(slice: Slice, first: UnorderedPage): Promise<SliceRows> {
    const pageAt = (token: string) => this.#page(slice, 0, this.#most, token)
    const { ended, ...rows } = await readByTokens(first, pageAt, { mostRows: MOST_ROWS })
    return { kind: 'rows', ...rows, lost: ended ? null : 'too-many' }
  }

  /** The pages of one slice, as a list of their own. */
  #pagesOf(slice: Slice, first: UnorderedPage): PagedList {
    const { inside } = this.paging
    const most = this.#most
    const paging: Paging =
      inside.style === 'page' ? { ...inside, maxPageSize: most } : { style: 'offset', maxLimit: most }
    const firstPage = inside.style === 'page' ? inside.firstPage : 0
    const offsetOf = (window: Window): readonly [offset: number, limit: number] =>
      window.style === 'page'
        ? [(window.page - firstPage) * window.pageSize, window.pageSize]
        : window.style === 'offset'
          ? [window.offset, window.limit]
          : [0, most]
    return {
      query: { declaration: { paging } },
      source: { options: { maxScanRows: MOST_ROWS } },
      fetchUnordered: ({ window }, freshMs) => {
        const [offset, limit] = offsetOf(window)
        const isFirst = freshMs === undefined && offset === 0 && limit === most
        return isFirst ? Promise.resolve(first) : this.#page(slice, offset, limit, null, freshMs)
      },
    }
  }

  #page(
    slice: Slice,
    offset: number,
    limit: number,
    token: string | null,
    freshMs = this.#freshMsOf(slice),
  ): Promise<UnorderedPage> {
    const window: SliceWindow = { style: 'slice', ...this.#asked(slice), offset, limit, token }
    return this.rows.fetchUnordered({ window, start: offset, size: limit } satisfies WindowRequest, freshMs)
  }

  /** Where it is not known whether the vendor includes the begin, the slice begins earlier. */
  #asked({ fromMs, toMs }: Slice): Slice {
    const { ends, granularityMs } = this.paging
    return { fromMs: ends === 'unknown' ? Math.max(0, fromMs - granularityMs) : fromMs, toMs }
  }

  #freshMsOf({ toMs }: Slice): number {
    const { source, query } = this.rows
    const freshMs = source.options.freshnessMs[query.list]
    return toMs + SETTLED_AFTER_MS < source.now() ? Math.max(freshMs, SETTLED_SHARING_MS) : freshMs
  }
}

/**
 * Reads the same slice of several parts of a list at once, such as the rows of each of some customers. It is full if one of
 * them is.
 */
export async function readParts(parts: readonly SliceFetcher[], slice: Slice): Promise<SliceRows | FullSlice> {
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return only.read(slice)
  const readings = await Promise.all(parts.map((part) => part.read(slice)))
  const full = readings.filter((reading) => reading.kind === 'full')
  const [first] = full
  if (first !== undefined)
    return full.length === 1 ? first : { kind: 'full', total: null, times: full.flatMap(({ times }) => times) }
  const rows = readings.filter((reading) => reading.kind === 'rows')
  return {
    kind: 'rows',
    entries: rows.flatMap(({ entries }) => entries),
    fetchedAtMs: Math.min(...rows.map(({ fetchedAtMs }) => fetchedAtMs)),
    stale: rows.some(({ stale }) => stale),
    size: rows.reduce((sum, { size }) => sum + size, 0),
    lost: rows.find(({ lost }) => lost !== null)?.lost ?? null,
    unjoined: rows.find(({ unjoined }) => unjoined != null)?.unjoined ?? null,
  }
}

/** The paging by which slices are planned: where they begin earlier than they should, they are shorter. */
export const scanPaging = (paging: SlicePaging): SlicePaging =>
  paging.ends === 'unknown'
    ? { ...paging, maxSpanMs: Math.max(paging.granularityMs, paging.maxSpanMs - paging.granularityMs) }
    : paging
