// The types of XML-RPC that hold text, and what their text means.

/** Counts values that were repaired. */
export interface Repairs {
  repairs: number
}

export type ScalarType = 'int' | 'double' | 'decimal' | 'boolean' | 'string' | 'dateTime' | 'base64' | 'nil'

/** The other types of the specification, and those that Apache's extensions add; these may also have a prefix. */
const SPECIFIED: ReadonlyMap<string, ScalarType> = new Map([
  ['i4', 'int'],
  ['boolean', 'boolean'],
  ['dateTime.iso8601', 'dateTime'],
  ['base64', 'base64'],
])
const EXTENSIONS: ReadonlyMap<string, ScalarType> = new Map([
  ['nil', 'nil'],
  ['i1', 'int'],
  ['i2', 'int'],
  ['i8', 'int'],
  ['biginteger', 'int'],
  ['float', 'double'],
  ['bigdecimal', 'decimal'],
  ['dateTime', 'dateTime'],
])

/**
 * The type that an element stands for; undefined when it is none.
 * @param prefixes the namespace prefixes that are declared here.
 */
export function scalarType(name: string, prefixes: { has(prefix: string): boolean }): ScalarType | undefined {
  // What lists are made of, before anything has to be hashed.
  if (name === 'string' || name === 'int' || name === 'double') return name
  const known = SPECIFIED.get(name) ?? EXTENSIONS.get(name)
  if (known !== undefined) return known
  const colon = name.indexOf(':')
  const prefix = name.slice(0, colon)
  return prefix === 'ex' || prefixes.has(prefix) ? EXTENSIONS.get(name.slice(colon + 1)) : undefined
}

/**
 * What the text of a typed value means. Integers that a JavaScript number holds exactly become numbers; those beyond
 * 2^53 and every bigdecimal stay text, with their digits as sent. A double that is not a number or not finite (nan,
 * inf, 1e999) is null: there is no measurement. Times and base64 stay text: their reading is the adapter's.
 *
 * Text that is not of its type is null and counts as a repair: one odd value must not hide a whole list.
 * @param counter counts the repairs.
 */
export function readScalar(type: ScalarType, text: string, counter: Repairs): null | boolean | number | string {
  switch (type) {
    case 'string':
    case 'dateTime':
      return text
    case 'base64':
      return text.trim()
    case 'int':
      return readInteger(text, counter)
    case 'double':
      return readDouble(text, counter)
    case 'decimal':
      return readDecimal(text, counter)
    case 'boolean':
      return readBoolean(text, counter)
    case 'nil':
      return text.trim() === '' ? null : repaired(counter)
  }
}

const INTEGER = /^[+-]?[0-9]+$/
const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/
const DOUBLE = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i

function readInteger(text: string, counter: Repairs): number | string | null {
  const digits = text.trim()
  if (!INTEGER.test(digits)) return repaired(counter)
  const value = Number(digits)
  // -0 is 0: integers have one zero.
  return Number.isSafeInteger(value) ? value + 0 : digits
}

function readDouble(text: string, counter: Repairs): number | null {
  const digits = text.trim()
  if (DOUBLE.test(digits)) {
    const value = Number(digits)
    return Number.isFinite(value) ? value : null
  }
  return NOT_FINITE.test(digits) ? null : repaired(counter)
}

function readDecimal(text: string, counter: Repairs): string | null {
  const digits = text.trim()
  return DECIMAL.test(digits) ? digits : repaired(counter)
}

function readBoolean(text: string, counter: Repairs): boolean | null {
  const word = text.trim().toLowerCase()
  if (word === '1' || word === 'true') return true
  if (word === '0' || word === 'false') return false
  return repaired(counter)
}

function repaired(counter: Repairs): null {
  counter.repairs++
  return null
}
