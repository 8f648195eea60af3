import type { Row, SlicePaging } from '../../../adapters/contract.js'
import type { Entry } from '../../plan/locate.js'
import { boundsOf } from '../../plan/slice-bounds.js'
import { SliceScan } from '../../plan/slices.js'
import type { WholeReading } from './full-scan.js'
import type { RowFetcher } from './row-fetcher.js'
import { SliceFetcher } from './slice-fetcher.js'

/**
 * Reads a whole list in slices that are as wide as possible, up to `maxScanRows` of the source: for a list under a filter
 * that few rows match, such as the legs of one call.
 */
export async function readSlicesToTheEnd(rows: RowFetcher, paging: SlicePaging): Promise<WholeReading> {
  const { source } = rows
  const range = { fromMs: null, toMs: null }
  const scan = new SliceScan({
    paging: { ...paging, firstSpanMs: paging.maxSpanMs },
    ...boundsOf({ paging, side: 'after', pointMs: null, ...range, nowMs: source.now() }),
    rows: Infinity,
    density: null,
  })
  const fetcher = new SliceFetcher(rows, paging)
  const byId = new Map<string, Entry<Row>>()
  const reading = { fetchedAtMs: Infinity, stale: false, size: 0, ended: true, torn: false, missing: 0 }
  for (let slice = scan.next(Infinity); slice !== null; slice = scan.next(Infinity)) {
    if (byId.size >= source.options.maxScanRows) {
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
