import { setImmediate as nextTurn } from 'node:timers/promises'

// Long lists are worked on in parts, with a turn of the event loop for each: nobody else waits for ten thousand rows.

/** About three milliseconds of making entries of rows. */
const ITEMS_PER_TURN = 2000

const isLong = (items: readonly unknown[]): boolean => items.length > ITEMS_PER_TURN

/** Goes on in a turn of its own when the list is long. */
export async function breatheBefore(items: readonly unknown[]): Promise<void> {
  if (isLong(items)) await nextTurn()
}

/** Maps a list; one that is not long within this turn. */
export async function mapInTurns<Item, Result>(items: readonly Item[], map: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) {
    if (results.length % ITEMS_PER_TURN === 0 && isLong(items)) await nextTurn()
    results.push(map(item))
  }
  return results
}
