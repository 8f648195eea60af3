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

/** The columns of a type of records, by name, in the order of the type. */
export function columnsOf(type: GraphQLObjectType): ReadonlyMap<string, Column> {
  return new Map(columnsIn(type, [], []).map((column) => [column.name, column]))
}

function columnsIn(type: GraphQLObjectType, path: readonly string[], within: readonly string[]): readonly Column[] {
  return Object.values(type.getFields()).flatMap((field) => columnsOfField(type, field, path, within))
}

function columnsOfField(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  path: readonly string[],
  within: readonly string[],
): readonly Column[] {
  const { name, args, resolve } = field
  const rule = FIELD_SCOPES[`${type.name}.${name}`]
  const isOwn = resolve === undefined && args.length === 0 && (rule === undefined || rule.of !== undefined)
  if (!isOwn) return []
  const own = [...path, name]
  const value = getNullableType(field.type)
  const isList = isListType(value)
  const named = getNamedType(field.type)
  if (isLeafType(named)) return [columnOf(own, `${type.name}.${name}`, named, isList)]
  if (isList || !isObjectType(named) || own.length === DEEPEST || within.includes(named.name)) return []
  // Of a record that is only mentioned, no more is known than what identifies it.
  const columns = columnsIn(named, own, [...within, type.name])
  return isEntity(named) ? columns.filter(({ name: column }) => column.split('.').length === own.length + 1) : columns
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
