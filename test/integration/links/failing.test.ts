// A link that fails does not affect the record that it starts from: it is null, with an error on its path.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { idOf } from '../../../adapters/telecomx/simulator/native-ids.js'
import { ask, dataOf, wrongArgumentOf } from '../../support/ask.js'
import { type Intercepted, startIntercepted } from '../../support/interceptor.js'

const TELECOMX = 'telecomx-demo'
let stack: Intercepted
beforeAll(async () => {
  const world = { history: 300, customers: 20 }
  stack = await startIntercepted(TELECOMX, '', { world, overrides: { [TELECOMX]: { retries: 0 } } })
  await dataOf(stack, '{ sessions(first: 1) { nodes { id } } }')
})
afterAll(() => stack?.close())
beforeEach(() => {
  stack.setFate(() => 'pass')
  // Longer than any list is shared, and than a circuit stays open.
  stack.clock.nowMs += 61_000
})

const UNAVAILABLE = { status: 503, body: 'The demo is out to lunch.' }
const isSip = ({ path }: { readonly path: string }): boolean => path === '/sip' || path.startsWith('/sip/')

interface Linked {
  readonly sessions: { readonly nodes: readonly Readonly<Record<string, unknown>>[] }
}

describe.each([
  'sourceCustomer { nativeId name sipAccounts { nodes { id } } }',
  'sourceVoiceAccount { nativeId name }',
])('while accounts cannot be read: %s', (link) => {
  test('the sessions are there, with an error at each link', async () => {
    const document = `{ sessions(first: 60, sources: ["${TELECOMX}"]) { nodes { nativeId direction startedAt ${link} } totalCount sources { status } } }`
    stack.setFate((request) => (isSip(request) ? UNAVAILABLE : 'pass'))
    const asked = stack.seen.length
    const { data, errors = [] } = await ask<Linked & { sessions: { totalCount: number; sources: unknown } }>(
      stack,
      document,
    )
    const { nodes, totalCount, sources } = data.sessions
    expect(nodes).toHaveLength(60)
    expect(totalCount).toBe(stack.world.calls('telecomx', stack.clock.nowMs).length)
    expect(sources).toEqual([{ status: 'OK' }])
    const outbound = nodes.flatMap(({ direction }, at) => (direction === 'OUTBOUND' ? [at] : []))
    expect(outbound.length).toBeGreaterThan(5)
    const [name = ''] = link.split(' ')
    const inner = name === 'sourceCustomer' ? ['sipAccounts'] : []
    const paths = errors.map(({ path }) => path).toSorted((a, b) => Number(a?.[2]) - Number(b?.[2]))
    expect(paths).toEqual(outbound.map((at) => ['sessions', 'nodes', at, name, ...inner]))
    for (const at of outbound)
      expect(nodes[at]?.[name]).toEqual(
        name === 'sourceCustomer'
          ? { nativeId: expect.any(String), name: expect.any(String), sipAccounts: null }
          : null,
      )
    for (const { extensions, message } of errors) {
      const own = name === 'sourceCustomer' ? [{ source: TELECOMX, error: { code: 'UNAVAILABLE' } }] : undefined
      expect(extensions).toMatchObject(
        own === undefined ? { code: 'UNAVAILABLE', source: TELECOMX } : { code: 'SOURCES_FAILED', sources: own },
      )
      expect(message).not.toContain('lunch')
    }
    // The failure of one list is shared: the list is not requested again for each of them.
    expect(stack.seen.slice(asked).filter(isSip)).toHaveLength(1)
  })
})

test('one record that cannot be read does not affect its neighbours', async () => {
  const document = '{ sessions(first: 200) { nodes { nativeId relatedSession { nativeId } } } }'
  const { sessions } = await dataOf<{
    sessions: { nodes: readonly { nativeId: string; relatedSession: { nativeId: string } | null }[] }
  }>(stack, document)
  const bound = sessions.nodes.flatMap(({ relatedSession }) => relatedSession?.nativeId ?? [])
  const [broken = ''] = bound
  expect(new Set(bound).size).toBeGreaterThan(3)
  stack.setFate(({ path }) => (path === `/sbc/session/${encodeURIComponent(broken)}` ? UNAVAILABLE : 'pass'))
  const { data, errors = [] } = await ask<{ sessions: typeof sessions }>(stack, document)
  const at = sessions.nodes.findIndex(({ relatedSession }) => relatedSession?.nativeId === broken)
  expect(errors).toMatchObject([
    { path: ['sessions', 'nodes', at, 'relatedSession'], extensions: { code: 'UNAVAILABLE' } },
  ])
  expect(data.sessions.nodes).toEqual(
    sessions.nodes.map((node, index) => (index === at ? { ...node, relatedSession: null } : node)),
  )
})

test('a record that is gone is null, without an error', async () => {
  const document = '{ sessions(first: 200) { nodes { nativeId relatedSession { nativeId } } } }'
  stack.setFate(({ path }) =>
    path.startsWith('/sbc/session/')
      ? { status: 404, contentType: 'application/json', body: '{"error":{"code":"id","message":"Session not found"}}' }
      : 'pass',
  )
  const { sessions } = await dataOf<Linked>(stack, document)
  expect(sessions.nodes.filter(({ relatedSession }) => relatedSession !== null)).toEqual([])
})

describe('a condition that the place of a list implies', () => {
  const customer = `customer(source: "${TELECOMX}", nativeId: "${idOf('customer', 1)}")`
  test.for([
    [`{ ${customer} { sessions(sources: ["mor-demo"]) { totalCount } } }`, 'sources'],
    [`{ ${customer} { sipAccounts(filter: { customerId: "another" }) { totalCount } } }`, 'filter.customerId'],
    [`{ ${customer} { activeCalls(filter: { customerId: "" }) { totalCount } } }`, 'filter.customerId'],
    [
      '{ sipAccounts(first: 1) { nodes { sessions(filter: { accountId: "another" }) { totalCount } } } }',
      'filter.accountId',
    ],
    ['{ calls(first: 1) { nodes { childCalls(sources: ["portasip-demo"]) { totalCount } } } }', 'sources'],
    ['{ phoneNumber(number: "+4570305000") { calls(filter: { number: "101" }) { totalCount } } }', 'filter.number'],
  ] as const)('cannot be said otherwise: %s', async ([document, argument]) => {
    expect(await wrongArgumentOf(stack, document)).toBe(argument)
  })

  test('may be repeated', async () => {
    const id = idOf('customer', 1)
    const twice = `{ ${customer} { sessions(sources: ["${TELECOMX}"], filter: { customerId: "${id}" }) { totalCount } } }`
    const once = `{ ${customer} { sessions(filter: null, sources: null) { totalCount } } }`
    expect(await dataOf(stack, twice)).toEqual(await dataOf(stack, once))
  })

  test('can be combined with further conditions', async () => {
    const both = `{ ${customer} { all: sessions(first: 500) { nodes { nativeId direction } }
      outbound: sessions(first: 500, filter: { direction: OUTBOUND }) { nodes { nativeId direction } } } }`
    interface Lists {
      readonly customer: Record<'all' | 'outbound', { readonly nodes: readonly { readonly direction: string }[] }>
    }
    const { all, outbound } = (await dataOf<Lists>(stack, both)).customer
    expect(outbound.nodes).toEqual(all.nodes.filter(({ direction }) => direction === 'OUTBOUND'))
    expect(outbound.nodes.length).toBeGreaterThan(0)
    expect(outbound.nodes.length).toBeLessThan(all.nodes.length)
  })

  test('is checked as any list is', async () => {
    expect(await wrongArgumentOf(stack, `{ ${customer} { sessions(first: -1) { totalCount } } }`)).toBe('first')
    expect(await wrongArgumentOf(stack, `{ ${customer} { sipAccounts(first: 1001) { totalCount } } }`)).toBe('first')
    expect(await wrongArgumentOf(stack, `{ ${customer} { activeCalls(after: "nonsense") { totalCount } } }`)).toBe(
      'after',
    )
  })
})
