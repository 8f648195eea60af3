// How values become an answer: leaves, objects, lists, nulls and the errors in their place.

import { GraphQLEnumType, GraphQLError, GraphQLObjectType, GraphQLScalarType, GraphQLSchema } from 'graphql'
import { type Behaviour, fail, failLater, later, schemaOf } from './behaviour.js'

const LISTS = ['[Int]', '[Int]!', '[Int!]', '[Int!]!'] as const
const LIST_VALUES: Readonly<Record<string, () => unknown>> = {
  'of values': () => [1, 2],
  'with a null': () => [1, null, 2],
  'that is null': () => null,
  'with an undefined': () => [1, undefined],
  'with an error': () => [1, new Error('bad'), 2],
  'with a value of another type': () => [1, 'two'],
  'of promises': () => [later(1), 2, later(3, 3)],
  'with a promise of null': () => [later(1), later(null), 2],
  'with a rejected promise': () => [later(1), failLater('rejected'), 2],
  'that is promised': () => later([1, null]),
  'that is promised and rejected': () => failLater('no list'),
  'that is no list': () => 'text',
  'that is a set': () => new Set([1, 2]),
  'of a generator': () =>
    (function* () {
      yield 1
      yield later(2)
    })(),
  'of a generator that throws': () =>
    (function* () {
      yield 1
      throw new Error('no more')
    })(),
}

const ERRING = new Set([
  'with an error',
  'with a value of another type',
  'with a rejected promise',
  'that is promised and rejected',
  'that is no list',
  'of a generator that throws',
])
const NULLS = new Set(['with a null', 'with an undefined', 'with a promise of null', 'that is promised'])

function isError(type: string, value: string): boolean {
  if (ERRING.has(value)) return true
  if (NULLS.has(value)) return type.includes('Int!')
  return value === 'that is null' && type.endsWith(']!')
}

const lists: readonly Behaviour[] = LISTS.flatMap((type) =>
  Object.entries(LIST_VALUES).flatMap(([value, make]) =>
    ['property', 'resolver'].map((how) => ({
      what: `a ${how} of type ${type}, a list ${value}`,
      schema: schemaOf(
        `type Query { box: Box, after: Int } type Box { list: ${type}, before: Int }`,
        how === 'resolver' ? { Box: { list: make } } : {},
      ),
      document: '{ box { before list } after }',
      root: { box: { before: 1, ...(how === 'property' ? { list: make } : {}) }, after: 2 },
      errors: isError(type, value) ? 1 : 0,
    })),
  ),
)

const NULLABLE = 'type Query { top: Data } type Data { a: String, b: String!, in: Data, must: Data! }'
const data = (b: unknown, turns?: number): object => {
  const made = { a: 'a', b, in: () => made, must: () => (turns === undefined ? made : later(made, turns)) }
  return made
}
const FAULTS: Readonly<Record<string, () => unknown>> = {
  'returns null': () => null,
  throws: fail('thrown'),
  rejects: () => failLater('rejected'),
  'is promised null': () => later(null),
  'returns an error': () => new Error('returned'),
}

const nulls: readonly Behaviour[] = Object.entries(FAULTS).flatMap(([fault, b]) => [
  {
    what: `a non-null field that ${fault} makes its object null`,
    schema: schemaOf(NULLABLE),
    document: '{ top { a in { a b } } }',
    root: { top: data(b) },
    errors: 1,
  },
  {
    what: `a non-null field that ${fault} makes the first object null that may be, through a chain of those that may not`,
    schema: schemaOf(NULLABLE),
    document: '{ top { a in { must { must { a must { b } } } } other: in { a } } }',
    root: { top: data(b, 2) },
    errors: 1,
  },
  {
    what: `a non-null field of the query that ${fault} makes the whole answer null`,
    schema: schemaOf('type Query { a: Int, b: Int! }'),
    document: '{ a b }',
    root: { a: 1, b },
    errors: 1,
  },
])

const box = new GraphQLEnumType({ name: 'Box', values: { SMALL: { value: 1 }, LARGE: { value: 'l' } } })
const picky = new GraphQLScalarType({
  name: 'Picky',
  serialize: (value) => {
    if (value === 'odd') throw new GraphQLError('odd', { extensions: { code: 'ODD' } })
    return `<${String(value)}>`
  },
})
const leafs: readonly Behaviour[] = [
  ...[1, 'l', 'SMALL', {}, later('l'), fail('thrown')].map((value) => ({
    what: `an enum value that is ${typeof value} ${String(value)}`,
    schema: new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { box: { type: box } } }) }),
    document: '{ box }',
    root: { box: value },
    errors: value === 1 || value === 'l' || value instanceof Promise ? 0 : 1,
  })),
  ...['even', 'odd', [1], () => 'called', false].map((value) => ({
    what: `a scalar with a serializer, given ${typeof value} ${String(value)}`,
    schema: new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { picky: { type: picky } } }) }),
    document: '{ picky }',
    root: { picky: value },
    errors: value === 'odd' ? 1 : 0,
  })),
  ...['Int', 'Float', 'String', 'Boolean', 'ID'].flatMap((type) =>
    [0, 1.5, 2 ** 40, Number.NaN, Infinity, '7', 'text', true, 7n, {}, [], { valueOf: () => 3 }].map((value) => ({
      what: `${type} of ${typeof value} ${String(value)}`,
      schema: schemaOf(`type Query { value: ${type} }`),
      document: '{ value }',
      root: { value },
      errors: -1,
    })),
  ),
]

/** Written with Reflect, as the linter takes a `then` for a mistake. */
function thenable(target: object, value: unknown): unknown {
  const promise = later(value)
  Reflect.set(target, 'then', promise.then.bind(promise))
  return target
}

class Person {
  constructor(private readonly first: string) {}
  get name(): string {
    return this.first
  }
  greeting({ to }: { readonly to: string }): string {
    return `${this.first} greets ${to}`
  }
}
const sources: readonly Behaviour[] = [
  {
    what: 'a getter is read, and a method called with its arguments',
    schema: schemaOf(
      'type Query { person: Person } type Person { name: String, greeting(to: String = "all"): String }',
    ),
    document: '{ person { name greeting again: greeting(to: "us") } }',
    root: { person: new Person('Ada') },
  },
  ...['text', 7, true, () => 'called', Object.assign(() => 'no', { size: 3 })].map((person) => ({
    what: `an object that is ${typeof person}`,
    schema: schemaOf('type Query { person: Person } type Person { length: Int, size: Int, name: String }', {
      Query: { person: () => person },
    }),
    document: '{ person { length size name } }',
  })),
  {
    what: 'what has a method then is awaited, an object or a function, though it is no Promise',
    schema: schemaOf('type Query { a: Int, b: Int }', {
      Query: { a: () => thenable({}, 1), b: () => thenable(() => 0, 2) },
    }),
    document: '{ a b }',
  },
]

export const values: readonly Behaviour[] = [...lists, ...nulls, ...leafs, ...sources]
