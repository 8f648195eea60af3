import type { Row, SlicePaging } from '../../../adapters/contract.js'
import type { Entry } from '../../plan/locate.js'
import { boundsOf } from '../../plan/slice-bounds.js'
import { SliceScan } from '../../plan/slices.js'
import type { WholeReading } from './full-scan.js'
import type { RowFetcher } from './row-fetcher.js'
import { SliceFetcher } from './slice-fetcher.js'

// Readings of a list in slices from its newest row on, without a page.

/** How many slices are searched for some rows. */
const MOST_SAMPLED_SLICES = 10

/** @param rows how many rows are wanted at once. */
function scanFromTheNewest({ source }: RowFetcher, paging: SlicePaging, rows: number): SliceScan {
  const range = { pointMs: null, fromMs: null, toMs: null }
  return new SliceScan({
    paging,
    ...boundsOf({ paging, side: 'after', ...range, nowMs: source.now() }),
    rows,
    density: null,
  })
}

/**
 * Reads a whole list in slices that are as wide as possible, up to `maxScanRows` of the source: for a list under a filter
 * that few rows match, such as the legs of one call.
 */
export async function readSlicesToTheEnd(rows: RowFetcher, paging: SlicePaging): Promise<WholeReading> {
  const scan = scanFromTheNewest(rows, { ...paging, firstSpanMs: paging.maxSpanMs }, Infinity)
  const fetcher = new SliceFetcher(rows, paging)
  const byId = new Map<string, Entry<Row>>()
  const reading = { fetchedAtMs: Infinity, stale: false, size: 0, ended: true, torn: false, missing: 0 }
  for (let slice = scan.next(Infinity); slice !== null; slice = scan.next(Infinity)) {
    if (byId.size >= rows.source.options.maxScanRows) {
      reading.ended = false
      break
    }
    const read = await fetcher.read(slice)
    if (read.kind === 'full') {
      scan.wasFull(slice, read.total, read.times)
      continue
    }
    scan.wasRead(slice, read.entries.length)
    for (const entry of read.entries) if (!byId.has(entry.nativeId)) byId.set(entry.nativeId, entry)
    reading.fetchedAtMs = Math.min(reading.fetchedAtMs, read.fetchedAtMs)
    reading.stale ||= read.stale
    reading.size += read.size
    reading.ended &&= read.lost === null || read.lost === 'moved'
    reading.torn ||= read.lost === 'moved'
  }
  return { ...reading, entries: [...byId.values()], total: null }
}

/** Some of the newest rows, in no order; none where the last few slices have none. */
export async function sampleSlices(
  rows: RowFetcher,
  paging: SlicePaging,
  count: number,
): Promise<readonly Entry<Row>[]> {
  const scan = scanFromTheNewest(rows, paging, count)
  const fetcher = new SliceFetcher(rows, paging)
  for (let at = 0; at < MOST_SAMPLED_SLICES; at++) {
    const slice = scan.next(count)
    if (slice === null) break
    const read = await fetcher.read(slice)
    if (read.kind === 'full') scan.wasFull(slice, read.total, read.times)
    else if (read.entries.length > 0) return read.entries.slice(0, count)
    else scan.wasRead(slice, 0)
  }
  return []
}
