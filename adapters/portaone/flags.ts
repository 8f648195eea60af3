import { toBoolean, toText } from '../wire/field-readers.js'

/** A flag of PortaBilling, `Y` or `N`; null for anything else. */
export function toFlag(value: unknown): boolean | null {
  const text = toText(value)?.trim().toUpperCase()
  return text === 'Y' ? true : text === 'N' ? false : toBoolean(value)
}
