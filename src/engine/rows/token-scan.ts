import type { Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { Entry } from '../../plan/locate.js'
import type { UnorderedPage, WholeReading } from './full-scan.js'
import type { RowFetcher } from './row-fetcher.js'

// Reading pages that each name the next one by a token.

export interface TokenReading {
  /** Each row once, in the vendor's order. */
  readonly entries: readonly Entry<Row>[]
  readonly fetchedAtMs: EpochMs
  readonly stale: boolean
  /** Characters of the answers. */
  readonly size: number
  /** Whether the last page was reached. */
  readonly ended: boolean
}

export interface TokenLimits {
  /** No further page is read once there are this many rows. */
  readonly mostRows: number
  readonly mostRequests?: number
}

/**
 * Reads from a page on up to the last one. A token continues behind the last row of its page, so rows do not move between
 * two requests.
 * @param pageAt reads the page of a token.
 * @throws SourceFailure PROTOCOL when a page names one that was read already: the list would not end.
 */
export async function readByTokens(
  first: UnorderedPage,
  pageAt: (token: string) => Promise<UnorderedPage>,
  { mostRows, mostRequests = Infinity }: TokenLimits,
): Promise<TokenReading> {
  const byId = new Map(first.entries.map((entry) => [entry.nativeId, entry]))
  const used = new Set<string>()
  let { next, fetchedAtMs, stale, size } = first
  while (next !== null && byId.size < mostRows && used.size + 1 < mostRequests) {
    if (used.has(next))
      throw new SourceFailure('PROTOCOL', 'the source names a page as the next one that was read before')
    used.add(next)
    const page = await pageAt(next)
    for (const entry of page.entries) byId.set(entry.nativeId, entry)
    fetchedAtMs = Math.min(fetchedAtMs, page.fetchedAtMs)
    stale ||= page.stale
    size += page.size
    next = page.next
  }
  return { entries: [...byId.values()], fetchedAtMs, stale, size, ended: next === null }
}

/**
 * Reads a whole list, up to `maxScanRows` of the source.
 * @param limit how many rows to request at once.
 * @param freshMs how old a shared answer may be, in milliseconds; the configured freshness unless given.
 */
export async function readTokensToTheEnd(
  rows: Pick<RowFetcher, 'query' | 'source' | 'fetchUnordered'>,
  limit: number,
  freshMs?: number,
): Promise<WholeReading> {
  const { mostRequests = Infinity } = rows.query
  const pageAt = (token: string | null) =>
    rows.fetchUnordered({ window: { style: 'token', token, limit }, start: 0, size: limit }, freshMs)
  const limits = { mostRows: rows.source.options.maxScanRows, mostRequests }
  const reading = await readByTokens(await pageAt(null), pageAt, limits)
  return { ...reading, torn: false, missing: 0, total: null }
}
