import { toText } from '../wire/field-readers.js'

// Keywords in the vendor's fields, and tables of their meanings.

/** A keyword in upper case; null if it is absent. */
export const toWord = (value: unknown): string | null => toText(value)?.trim().toUpperCase() ?? null

/** The meaning of a keyword by a table; UNKNOWN if it is not in the table, or is absent. */
export const meaningIn =
  <Meaning>(table: ReadonlyMap<string, Meaning>) =>
  (value: unknown): Meaning | 'UNKNOWN' =>
    (typeof value === 'string' ? table.get(value) : undefined) ?? table.get(toWord(value) ?? '') ?? 'UNKNOWN'
