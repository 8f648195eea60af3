// Compiled execution against graphql-js, whose answers it must give: over a schema in which any field may be any value,
// a promise of it, an error, or a throw.

import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import {
  buildSchema,
  execute,
  GraphQLError,
  GraphQLObjectType,
  type GraphQLSchema,
  getIntrospectionQuery,
  isInterfaceType,
  parse,
  validate,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { compileOnce, compileQuery } from '../../../../src/execution/compile.js'
import type { Slices } from '../../../../src/execution/slices.js'
import { runs } from '../../../support/runs.js'
import { byNull, expectSame, ignoringRejections } from './differential.js'

const SDL = /* GraphQL */ `
  scalar Text
  enum Color {
    RED
    BLUE
  }
  interface Named {
    name: String!
    self: Named
  }
  type Leafs {
    id: ID
    idMust: ID!
    text: String
    textMust: String!
    int: Int
    intMust: Int!
    float: Float
    yes: Boolean!
    color: Color
    colorMust: Color!
    odd: Text
    list: [Int!]
    listMust: [String]!
    deep: [[Float]!]
  }
  type Person implements Named {
    name: String!
    self: Named
    leafs: Leafs
    leafsMust: Leafs!
    friends: [Person!]
    asked(times: Int! = 2, by: String): String
    lazy: Person
    lazyMust: Person!
  }
  type Robot implements Named {
    name: String!
    self: Named
    model: Int!
  }
  type Query {
    person: Person
    personMust: Person!
    people: [Person]
    named: [Named!]!
    leafs: Leafs
    leafsMust: Leafs!
  }
`

/** The value of a field of a generated object; resolvers return it, properties are it. */
type Outcome = { readonly how: 'value' | 'promise' | 'throw' | 'reject' | 'error'; readonly value: unknown }

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, undefined, 'RED', 'GREEN', 'text', '', 1, 0, -1, 2 ** 40, 1.5, Number.NaN, true, false, {}, []),
  fc.string(),
  fc.integer(),
)
const fitting: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  id: fc.string(),
  idMust: fc.string(),
  text: fc.string(),
  textMust: fc.string(),
  int: fc.integer(),
  intMust: fc.integer(),
  float: fc.double({ noNaN: true, noDefaultInfinity: true }),
  yes: fc.boolean(),
  color: fc.constantFrom('RED', 'BLUE'),
  colorMust: fc.constantFrom('RED', 'BLUE'),
  odd: fc.string(),
  list: fc.array(fc.integer(), { maxLength: 3 }),
  listMust: fc.array(fc.option(fc.string()), { maxLength: 3 }),
  deep: fc.array(fc.array(fc.integer(), { maxLength: 2 }), { maxLength: 2 }),
}
/** Mostly valid: a single fault among many fields is the best test. */
const mostly = (fits: fc.Arbitrary<unknown>, others: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 30, arbitrary: fits },
    { weight: 1, arbitrary: others },
    { weight: 1, arbitrary: fc.constant(new Error('held')) },
  )

const leafs = fc.record(Object.fromEntries(Object.entries(fitting).map(([name, fits]) => [name, mostly(fits, leaf)])))
const how = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('value', 'promise') },
  { weight: 1, arbitrary: fc.constantFrom('throw', 'reject', 'error') },
)
const outcome = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Outcome> =>
  fc.record({ how, value }) as fc.Arbitrary<Outcome>

const robot = fc.record({
  kind: fc.constantFrom('Robot', 'Robot', 'Nothing'),
  name: mostly(fc.string(), leaf),
  self: fc.constant(null),
  model: mostly(fc.integer(), leaf),
})
const nobody = fc.constant(null)
function personOf(levels: number): fc.Arbitrary<unknown> {
  const other = levels === 0 ? nobody : personOf(levels - 1)
  return fc.record({
    kind: fc.constant('Person'),
    name: mostly(fc.string(), leaf),
    leafs: mostly(fc.option(leafs), leaf),
    leafsMust: mostly(leafs, nobody),
    self: mostly(fc.oneof(nobody, other, robot), leaf),
    friends: mostly(levels === 0 ? fc.constant([]) : fc.option(fc.array(other, { maxLength: 2 })), leaf),
    asked: outcome(mostly(fc.string(), leaf)),
    lazy: outcome(other),
    lazyMust: outcome(fc.oneof({ weight: 9, arbitrary: other }, nobody)),
  })
}
const person = personOf(2)
const world = fc.record({
  person: outcome(fc.option(person)),
  personMust: outcome(person),
  people: outcome(mostly(fc.array(mostly(person, leaf), { maxLength: 3 }), leaf)),
  named: outcome(mostly(fc.array(person, { maxLength: 2 }), leaf)),
  leafs: outcome(fc.option(leafs)),
  leafsMust: outcome(leafs),
})

function handOut({ how, value }: Outcome, name: string): unknown {
  switch (how) {
    case 'value':
      return value
    case 'promise':
      return Promise.resolve(value)
    case 'throw':
      throw new GraphQLError(`threw ${name}`, { extensions: { code: 'NOT_FOUND' } })
    case 'reject':
      return Promise.reject(new Error(`rejected ${name}`))
    case 'error':
      return new Error(`returned ${name}`)
  }
}

function makeSchema(): GraphQLSchema {
  const schema = buildSchema(SDL)
  const resolve = (type: string, names: readonly string[]) => {
    const object = schema.getType(type)
    if (!(object instanceof GraphQLObjectType)) throw new Error(`no ${type}`)
    for (const name of names) {
      const field = object.getFields()[name]
      if (field === undefined) throw new Error(`no ${type}.${name}`)
      field.resolve = (source, args, context, info) => {
        const of: Readonly<Record<string, Outcome>> = type === 'Query' ? context : source
        const held = of[name]
        if (held === undefined) return null
        if (name === 'asked')
          return handOut({ ...held, value: `${JSON.stringify(args)} ${info.path.key} ${String(held.value)}` }, name)
        return handOut(held, name)
      }
    }
  }
  resolve('Query', ['person', 'personMust', 'people', 'named', 'leafs', 'leafsMust'])
  resolve('Person', ['asked', 'lazy', 'lazyMust'])
  const named = schema.getType('Named')
  if (isInterfaceType(named)) named.resolveType = (value) => value?.kind
  return schema
}

const schema = makeSchema()
const FRAGMENTS = /* GraphQL */ `
  fragment All on Leafs { id idMust text textMust int intMust float yes color colorMust odd list listMust deep }
  fragment Who on Named { name __typename ... on Robot { model } ... on Person { leafs { text } lazy { name } } }
`
const DOCUMENTS = [
  '{ leafs { ...All } leafsMust { ...All } }',
  '{ person { name leafs { ...All } } personMust { name leafsMust { ...All } } }',
  '{ people { n: name leafs { id } leafs { text } friends { name leafsMust { intMust } } asked again: asked(times: 3, by: "x") } }',
  '{ person { lazy { name lazyMust { name leafs { yes } } } friends { lazyMust { name } } self { ...Who } } }',
  '{ named { ...Who self { ...Who self { name } } } people { lazyMust { friends { asked } } } }',
  'query ($a: Boolean!, $b: Boolean! = true, $t: Int) { __typename person @include(if: $a) { name @skip(if: $b) asked(times: 7, by: null) ... @skip(if: $a) { leafs { id } } ... on Named @include(if: $b) { self { name } } } leafs @skip(if: $a) { ...All } }',
]
  .map((text) => parse(`${text} ${text.includes('...All') || text.includes('...Who') ? FRAGMENTS : ''}`))
  .map((document) => ({
    ...document,
    definitions: document.definitions.filter(
      (node) =>
        node.kind !== 'FragmentDefinition' || JSON.stringify(document.definitions[0]).includes(`"${node.name.value}"`),
    ),
  }))

/** Slices that are over before every item and value. */
const shortSlices = (): Slices => ({
  spend: () => undefined,
  isOver: () => true,
  queue: (work) => void setImmediate(work),
  onStop: () => undefined,
})

describe('a compiled query', () => {
  it('is compiled from a valid document', () => {
    for (const document of DOCUMENTS)
      expect(validate(schema, document).filter(({ message }) => !message.includes('never used'))).toEqual([])
  })

  it.each(DOCUMENTS.map((document, at) => [at, document] as const))(
    'answers as graphql-js does: document %i',
    async (_, document) => {
      const compiled = compileQuery(schema, document, null)
      let failed = 0
      let answered = 0
      await fc.assert(
        fc.asyncProperty(world, fc.boolean(), fc.boolean(), async (contextValue, a, b) => {
          const variableValues = { a, b }
          const wanted = byNull(
            await ignoringRejections(async () => execute({ schema, document, contextValue, variableValues })),
          )
          const given = await compiled?.prepare(variableValues)?.run(contextValue)
          // An unhandled rejection is reported before the next turn.
          await nextTurn()
          if (given === undefined) throw new Error('it is not compiled')
          expectSame(byNull(given), wanted)
          const inSlices = await compiled?.prepare(variableValues)?.run(contextValue, shortSlices())
          if (inSlices === undefined) throw new Error('it is not compiled')
          expectSame(byNull(inSlices), wanted)
          if (wanted.nulls.size === 0) answered++
          else failed++
        }),
        { numRuns: runs(300), endOnFailure: true },
      )
      expect({ answered: answered > 0, failed: failed > 0 }).toEqual({ answered: true, failed: true })
    },
  )

  it('leaves no rejection unhandled where an item of a list throws while another is awaited', async () => {
    const document = parse('{ people { friends { lazyMust { name } } } }')
    const outcome = (how: Outcome['how'], value: unknown): Outcome => ({ how, value })
    const friends = [{ lazyMust: outcome('reject', null) }, { lazyMust: outcome('throw', null) }]
    const heard: unknown[] = []
    const listen = (reason: unknown) => void heard.push(reason)
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', listen)
    const answer = await compileQuery(schema, document, null)
      ?.prepare({})
      ?.run({ people: outcome('value', [{ friends }]) })
    await nextTurn()
    process.off('unhandledRejection', listen)
    for (const listener of listeners) process.on('unhandledRejection', listener)
    expect(heard).toEqual([])
    expect(answer).toMatchObject({ data: { people: [{ friends: null }] }, errors: [{ message: 'threw lazyMust' }] })
  })

  it.each([
    ['introspection', getIntrospectionQuery()],
    [
      'introspection beside a list',
      '{ __type(name: "Named") { possibleTypes { name } } named { name } __schema { queryType { name } } }',
    ],
    [
      'an alias that would set the prototype',
      '{ __proto__: person { name __proto__: name leafs { __proto__: text } } named { __proto__: __typename } }',
    ],
  ])('that is run once answers as graphql-js does: %s', async (_, text) => {
    const document = parse(text)
    const held = { how: 'promise', value: { kind: 'Robot', name: 'R', leafs: { text: 't' } } } as const
    const contextValue = { person: held, named: { how: 'value', value: [held.value] } }
    const wanted = await execute({ schema, document, contextValue })
    const given = await compileOnce(schema, document, null)?.prepare({})?.run(contextValue)
    expect(JSON.stringify(given)).toBe(JSON.stringify(wanted))
    expect(wanted.errors).toBeUndefined()
  })

  it('executes the fields of a mutation one after another, also where one fails', async () => {
    const mutable = buildSchema('type Query { none: Int } type Mutation { add(by: Int!): Int fail: Int addMust: Int! }')
    const run = async (how: 'graphql-js' | 'compiled', text: string) => {
      const document = parse(text)
      const log: string[] = []
      const mutation = mutable.getMutationType()?.getFields() ?? {}
      let sum = 0
      const step = (name: string, result: () => unknown) => async () => {
        log.push(`begin ${name}`)
        await nextTurn()
        log.push(`end ${name}`)
        return result()
      }
      const fails = () => {
        throw new GraphQLError('failed')
      }
      if (mutation['add']) mutation['add'].resolve = (_s, { by }) => step(`add ${by}`, () => (sum += by))()
      if (mutation['fail']) mutation['fail'].resolve = step('fail', fails)
      if (mutation['addMust']) mutation['addMust'].resolve = step('addMust', fails)
      const result =
        how === 'graphql-js'
          ? await execute({ schema: mutable, document })
          : await compileOnce(mutable, document, null)?.prepare({})?.run(null)
      return { log, result: JSON.stringify(result) }
    }
    for (const text of [
      'mutation { a: add(by: 1) fail b: add(by: 2) }',
      'mutation { a: add(by: 1) addMust b: add(by: 2) }',
    ])
      expect(await run('compiled', text)).toEqual(await run('graphql-js', text))
  })

  it('answers with the reason when it is stopped, and calls no more resolvers', async () => {
    let stop: (reason: unknown) => void = () => undefined
    const queued: (() => void)[] = []
    const slices: Slices = {
      ...shortSlices(),
      queue: (work) => void queued.push(work),
      onStop: (listener) => void (stop = listener),
    }
    const people = Array.from({ length: 5 }, () => ({ kind: 'Person', name: 'P' }))
    const answer = compileQuery(
      schema,
      parse('{ named { name who: __typename ... on Person { lazy { name } } } }'),
      null,
    )
      ?.prepare({})
      ?.run({ named: { how: 'value', value: people } }, slices)
    expect(queued).toHaveLength(1)
    stop(new GraphQLError('stopped', { extensions: { code: 'DEADLINE' } }))
    expect(await answer).toMatchObject({
      data: null,
      errors: [{ message: 'stopped', extensions: { code: 'DEADLINE' } }],
    })
  })
})
