// @cost and @listSize in the schema for composers, and whether composers accept them.

import { composeServices as composeByApollo } from '@apollo/composition'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { buildSchema, type DirectiveNode, isObjectType, parse, valueFromASTUntyped } from 'graphql'
import { expect, onTestFinished, test } from 'vitest'
import { startStack } from '../../support/stack.js'

async function sdlWith(federation: object | undefined): Promise<string> {
  const stack = await startStack({
    vendors: ['telecomx', 'mor'],
    server: federation === undefined ? {} : { federation },
  })
  onTestFinished(() => stack.close())
  const { body } = await stack.query('{ _service { sdl } }')
  const data: unknown = body.data
  return typeof data === 'object' && data !== null && '_service' in data ? sdlIn(data._service) : ''
}
const sdlIn = (service: unknown): string =>
  typeof service === 'object' && service !== null && 'sdl' in service ? String(service.sdl) : ''

const COSTS = new Set(['cost', 'listSize'])

/** Each directive as its name and arguments, by the coordinate of its field. */
function costsIn(sdl: string): Map<string, unknown> {
  const read = ({ name, arguments: given = [] }: DirectiveNode) => [
    name.value,
    Object.fromEntries(given.map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)])),
  ]
  return new Map(
    parse(sdl).definitions.flatMap((type) =>
      'fields' in type
        ? (type.fields ?? []).flatMap((field): [string, unknown][] => {
            const own = (field.directives ?? []).filter(({ name }) => COSTS.has(name.value)).map(read)
            return own.length === 0 ? [] : [[`${type.name.value}.${field.name.value}`, own]]
          })
        : [],
    ),
  )
}

const PAGE = [
  ['cost', { weight: 10 }],
  [
    'listSize',
    {
      assumedSize: 50,
      slicingArguments: ['first', 'last'],
      sizedFields: ['nodes', 'edges'],
      requireOneSlicingArgument: false,
    },
  ],
]

test('have the numbers of the estimate', async () => {
  const costs = costsIn(await sdlWith({ directives: true }))
  expect(costs.get('Query.calls')).toEqual(PAGE)
  expect(costs.get('PhoneNumber.activeCalls')).toEqual(PAGE)
  // One for each source that is configured.
  expect(costs.get('Query.sources')).toEqual([['listSize', { assumedSize: 2 }]])
  expect(costs.has('CallConnection.nodes')).toBe(false)
})

test('are left out unless they are configured', async () => {
  const sdl = await sdlWith(undefined)
  expect(costsIn(sdl).size).toBe(0)
  expect(sdl).toContain('https://specs.apollo.dev/federation/v2.5')
})

test('are accepted by both composers, which pass them on', async () => {
  const sdl = await sdlWith({ directives: true })
  expect(sdl).toContain('https://specs.apollo.dev/federation/v2.9')
  const guild = composeServices([{ name: 'trunkline', typeDefs: parse(sdl), url: 'http://127.0.0.1' }])
  assertCompositionSuccess(guild)
  const apollo = composeByApollo([{ name: 'trunkline', typeDefs: parse(sdl), url: 'http://127.0.0.1' }])
  expect(apollo.errors).toBeUndefined()
  for (const supergraph of [guild.supergraphSdl, apollo.supergraphSdl ?? '']) {
    const calls = buildSchema(supergraph, { assumeValidSDL: true }).getType('Query')
    const field = isObjectType(calls) ? calls.getFields()['calls'] : undefined
    expect(field?.astNode?.directives?.map(({ name }) => name.value)).toEqual(
      expect.arrayContaining([expect.stringContaining('cost'), expect.stringContaining('listSize')]),
    )
  }
})
