import type { FieldReader, Row } from '../../adapters/contract.js'
import type { Party } from '../../schema/shapes.js'

const isParty = (value: object): value is Party => 'number' in value && 'e164' in value && 'anonymous' in value

/** Names of the members of an object: its own, and the getters of its class. */
function memberNames(value: object): readonly string[] {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype) return Object.keys(value)
  const getters = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([, member]) => member.get)
  return [...Object.keys(value), ...getters.map(([name]) => name)]
}

/** A value as plain data: lazy values are computed. */
export function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  if (isParty(value)) {
    const { number, e164, name, anonymous } = value
    return { number, e164, name, anonymous }
  }
  const members = new Map(Object.entries(value))
  return Object.fromEntries(
    memberNames(value).map((name) => [name, plain(members.has(name) ? members.get(name) : Reflect.get(value, name))]),
  )
}

/** A row as the record that its fields make of it. */
export const toPlainRecord = (
  fields: Readonly<Record<string, FieldReader<unknown>>>,
  row: Row,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, plain(field.read(row))]))

/** Reads fields of one row as plain data, each once: computing E.164 forms is the most expensive part of these tests. */
export function reading(fields: Readonly<Record<string, FieldReader<unknown>>>, row: Row): (name: string) => unknown {
  const known = new Map<string, unknown>()
  return (name) => {
    if (!known.has(name)) known.set(name, plain(fields[name]?.read(row) ?? null))
    return known.get(name)
  }
}

/** The vendor's key of a row. */
export const nativeIdOf = (fields: Readonly<Record<string, FieldReader<unknown>>>, row: Row): string =>
  String(fields['nativeId']?.read(row))
