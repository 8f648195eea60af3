// @requiresScopes in the schema for composers: the table of scopes, field by field, in a form that composers accept.

import { composeServices as composeByApollo } from '@apollo/composition'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { parse, valueFromASTUntyped } from 'graphql'
import { expect, onTestFinished, test } from 'vitest'
import { FIELD_SCOPES } from '../../../src/access/rights/field-scopes.js'
import { valueAt } from '../../support/path-query.js'
import { startStack } from '../../support/stack.js'

async function sdlWith(federation: object): Promise<string> {
  const stack = await startStack({ vendors: ['telecomx'], server: { federation } })
  onTestFinished(() => stack.close())
  return String(valueAt((await stack.query('{ _service { sdl } }')).body.data, '_service.sdl'))
}

/** The scopes of each field that has the directive. */
const scopesIn = (sdl: string): ReadonlyMap<string, unknown> =>
  new Map(
    parse(sdl).definitions.flatMap((type) =>
      'fields' in type
        ? (type.fields ?? []).flatMap((field): [string, unknown][] => {
            const own = field.directives?.find(({ name }) => name.value === 'requiresScopes')
            const [scopes] = own?.arguments ?? []
            return scopes === undefined
              ? []
              : [[`${type.name.value}.${field.name.value}`, valueFromASTUntyped(scopes.value)]]
          })
        : [],
    ),
  )

/** Introspection and the schema itself are no fields that are composed. */
const OF_THE_SCHEMA = /^Query\._/
const expected = Object.entries(FIELD_SCOPES)
  .filter(([path, { enforced }]) => enforced !== 'value' && !OF_THE_SCHEMA.test(path))
  .map(([path, { scope }]): [string, unknown] => [path, [[scope]]])

test('each field names the scope without which it is refused', async () => {
  const scopes = scopesIn(await sdlWith({ requiresScopes: true }))
  expect([...scopes].toSorted()).toEqual(expected.toSorted())
})

test('there are none unless they are configured', async () => {
  const sdl = await sdlWith({ directives: true })
  expect(scopesIn(sdl).size).toBe(0)
  expect(sdl).not.toContain('"@requiresScopes"')
})

test.each([{ requiresScopes: true }, { requiresScopes: true, directives: true }])(
  'composers accept %j',
  async (options) => {
    const subgraph = { name: 'trunkline', url: 'http://127.0.0.1/graphql', typeDefs: parse(await sdlWith(options)) }
    const byGuild = composeServices([subgraph])
    assertCompositionSuccess(byGuild)
    expect(byGuild.supergraphSdl).toMatch(/calls\(.*@requiresScopes\(scopes: \[\["calls:read"\]\]\)/s)
    const byApollo = composeByApollo([subgraph])
    expect(byApollo.errors ?? []).toEqual([])
  },
)
