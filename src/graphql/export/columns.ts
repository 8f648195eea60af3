import {
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql'
import { FIELD_CLASSES } from '../../../schema/field-masks.js'
import { FIELD_SCOPES } from '../../access/rights/field-scopes.js'
import type { Column, ColumnKind } from '../../export/row-writer.js'

// The columns of an export: every field of a record that is read of the record itself, and so costs nothing more. Fields
// with a resolver of their own lead to other records, or are granted one by one.

/** Parts of parts of records have columns, too; nothing is nested deeper. */
const DEEPEST = 3

/**
 * Fields whose resolver loads what a mention of a customer lacks. Records of the list of customers have them, and the
 * resolver returns them as they are.
 */
const KNOWN_OF_LISTED: ReadonlySet<string> = new Set(
  ['status', 'vendorStatus', 'login', 'description', 'balance', 'baseCurrency', 'parent'].map(
    (name) => `Customer.${name}`,
  ),
)

/** The columns of a type of records, by name, in the order of the type. */
export function columnsOf(type: GraphQLObjectType): ReadonlyMap<string, Column> {
  const columns = fieldsOf(type).flatMap((field) =>
    isOwn(type, field) || KNOWN_OF_LISTED.has(`${type.name}.${field.name}`) ? columnsOfField(type, field, []) : [],
  )
  return new Map(columns.map((column) => [column.name, column]))
}

type Field = GraphQLField<unknown, unknown>

const fieldsOf = (type: GraphQLObjectType): readonly Field[] => Object.values(type.getFields())

/** Whether a field is read of its record, without a right that is checked for each record. */
function isOwn(type: GraphQLObjectType, { name, args, resolve }: Field): boolean {
  const rule = FIELD_SCOPES[`${type.name}.${name}`]
  return resolve === undefined && args.length === 0 && (rule === undefined || rule.of !== undefined)
}

function columnsOfField(type: GraphQLObjectType, field: Field, above: readonly string[]): readonly Column[] {
  const path = [...above, field.name]
  const isList = isListType(getNullableType(field.type))
  const named = getNamedType(field.type)
  if (isLeafType(named)) return [columnOf(path, `${type.name}.${field.name}`, named, isList)]
  if (isList || !isObjectType(named) || path.length === DEEPEST) return []
  const own = fieldsOf(named).filter((part) => isOwn(named, part))
  // Of a record that is only mentioned, no more is known than what identifies it.
  const parts = isEntity(named) ? own.filter((part) => isLeafType(getNamedType(part.type))) : own
  return parts.flatMap((part) => columnsOfField(named, part, path))
}

const isEntity = (type: GraphQLObjectType): boolean =>
  type.name === 'Source' || type.getInterfaces().some(({ name }) => name === 'Node')

function columnOf(path: readonly string[], coordinate: string, type: GraphQLLeafType, isList: boolean): Column {
  const serialize = (value: unknown): unknown => (value === null || value === undefined ? null : type.serialize(value))
  const leaf = isList
    ? (value: unknown) => (isIterable(value) ? [...value].map(serialize) : serialize(null))
    : serialize
  const [first = '', ...rest] = path
  const valueOf = (record: object): unknown => {
    let value: unknown = Reflect.get(record, first)
    for (const name of rest) {
      if (typeof value !== 'object' || value === null) return null
      value = Reflect.get(value, name)
    }
    return value
  }
  return {
    name: path.join('.'),
    kind: isList ? 'other' : kindOf(coordinate, type),
    read(record, faults) {
      try {
        return leaf(valueOf(record))
      } catch {
        // The graph returns null and an error of this field.
        faults.count++
        return null
      }
    },
  }
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value

function kindOf(coordinate: string, { name }: GraphQLLeafType): ColumnKind {
  if (FIELD_CLASSES[coordinate] === 'phone') return 'phone'
  return KINDS[name] ?? 'text'
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
  Decimal: 'decimal',
  JSONObject: 'other',
}
