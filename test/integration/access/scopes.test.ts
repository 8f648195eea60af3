// What each scope opens, over HTTP: every field of the table, with its scope and without it, each operation twice.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIELD_SCOPES } from '../../../src/access/rights/field-scopes.js'
import { SCOPE_NAMES } from '../../../src/access/rights/scopes.js'
import { buildGraphSchema } from '../../../src/graphql/schema/build-schema.js'
import { valueAt } from '../../support/path-query.js'
import { type Stack, startStack } from '../../support/stack.js'
import { subscribe } from '../live/text-stream.js'
import { keyedRoles, type Role } from './keyed-roles.js'
import { documentFor } from './scoped-documents.js'

/** One role with every scope, and one without each. */
const without = (missing: string): Role => ({ scopes: SCOPE_NAMES.filter((scope) => scope !== missing) })
const roles: Record<string, Role> = {
  everything: { scopes: [...SCOPE_NAMES] },
  ...Object.fromEntries(SCOPE_NAMES.map((scope) => [scope.replace(':', '-'), without(scope)])),
}
/** One key with three roles, each of one source. */
const SPLIT = {
  active: { scopes: ['active:read'], sources: { 'mor-demo': 'all' } },
  state: { scopes: ['sources:read'], sources: { 'portasip-demo': 'all' } },
  counts: { scopes: ['stats:read'], sources: { 'restcomm-demo': 'all' } },
}
/** Keys with two roles: one shows every call, the other one the costs of some or of all. */
const CALLS = { scopes: ['calls:read'], sources: { 'portasip-demo': 'all' } }
const costsOf = (name: string, rows: unknown) => ({
  calls: CALLS,
  [name]: { scopes: ['calls:read', 'costs:read'], sources: { 'portasip-demo': rows } },
})
const { access, ask, headersOf } = keyedRoles(roles, {
  one: SPLIT,
  someCosts: costsOf('costs-of-one', { customers: ['1'] }),
  allCosts: costsOf('costs-of-all', 'all'),
})
const withoutScope = (scope: string) => scope.replace(':', '-')
const schema = buildGraphSchema()

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ access })
})
afterAll(() => stack?.close())

const requestsSent = (): number =>
  Object.values(stack.hosts).reduce((sum, host) => sum + (host?.requests.length ?? 0), 0)
const forbidden = { extensions: expect.objectContaining({ code: 'FORBIDDEN' }) }

const refused = Object.entries(FIELD_SCOPES).filter(([, { enforced }]) =>
  ['operation', 'everywhere'].includes(enforced),
)
const isSubscription = ([path]: readonly [string, unknown]): boolean => path.startsWith('Subscription.')

describe.each(refused.filter(isSubscription))('%s', (path, { scope }) => {
  const query = `subscription { ${path.slice('Subscription.'.length)} { kind } }`
  const open = (name: Parameters<typeof headersOf>[0]) =>
    subscribe(`${stack.url}/graphql`, { query, headers: headersOf(name) ?? {} })

  test(`has events with ${scope}`, async () => {
    const stream = await open('everything')
    await stream.until('"kind":"SNAPSHOT"')
    await stream.cancel()
  })

  test(`is FORBIDDEN without ${scope}, and nothing is requested from a vendor`, async () => {
    const before = requestsSent()
    const stream = await open(withoutScope(scope))
    expect(await stream.until('FORBIDDEN')).toContain(`${path} needs the scope ${scope}`)
    expect(requestsSent()).toBe(before)
  })
})

describe.each(refused.filter((each) => !isSubscription(each)))('%s', (path, { scope }) => {
  const document = documentFor(schema, path)

  test(`answers with ${scope}, twice`, async () => {
    for (const _ of [1, 2]) {
      const { status, body } = await ask(stack, 'everything', document)
      expect(status).toBe(200)
      expect(body.errors ?? []).toEqual([])
      expect(body.data).toBeTypeOf('object')
    }
  })

  test(`is FORBIDDEN without ${scope}, twice, and nothing is requested from a vendor`, async () => {
    const before = requestsSent()
    for (const _ of [1, 2]) {
      const { body } = await ask(stack, withoutScope(scope), document)
      expect(body.data ?? null).toBeNull()
      expect(body.errors).toEqual([
        {
          message: expect.stringContaining(`${path} needs the scope ${scope}`),
          extensions: { code: 'FORBIDDEN', scope, field: path },
        },
      ])
    }
    expect(requestsSent()).toBe(before)
  })
})

describe('costs where one role shows every call', () => {
  const DOCUMENT = '{ calls(first: 2) { nodes { cost { amount } carrier } } }'

  test('are FORBIDDEN if another role gives them for some customers only, twice', async () => {
    for (const _ of [1, 2]) {
      const { body } = await ask(stack, 'someCosts', DOCUMENT)
      expect(body.data ?? null).toBeNull()
      expect(body.errors).toEqual([{ message: expect.stringContaining('for every record'), ...forbidden }])
    }
  })

  test('are there if another role gives them for all, twice', async () => {
    for (const _ of [1, 2]) {
      const { body } = await ask(stack, 'allCosts', DOCUMENT)
      expect(body.errors).toBeUndefined()
      expect(valueAt(body.data, 'calls.nodes.carrier')).toHaveLength(2)
    }
  })
})

describe('SipAccount.password', () => {
  const DOCUMENT = '{ sipAccounts(sources: ["telecomx-demo"], first: 2) { nodes { name password } } }'

  test('is there with sip:credentials, twice', async () => {
    for (const _ of [1, 2]) {
      const { body } = await ask(stack, 'everything', DOCUMENT)
      // The first one is the trunk of a PBX, which has none.
      expect(valueAt(body.data, 'sipAccounts.nodes.password')).toEqual([null, 'demo-sip-password'])
    }
  })

  test('is null and FORBIDDEN for a principal without it, also after one with it, twice', async () => {
    for (const _ of [1, 2]) {
      const { body } = await ask(stack, 'sip-credentials', DOCUMENT)
      expect(valueAt(body.data, 'sipAccounts.nodes.password')).toEqual([null, null])
      expect(body.errors).toEqual([expect.objectContaining(forbidden), expect.objectContaining(forbidden)])
    }
  })
})

test('SourceReport.requests is 0 without explain, and what was sent with it', async () => {
  const documentAt = (first: number) => `{ activeCalls(first: ${first}) { sources { requests } } }`
  const requestsFor = async (name: string, first: number) => {
    stack.clock.nowMs += 3_600_000
    return valueAt((await ask(stack, name, documentAt(first))).body.data, 'activeCalls.sources.requests')
  }
  expect(await requestsFor('everything', 3)).toEqual([1, 2, 1, 2])
  expect(await requestsFor('explain', 3)).toEqual([0, 0, 0, 0])
})

test('the header x-trunkline-explain gives a plan with explain, and none without', async () => {
  const document = '{ activeCalls(first: 1) { sources { status } } }'
  const planFor = async (name: string) => {
    const { text } = await stack.query(document, undefined, { ...headersOf(name), 'x-trunkline-explain': '1' })
    return text.includes('"plan"')
  }
  expect(await planFor('everything')).toBe(true)
  expect(await planFor('explain')).toBe(false)
})

describe('a field that does not exist', () => {
  const DOCUMENT = '{ call(first: 1) { nodes { id } } }'
  const VARIABLES = 'query ($order: ActiveCallOrder) { activeCalls(first: 1, orderBy: $order) { nodes { id } } }'

  test('is answered with a suggestion for those who may read the schema', async () => {
    expect((await ask(stack, 'everything', DOCUMENT)).text).toContain('Did you mean')
    expect((await ask(stack, 'everything', VARIABLES, { order: 'NEWEST_FIRS' })).text).toContain('Did you mean')
  })

  test('is answered without one for others, twice, so that names of the schema cannot be guessed', async () => {
    for (const _ of [1, 2]) {
      const { body } = await ask(stack, 'schema-read', DOCUMENT)
      expect(body.errors?.[0]?.message).toBe('Cannot query field "call" on type "Query".')
      const { text } = await ask(stack, 'schema-read', VARIABLES, { order: 'NEWEST_FIRS' })
      expect(text).toContain('NEWEST_FIRS')
      expect(text).not.toContain('Did you mean')
    }
  })
})

test('__typename is answered to everybody who has a role', async () => {
  const { body } = await ask(stack, 'schema-read', '{ __typename }')
  expect(body).toEqual({ data: { __typename: 'Query' } })
})

test('sources on which the scope of a list is missing contribute nothing, and are not reported', async () => {
  const { body } = await ask(
    stack,
    'one',
    '{ activeCalls(first: 50) { nodes { source { name } } sources { source { name } } } }',
  )
  expect(body.errors ?? []).toEqual([])
  expect(valueAt(body.data, 'activeCalls.sources.source.name')).toEqual(['mor-demo'])
  expect(new Set([valueAt(body.data, 'activeCalls.nodes.source.name')].flat())).toEqual(new Set(['mor-demo']))
})

test('the list of sources and the statistics are those of the sources with the scopes for them', async () => {
  const { body } = await ask(
    stack,
    'one',
    '{ sources { name health { state } } activeCallStats { sources { source { name } } } }',
  )
  expect(body.errors ?? []).toEqual([])
  expect(valueAt(body.data, 'sources.name')).toEqual(['portasip-demo'])
  expect(valueAt(body.data, 'activeCallStats.sources.source.name')).toEqual(['restcomm-demo'])
})

test('the health of a source is FORBIDDEN in a record where the right to it is missing on any visible source', async () => {
  const { body } = await ask(stack, 'one', '{ activeCalls(first: 1) { nodes { source { health { state } } } } }')
  expect(body.errors?.[0]?.message).toContain('Source.health needs the scope sources:read on every source')
})
