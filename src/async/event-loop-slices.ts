import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OperationSlices } from './operation-slices.js'

// Long lists are processed in chunks, one per turn of the event loop, so that other requests do not wait for ten thousand
// rows.

/** Making entries from this many rows takes about three milliseconds. */
const ITEMS_PER_TURN = 2000

/** What is needed of the slices of an operation. */
export type Slices = Pick<OperationSlices, 'spend' | 'isOver' | 'next'>

const isLong = (items: readonly unknown[]): boolean => items.length > ITEMS_PER_TURN

/** Continues in a new turn of the event loop if the list is long. */
export async function yieldIfLong(items: readonly unknown[]): Promise<void> {
  if (isLong(items)) await nextTurn()
}

/** How many rows are tested, or mapped, between two checks whether the slice is over. */
const ROWS_PER_STEP = 256
/** Examining this many rows takes about as long as returning one record. */
const ROWS_PER_UNIT = 8

/** Hundreds of short lists may be examined one after another, so these count, too. */
async function beginStep(rows: number, slices: Slices): Promise<void> {
  slices.spend(rows / ROWS_PER_UNIT)
  if (slices.isOver()) await slices.next()
}

/**
 * The items that pass a test. The work is done within the operation's slices, or all at once if there are none.
 * @throws when the operation is stopped.
 */
export async function filterInSlices<Item>(
  items: readonly Item[],
  test: (item: Item) => boolean,
  slices: Slices | undefined,
): Promise<readonly Item[]> {
  if (slices === undefined) return items.filter(test)
  const passed: Item[] = []
  for (let from = 0; from < items.length; from += ROWS_PER_STEP) {
    const step = items.slice(from, from + ROWS_PER_STEP)
    await beginStep(step.length, slices)
    for (const item of step) if (test(item)) passed.push(item)
  }
  return passed
}

/**
 * Maps a list within the operation's slices, and a long one over several turns of the event loop if there are none.
 * @throws when the operation is stopped.
 */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
  slices: Slices | undefined,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const size = slices === undefined ? ITEMS_PER_TURN : ROWS_PER_STEP
  for (let from = 0; from < items.length; from += size) {
    const step = items.slice(from, from + size)
    if (slices !== undefined) await beginStep(step.length, slices)
    else if (isLong(items)) await nextTurn()
    for (const item of step) results.push(map(item))
  }
  return results
}
