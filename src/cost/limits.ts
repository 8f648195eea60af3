/** What one operation may cost at most. Records and bytes are also estimated before it is executed. */
export interface CostLimits {
  /** Items of all lists of objects in the answer. */
  readonly records: number
  /** Lists that are read, after batching. */
  readonly lists: number
  /** HTTP requests to vendors, after batching and sharing. */
  readonly vendorRequests: number
  /** Bytes of the answer. */
  readonly bytes: number
}

export const defaultCostLimits: CostLimits = {
  records: 100_000,
  lists: 500,
  vendorRequests: 200,
  bytes: 64 * 1024 ** 2,
}
