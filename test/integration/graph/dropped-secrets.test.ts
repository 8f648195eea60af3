// The form of SIP accounts that holds passwords is shared where no password is wanted: they are dropped before.

import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { getHeapSnapshot, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test } from 'vitest'
import { idOf, resellerId } from '../../../adapters/telecomx/simulator/native-ids.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { valueAt } from '../../support/path-query.js'
import { type Stack, type StackOptions, startStack } from '../../support/stack.js'

const SOURCE = 'telecomx-demo'
/** What the simulator of SIP accounts gives. */
const SIP_PASSWORD = 'demo-sip-password'
const GRANTED = { scopes: ['sip:credentials'] }

let stack: Stack
/** Concurrent and later queries share the answer: the clock stands still. */
const FRESH = { sipAccounts: 1000 }
const start = async ({
  overrides = {},
  ...options
}: Pick<StackOptions, 'server' | 'world' | 'sources' | 'overrides'> = {}) => {
  stack = await startStack({
    vendors: ['telecomx'],
    overrides: { [SOURCE]: { freshness: FRESH, ...overrides[SOURCE] } },
    ...options,
  })
}
afterEach(() => stack?.close())

/** The data of each operation, all sent at once, and how many requests for SIP accounts they cost. */
async function costOf(
  ...documents: readonly string[]
): Promise<{ readonly data: readonly unknown[]; readonly cost: number }> {
  const requests = stack.hosts[SOURCE]?.requests ?? []
  const before = requests.length
  const answers = await Promise.all(documents.map((document) => stack.query(document)))
  for (const { body, text: answer } of answers) {
    expect(body.errors).toBeUndefined()
    if (!answer.includes('"password"')) expect(answer).not.toContain(SIP_PASSWORD)
  }
  const cost = requests.slice(before).filter(({ path }) => path.startsWith('/sip')).length
  return { data: answers.map(({ body }) => body.data), cost }
}

const accounts = (fields: string): string => `{ sipAccounts(first: 50) { nodes { ${fields} } } }`
/** Each has a field that only the full form has. No two are the same operation. */
const POLLS = [
  'contact',
  'userAgent',
  'contact userAgent',
  'name contact',
  'id notes',
  'custom',
  'port',
  'customer { id }',
].map(accounts)
const PASSWORDS = accounts('isPbxTrunk password')
const expectPasswords = (data: unknown) =>
  expect(valueAt(data, 'sipAccounts.nodes')).toContainEqual({ isPbxTrunk: false, password: SIP_PASSWORD })

test.for([[[]], [GRANTED.scopes]])(
  'operations at once that want no password are one request, with the scopes %j',
  async ([scopes]) => {
    await start({ server: { scopes } })
    const { data, cost } = await costOf(...POLLS)
    expect(cost).toBe(1)
    expect(valueAt(data[0], 'sipAccounts.nodes.contact')).toContainEqual(expect.stringContaining('@'))
    stack.clock.nowMs += 60_000
    expect((await costOf(...POLLS)).cost).toBe(1)
  },
)

/** The same of all customers of one reseller, whose list is read for them. */
async function startReseller(server = {}): Promise<(fields: string) => string> {
  await start({ server, world: { history: 10, customers: 96 }, overrides: { [SOURCE]: { resellerId: resellerId(1) } } })
  const ours = stack.world.customers.flatMap(({ resellerIndex }, index) => (resellerIndex === 1 ? [index] : []))
  const ids = ours.map((index) => toGlobalId('Customer', SOURCE, idOf('customer', index)))
  expect(ids.length).toBeGreaterThan(8)
  return (fields) =>
    `{ nodes(ids: ${JSON.stringify(ids)}) { ... on Customer { sipAccounts(first: 20) { nodes { ${fields} } } } } }`
}

test('the list of a reseller is read once for all operations', async () => {
  const own = await startReseller()
  const first = await costOf(own('contact'), own('userAgent'))
  expect(first.cost).toBe(1)
  expect(JSON.stringify(first.data[0])).toContain('@')
  expect((await costOf(own('contact name'))).cost).toBe(0)
})

test('a password that is granted and selected is read by a separate request, whatever was shared before', async () => {
  await start({ server: GRANTED })
  const [poll = ''] = POLLS
  for (const documents of [
    [poll, PASSWORDS],
    [PASSWORDS, poll],
    [PASSWORDS, PASSWORDS],
  ]) {
    const { data, cost } = await costOf(...documents)
    expect(cost).toBe(2)
    expectPasswords(data[documents.indexOf(PASSWORDS)])
    stack.clock.nowMs += 60_000
  }
  expect((await costOf(poll)).cost).toBe(1)
  for (const document of [PASSWORDS, accounts('isPbxTrunk password contact voiceUsage { date }')]) {
    const { data, cost } = await costOf(document)
    expect(cost).toBeGreaterThan(0)
    expect(JSON.stringify(data)).toContain(SIP_PASSWORD)
  }
})

test("a password is returned for a reseller's accounts, too", async () => {
  const own = await startReseller(GRANTED)
  for (const cost of [1, 0]) expect((await costOf(own('contact'))).cost).toBe(cost)
  const passwords = await costOf(own('password'))
  expect(passwords.cost).toBe(1)
  expect(JSON.stringify(passwords.data)).toContain(SIP_PASSWORD)
  expect((await costOf(own('contact'))).cost).toBe(0)
})

test('answers that were kept without passwords are not used for queries that select them, even when the source is down', async () => {
  await start({ server: GRANTED })
  const [poll = ''] = POLLS
  await costOf(poll)
  stack.hosts[SOURCE]?.setFaults({ down: true })
  stack.clock.nowMs += 5000
  const old = await stack.query(poll)
  expect(valueAt(old.body.data, 'sipAccounts.nodes.contact')).toContainEqual(expect.stringContaining('@'))
  const { body } = await stack.query(PASSWORDS)
  expect(body.errors).toMatchObject([{ extensions: { code: 'SOURCES_FAILED' } }])
})

test('an account by its id is looked up once for all concurrent queries, where no password is granted', async () => {
  const id = toGlobalId('SipAccount', SOURCE, idOf('sipAccount', 3))
  const one = (fields: string) => `{ node(id: "${id}") { ... on SipAccount { ${fields} } } }`
  await start()
  stack.hosts[SOURCE]?.setFaults({ latencyMs: 200 })
  const { data, cost } = await costOf(one('contact'), one('contact name'), one('nativeId'))
  expect(cost).toBe(1)
  expect(data[2]).toEqual({ node: { nativeId: idOf('sipAccount', 3) } })
  await stack.close()
  await start({ server: GRANTED })
  const granted = await costOf(one('contact'), one('password isPbxTrunk'))
  expect(granted.cost).toBe(2)
  expect(granted.data[1]).toEqual({ node: { isPbxTrunk: false, password: SIP_PASSWORD } })
})

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
/** Put together at run time, so that no text of this file is one. */
const passwordOf = (index: number): string => ['sip', 'hidden', `${index}x`].join('~')

test('no password is left in the memory of the gateway', async () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({
    _id: `A${100 + index}`,
    customer: 'C1',
    contact: 'demo@198.51.100.10',
    index,
  }))
  const vendor = createServer(({ url = '' }, response) => {
    const sent = rows.map(({ index, ...row }) => ({ ...row, password: passwordOf(index) }))
    const answer = url.startsWith('/sip/') ? sent[0] : { sipAccounts: sent, total: sent.length }
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => void vendor.listen(0, '127.0.0.1', resolve))
  const address = vendor.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  try {
    await start({
      sources: {
        other: { vendor: 'telecomx', url, auth: { token: 'demo-token' }, freshness: { sipAccounts: 60_000 } },
      },
    })
    const { body } = await stack.query('{ sipAccounts(first: 50, sources: ["other"]) { nodes { contact } } }')
    expect(valueAt(body.data, 'sipAccounts.nodes.contact')).toHaveLength(rows.length)
    const { body: whole } = await stack.query(
      `{ node(id: "${toGlobalId('SipAccount', 'other', 'A100')}") { ... on SipAccount { contact } } }`,
    )
    expect(whole.data).toEqual({ node: { contact: 'demo@198.51.100.10' } })
  } finally {
    vendor.close()
  }
  // The search finds a value that is held.
  const held = [passwordOf(99)]
  collect()
  const found = (await text(getHeapSnapshot())).match(/sip~hidden~\d+x/g)
  expect(new Set(found)).toEqual(new Set(held))
}, 30_000)
