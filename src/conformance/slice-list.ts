// A list that is read in time slices, read whole in the simplest way: one slice after another, each to its end.

import type { AnyList, DecodedPage, Row, SlicePaging, SliceWindow } from '../../adapters/contract.js'
import { mostInside } from '../plan/slices.js'
import { nativeIdOf } from './records.js'

const DAY_MS = 86_400_000
/** Further back than any simulated world goes. */
const LONG_AGO_MS = 400 * DAY_MS
const MOST_PAGES = 10_000

export type AskWindow = (window: SliceWindow) => DecodedPage

/** Every row that the vendor has, each once, from the newest slice to the oldest. */
export function readSlices(
  list: AnyList,
  paging: SlicePaging,
  ask: AskWindow,
  nowMs: number,
  limit = Infinity,
): readonly Row[] {
  const { granularityMs: unit, maxSpanMs, oldestMs } = paging
  const floor = Math.ceil((nowMs - (oldestMs ?? LONG_AGO_MS)) / unit) * unit
  const span = Math.floor(maxSpanMs / unit) * unit
  const byId = new Map<string, Row>()
  for (let toMs = Math.ceil((nowMs + DAY_MS) / unit) * unit; toMs > floor; toMs -= span)
    for (const row of readSlice(paging, ask, Math.max(floor, toMs - span), toMs, limit))
      byId.set(nativeIdOf(list.fields, row), row)
  return [...byId.values()]
}

/** @throws Error when the slice does not end, or cannot be read whole. */
export function readSlice(
  paging: SlicePaging,
  ask: AskWindow,
  fromMs: number,
  toMs: number,
  limit = Infinity,
): readonly Row[] {
  const { inside, granularityMs: unit } = paging
  const most = Math.min(limit, mostInside(inside))
  const size = inside.style === 'none' ? mostInside(inside) : most
  const rows: Row[] = []
  let token: string | null = null
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const offset: number = inside.style === 'token' || page === 0 ? 0 : page * size
    const answer = ask({ style: 'slice', fromMs, toMs, offset, limit: size, token })
    rows.push(...answer.rows)
    token = answer.next ?? null
    if (inside.style === 'token' ? token === null : answer.rows.length < size) return rows
    if (inside.style !== 'none') continue
    if (toMs - fromMs <= unit) throw new Error(`more than ${size} rows in the smallest slice`)
    const middle = fromMs + Math.ceil((toMs - fromMs) / unit / 2) * unit
    return [...readSlice(paging, ask, middle, toMs, limit), ...readSlice(paging, ask, fromMs, middle, limit)]
  }
  throw new Error('the slice does not end')
}
