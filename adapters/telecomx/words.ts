import { toText } from '../wire/field-readers.js'

// Words that stand for something, read through the tables that say for what.

/** A documented word in capitals; null when it is absent. */
export const toWord = (value: unknown): string | null => toText(value)?.trim().toUpperCase() ?? null

/** The meaning of a documented word; UNKNOWN for any other, and for none. */
export const meaningIn =
  <Meaning>(table: ReadonlyMap<string, Meaning>) =>
  (value: unknown): Meaning | 'UNKNOWN' =>
    (typeof value === 'string' ? table.get(value) : undefined) ?? table.get(toWord(value) ?? '') ?? 'UNKNOWN'
