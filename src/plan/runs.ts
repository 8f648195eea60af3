// Answers that were fetched side by side, as one run of rows again, where they still meet.

import type { Entry } from './locate.js'

/** Rows that stand next to each other, from a vendor index on. */
export interface Run<Row> {
  readonly start: number
  readonly entries: readonly Entry<Row>[]
}

/**
 * Joins runs in the order of their indexes.
 * @param keep which end matters when rows have moved between the requests: the other runs are left out then.
 * @returns the run, and whether it holds all of them.
 */
export function joinRuns<Row>(
  runs: readonly Run<Row>[],
  keep: 'first' | 'last',
): Run<Row> & { readonly complete: boolean } {
  const [nearest = { start: 0, entries: [] }, ...others] = keep === 'first' ? runs : runs.toReversed()
  let joined: Run<Row> = nearest
  for (const run of others) {
    const met = keep === 'first' ? meet(joined, run) : meet(run, joined)
    if (met === null) return { ...joined, complete: false }
    joined = met
  }
  return { ...joined, complete: true }
}

/** Two runs as one, by the row that they share; null: they do not meet. */
function meet<Row>(first: Run<Row>, second: Run<Row>): Run<Row> | null {
  const { start, entries } = first
  const last = entries.at(-1)
  const end = start + entries.length
  // Asked for from the last row on, there is at least that row.
  if (second.entries.length === 0) return second.start < end ? null : first
  if (last === undefined) return null
  const seam = second.entries.findIndex(({ nativeId }) => nativeId === last.nativeId)
  if (seam >= 0) return { start, entries: [...entries, ...second.entries.slice(seam + 1)] }
  // The smallest windows leave no room for a shared row.
  return end === second.start ? { start, entries: [...entries, ...second.entries] } : null
}
