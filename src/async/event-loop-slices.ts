import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OperationSlices } from './operation-slices.js'

// Long lists are processed in chunks, one per turn of the event loop, so that other requests do not wait for ten thousand
// rows.

/** Making entries from this many rows takes about three milliseconds. */
const ITEMS_PER_TURN = 2000

const isLong = (items: readonly unknown[]): boolean => items.length > ITEMS_PER_TURN

/** Continues in a new turn of the event loop if the list is long. */
export async function yieldIfLong(items: readonly unknown[]): Promise<void> {
  if (isLong(items)) await nextTurn()
}

/** Maps a list. A short list is mapped within the current turn. */
export async function mapInTurns<Item, Result>(items: readonly Item[], map: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) {
    if (results.length % ITEMS_PER_TURN === 0 && isLong(items)) await nextTurn()
    results.push(map(item))
  }
  return results
}

/** How many rows are tested between two checks whether the slice is over, and the units of work that they count as. */
const ROWS_PER_STEP = 256
const UNITS_PER_STEP = 32

/**
 * The items that pass a test. The work is done within the operation's slices, or all at once if there are none.
 * @throws when the operation is stopped.
 */
export async function filterInSlices<Item>(
  items: readonly Item[],
  test: (item: Item) => boolean,
  slices: OperationSlices | undefined,
): Promise<readonly Item[]> {
  if (slices === undefined || items.length <= ROWS_PER_STEP) return items.filter(test)
  const passed: Item[] = []
  for (let from = 0; from < items.length; from += ROWS_PER_STEP) {
    slices.spend(UNITS_PER_STEP)
    if (slices.isOver()) await slices.next()
    for (const item of items.slice(from, from + ROWS_PER_STEP)) if (test(item)) passed.push(item)
  }
  return passed
}
