// Operations that select every text of every record, made from the schema, and what of their answers a mask must hide.

import { type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql'
import { FIELD_CLASSES } from '../../../schema/field-masks.js'
import { maskOf } from '../../../src/access/rights/field-masks.js'
import type { Mask } from '../../../src/access/rights/masks.js'

const PARTS: ReadonlySet<string> = new Set([
  ...[
    'Party',
    'PhoneNumber',
    'PortaSipCall',
    'MorCall',
    'MorDevice',
    'RatePlan',
    'VoiceUsage',
    'Money',
    'Customer',
    'Balance',
  ],
])

/** Every field of a record but those that lead to other records, and its password. */
export function everythingOf(schema: GraphQLSchema, typeName: string, within: readonly string[] = []): string {
  const type = schema.getType(typeName)
  if (!isObjectType(type)) throw new Error(`${typeName} is not a type of records`)
  const fields = Object.values(type.getFields()).flatMap(({ name, args, type: of }) => {
    const part = getNamedType(of)
    if (args.length > 0 || name === 'password') return []
    if (isLeafType(part)) return [name]
    // A customer has a parent, which is a customer.
    if (within.includes(part.name) || part.name === typeName) return []
    return PARTS.has(part.name) ? [`${name} { ${everythingOf(schema, part.name, [...within, typeName])} }`] : []
  })
  return ['__typename', ...fields].join(' ')
}

/** The texts in an answer that belong to any of these classes; short ones and placeholders are left out. */
export const valuesIn = (data: unknown, mask: Mask): readonly string[] =>
  textsIn(data, (path) => (maskOf(FIELD_CLASSES[path]) & mask) !== 0)

/** The texts in an answer that belong to none of them. */
export const shownIn = (data: unknown, mask: Mask): readonly string[] =>
  textsIn(data, (path) => (maskOf(FIELD_CLASSES[path]) & mask) === 0)

function textsIn(data: unknown, isMeant: (path: string) => boolean): readonly string[] {
  if (Array.isArray(data)) return data.flatMap((item: unknown) => textsIn(item, isMeant))
  if (typeof data !== 'object' || data === null) return []
  const type: unknown = Reflect.get(data, '__typename')
  return Object.entries(data).flatMap(([field, value]: [string, unknown]) => {
    const texts = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string')
    const long = texts.filter((text) => text.length >= SHORTEST && text !== 'anonymous')
    return [...textsIn(value, isMeant), ...(isMeant(`${String(type)}.${field}`) ? long : [])]
  })
}

const SHORTEST = 5
