// Texts of clients are limited before any vendor sees them, whatever field or argument they are in.

import { type GraphQLInputType, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildGraphSchema } from '../../../src/graphql/schema/build-schema.js'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ world: { history: 10, customers: 2 } })
})
afterAll(async () => stack?.close())

interface Found {
  readonly path: readonly string[]
  readonly type: string
}

/** Every text in an argument: the names that lead to it. */
function textsIn(type: GraphQLInputType, path: readonly string[]): readonly Found[] {
  if (isNonNullType(type) || isListType(type)) return textsIn(type.ofType, path)
  if (isInputObjectType(type))
    return Object.values(type.getFields()).flatMap((field) => textsIn(field.type, [...path, field.name]))
  return type.name === 'String' || type.name === 'ID' ? [{ path, type: type.name }] : []
}

const roots = ['Query', 'Mutation'].flatMap((name) => {
  const type = buildGraphSchema().getType(name)
  return isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ root: name, field })) : []
})
const cases = roots.flatMap(({ root, field }) =>
  field.args.flatMap((arg) =>
    textsIn(arg.type, [arg.name])
      .filter(({ path: [first = ''] }) => first !== 'after' && first !== 'before')
      .map((found) => ({ root, field: field.name, arg, name: found.path.join('.'), found })),
  ),
)

const nest = (path: readonly string[], value: unknown): unknown =>
  path.length === 0 ? value : { [path[0] ?? '']: nest(path.slice(1), value) }

/** A currency is given with an amount only. */
const BESIDE_AMOUNT = 'filter.balanceBelow.currency'

test.each(cases)('$field($name)', async ({ root, field, arg, name, found }) => {
  const isUrl = /url$|callback$/i.test(name)
  const limit = isUrl ? 2048 : 256
  const long = 'x'.repeat(limit + 1)
  const input = field === 'makeCall' ? { source: 'mor-demo', from: '1', to: '2', url: 'http://192.0.2.1/' } : {}
  const value =
    name === BESIDE_AMOUNT ? { balanceBelow: { amount: '1', currency: long } } : nest(found.path.slice(1), long)
  const given = typeof value === 'object' ? { ...input, ...value } : value
  const others = roots
    .find((each) => each.field.name === field)
    ?.field.args.filter((each) => each.name !== arg.name && isNonNullType(each.type) && each.defaultValue === undefined)
  const variables = { [arg.name]: given, ...Object.fromEntries((others ?? []).map((each) => [each.name, 'x'])) }
  const all = [arg, ...(others ?? [])]
  const type = roots.find((each) => each.field.name === field)?.field.type
  const selection = /^(Boolean|String|Int)!?$/.test(String(type)) ? '' : '{ __typename }'
  const document = `${root.toLowerCase()} (${all.map((each) => `$${each.name}: ${each.type}`)}) {
    ${field}(${all.map((each) => `${each.name}: $${each.name}`)}) ${selection} }`
  const { body } = await stack.query(document, variables)
  expect(body.errors).toMatchObject([
    {
      message: expect.stringContaining(`has ${limit + 1} characters; at most ${limit} are accepted`),
      extensions: { code: 'BAD_USER_INPUT', argument: name },
    },
  ])
})

test('a search of 20 000 characters reaches no vendor, and leaves the source as it was', async () => {
  const search = `query ($search: String) { sipAccounts(filter: { search: $search }) { nodes { id } } }`
  for (let each = 0; each < 5; each++) await stack.query(search, { search: 'x'.repeat(20_000) })
  const requests = stack.log.filter((line) => line.includes('"type":"request"'))
  expect(requests).toEqual([])
  const { body } = await stack.query('{ sources { health { state } } }')
  expect(JSON.stringify(body)).not.toContain('DOWN')
})

test('a global id may be longer, where the id of the vendor in it is not', async () => {
  const id = Buffer.from(`s:telecomx-demo:${'x'.repeat(256)}`).toString('base64url')
  const { body } = await stack.query('query ($id: ID!) { node(id: $id) { id } }', { id })
  expect(JSON.stringify(body)).not.toContain('characters')
})
