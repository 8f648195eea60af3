import type { Slices } from './slices.js'

/** Counts what an execution costs. */
export interface Meter {
  /**
   * Called once for each list of objects, with its length.
   * @throws when the operation exceeds its limit: the field becomes null.
   */
  takeRecords(count: number): void
}

/** Counts the items that the generated reader of one object has read. */
export class ItemCounter {
  /** Items of lists of objects. */
  records = 0

  constructor(private readonly slices: Slices) {}

  leaves(count: number): void {
    this.slices.spend(count)
  }

  objects(count: number): void {
    this.slices.spend(count)
    this.records += count
  }
}
