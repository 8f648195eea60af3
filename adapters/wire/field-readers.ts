import type { FieldReader, Row } from '../contract.js'

// Readers for the fields of a row. Absent is null: a missing member, null, nil and '' all mean that the vendor reports
// no value. Numbers and booleans that are sent as text are converted by the declared type, never guessed.

/** A field that reads one vendor field. */
export const from = <Value>(name: string, read: (value: unknown) => Value): FieldReader<Value> => ({
  from: [name],
  read: (row) => read(row[name]),
})

/** A field that reads several vendor fields. */
export const fromAll = <Value>(names: readonly string[], read: FieldReader<Value>['read']): FieldReader<Value> => ({
  from: names,
  read,
})

/** A field that this vendor does not report, or that is the same for all of its records. */
export const always = <Value>(value: Value): FieldReader<Value> => ({ from: [], read: () => value })

/** Text; a number or boolean is written out. Absent and '' are null. */
export function toText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return null
}

const INTEGER = /^[+-]?\d{1,15}(?:\.0+)?$/
const MAX_INT = 2 ** 31 - 1

/** An integer that fits GraphQL's Int (32 bits); anything else is null. */
export function toInt(value: unknown): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && INTEGER.test(value.trim())
        ? Number(value)
        : Number.NaN
  return Number.isInteger(number) && Math.abs(number) <= MAX_INT ? number : null
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/

/** A finite number; text is only accepted in plain decimal form. */
export function toFloat(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : null
}

/** A duration in seconds; null also if it is negative, which happens when a clock is set back during a call. */
export function toSeconds(value: unknown): number | null {
  const seconds = toFloat(value)
  return seconds !== null && seconds >= 0 ? seconds : null
}

/** A boolean, which may be written as 1, 0, '1', '0', 'true' or 'false' in any case. */
export function toBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim().toLowerCase() : ''
  if (text === '1' || text === 'true') return true
  if (text === '0' || text === 'false') return false
  return null
}

/** A list of strings; a single string is a list of one. Empty entries are left out. */
export function toTexts(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  return items.map(toText).filter((text) => text !== null)
}

/** A list of rows; entries that are not objects are left out. */
export const toRows = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isRow) : [])

/** Whether a decoded value is an object with members. */
export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
