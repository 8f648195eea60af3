/** What the statistics of one operation may read, in place of the limits of lists. */
export interface StatsLimits {
  /** How many rows are read at most, by all fields and from all sources together. */
  readonly maxRows: number
  /** For how long they are read, in milliseconds. */
  readonly deadlineMs: number
}

export const defaultStatsLimits: StatsLimits = { maxRows: 1_000_000, deadlineMs: 60_000 }

/** How many rows the statistics of one operation have read. */
export class StatsBudget {
  #rows = 0

  constructor(readonly maxRows: number) {}

  /** Counts rows that were read. */
  take(rows: number): void {
    this.#rows += rows
  }

  /** Whether no more rows may be read. */
  get isSpent(): boolean {
    return this.#rows >= this.maxRows
  }
}
