import { readFileSync } from 'node:fs'
import { isObjectType } from 'graphql'
import { type BuildSchemaOptions, getMetadataStorage } from 'type-graphql'
import { expect, test } from 'vitest'
import { ListResolver } from '../../../../../src/graphql/resolvers/list-resolver.js'
import { buildGraphSchema } from '../../../../../src/graphql/schema/build-schema.js'
import { buildUnwrappableSchema, DirectResolvers } from '../../../../../src/graphql/schema/unwrapped-resolvers.js'

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
])('one with %s is not: nothing in between is bypassed', (_what, between) => {
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

test.each<[string, Partial<BuildSchemaOptions>]>([
  ['globalMiddlewares', { globalMiddlewares: [(_data, next) => next()] }],
  ['authChecker', { authChecker: () => true }],
  ['validate', { validate: true }],
  ['validate', { validate: { forbidUnknownValues: true } }],
  ['validateFn', { validateFn: () => undefined }],
  ['container', { container: { get: () => null } }],
  // Additions of a later version may not be harmless.
  ['tracing', Object.assign<Partial<BuildSchemaOptions>, object>({}, { tracing: true })],
])('a schema is not built with %s, which would not be used', (name, options) => {
  expect(() => buildUnwrappableSchema({ resolvers: [ListResolver], skipCheck: true, ...options })).toThrow(
    `The schema is built with ${name}, which would not be used`,
  )
})

test.each<[string, object, string]>([
  ['is renamed', { schemaName: 'others' }, 'Query.sources has a resolver, and no metadata'],
  ['is of no class', { target: null }, 'Query.sources is of no class'],
  ['has no such method', { methodName: 'nothing' }, 'Query.sources has no method nothing'],
  ['has no list of parameters', { params: undefined }, 'Query.sources has no list of parameters or of middlewares'],
  ['has middlewares of another form', { middlewares: {} }, 'Query.sources has no list of parameters or of middlewares'],
  ['has a property that is not known', { guards: [] }, 'Query.sources has guards'],
  [
    'has a parameter of another kind',
    { params: [{ kind: 'session', index: 0 }] },
    'Query.sources has a parameter of the kind session',
  ],
  [
    'has arguments of no known class',
    { params: [{ kind: 'args', index: 0, getType: () => Object }] },
    'Query.sources has arguments of no known class',
  ],
])('a start ends with a message when the metadata of a resolver %s', (_what, change, message) => {
  const { query, found } = sourcesQuery()
  const before = { ...found }
  try {
    Object.assign(found, change)
    expect(() => new DirectResolvers().of(query, 'sources')).toThrow(
      `type-graphql is not as unwrapped-resolvers.ts expects it (was its version changed?): ${message}`,
    )
  } finally {
    for (const name of Object.keys(change)) if (!(name in before)) Reflect.deleteProperty(found, name)
    Object.assign(found, before)
  }
  expect(new DirectResolvers().of(query, 'sources')).not.toBeNull()
})

test('a start ends when two resolvers are of one field, or a list of metadata is missing', () => {
  const { query, found } = sourcesQuery()
  const metadata = getMetadataStorage()
  const { queries } = metadata
  try {
    metadata.queries = [...queries, { ...found }]
    expect(() => new DirectResolvers().of(query, 'sources')).toThrow('Query.sources has several resolvers')
    Reflect.deleteProperty(metadata, 'queries')
    expect(() => new DirectResolvers()).toThrow('there is no list of queries')
  } finally {
    metadata.queries = queries
  }
})

test('type-graphql, whose internals are read, has one exact version', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../../../../package.json', import.meta.url), 'utf8'))
  expect(dependencies['type-graphql']).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
})
