import { LRUCache } from 'lru-cache'
import { type RowView, type SeenRow, showsEverything } from '../../access/rows/row-view.js'
import type { Entry } from '../../plan/locate.js'
import type { SeenSnapshot, Snapshot } from '../rows/snapshot.js'

/** All views of one list together may have so many times the rows of the list. */
const MOST_TIMES_THE_ROWS = 4
/** So many rows are looked at before it is checked whether the slice is over. */
const ROWS_PER_STEP = 1000

/** What viewers may see of the whole lists that all of them share. Viewers with the same rights share their view. */
export class SeenLists {
  readonly #known = new WeakMap<Snapshot, LRUCache<string, SeenSnapshot>>()

  /**
   * The rows of a list that a viewer may see; the list itself where that is every row.
   * @param pause called between parts of a long list, so that other requests do not wait for it.
   */
  async of(snapshot: Snapshot, view: RowView, pause: () => Promise<void>): Promise<SeenSnapshot> {
    const whole = view.seeWhole(snapshot)
    if (whole !== null) return whole
    const known = this.#known.get(snapshot) ?? viewsOf(snapshot)
    this.#known.set(snapshot, known)
    const kept = known.get(view.key)
    if (kept !== undefined) return kept
    const entries = await seenEntries(snapshot, view, pause)
    // Others may have made the same view meanwhile: what is made of a view is found by its identity.
    const made = known.get(view.key) ?? toSeen(snapshot, entries, view)
    known.set(view.key, made)
    return made
  }
}

const viewsOf = ({ entries }: Snapshot) =>
  new LRUCache<string, SeenSnapshot>({
    maxSize: MOST_TIMES_THE_ROWS * entries.length + 1,
    sizeCalculation: (seen) => seen.entries.length + 1,
  })

async function seenEntries(
  { entries }: Snapshot,
  view: RowView,
  pause: () => Promise<void>,
): Promise<readonly Entry<SeenRow>[]> {
  if (entries.length <= ROWS_PER_STEP) return view.seeEntries(entries)
  const seen: Entry<SeenRow>[] = []
  for (let from = 0; from < entries.length; from += ROWS_PER_STEP) {
    await pause()
    for (const entry of view.seeEntries(entries.slice(from, from + ROWS_PER_STEP))) seen.push(entry)
  }
  return seen
}

/** Where every row is shown, if masked, numbers of rows are no secret. */
const toSeen = (snapshot: Snapshot, entries: readonly Entry<SeenRow>[], view: RowView): SeenSnapshot =>
  showsEverything(view) ? { ...snapshot, entries } : { ...snapshot, entries, total: null, hasEveryone: false }
