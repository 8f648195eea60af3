// A vendor's expensive form is requested only when a selected field needs it, however the selection is written.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { valueAt } from '../../support/path-query.js'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['telecomx'], server: { scopes: ['sip:credentials'] } })
})
afterAll(() => stack?.close())
/** Longer than any list is shared. */
beforeEach(() => void (stack.clock.nowMs += 11_000))

/**
 * The forms in which an operation requested a list. How often is left out: where calls that started in the same
 * millisecond stand at the end of what was read, more is read.
 */
async function formsOf(path: string, document: string, variables?: object): Promise<readonly string[]> {
  const requests = stack.hosts['telecomx-demo']?.requests ?? []
  const before = requests.length
  const { body } = await stack.query(document, variables)
  expect(body.errors).toBeUndefined()
  const forms = requests
    .slice(before)
    .filter((request) => request.path === path)
    .map(({ query }) => (new URLSearchParams(query).get('full') === 'true' ? 'full' : 'condensed'))
  return [...new Set(forms)].sort()
}

const sessions = (selection: string): string => `{ sessions(first: 3) { ${selection} } }`

describe('sessions', () => {
  test.for<[string]>([
    ['nodes { id nativeId startedAt sourceIp mvno caller { number } }'],
    ['nodes { __typename id source { name } }'],
    // Name and id are in both forms.
    ['nodes { sourceCustomer { id nativeId name source { name } } }'],
    ['edges { cursor node { startedAt direction } } pageInfo { hasNextPage endCursor }'],
    ['totalCount'],
    ['sources { status fetchedAt }'],
    ['pageInfo { hasNextPage }'],
    // Fields outside of the rows do not count, whatever their names.
    ['nodes { userAgentIsHere: startedAt }'],
  ])('are requested in the condensed form: %s', async ([selection]) => {
    expect(await formsOf('/sbc/session', sessions(selection))).toEqual(['condensed'])
  })

  test.for<[string]>([
    ['nodes { userAgent }'],
    ['nodes { id startedAt rtpStat }'],
    ['edges { node { endedReason } }'],
    ['nodes { id } edges { node { userName } }'],
    ['nodes { renamed: mvnoData }'],
    ['rows: nodes { renamed: userLocation }'],
    ['links: edges { row: node { renamed: userExtension } }'],
    ['nodes { id } nodes { sourcePeer }'],
    ['nodes { sourcePeer } nodes { id }'],
    ['a: nodes { rtpStat } b: nodes { id }'],
    ['edges { node { mvnoData } } edges { cursor node { id } }'],
    ['... { nodes { rtpProxyId } }'],
    ['... on SessionConnection { nodes { ... on Session { ... { destinationPeer } } } }'],
    ['nodes { ... on CallRecord { ... on Session { callerPrivacy } } }'],
  ])('are requested in the full form: %s', async ([selection]) => {
    expect(await formsOf('/sbc/session', sessions(selection))).toEqual(['full'])
  })

  test('are requested in the full form for a field inside of named fragments', async () => {
    const document = `
      query { sessions(first: 3) { ...Page } }
      fragment Page on SessionConnection { edges { ...Row } }
      fragment Row on SessionEdge { node { id ...Detail } }
      fragment Detail on Session { startedAt agent: userAgent }`
    expect(await formsOf('/sbc/session', document)).toEqual(['full'])
    const { body } = await stack.query(document)
    expect(valueAt(body.data, 'sessions.edges.node.agent')).toEqual(expect.arrayContaining([expect.any(String)]))
  })

  test.for([
    ['@include(if: $on)', true, 'full'],
    ['@include(if: $on)', false, 'condensed'],
    ['@skip(if: $on)', true, 'condensed'],
    ['@skip(if: $on)', false, 'full'],
    ['@include(if: true) @skip(if: $on)', true, 'condensed'],
    ['@include(if: $on) @skip(if: false)', true, 'full'],
  ] as const)('follow directives: %s with %s', async ([directive, on, form]) => {
    const head = 'query ($on: Boolean!)'
    for (const document of [
      `${head} { sessions(first: 3) { nodes { id userAgent ${directive} } } }`,
      `${head} { sessions(first: 3) { nodes { id ... ${directive} { userAgent } } } }`,
      `${head} { sessions(first: 3) { nodes { id ...Agent ${directive} } } } fragment Agent on Session { userAgent }`,
      `${head} { sessions(first: 3) { nodes { id } edges ${directive} { node { userAgent } } } }`,
    ])
      expect(await formsOf('/sbc/session', document, { on }), document).toEqual([form])
  })

  test('are requested in the form that each list of an operation needs', async () => {
    const document = '{ a: sessions(first: 3) { nodes { userAgent } } b: sessions(first: 3) { nodes { startedAt } } }'
    expect(await formsOf('/sbc/session', document)).toEqual(['condensed', 'full'])
  })

  test('that are two selections of one list are requested in one form', async () => {
    const document = '{ sessions(first: 3) { nodes { startedAt } } sessions(first: 3) { nodes { userAgent } } }'
    expect(await formsOf('/sbc/session', document)).toEqual(['full'])
  })

  test('are requested in the full form for a condition that the gateway checks', async () => {
    const calls = (filter: string) => `{ calls(first: 3, filter: { ${filter} }) { nodes { id } } }`
    expect(await formsOf('/sbc/session', calls('status: [BUSY]'))).toEqual(['full'])
    expect(await formsOf('/sbc/session', calls('customerId: "1234567890ABCDEF12345678"'))).toEqual(['condensed'])
  })
})

describe('SIP accounts', () => {
  const sipAccounts = (selection: string): string => `{ sipAccounts(first: 3) { nodes { ${selection} } } }`

  test.for([
    ['id name numbers status connection username ipAddress', ['condensed']],
    ['ratePlan { id name }', ['condensed']],
    ['voiceUsage { date secondsOutHomeland }', ['condensed']],
    ['id customer { nativeId }', ['full']],
    ['ratePlan { id } userAgent', ['full']],
    ['password', ['full']],
    // Only the condensed form has the plan's name and the usage, only the full one the rest.
    ['ratePlan { name } userAgent', ['condensed', 'full']],
    ['voiceUsage { date } custom', ['condensed', 'full']],
  ] as const)('(%s) are asked for in the forms %j', async ([selection, forms]) => {
    expect(await formsOf('/sip', sipAccounts(selection))).toEqual(forms)
  })

  test('have the fields of both forms', async () => {
    const selection = 'name ratePlan { name } voiceUsage { date } customer { nativeId } type'
    const { body } = await stack.query(sipAccounts(selection))
    expect(body.errors).toBeUndefined()
    const row = {
      name: expect.any(String),
      ratePlan: { name: expect.any(String) },
      voiceUsage: expect.arrayContaining([{ date: expect.any(String) }]),
      customer: { nativeId: expect.any(String) },
      type: 'SIP',
    }
    expect(valueAt(body.data, 'sipAccounts.nodes')).toEqual([row, row, row])
  })
})
