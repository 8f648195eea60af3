// Any record by its global id, over HTTP, and what that costs at the vendors.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type NodeType, toGlobalId } from '../../../src/engine/source/global-id.js'
import { valueAt } from '../../support/path-query.js'
import { type Stack, startStack } from '../../support/stack.js'

const ALL = ['telecomx-demo', 'restcomm-demo', 'portasip-demo', 'mor-demo']
const SIP_PASSWORD = 'demo-sip-password'

/** All vendors, and Restcomm's other product beside its first. */
let stack: Stack
let connect: Stack
beforeAll(async () => {
  stack = await startStack()
  connect = await startStack({ vendors: ['restcomm'], simulatorOptions: { restcomm: { product: 'connect' } } })
})
afterAll(async () => {
  await stack?.close()
  await connect?.close()
})
// Nothing that an earlier test has read is fresh any more.
beforeEach(() => {
  for (const { clock } of [stack, connect]) clock.nowMs += 2000
})

/** What a list of one source has, as plain data: at least one record. */
async function listed(of: Stack, list: string, source: string, fields: string): Promise<readonly { id: string }[]> {
  const { body } = await of.query(`{ ${list}(sources: ["${source}"], first: 5) { nodes { id ${fields} } } }`)
  const nodes = [valueAt(body.data, `${list}.nodes`)].flat().filter(hasId)
  expect(nodes.length).toBeGreaterThan(0)
  return nodes
}
const hasId = (value: unknown): value is { id: string } => typeof value === 'object' && value !== null && 'id' in value

/** Nodes with the requests to one vendor for them, as `GET /path`. */
async function fetched(of: Stack, source: string, ids: readonly string[], type: NodeType, fields = '') {
  const { requests = [] } = of.hosts[source] ?? {}
  const before = requests.length
  const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on ${type} { ${fields} __typename } } }`
  const { body } = await of.query(document, { ids })
  return {
    errors: body.errors?.map(({ extensions }) => extensions?.['code']) ?? [],
    nodes: valueAt(body.data, 'nodes'),
    asked: requests.slice(before).map(({ method, path }) => `${method} ${path}`),
  }
}

const COMMON = 'nativeId startedAt caller { number e164 } callee { number e164 } direction'

describe('a record is fetched by one request', () => {
  const EXACTLY: readonly [type: NodeType, list: string, source: string, fields: string, path: RegExp][] = [
    ['Session', 'sessions', 'telecomx-demo', `${COMMON} endedAt userAgent`, /^GET \/sbc\/session\/[^/]+%40[^/]+$/],
    ['Call', 'calls', 'telecomx-demo', `${COMMON} status`, /^GET \/sbc\/session\/[^/]+%40[^/]+$/],
    ['Call', 'calls', 'restcomm-demo', `${COMMON} status createdAt`, /^GET \/Calls\/RN[0-9a-f]{32}\.json$/],
    ['ActiveCall', 'activeCalls', 'telecomx-demo', `${COMMON} state`, /^GET \/sbc\/session\/[^/]+%40[^/]+$/],
    ['SipAccount', 'sipAccounts', 'telecomx-demo', 'name customer { nativeId } contact', /^GET \/sip\/[0-9A-F]{24}$/],
  ]
  test.each(EXACTLY)('%s of %s at %s, and is the same as in the list', async (type, list, source, fields, path) => {
    const records = await listed(stack, list, source, fields)
    for (const record of records.slice(0, 2)) {
      const { nodes, asked, errors } = await fetched(stack, source, [record.id], type, fields)
      expect(nodes).toEqual([{ ...record, __typename: type }])
      expect(asked).toEqual([expect.stringMatching(path)])
      expect(errors).toEqual([])
    }
  })

  test.each([
    ['Call', 'calls', 'status'],
    ['ActiveCall', 'activeCalls', 'state'],
  ] as const)('%s of %s at a Restcomm Connect', async (type, list, field) => {
    const [record] = await listed(connect, list, 'restcomm-demo', `${COMMON} ${field}`)
    const ids = [record?.id ?? '']
    const { nodes, asked } = await fetched(connect, 'restcomm-demo', ids, type, `${COMMON} ${field}`)
    expect(nodes).toEqual([{ ...record, __typename: type }])
    expect(asked).toEqual([expect.stringMatching(/^GET \/Accounts\/AC\w{32}\/Calls\/ID\w{32}-CA\w{32}\.json$/)])
  })

  test('the first one also logs in, once', async () => {
    const fresh = await startStack({ vendors: ['telecomx'] })
    const sipCallIds = fresh.world
      .calls('telecomx', fresh.clock.nowMs)
      .slice(0, 3)
      .map(({ sipCallId }) => sipCallId)
    const ids = sipCallIds.map((nativeId) => toGlobalId('Session', 'telecomx-demo', nativeId))
    const { asked } = await fetched(fresh, 'telecomx-demo', ids, 'Session')
    await fresh.close()
    const sessions = sipCallIds.map((callId) => `GET /sbc/session/${encodeURIComponent(callId)}`)
    expect(asked.toSorted()).toEqual([...sessions, 'POST /auth/login'].toSorted())
  })

  test('the same id twice is fetched once', async () => {
    const [call] = await listed(stack, 'calls', 'restcomm-demo', '')
    const { nodes, asked } = await fetched(stack, 'restcomm-demo', [call?.id ?? '', call?.id ?? ''], 'Call')
    expect(nodes).toEqual([expect.objectContaining(call), expect.objectContaining(call)])
    expect(asked).toHaveLength(1)
  })
})

describe('calls in progress of a vendor that always returns all of them', () => {
  test.each([
    ['portasip-demo', /^POST $/],
    ['mor-demo', /^POST \/api\/active_calls_get$/],
    ['restcomm-demo', /^GET \/Accounts\/AC[0-9a-f]{32}\/Supervisor\.json\/metrics$/],
  ])('are fetched together from one answer of %s, which is shared while it is fresh', async (source, path) => {
    const fields = `${COMMON} state`
    const records = await listed(stack, 'activeCalls', source, fields)
    stack.clock.nowMs += 2000
    const ids = records.map(({ id }) => id)
    const together = await fetched(stack, source, ids, 'ActiveCall', fields)
    expect(together.nodes).toEqual(records.map(({ id }) => expect.objectContaining({ id, __typename: 'ActiveCall' })))
    expect(together.asked).toEqual([expect.stringMatching(path)])
    const again = await fetched(stack, source, ids.slice(0, 1), 'ActiveCall', fields)
    expect(again.nodes).toEqual([together.nodes].flat().slice(0, 1))
    expect(again.asked).toEqual([])
  })
})

describe('a record that is not there', () => {
  const NOTHING: readonly [type: NodeType, source: string, nativeId: string][] = [
    ['Session', 'telecomx-demo', 'nobody@192.0.2.1'],
    ['ActiveCall', 'telecomx-demo', 'nobody@192.0.2.1'],
    ['SipAccount', 'telecomx-demo', 'A0000000000000000000FFFF'],
    ['Call', 'restcomm-demo', `RN${'0'.repeat(32)}`],
    ['ActiveCall', 'portasip-demo', '999999'],
    ['ActiveCall', 'mor-demo', '999999'],
  ]
  test.each(NOTHING)('is null and no error: %s at %s', async (type, source, nativeId) => {
    const { nodes, errors, asked } = await fetched(stack, source, [toGlobalId(type, source, nativeId)], type)
    expect({ nodes, errors }).toEqual({ nodes: [null], errors: [] })
    expect(asked.length).toBeLessThanOrEqual(1)
  })

  test.each(ALL)('is null: a call in progress at %s that has ended', async (source) => {
    const [record] = await listed(stack, 'activeCalls', source, '')
    // Longer than any call lasts.
    stack.clock.nowMs += 6 * 3_600_000
    const { nodes, errors } = await fetched(stack, source, [record?.id ?? ''], 'ActiveCall')
    expect({ nodes, errors }).toEqual({ nodes: [null], errors: [] })
  })

  test.each([
    ['Call', 'restcomm-demo', '../Supervisor'],
    ['SipAccount', 'telecomx-demo', 'A0/resetCredentials'],
    ['Session', 'telecomx-demo', '..'],
  ] as const)('because it cannot be: the id of a %s at %s is refused, and not sent', async (type, source, nativeId) => {
    const { nodes, errors, asked } = await fetched(stack, source, [toGlobalId(type, source, nativeId)], type)
    expect({ nodes, errors, asked }).toEqual({ nodes: [null], errors: ['REJECTED'], asked: [] })
  })
})

test.each([
  ['Session', 'restcomm-demo'],
  ['Session', 'portasip-demo'],
  ['Session', 'mor-demo'],
  ['Call', 'mor-demo'],
  ['SipAccount', 'restcomm-demo'],
  ['SipAccount', 'mor-demo'],
] as const)('there is no %s at %s: UNSUPPORTED, and nothing is asked', async (type, source) => {
  const id = toGlobalId(type, source, '1')
  const { nodes, errors, asked } = await fetched(stack, source, [id], type)
  expect({ nodes, errors, asked }).toEqual({ nodes: [null], errors: ['UNSUPPORTED'], asked: [] })
  const { body } = await stack.query('query ($id: ID!) { node(id: $id) { id } }', { id })
  expect(body.errors).toMatchObject([{ message: expect.stringContaining(source), extensions: { source } }])
})

test.each(ALL)('a customer of %s costs nothing', async (source) => {
  const id = toGlobalId('Customer', source, '17')
  const { nodes, errors, asked } = await fetched(stack, source, [id], 'Customer', 'nativeId name')
  expect(nodes).toEqual([{ id, nativeId: '17', name: null, __typename: 'Customer' }])
  expect({ errors, asked }).toEqual({ errors: [], asked: [] })
})

describe('the password of a SIP account', () => {
  const withScope = (scopes: readonly string[]) => startStack({ vendors: ['telecomx'], server: { scopes } })
  const document = 'query ($id: ID!) { node(id: $id) { ... on SipAccount { contact password } } }'
  const idOfClient = async (of: Stack): Promise<string> => {
    const accounts = await listed(of, 'sipAccounts', 'telecomx-demo', 'isPbxTrunk')
    return accounts.find((account) => 'isPbxTrunk' in account && account.isPbxTrunk === false)?.id ?? ''
  }

  test('is fetched with the account, and neither shown nor logged without the scope', async () => {
    const guarded = await withScope([])
    const { text, body } = await guarded.query(document, { id: await idOfClient(guarded) })
    const log = guarded.log.join('')
    await guarded.close()
    expect(body.data).toEqual({ node: { contact: expect.anything(), password: null } })
    expect(body.errors).toMatchObject([{ path: ['node', 'password'], extensions: { code: 'FORBIDDEN' } }])
    expect(text + log).not.toContain(SIP_PASSWORD)
    expect(log).toContain('GET /sip/{id}')
  })

  test('is shown with the scope, requested each time, and not logged either', async () => {
    const open = await withScope(['sip:credentials'])
    const id = await idOfClient(open)
    const answers = [await open.query(document, { id }), await open.query(document, { id })]
    const asked = open.hosts['telecomx-demo']?.requests.filter(({ path }) => path.startsWith('/sip/')) ?? []
    const log = open.log.join('')
    await open.close()
    expect(answers.map(({ body }) => valueAt(body.data, 'node.password'))).toEqual([SIP_PASSWORD, SIP_PASSWORD])
    expect(asked).toHaveLength(2)
    expect(log).not.toContain(SIP_PASSWORD)
  })
})
