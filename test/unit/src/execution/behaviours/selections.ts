// Selections: of which type, with which arguments, and which values resolvers receive.

import type { GraphQLFieldResolver } from 'graphql'
import { isAbstractType } from 'graphql'
import { type Behaviour, fail, failLater, later, schemaOf } from './behaviour.js'

const AB = schemaOf('type Query { a: String, b: String, in: Query }')
const ab = { a: 'a', b: 'b', in: () => ab }
const CONDITIONS = ['@include(if: true)', '@include(if: false)', '@skip(if: true)', '@skip(if: false)']
const BOTH = CONDITIONS.flatMap((one) => CONDITIONS.filter((other) => one < other).map((other) => `${one} ${other}`))

const directives: readonly Behaviour[] = [...CONDITIONS, ...BOTH].flatMap((directive) =>
  [
    `{ a b ${directive} }`,
    `{ a in ${directive} { b } in { a } }`,
    `{ a ...F ${directive} } fragment F on Query { b }`,
    `{ a ... on Query ${directive} { b } }`,
    `{ a ... ${directive} { b } }`,
    `{ b ${directive} b a ${directive} }`,
  ].map((document) => ({ what: `${document}`, schema: AB, document, root: ab })),
)
const variableDirectives: readonly Behaviour[] = [
  [true, false],
  [false, true],
  [true, true],
].map(([s, i]) => ({
  what: `@skip by a variable that is ${s}, @include by one that is ${i}`,
  schema: AB,
  document:
    'query ($s: Boolean!, $i: Boolean = true) { a @skip(if: $s) ... @include(if: $i) { b x: b @skip(if: $s) } }',
  variables: { s, i },
  root: ab,
}))

const merging: readonly Behaviour[] = [
  '{ a x: a b: a }',
  '{ in { a } b in { b in { a } } }',
  '{ ...F ...G ...F } fragment F on Query { in { a } } fragment G on Query { b in { a b ...H } } fragment H on Query { x: b }',
  '{ b a __typename in { __typename t: __typename } }',
  'query First { a } query Second { b }',
].map((document) => ({ what: `fields are merged, in order: ${document}`, schema: AB, document, root: ab }))

const PETS = schemaOf(
  `interface Named { name: String } interface Pet implements Named { name: String, mate: Pet }
   type Dog implements Pet & Named { name: String, mate: Pet, barks: Boolean }
   type Cat implements Pet & Named { name: String, mate: Pet, meows: Boolean }
   union CatOrDog = Cat | Dog union Barker = Dog
   type Query { pet: Pet, pets: [CatOrDog], must: Named! }`,
)
const PETS_BY_FUNCTION = schemaOf(
  `interface Pet { name: String } type Dog implements Pet { name: String } type Cat implements Pet { name: String }
   type Other { name: String } type Query { pet: Pet, pets: [Pet!], must: Pet! }`,
)
for (const type of Object.values(PETS_BY_FUNCTION.getTypeMap()))
  if (isAbstractType(type)) type.resolveType = (value) => (typeof value.type === 'function' ? value.type() : value.type)

const PETS_BY_FIELD = schemaOf(
  `interface Pet { name: String } type Dog implements Pet { name: String } type Cat implements Pet { name: String }
   type Query { pet: Pet, pets: [[Pet]] }`,
)
for (const type of Object.values(PETS_BY_FIELD.getTypeMap()))
  if (isAbstractType(type)) type.resolveType = (_value, _context, { path }) => (path.key === 'pets' ? 'Dog' : 'Cat')

const dog = {
  __typename: 'Dog',
  name: 'Rex',
  barks: true,
  mate: { __typename: 'Cat', name: 'Tom', meows: () => later(true) },
}
const PET_DOCUMENT = `{ pet { __typename name ...Named ... on Dog { barks mate { ... on CatOrDog { ... on Cat { meows } } } } ... on Cat { meows } }
  pets { __typename ... on Named { name } ... on Pet { mate { name } } ... on Barker { barker: __typename } } must { name } }
  fragment Named on Named { n: name __typename }`
const TYPES: Readonly<Record<string, readonly [type: () => unknown, errors: number]>> = {
  'named at once': [() => 'Dog', 0],
  promised: [() => later('Cat'), 0],
  nothing: [() => undefined, 3],
  'no type of the schema': [() => 'Fish', 3],
  'no object type': [() => 'String', 3],
  'not a member': [() => 'Other', 3],
  'the type itself': [() => PETS_BY_FUNCTION.getType('Dog'), 3],
  thrown: [fail('which?'), 3],
  rejected: [() => failLater('which?'), 3],
}
const abstractTypes: readonly Behaviour[] = [
  {
    what: 'interfaces and unions whose members say their own name',
    schema: PETS,
    document: PET_DOCUMENT,
    root: { pet: dog, pets: [dog, later(dog.mate), null], must: dog.mate },
  },
  {
    what: 'the type of an item is resolved with the path of its field',
    schema: PETS_BY_FIELD,
    document: '{ pet { __typename } pets { __typename } }',
    root: { pet: {}, pets: [[{}, later({})], []] },
  },
  {
    what: 'a member that does not say its name',
    schema: PETS,
    document: PET_DOCUMENT,
    root: { pet: { name: 'Rex' }, pets: [dog, {}], must: dog },
    errors: 2,
  },
  ...Object.entries(TYPES).map(([title, [type, errors]]) => ({
    what: `a type that is ${title}`,
    schema: PETS_BY_FUNCTION,
    document: '{ pet { name __typename ... on Cat { cat: name } } pets { name } other: pet { name } }',
    root: { pet: { type, name: 'Rex' }, pets: [{ type, name: 'Rex' }] },
    errors,
    concurrent: true as const,
  })),
]

const show: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
  const { fieldName, fieldNodes, returnType, parentType, path, fragments, rootValue, operation, variableValues } = info
  const nodes = fieldNodes.map(({ alias, loc }) => [alias?.value, loc?.start])
  const steps = [path.key, path.typename, path.prev?.key, path.prev?.typename, path.prev?.prev?.key]
  const names = [fieldName, String(returnType), parentType.name, Object.keys(fragments), operation.name?.value]
  return JSON.stringify([source, args, context, nodes, steps, names, rootValue, variableValues])
}
const INPUTS = schemaOf(
  `input Point { x: Int!, y: Int = 2, tags: [String!], next: Point } enum Side { LEFT RIGHT }
   type Query { show(i: Int, m: Int! = 3, l: [Int!] = [1], p: Point = { x: 1 }, s: Side, f: Float, b: Boolean, id: ID): String
     in(n: Int): In, list: [In] } type In { show(must: Int!): String }`,
  { Query: { show, in: (_source, { n }) => ({ n }), list: () => [{ n: 1 }, { n: 2 }] }, In: { show } },
)
const ARGUMENTS: readonly (readonly [string, Readonly<Record<string, unknown>>?, number?])[] = [
  ['{ show }'],
  ['{ show(i: null, l: null, p: null, s: LEFT) again: show(m: 4, l: 5) }'],
  ['{ show(p: { x: 3, tags: "one", next: { x: 4, y: null } }, f: 2, id: 7, b: true) }'],
  ['{ ...Once ...Once ...Twice } fragment Once on Query { show } fragment Twice on Query { show ...Once ...Once }'],
  ['query Q($i: Int) { show(i: $i) }'],
  ['query Q($i: Int = 9) { show(i: $i) }'],
  ['query Q($i: Int = 9) { show(i: $i) }', { i: null }],
  ['query Q($m: Int = 9) { show(m: $m) }', { m: null }, 1],
  ['query Q($l: [Int!], $p: Point, $s: Side) { show(l: $l, p: $p, s: $s) }', { l: 3, p: { x: 1 }, s: 'RIGHT' }],
  ['query Q($x: Int!) { show(p: { x: $x, y: $x }, l: [$x, 2]) }', { x: 5, unknown: 1 }],
  ['query Q($t: [String!]) { show(p: { x: 1, tags: $t }) }'],
  ['query Q($n: Int!) { in(n: $n) { show(must: $n) } list { show(must: 1) s: show(must: $n) } }', { n: 7 }],
]
const inputs: readonly Behaviour[] = ARGUMENTS.map(([document, variables = {}, errors = 0]) => ({
  what: `arguments, and what resolvers are given: ${document} ${JSON.stringify(variables)}`,
  schema: INPUTS,
  document,
  variables,
  errors,
  root: { isRoot: true },
  context: { isContext: true },
}))

const RACE = 'type Query { in: In, slow: Int } type In { a: Int, b: Int!, in: In, list: [Int!] }'
const timing: readonly Behaviour[] = [
  {
    what: 'an error is not reported when its object is null by the time it comes',
    schema: schemaOf(RACE),
    document: '{ in { b a in { a } list } slow }',
    root: {
      in: {
        a: () => failLater('a', 20),
        b: () => failLater('b'),
        in: { a: () => failLater('in.a', 30) },
        list: () => [failLater('list', 40)],
      },
      slow: () => later(1, 99),
    },
    errors: 1,
  },
  {
    what: 'an error is reported when its object becomes null later',
    schema: schemaOf(RACE),
    document: '{ in { b a list } slow }',
    root: {
      in: { a: () => failLater('a'), b: () => failLater('b', 20), list: () => failLater('list', 40) },
      slow: () => later(1, 99),
    },
    errors: 2,
  },
  {
    what: 'what is awaited beside a field that throws still reports its errors',
    schema: schemaOf(RACE),
    document: '{ in { a b } slow }',
    root: { in: { a: () => failLater('a', 20), b: fail('b') }, slow: () => later(1, 99) },
    errors: 2,
  },
  {
    what: 'an item that may not be null makes its list null at once, and items that fail later are not reported',
    schema: schemaOf(RACE),
    document: '{ in { list } slow }',
    root: { in: { list: () => [failLater('late', 40), failLater('first'), later(1, 20)] }, slow: () => later(1, 99) },
    errors: 1,
  },
  {
    what: 'fields keep their order, whichever is there first',
    schema: schemaOf('type Query { a: Int, b: Int, c: [Int], d: Query, e: Int }'),
    document: '{ a b c d { e b a } e }',
    root: {
      a: () => later(1, 5),
      b: 2,
      c: () => [later(1, 9), 2],
      d: () => later({ e: 1, b: later(2), a: 3 }),
      e: later(5),
    },
  },
  {
    what: 'errors of every kind, at every depth, beside what is there',
    schema: schemaOf('type Query { a: Int, b: Int!, in: Query, list: [Query!] }'),
    document: '{ a in { a in { b a } list { a b } } list { a } x: in { list { b } } }',
    root: {
      a: fail('a'),
      in: {
        a: () => failLater('in.a', 3),
        in: { b: () => failLater('in.in.b'), a: 1 },
        list: [{ a: 1, b: 2 }, later({ a: 1 })],
      },
      list: [{ a: 1 }, { a: new Error('list.1.a') }],
    },
    errors: 6,
    concurrent: true,
  },
]

export const selections: readonly Behaviour[] = [
  ...directives,
  ...variableDirectives,
  ...merging,
  ...abstractTypes,
  ...inputs,
  ...timing,
]
