// The graph that clients see: committed as it is printed, described in every part, and as it was promised.

import { readFileSync } from 'node:fs'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  printSchema,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { printGraph } from '../../src/graphql/schema/build-schema.js'
import { clientTypes } from '../../tools/client-types.mjs'
import { PROMISED_ARGUMENTS, PROMISED_ENUMS } from './promised-arguments.js'
import { PROMISED_INPUTS, PROMISED_TYPES } from './promised-graph.js'

const graph = buildSchema(printGraph())

test('the committed schema is the one that the classes give', () => {
  const committed = readFileSync('schema/schema.graphql', 'utf8')
  expect(committed, 'print it again: npm run build && npm run schema').toBe(printGraph())
})

test('the type of the graph that trunkline/client exports is made from it', () => {
  const committed = readFileSync('schema/introspection.ts', 'utf8')
  expect(committed, 'make it again: npm run build && npm run schema').toBe(clientTypes(printGraph()))
})

type Described = Pick<
  GraphQLNamedType | GraphQLField<unknown, unknown> | GraphQLArgument | GraphQLInputField,
  'description'
>

/** Every part of a graph that can have a description, by its coordinate. */
function* partsOf(schema: GraphQLSchema): Generator<[coordinate: string, part: Described]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue
    yield [type.name, type]
    if (isEnumType(type)) for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value]
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field]
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field]
      for (const argument of field.args) yield [`${type.name}.${field.name}(${argument.name}:)`, argument]
    }
  }
}

/** Of types that GraphQL itself names, what they are for is clear. */
const SELF_EXPLAINING = new Set(['Query', 'Mutation', 'Subscription'])

const undescribed = (schema: GraphQLSchema): string[] =>
  [...partsOf(schema)].flatMap(([name, { description }]) =>
    SELF_EXPLAINING.has(name) || (description ?? '').trim().length > 2 ? [] : [name],
  )

test('every type, field, argument and value has a description', () => {
  expect(undescribed(graph), 'describe it where its class declares it; name the vendor field that it mirrors').toEqual(
    [],
  )
  const bare = 'type Query { a(b: Int): E } enum E { V } input I { f: Int }'
  expect(undescribed(buildSchema(bare))).toEqual(['Query.a', 'Query.a(b:)', 'E', 'E.V', 'I', 'I.f'])
})

/**
 * Where the graph is not as it was promised: fields that query sources are nullable, though they were promised not to be.
 * When every source that such a field queries has failed, the field is an error. If it were non-null, that error would
 * erase all fields beside it, up to the whole answer: one vendor that is down would make the others unavailable.
 */
const NULLABLE = new Set([
  'Query.calls',
  'Query.sessions',
  'Query.sipAccounts',
  'Query.activeCalls',
  'Query.activeCallStats',
  'PhoneNumber.calls',
  'PhoneNumber.sessions',
  'PhoneNumber.activeCalls',
  'PhoneNumber.sipAccounts',
  'Customer.sipAccounts',
  'Customer.sessions',
  'Customer.activeCalls',
  'Customer.calls',
  'Query.customers',
  'SipAccount.sessions',
  'SipAccount.voiceUsage',
  'Call.childCalls',
  'CallRecord.trace',
  'Call.trace',
  'Session.trace',
  'ActiveCall.trace',
  // An action that is refused must not hide the outcome of an earlier one.
  'Mutation.makeCall',
  'Mutation.disconnectCall',
  'Mutation.disconnectAccount',
  'Mutation.disconnectCustomer',
])

function fieldsOf(schema: GraphQLSchema, typeName: string): Readonly<Record<string, string>> {
  const type = schema.getType(typeName)
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return {}
  return Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, String(field.type)]))
}

const promisedFields = Object.entries({ ...PROMISED_TYPES, ...PROMISED_INPUTS }).flatMap(([typeName, fields]) =>
  Object.entries(fields).map(([name, type]) => ({
    typeName,
    name,
    type: NULLABLE.has(`${typeName}.${name}`) ? type.replace(/!$/, '') : type,
  })),
)

describe('the promise', () => {
  test.each(Object.keys({ ...PROMISED_TYPES, ...PROMISED_INPUTS }))('%s is kept', (typeName) => {
    const promised = promisedFields.filter((field) => field.typeName === typeName)
    const there = fieldsOf(graph, typeName)
    const found = (field: string) => there[field] ?? 'is not there'
    expect(Object.fromEntries(promised.map(({ name }) => [name, found(name)]))).toEqual(
      Object.fromEntries(promised.map(({ name, type }) => [name, type])),
    )
  })

  test.each(Object.entries(PROMISED_ENUMS))('%s has its values', (name, values) => {
    const type = graph.getType(name)
    const there = isEnumType(type) ? type.getValues().map((value) => value.name) : []
    expect(there).toEqual(expect.arrayContaining([...values]))
  })

  test.each(Object.entries(PROMISED_ARGUMENTS))('%s has its arguments', (name, written) => {
    const [typeName, fieldName] = coordinateOf(name)
    const type = graph.getType(typeName)
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined
    const expected = buildSchema(`${STAND_INS} type Query { field(${written}): Int }`).getQueryType()?.getFields()[
      'field'
    ]
    const toTexts = (args: readonly GraphQLArgument[] = []) =>
      Object.fromEntries(args.map(({ name, type, defaultValue }) => [name, [String(type), defaultValue]]))
    expect(expected?.args.length).toBeGreaterThan(0)
    expect(toTexts(field?.args)).toMatchObject(toTexts(expected?.args))
  })

  test('records are nodes, and those of calls are call records', () => {
    const interfacesOf = (name: string) => {
      const type = graph.getType(name)
      return isObjectType(type) || isInterfaceType(type)
        ? type
            .getInterfaces()
            .map((its) => its.name)
            .sort()
        : null
    }
    for (const name of ['Call', 'Session', 'ActiveCall'])
      expect(interfacesOf(name), name).toEqual(['CallRecord', 'Node'])
    for (const name of ['CallRecord', 'SipAccount', 'Customer']) expect(interfacesOf(name), name).toEqual(['Node'])
    for (const name of ['DateTime', 'Decimal', 'JSONObject']) expect(isScalarType(graph.getType(name)), name).toBe(true)
  })
})

const coordinateOf = (name: string): [string, string] => {
  const [typeName = '', fieldName = ''] = name.split('.')
  return [typeName, fieldName]
}

/** The inputs and enums of the graph, so that written arguments can be read. */
const STAND_INS = printSchema(graph).replace(/^type Query \{[^]*?^\}/m, '')
