// The tables of scopes and masks name every field of the graph that they should: a new field without a right, or a new text
// without a class of masks, is found here.

import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { expect, test } from 'vitest'
import { CONDITION_CLASSES, FIELD_CLASSES, GROUPING_CLASSES, PART_TYPES } from '../../schema/field-masks.js'
import { maskOf } from '../../src/access/rights/field-masks.js'
import { FIELD_SCOPES, OPEN_FIELDS } from '../../src/access/rights/field-scopes.js'
import { buildGraphSchema } from '../../src/graphql/schema/build-schema.js'

const schema: GraphQLSchema = buildGraphSchema()
const RECORDS = ['Call', 'Session', 'ActiveCall', 'SipAccount', 'Customer']
const PARTS = [...new Set(Object.values(PART_TYPES)), 'Money']
/** Connections, edges and traces hold records that their own fields were granted for. */
const HOLDERS = /(Connection|Edge)$|^CallTrace$/
const LISTS = RECORDS.map((name) => `${name}Connection`)
const LED_TO: ReadonlySet<string> = new Set([
  ...RECORDS.filter((name) => name !== 'Customer'),
  ...LISTS,
  ...['CallTrace', 'ActiveCallStats', 'SourceHealth', 'Capability'],
])

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name)
  if (!isObjectType(type)) throw new Error(`${name} is not a type of the graph`)
  return type
}

const fieldsOf = (name: string): readonly GraphQLField<unknown, unknown>[] =>
  Object.values(objectType(name).getFields())
const objectTypes = Object.values(schema.getTypeMap()).filter(
  (type) => isObjectType(type) && !type.name.startsWith('__'),
)
const allFields = objectTypes.flatMap(({ name }) => fieldsOf(name).map((field) => `${name}.${field.name}`))

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription'])

test('every root field, and every field that leads to records, has a scope or says why it needs none', () => {
  const leading = objectTypes.flatMap(({ name }) =>
    fieldsOf(name)
      .filter(({ type }) => ROOTS.has(name) || LED_TO.has(getNamedType(type).name))
      .filter(() => !HOLDERS.test(name))
      .map((field) => `${name}.${field.name}`),
  )
  const known = new Set([...Object.keys(FIELD_SCOPES), ...Object.keys(OPEN_FIELDS)])
  expect(leading.filter((path) => !known.has(path))).toEqual([])
})

test('the tables name no field that the graph does not have', () => {
  const real = new Set([...allFields, 'Query.__schema', 'Query.__type'])
  const named = [FIELD_SCOPES, OPEN_FIELDS, FIELD_CLASSES, PART_TYPES].flatMap((table) => Object.keys(table))
  expect(named.filter((path) => !real.has(path))).toEqual([])
})

const TEXTS: ReadonlySet<string> = new Set(['String', 'ID', 'JSONObject'])

test('every text of a record and of its parts has a class of masks', () => {
  const texts = [...RECORDS, ...PARTS].flatMap((name) =>
    fieldsOf(name)
      .filter(({ type }) => TEXTS.has(getNamedType(type).name))
      .map((field) => `${name}.${field.name}`),
  )
  expect(texts.filter((path) => FIELD_CLASSES[path] === undefined)).toEqual([])
})

test('every part of a record that has texts is named, with its type', () => {
  const parts = [...RECORDS, ...PARTS].flatMap((name) =>
    fieldsOf(name).flatMap(({ name: field, type }) => {
      const part = getNamedType(type).name
      return PARTS.includes(part) && part !== 'Money' ? [[`${name}.${field}`, part] as const] : []
    }),
  )
  expect(Object.fromEntries(parts)).toEqual(PART_TYPES)
})

test('every field of a part that is copied under a mask is named', () => {
  const fields = PARTS.filter((name) => name !== 'Money').flatMap((name) =>
    fieldsOf(name)
      .map((field) => `${name}.${field.name}`)
      .filter((path) => path !== 'Party.phoneNumber'),
  )
  expect(fields.filter((path) => FIELD_CLASSES[path] === undefined && PART_TYPES[path] === undefined)).toEqual([])
})

test('what becomes null under a mask may be null', () => {
  const hidden = [...RECORDS, ...PARTS].flatMap((name) =>
    fieldsOf(name).filter(({ name: field, type }) => {
      const classes = FIELD_CLASSES[`${name}.${field}`]
      return classes !== 'phone' && maskOf(classes) !== 0 && isNonNullType(type)
    }),
  )
  expect(hidden.map(({ name }) => name)).toEqual([])
})

test('every condition that compares a text has a class of masks', () => {
  const filters = Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .filter(({ name }) => name.endsWith('Filter'))
  const conditions = filters.flatMap((filter) =>
    Object.values(filter.getFields())
      .filter((field: GraphQLInputField) => TEXTS.has(getNamedType(field.type).name))
      .map((field) => `${filter.name}.${field.name}`),
  )
  expect(conditions.filter((path) => CONDITION_CLASSES[path] === undefined)).toEqual([])
})

test('everything that calls are grouped by has a class of masks', () => {
  const type = schema.getType('ActiveCallGrouping')
  const values = type !== undefined && 'getValues' in type ? type.getValues().map(({ name }) => name) : []
  expect(Object.keys(GROUPING_CLASSES).toSorted()).toEqual(values.toSorted())
})
