// What an operation may cost, from its document and variables alone.

import { type GraphQLSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { checkCost } from '../../../../src/cost/check.js'
import { type Cost, estimateCost } from '../../../../src/cost/estimate.js'
import { defaultCostLimits } from '../../../../src/cost/limits.js'
import { fragmentsOf } from '../../../../src/execution/compile.js'
import { exampleOperations } from '../../../../src/gateway/example-operations.js'
import { sampleOperations } from '../../../../src/gateway/sample-operations.js'
import { buildGraphSchema } from '../../../../src/graphql/schema/build-schema.js'
import { documents } from '../../../bench/race/workloads.ts'

const schema: GraphQLSchema = buildGraphSchema()
const SIZES = { defaultPageSize: 50, maxPageSize: 1000, sources: 4 }

function costOf(query: string, variables: Readonly<Record<string, unknown>> = {}, sizes = SIZES): Cost {
  const document = parse(query)
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)
  if (!operation) throw new Error('there is no operation')
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  expect(errors).toBeUndefined()
  return estimateCost({ schema, operation, fragments: fragmentsOf(document) }, coerced ?? {}, sizes)
}
const recordsOf = (query: string, variables?: Readonly<Record<string, unknown>>) => costOf(query, variables).records
const refusalOf = (cost: Cost) => checkCost(cost, defaultCostLimits, SIZES.maxPageSize)

describe('records', () => {
  test.each([
    ['{ __typename }', 0],
    ['{ sessions { totalCount } }', 0],
    ['{ sessions { nodes { id } } }', 50],
    ['{ sessions(first: 7) { nodes { id } } }', 7],
    ['{ sessions(last: 8) { edges { node { id } } } }', 8],
    ['{ sessions(first: 7) { nodes { id } edges { cursor } } }', 14],
    ['{ sessions(first: 7) { nodes { id } nodes { nativeId } } }', 7],
    ['{ a: sessions(first: 7) { nodes { id } } b: sessions(first: 8) { nodes { id } } }', 15],
    [
      '{ sessions(first: 7) { ...Nodes ...Again } } fragment Nodes on SessionConnection { nodes { id } } fragment Again on SessionConnection { ...Nodes }',
      7,
    ],
    ['{ sessions(first: 10) { nodes { sourceCustomer { sessions(first: 20) { nodes { id } } } } } }', 10 + 200],
    [
      '{ sessions(first: 10) { nodes { caller { phoneNumber { calls(first: 5) { nodes { id } } sessions { nodes { id } } } } } } }',
      10 + 50 + 500,
    ],
    [
      '{ sessions(first: 10) { nodes { id @skip(if: true) sourceCustomer @include(if: false) { sessions { nodes { id } } } } } }',
      10,
    ],
    ['{ sources { name } }', 4],
    ['{ sessions(first: 0) { nodes { sourceCustomer { sessions { nodes { id } } } } sources { status } } }', 4],
  ])('of %s are %i', (query, records) => {
    expect(recordsOf(query)).toBe(records)
  })

  test('use the values of variables, and their defaults', () => {
    const query =
      'query ($n: Int = 3, $wanted: Boolean!) { sessions(first: $n) { nodes @include(if: $wanted) { id } } }'
    expect(recordsOf(query, { n: 9, wanted: true })).toBe(9)
    expect(recordsOf(query, { wanted: true })).toBe(3)
    expect(recordsOf(query, { n: null, wanted: true })).toBe(50)
    expect(recordsOf(query, { n: 9, wanted: false })).toBe(0)
  })

  test('use the number of ids and references that are given', () => {
    const nodes =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { sessions(first: 5) { nodes { id } } } } }'
    expect(recordsOf(nodes, { ids: ['a', 'b', 'c'] })).toBe(3 + 15)
    expect(recordsOf(nodes, { ids: 'a' })).toBe(1 + 5)
    expect(recordsOf('{ nodes(ids: ["a", "b"]) { id } }')).toBe(2)
    const entities =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on PhoneNumber { calls(first: 4) { nodes { id } } } ... on Customer { sessions(first: 2) { nodes { id } } } } }'
    const of = [
      { __typename: 'PhoneNumber', number: '+4570305001' },
      { __typename: 'Customer', id: 'x' },
    ]
    // Their types are ignored.
    expect(recordsOf(entities, { of })).toBe(2 + 2 * 4)
  })

  test('of a page that its resolver refuses are none', () => {
    expect(recordsOf('{ sessions(first: 1001) { nodes { id } } }')).toBe(0)
    expect(recordsOf('{ sessions(first: -1) { nodes { id } } }')).toBe(0)
  })

  test('of one of several types are those of the most expensive one', () => {
    const query = `{ node(id: "x") {
      ... on Customer { sessions(first: 5) { nodes { id } } }
      ... on SipAccount { sessions(first: 9) { nodes { id } } }
    } }`
    expect(recordsOf(query)).toBe(9)
  })
})

describe('the time that an estimate takes', () => {
  test('grows with the document: what several types have in common is estimated once', () => {
    const levels = 7
    const types = '... on Call { id } ... on Session { id } ... on ActiveCall { id }'
    const query = `{ callTrace(sipCallId: "a") ${`{ records { ${types} trace `.repeat(levels)}{ sipCallId }${' } }'.repeat(levels)} }`
    let visits = 0
    const { getPossibleTypes } = schema
    schema.getPossibleTypes = (type) => {
      visits++
      return getPossibleTypes.call(schema, type)
    }
    try {
      expect(recordsOf(query)).toBeGreaterThan(10 ** levels)
      // Three to the power of the levels would be 2187; validation reads them as well.
      expect(visits).toBeLessThan(200)
    } finally {
      schema.getPossibleTypes = getPossibleTypes
    }
  })
})

describe('an operation that costs too much', () => {
  const nested =
    '{sessions(first:1000){nodes{sourceCustomer{sessions(first:1000){nodes{sourceCustomer{sessions(first:1000){nodes{id}}}}}}}}}'

  test('is refused with the limit, the place, and what to do there', () => {
    const refusal = refusalOf(
      costOf('{ sessions(first: 500) { nodes { all: sourceCustomer { sessions(first: 1000) { nodes { id } } } } } }'),
    )
    expect(refusal?.extensions).toEqual({
      code: 'OPERATION_TOO_COSTLY',
      limit: 'records',
      allowed: 100_000,
      actual: 500_500,
    })
    expect(refusal?.message).toBe(
      'records: the operation may have 500500 records in its answer; at most 100000 are allowed. At sessions.nodes.all.sessions, the page size is 1000: first: 199 would do.',
    )
    expect(refusalOf(costOf(nested))?.message).toContain('ask for far fewer there, and in the lists around it')
  })

  test('is refused for its bytes', () => {
    const fields =
      'id nativeId sipCallId startedAt answeredAt endedAt userAgent userName userLocation sourceIp destinationIp'
    const query = `{ sessions(first: 99) { nodes { sourceCustomer { sessions(first: 1000) { nodes { ${fields} ${fields.replace(/(\w+)/g, 'a_$1: $1')} } } } } } }`
    expect(refusalOf(costOf(query))?.extensions).toMatchObject({ limit: 'bytes', allowed: 64 * 1024 * 1024 })
  })

  test('is refused for its lists, also where one request to a vendor would be enough for all', () => {
    const lists = Array.from({ length: 6 }, (_, at) => `a${at}: activeCalls(first: ${at}) { totalCount }`).join(' ')
    const query = `{ sessions(first: 1000) { nodes { sourceCustomer { ${lists} } } } }`
    expect(refusalOf(costOf(query))?.extensions).toMatchObject({ limit: 'lists', allowed: 5000, actual: 6001 })
  })

  test('is refused for its references, but not for as many as are allowed', () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }'
    const of = (length: number) => ({ of: Array.from({ length }, () => ({ __typename: 'Source', name: 'a' })) })
    expect(refusalOf(costOf(query, of(1001)))?.extensions).toMatchObject({
      limit: 'representations',
      allowed: 1000,
      actual: 1001,
    })
    expect(refusalOf(costOf(query, of(1000)))).toBeNull()
  })
})

describe('usual operations', () => {
  const operations = [...exampleOperations, ...sampleOperations]

  test.each(operations.map(({ name, query, variables }) => [name, query, variables] as const))(
    '%s costs a fiftieth of what it may, and less',
    (_name, query, variables) => {
      const cost = costOf(query, variables)
      expect(cost.records).toBeLessThan(defaultCostLimits.records / 50)
      expect(cost.bytes).toBeLessThan(defaultCostLimits.bytes / 50)
      expect(refusalOf(cost)).toBeNull()
    },
  )

  test.each(Object.entries(documents))('workload %s is allowed', (_name, query) => {
    const variables = { n: '1', sources: ['a'], startedFrom: '2026-03-01T00:00:00Z', startedTo: '2026-03-02T00:00:00Z' }
    expect(refusalOf(costOf(query, variables, { ...SIZES, maxPageSize: 2000 }))).toBeNull()
  })
})
