import type { Entry } from './locate.js'

// Joins answers that were fetched in parallel into one run of rows, if no rows moved between the requests.

/** Consecutive rows that begin at a vendor index. */
export interface Run<Row> {
  readonly start: number
  /** How many rows were asked for. */
  readonly size: number
  readonly entries: readonly Entry<Row>[]
}

/**
 * Joins runs in the order of their indexes.
 * @param keep which end matters when rows have moved between the requests: the other runs are left out then.
 * @returns the run, whether it holds all of them, and the vendor index behind its last row.
 */
export function joinRuns<Row>(
  runs: readonly Run<Row>[],
  keep: 'first' | 'last',
): Joined<Row> & { readonly complete: boolean } {
  const [nearest = { start: 0, size: 0, entries: [] }, ...others] = (keep === 'first' ? runs : runs.toReversed()).map(
    withEnd,
  )
  let joined: Joined<Row> = withEnd(nearest)
  for (const run of others) {
    const met = keep === 'first' ? meet(joined, run) : meet(run, joined)
    if (met === null) return { ...joined, complete: false }
    joined = met
  }
  return { ...joined, complete: true }
}

export interface Joined<Row> extends Run<Row> {
  /** None once they were taken. */
  entries: readonly Entry<Row>[]
  /** Vendor index behind its last row, as the last answer in it had it: rows that have moved are not counted. */
  readonly end: number
}
const withEnd = <Row>({ start, size, entries }: Run<Row>): Joined<Row> => ({
  start,
  size,
  entries,
  end: start + entries.length,
})

/** Two runs as one, by the row that they share; null: they do not meet. */
function meet<Row>(first: Joined<Row>, second: Joined<Row>): Joined<Row> | null {
  const { start, entries, end } = first
  const size = second.start + second.size - start
  const last = entries.at(-1)
  // The second request begins with the last row of the first, so it must return at least that row.
  if (second.entries.length === 0) return second.start < end ? null : first
  if (last === undefined) return null
  const seam = second.entries.findIndex(({ nativeId }) => nativeId === last.nativeId)
  if (seam >= 0) return { start, size, entries: [...entries, ...second.entries.slice(seam + 1)], end: second.end }
  // The smallest windows have no room for a shared row. If a shared row was requested and is missing, it has moved.
  const isUnshared = end === second.start && start + first.size === second.start
  return isUnshared ? { start, size, entries: [...entries, ...second.entries], end: second.end } : null
}
