import { isObjectType } from 'graphql'
import { getMetadataStorage } from 'type-graphql'
import { expect, test } from 'vitest'
import { buildGraphSchema } from '../../src/graphql/schema/build-schema.js'
import { DirectResolvers } from '../../src/graphql/schema/unwrapped-resolvers.js'

const schema = buildGraphSchema()
const query = schema.getQueryType()
const sourcesQuery = () => {
  const found = getMetadataStorage().queries.find(({ schemaName }) => schemaName === 'sources')
  if (query === undefined || query === null || found === undefined) throw new Error('no Query.sources')
  return { query, found }
}

test('the method of every field that is more than a property is called directly', () => {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('_'))
  const resolved = types.flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap(({ name, resolve }) =>
          resolve && !name.startsWith('_') ? [{ type, name }] : [],
        )
      : [],
  )
  expect(resolved.length).toBeGreaterThan(30)
  const direct = new DirectResolvers()
  expect(resolved.filter(({ type, name }) => direct.of(type, name) === null)).toEqual([])
})

test.each([
  ['a middleware', { middlewares: [async (_data: unknown, next: () => Promise<unknown>) => next()] }],
  ['roles', { roles: ['admin'] }],
])('one with %s is not: nothing that was put in between is passed by', (_what, between) => {
  const { query, found } = sourcesQuery()
  const before = { middlewares: found.middlewares, roles: found.roles }
  try {
    Object.assign(found, between)
    expect(new DirectResolvers().of(query, 'sources')).toBeNull()
  } finally {
    Object.assign(found, before)
  }
  expect(new DirectResolvers().of(query, 'sources')).not.toBeNull()
})

test('one whose arguments are validated is not', () => {
  const direct = new DirectResolvers()
  const { query } = sourcesQuery()
  const argument = getMetadataStorage()
    .queries.find(({ schemaName }) => schemaName === 'callTrace')
    ?.params?.find(({ kind }) => kind === 'arg')
  if (argument?.kind !== 'arg') throw new Error('callTrace has no argument')
  const before = argument.validateFn
  try {
    argument.validateFn = () => undefined
    expect(direct.of(query, 'callTrace')).toBeNull()
  } finally {
    argument.validateFn = before
  }
  expect(direct.of(query, 'callTrace')).not.toBeNull()
})
