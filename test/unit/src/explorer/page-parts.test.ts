import { buildSchema, getIntrospectionQuery, graphqlSync } from 'graphql'
import { describe, expect, test } from 'vitest'
import { toVisibleSchema } from '../../../../src/explorer/answer/visible-schema.js'
import { describeOperation, toTab } from '../../../../src/explorer/operations.js'
import { MAX_LINK_LENGTH, readLink, writeLink } from '../../../../src/explorer/page/links.js'
import { exampleOperations } from '../../../../src/gateway/example-operations.js'

const PAGE = 'https://graph.example/noc/graphql?old=1#part'

describe('a link to an operation', () => {
  test.each(exampleOperations.map((operation) => [operation.name, toTab(operation)] as const))(
    'leads to it again, with its variables: %s',
    (_name, tab) => {
      const link = writeLink(PAGE, tab)
      expect(link).toMatch(/^https:\/\/graph\.example\/noc\/graphql\?query=/)
      expect(readLink(new URL(link ?? '').search)).toEqual(tab)
    },
  )

  test('is not there for what servers would refuse', () => {
    expect(writeLink(PAGE, { query: `{ ${'a '.repeat(MAX_LINK_LENGTH)}}`, variables: null })).toBeNull()
  })

  test.each([
    ['', null],
    ['?query=', null],
    ['?query=%20&variables={}', null],
    ['?variables={}', null],
    ['?query={a}', { query: '{a}', variables: null }],
    ['?query={a}&variables={"n":1}', { query: '{a}', variables: '{\n  "n": 1\n}' }],
    ['?query={a}&variables=%7B', { query: '{a}', variables: null }],
    ['?query={a}&variables=5', { query: '{a}', variables: null }],
  ])('%j is read as %j', (search, tab) => {
    expect(readLink(search)).toEqual(tab)
  })

  test('has variables as they are typed where they have comments', () => {
    const link = writeLink(PAGE, { query: '{a}', variables: '{ "n": 1 } // one' })
    expect(new URL(link ?? '').searchParams.get('variables')).toBe('{ "n": 1 } // one')
  })
})

test('every example says what it is for', () => {
  for (const operation of exampleOperations) expect(describeOperation(operation)).toMatch(/^[A-Z].*\.$/)
  expect(describeOperation({ query: '{ a }' })).toBe('')
})

describe('the schema as the page shows it', () => {
  const schema = buildSchema(/* GraphQL */ `
    directive @key(fields: federation__FieldSet!) on OBJECT
    directive @federation__tag(name: String!) on OBJECT
    directive @own on FIELD
    scalar _Any
    scalar federation__FieldSet
    scalar link__Import
    union _Entity = Call
    type _Service { sdl: String }
    type Call { id: ID! }
    type Query { call: Call _entities(representations: [_Any!]!): [_Entity]! _service: _Service! }
  `)
  const introspect = () => graphqlSync({ schema, source: getIntrospectionQuery({ schemaDescription: true }) })
  const shown = () => {
    const { data } = toVisibleSchema({ ...introspect() })
    return JSON.parse(JSON.stringify(data)).__schema
  }

  test('has no part of federation, and all of GraphQL', () => {
    const { types, directives } = shown()
    const names = (named: readonly { readonly name: string }[]) => named.map(({ name }) => name)
    const ofGraphQL = /^__|^(String|ID|Boolean)$/
    expect(names(types).filter((name) => !ofGraphQL.test(name))).toEqual(['Call', 'Query'])
    expect(names(types)).toEqual(expect.arrayContaining(['String', '__Schema', '__Type']))
    const query = types.find(({ name }: { name: string }) => name === 'Query')
    expect(names(query.fields)).toEqual(['call'])
    expect(names(directives)).toEqual(['own', 'include', 'skip', 'deprecated', 'specifiedBy', 'oneOf'])
  })

  test('begins with an introduction, unless it has its own', () => {
    expect(shown().description).toContain('Begin with **Examples**')
    const own = { data: { __schema: { description: 'own', types: [], directives: [] } } }
    expect(toVisibleSchema(own)).toEqual(own)
  })

  test('other answers stay as they are', () => {
    for (const answer of [{ errors: [{ message: 'no' }] }, { data: null }, { data: { __schema: null } }, { data: {} }])
      expect(toVisibleSchema(answer)).toBe(answer)
  })
})
