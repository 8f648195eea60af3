// The behaviours that graphql-js 16 tests of its own executor, each answered by both executors: the answers are equal.

import { type ExecutionResult, isObjectType, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../../../src/execution/compile.js'
import { type Behaviour, later, schemaOf } from './behaviours/behaviour.js'
import { selections } from './behaviours/selections.js'
import { values } from './behaviours/values.js'
import { byCompiledQuery, byGraphqlJs, exactly, ignoringRejections } from './differential.js'

const visible = (answer: ExecutionResult, { concurrent }: Behaviour) => {
  const { text, errors } = exactly(answer)
  return { text, errors: concurrent ? errors.toSorted((a, b) => (String(a.path) < String(b.path) ? -1 : 1)) : errors }
}

/** An operation may be the first of several. */
const nameOf = (document: string): { readonly operationName?: string } =>
  document.includes('query Second') ? { operationName: 'Second' } : {}

describe.each([
  ['values', values],
  ['selections', selections],
] as const)('a compiled query answers as graphql-js: %s', (_title, behaviours) => {
  test.each(behaviours.map((behaviour) => [behaviour.what, behaviour] as const))('%s', async (_what, behaviour) => {
    const { document: text, errors = 0, ...rest } = behaviour
    const operation = { ...rest, ...nameOf(text), document: parse(text) }
    await ignoringRejections(async () => {
      const [wanted, given] = [byGraphqlJs(operation), byCompiledQuery(operation)]
      if (given === null) throw new Error('it is not compiled')
      expect(given instanceof Promise).toBe(wanted instanceof Promise)
      expect(visible(await given, behaviour)).toEqual(visible(await wanted, behaviour))
      // A negative number: some of the values of the table fail, and some do not.
      if (errors >= 0) expect((await wanted).errors ?? []).toHaveLength(errors)
    })
  })
})

const BASIC = schemaOf(
  'type Query { a(i: Int): Int, pet: Pet } type Mutation { a: Int } type Subscription { a: Int } interface Pet { a: Int } type Dog implements Pet { a: Int }',
)
const withTypeTest = () => {
  const schema = schemaOf('type Query { pet: Pet } interface Pet { a: Int } type Dog implements Pet { a: Int }')
  const dog = schema.getType('Dog')
  if (isObjectType(dog)) dog.isTypeOf = () => true
  return schema
}

describe('is left to graphql-js', () => {
  test.each([
    ['a mutation, whose fields are executed one after the other', 'mutation { a b: a }', {}],
    ['a subscription', 'subscription { a }', {}],
    ['introspection of the schema', '{ __schema { queryType { name } } }', {}],
    ['introspection of a type', '{ a __type(name: "Query") { name } }', {}],
    ['an alias that is no key of an object literal', '{ __proto__: a }', {}],
    ['a document of several operations of which none is named', 'query A { a } query B { a }', {}],
    ['a variable of the wrong type', 'query ($i: Int!) { a(i: $i) }', { i: 'one' }],
    ['a variable that is missing', 'query ($i: Int!) { a(i: $i) }', {}],
    ['a condition that is no boolean', 'query ($b: Boolean) { a @skip(if: $b) }', {}],
  ])('%s', (_what, document, variables) => {
    expect(byCompiledQuery({ schema: BASIC, document: parse(document), variables, root: { a: 1 } })).toBeNull()
  })

  test('a schema in which types are resolved by isTypeOf', () => {
    expect(compileQuery(withTypeTest(), parse('{ pet { a } }'), null)).toBeNull()
  })
})

test('a query that is prepared once runs any number of times, at once, for other contexts and roots', async () => {
  const schema = schemaOf('type Query { a(i: Int = 1): String, b: Int }', {
    Query: { a: (_source, { i }, context) => later(`${i} ${context}`) },
  })
  const prepared = compileQuery(schema, parse('query ($i: Int) { a(i: $i) b }'), null)?.prepare({ i: 4 })
  const answers = await Promise.all([
    prepared?.run('x', undefined, undefined, { b: 1 }),
    prepared?.run('y', undefined, undefined, { b: 2 }),
    prepared?.run('z'),
  ])
  expect(answers).toEqual([{ data: { a: '4 x', b: 1 } }, { data: { a: '4 y', b: 2 } }, { data: { a: '4 z', b: null } }])
})
