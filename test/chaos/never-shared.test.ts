// What is never shared: answers that hold credentials, and actions.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stack, startStack } from '../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    vendors: ['telecomx', 'portasip'],
    server: { scopes: ['sip:credentials'] },
    // Long enough that everything which may be shared is shared.
    overrides: { 'telecomx-demo': { freshness: { sipAccounts: '1h' }, retries: 5 }, 'portasip-demo': { retries: 5 } },
  })
})
afterAll(async () => stack?.close())

const asked = (name: string, isSo: (request: { path: string; query: string; body: string }) => boolean): number =>
  stack.hosts[name]?.requests.filter(isSo).length ?? 0
const askedForAccounts = (isFull: boolean): number =>
  asked('telecomx-demo', ({ path, query }) => path === '/sip' && query.includes('full=true') === isFull)

test('SIP accounts with their passwords are requested for each client that selects them, every time', async () => {
  const document = '{ sipAccounts(first: 9, sources: ["telecomx-demo"]) { nodes { nativeId password } } }'
  const both = await Promise.all([stack.query(document), stack.query(document)])
  for (const { text } of both) expect(text).toContain('demo-sip-password')
  expect(askedForAccounts(true)).toBe(2)
  await stack.query(document)
  expect(askedForAccounts(true)).toBe(3)
})

test('SIP accounts without them are shared where that is configured, and not derived from those with them', async () => {
  const document = '{ sipAccounts(first: 9, sources: ["telecomx-demo"]) { nodes { nativeId name } } }'
  await Promise.all([stack.query(document), stack.query(document)])
  expect(askedForAccounts(false)).toBe(1)
})

test('each action that ends a call reaches the switch once, and only once when it fails', async () => {
  const orders = (): number => asked('portasip-demo', ({ body }) => body.includes('disconnectCall'))
  const { body } = await stack.query('{ activeCalls(first: 1, sources: ["portasip-demo"]) { nodes { id } } }')
  const { activeCalls }: { activeCalls?: { nodes: readonly { id: string }[] } } = body.data ?? {}
  const id = activeCalls?.nodes[0]?.id
  const end = () => stack.query('mutation ($id: ID!) { disconnectCall(id: $id) { outcome error { code } } }', { id })
  const outcomes = await Promise.all([end(), end()])
  for (const outcome of outcomes) expect(outcome.body.data).toMatchObject({ disconnectCall: { error: null } })
  expect(orders()).toBe(2)
  stack.hosts['portasip-demo']?.setFaults({ errorRate: 1 })
  expect((await end()).body.data).toMatchObject({ disconnectCall: { error: { code: 'UNAVAILABLE' } } })
  expect(orders()).toBe(3)
})

test('the answer of one source is not used for another, even if both are the same system under different names', async () => {
  const { requests, url } = stack.hosts['telecomx-demo'] ?? { requests: [], url: '' }
  const source = { vendor: 'telecomx', url, auth: { token: 'demo-token' }, freshness: { sipAccounts: '1h' } }
  const tenants = await startStack({ vendors: [], sources: { first: source, second: source } })
  try {
    const ask = (names: string) =>
      tenants.query(`{ sipAccounts(first: 3, sources: [${names}]) { sources { source { name } requests } } }`)
    const before = requests.length
    await Promise.all([ask('"first"'), ask('"second"'), ask('"first", "second"')])
    expect(requests.length - before).toBe(2)
    const { body } = await ask('"first", "second"')
    expect(body.data).toMatchObject({ sipAccounts: { sources: [{ requests: 0 }, { requests: 0 }] } })
  } finally {
    await tenants.close()
  }
})

test('how a list was answered is shown to nobody unless the configuration allows it', async () => {
  const document = '{ sipAccounts(first: 1) { nodes { id } } }'
  const { text } = await stack.query(document, {}, { 'x-trunkline-explain': '1' })
  expect(text).not.toContain('extensions')
})
