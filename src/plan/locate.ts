import { comparePlaces, type Place } from './order.js'

// Finding a boundary in a list that changes. Each window of vendor rows is examined by itself: either it contains the
// boundary and the rows next to it, or it shows in which direction to search. Rows with the same place have no order among
// themselves, so they are handled as a group: a group that may continue outside the window is never returned.

/** One vendor row with its data for paging. */
export interface Entry<Row> {
  readonly rank: number
  readonly place: Place
  readonly nativeId: string
  readonly row: Row
  /** Vendor index of the row, and of the first and the last row of its group, in the window it came from. */
  index: number
  groupFirst: number
  groupLast: number
}

/** Consecutive vendor rows from one answer, or from several that were joined without a gap. */
export interface RowWindow<Row> {
  /** Vendor index of the first row. */
  readonly start: number
  readonly entries: readonly Entry<Row>[]
  /** Whether the list ends with the last row. */
  readonly atEnd: boolean
}

export type Side = 'after' | 'before'

/** A point between rows. */
export interface Point {
  readonly place: Place
  /** Rows of the same place up to this id lie before the point; null: the whole group does. */
  readonly upToNativeId: string | null
  /** Whether the row with exactly this id lies before the point, too. */
  readonly inclusive: boolean
}

export type Finding<Row> =
  | {
      readonly kind: 'found'
      /** Complete groups on the wanted side, nearest to the point first. None once they were taken, as of `beyond`. */
      entries: readonly Entry<Row>[]
      /** Whether the list ends on the wanted side with these. */
      readonly exhausted: boolean
      /** Rows in the window on the other side of the point. */
      beyond: readonly Entry<Row>[]
      /** Whether the window reaches the list's end on the other side. */
      readonly beyondComplete: boolean
    }
  /** The point lies at smaller or larger vendor indexes. */
  | { readonly kind: 'left' | 'right' }
  /** The window must be larger: it does not hold the whole group that decides. */
  | { readonly kind: 'grow' }

/** The rows are not in the declared order: a row with a smaller place follows one with a larger place. */
export class OrderBroken extends Error {
  override readonly name = 'OrderBroken'
}

/**
 * Checks the vendor's order and marks the groups.
 * @throws OrderBroken when the rows are not in the declared order.
 */
export function markGroups<Row>(entries: readonly Entry<Row>[], start: number): void {
  let first = 0
  let previous: Entry<Row> | undefined
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at]
    if (entry === undefined) continue
    // Most groups consist of one row.
    entry.index = entry.groupFirst = entry.groupLast = start + at
    const order = previous === undefined ? -1 : comparePlaces(previous.place, entry.place)
    previous = entry
    if (order > 0) throw new OrderBroken('rows are not in the order that was declared')
    if (order === 0) continue
    if (at - first > 1) markGroup(entries, first, at, start)
    first = at
  }
  if (entries.length - first > 1) markGroup(entries, first, entries.length, start)
}

function markGroup<Row>(entries: readonly Entry<Row>[], from: number, to: number, start: number): void {
  for (let at = from; at < to; at++) {
    const entry = entries[at]
    if (entry === undefined) continue
    entry.groupFirst = start + from
    entry.groupLast = start + to - 1
  }
}

/** Whether a row lies behind a point. */
export const isBeyond = <Row>(entry: Entry<Row>, point: Point): boolean => {
  const order = comparePlaces(entry.place, point.place)
  if (order !== 0) return order > 0
  if (point.upToNativeId === null) return false
  return point.inclusive ? entry.nativeId > point.upToNativeId : entry.nativeId >= point.upToNativeId
}

/**
 * Examines one window.
 * @param point where to read from; null: from the list's beginning (after) or its end (before).
 * @param side which rows are wanted: those after the point, or those before it.
 */
export function judge<Row>(window: RowWindow<Row>, point: Point | null, side: Side): Finding<Row> {
  const { entries, start, atEnd } = window
  const first = entries[0]
  const last = entries.at(-1)
  if (first === undefined || last === undefined)
    return start === 0
      ? { kind: 'found', entries: [], exhausted: true, beyond: [], beyondComplete: true }
      : { kind: 'left' }
  return side === 'after'
    ? judgeAfter(window, point, first, last)
    : judgeBefore({ entries, start, atEnd }, point, first, last)
}

/** Whether all rows of a place lie before a point, or behind it. If neither, the whole group is needed to decide. */
const isBefore = (place: Place, point: Point): boolean =>
  comparePlaces(place, point.place) < (point.upToNativeId === null ? 1 : 0)
const isBehind = (place: Place, point: Point): boolean =>
  comparePlaces(place, point.place) > (point.upToNativeId === '' ? -1 : 0)

function judgeAfter<Row>(
  { entries, start, atEnd }: RowWindow<Row>,
  point: Point | null,
  first: Entry<Row>,
  last: Entry<Row>,
): Finding<Row> {
  if (start > 0 && (point === null || !isBefore(first.place, point))) return { kind: 'left' }
  if (point !== null && !atEnd && comparePlaces(last.place, point.place) < 0) return { kind: 'right' }
  const complete = atEnd ? entries : entries.slice(0, last.groupFirst - start)
  const wanted = point === null ? complete : complete.filter((entry) => isBeyond(entry, point))
  if (wanted.length === 0 && !atEnd) return { kind: 'grow' }
  const beyond = point === null ? [] : entries.filter((entry) => !isBeyond(entry, point))
  return { kind: 'found', entries: sorted(wanted), exhausted: atEnd, beyond, beyondComplete: start === 0 }
}

function judgeBefore<Row>(
  { entries, start, atEnd }: RowWindow<Row>,
  point: Point | null,
  first: Entry<Row>,
  last: Entry<Row>,
): Finding<Row> {
  if (!atEnd) {
    if (point === null || comparePlaces(last.place, point.place) < 0) return { kind: 'right' }
    if (!isBehind(last.place, point)) return { kind: 'grow' }
  }
  if (point !== null && start > 0 && comparePlaces(first.place, point.place) > 0) return { kind: 'left' }
  const complete = start === 0 ? entries : entries.slice(first.groupLast - start + 1)
  const wanted = point === null ? complete : complete.filter((entry) => !isBeyond(entry, point))
  if (wanted.length === 0 && start > 0) return { kind: 'grow' }
  const beyond = point === null ? [] : entries.filter((entry) => isBeyond(entry, point))
  return { kind: 'found', entries: sorted(wanted).toReversed(), exhausted: start === 0, beyond, beyondComplete: atEnd }
}

/** The order of one source's rows: by place, and within a group by native id. */
export const compareEntries = <Row>(a: Entry<Row>, b: Entry<Row>): number =>
  comparePlaces(a.place, b.place) || (a.nativeId < b.nativeId ? -1 : a.nativeId > b.nativeId ? 1 : 0)

/**
 * Sorts by place and native id. Only rows within a group can be out of order.
 * @throws OrderBroken when a row occurs twice, because another row is then missing.
 */
function sorted<Row>(entries: readonly Entry<Row>[]): readonly Entry<Row>[] {
  if (entries.every(isAlone)) return entries
  const inOrder = entries.toSorted(compareEntries)
  for (let at = 1; at < inOrder.length; at++) {
    const [before, entry] = [inOrder[at - 1], inOrder[at]]
    if (before !== undefined && entry !== undefined && compareEntries(before, entry) === 0)
      throw new OrderBroken('the list shows a row twice')
  }
  return inOrder
}

const isAlone = <Row>({ groupFirst, groupLast }: Entry<Row>): boolean => groupFirst === groupLast
