/** What one list costs beside its records: a list may be a request to a vendor. */
export const UNITS_PER_LIST = 10

/** The cost of an operation as one number, by which rates count: its records, and ten for each list. */
export const costUnits = ({ records, lists }: { readonly records: number; readonly lists: number }): number =>
  records + lists * UNITS_PER_LIST
