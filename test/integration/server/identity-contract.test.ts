// The identity contract of docs/architecture.md: equal request bodies lead to the same objects, from the parsed body down
// to the filter, because caches on the way find their entries by object identity. Nothing fails where the contract is
// broken: everything is only planned again for each request. So each link of the chain is checked here.

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { FilterPlans } from '../../../src/engine/lists/filter-plans.js'
import type { CompiledQuery } from '../../../src/execution/compile.js'
import { ListResolver } from '../../../src/graphql/resolvers/list-resolver.js'
import { OperationCache } from '../../../src/server/fast-path/operation-cache.js'
import { RequestBodyCache } from '../../../src/server/fast-path/request-body-cache.js'
import { type Stack, startStack } from '../../support/stack.js'

// `requests` makes a response unshared: it is executed for every request.
const FIELDS = 'nodes { state } sources { requests }'
const BY_VARIABLE = `query Calls($filter: ActiveCallFilter) { activeCalls(first: 5, filter: $filter) { ${FIELDS} } }`
const BY_LITERAL = `{ activeCalls(first: 5, filter: { minDurationSeconds: 1 }) { ${FIELDS} } }`

const bodies = vi.spyOn(RequestBodyCache.prototype, 'read')
const operations = vi.spyOn(OperationCache.prototype, 'find')
// The schema takes the method when it is built, so this precedes the start.
const resolver = vi.spyOn(ListResolver.prototype, 'activeCalls')
const plans = vi.spyOn(FilterPlans.prototype, 'of')
const spies = [bodies, operations, resolver, plans]

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['portasip'] })
})
afterAll(async () => {
  for (const spy of spies) spy.mockRestore()
  await stack.close()
})

/** The objects of one request at each link of the chain. */
interface Links {
  readonly variables: object | undefined
  readonly prepared: object | null | undefined
  readonly args: object | undefined
  readonly filter: object | undefined
  readonly plan: object | undefined
}

/** Posts an operation, and returns the objects that it led to. */
async function follow(document: string, variables?: object): Promise<Links> {
  for (const spy of spies) spy.mockClear()
  const { body } = await stack.query(document, variables)
  expect(body.errors).toBeUndefined()
  const parsed = bodies.mock.results[0]?.value
  const compiled: CompiledQuery | null | undefined = operations.mock.results[0]?.value
  expect([resolver.mock.calls.length, plans.mock.calls.length]).toEqual([1, 1])
  return {
    variables: parsed?.variables,
    prepared: parsed == null ? null : compiled?.prepare(parsed.variables),
    args: resolver.mock.calls[0]?.[1],
    filter: plans.mock.calls[0]?.[3],
    plan: plans.mock.results[0]?.value,
  }
}

/** The links that are the same object in both. */
function sharedLinks(a: Links, b: Links): string[] {
  const names = ['variables', 'prepared', 'args', 'filter', 'plan'] as const
  return names.filter((name) => a[name] !== undefined && a[name] !== null && a[name] === b[name])
}

const ALL = ['variables', 'prepared', 'args', 'filter', 'plan']

test.each([
  ['a variable', BY_VARIABLE, { filter: { minDurationSeconds: 1 } }, { filter: { minDurationSeconds: 2 } }],
  ['a literal', BY_LITERAL, undefined, { unused: 2 }],
])(
  'equal bodies whose filter is %s lead to one filter object, another body to another',
  async (_, document, own, other) => {
    // The first request is parsed and validated by Apollo, the second is compiled.
    await stack.query(document, own)
    const first = await follow(document, own)
    const second = await follow(document, own)
    expect(sharedLinks(first, second)).toEqual(ALL)
    const different = await follow(document, other)
    expect(sharedLinks(first, different)).toEqual([])
    expect(sharedLinks(different, await follow(document, other))).toEqual(ALL)
    // The other body has not replaced anything.
    expect(sharedLinks(first, await follow(document, own))).toEqual(ALL)
  },
)

test('an equal filter in a body of another text is another object: texts are compared, not values', async () => {
  const variables = { filter: { minDurationSeconds: 3 } }
  await stack.query(BY_VARIABLE, variables)
  const first = await follow(BY_VARIABLE, variables)
  const spaced = await follow(BY_VARIABLE, { ...variables, unused: 1 })
  expect(sharedLinks(first, spaced)).toEqual([])
  expect(spaced.filter).toEqual(first.filter)
})
