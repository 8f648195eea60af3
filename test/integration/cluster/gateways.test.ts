// What instances share, over real HTTP: control, cursors, and what never reaches the store.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis } from '../../support/store/redis-server.js'
import { type ClusterStack, startCluster } from './cluster-stack.js'
import { eventually, SECRET } from './instances.js'
import { everythingIn } from './store-content.js'

/** A machine that is busy is no reason to do without the store. */
const PATIENT = { commandTimeout: '2s' }

describe.runIf(hasRedis)('two gateways and a store', () => {
  let stack: ClusterStack
  beforeAll(async () => {
    stack = await startCluster({
      instances: 2,
      vendors: ['telecomx', 'portasip'],
      source: { freshness: { activeCalls: '60s', sipAccounts: '60s', calls: '60s' } },
      cluster: PATIENT,
      server: { scopes: ['sip:credentials'] },
    })
    await eventually(() => stack.up.every((isUp) => isUp))
  })
  afterAll(async () => stack?.close())

  const activeCalls = async (at: number): Promise<readonly string[]> => {
    const { body } = await stack.query(
      at,
      '{ activeCalls(first: 500, sources: ["telecomx-demo"]) { nodes { id } sources { status } } }',
    )
    expect(body.data.activeCalls.sources).toEqual([{ status: 'OK' }])
    return body.data.activeCalls.nodes.map(({ id }: { id: string }) => id)
  }

  test('a call that one ends is gone at the other, although the list was fresh there', async () => {
    const before = await activeCalls(0)
    await eventually(async () => JSON.stringify(await activeCalls(1)) === JSON.stringify(before))
    const [id] = before
    const ended = await stack.query(0, `mutation { disconnectCall(id: ${JSON.stringify(id)}) { outcome } }`)
    expect(ended.body.data.disconnectCall.outcome).toBe('REQUESTED')
    await eventually(async () => !(await activeCalls(1)).includes(id ?? ''))
    expect(await activeCalls(0)).not.toContain(id)
  })

  test('an action with a key is done once, wherever it is sent; without the store it is refused before it is sent', async () => {
    const [id] = await activeCalls(0)
    const end = (key: string) =>
      `mutation { disconnectCall(id: ${JSON.stringify(id)}, idempotencyKey: "${key}") { outcome } }`
    const actions = () =>
      stack.simulators.hosts['telecomx-demo']?.requests.filter(({ method }) => method !== 'GET').length ?? 0
    const before = actions()
    const answers = await Promise.all([0, 1, 0, 1].map((at) => stack.query(at, end('key-1'))))
    for (const { body } of answers) expect(body.data.disconnectCall.outcome).toBe('REQUESTED')
    expect(actions()).toBe(before + 1)
    for (const proxy of stack.proxies) proxy.blackHole = true
    const refused = await stack.query(1, end('key-2'))
    expect(refused.body.errors[0]).toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
    expect(refused.body.errors[0].message).toContain('nothing was sent')
    expect(actions()).toBe(before + 1)
    for (const proxy of stack.proxies) proxy.blackHole = false
    await eventually(async () => (await stack.query(1, end('key-3'))).body.errors === undefined, 20_000)
  })

  test('nothing that is stored holds a password, a token, or what seals cursors', async () => {
    const answer = await stack.query(0, '{ sipAccounts(first: 50) { nodes { nativeId password } sources { status } } }')
    const accounts: readonly { password: string | null }[] = answer.body.data.sipAccounts.nodes
    const passwords = accounts.flatMap(({ password }) => password ?? [])
    await stack.query(1, '{ sipAccounts(first: 50) { nodes { nativeId } sources { status } } }')
    await activeCalls(1)
    const secrets = [SECRET, ...passwords, ...stack.simulators.sites.flatMap(({ credentials }) => textsOf(credentials))]
    expect(passwords.length).toBeGreaterThan(0)
    expect(secrets.length).toBeGreaterThan(passwords.length + 1)
    const stored = await everythingIn(stack.redis.url)
    expect(stored).toContain('rest')
    for (const secret of secrets.filter((text) => text.length > 5)) expect(stored).not.toContain(secret)
  })
})

describe.runIf(hasRedis)('a list that is read whole, in pages', () => {
  let stack: ClusterStack
  beforeAll(async () => {
    const source = { order: { sessions: 'none' } }
    stack = await startCluster({ instances: 2, vendors: ['telecomx'], source, cluster: PATIENT })
    await eventually(() => stack.up.every((isUp) => isUp))
  })
  afterAll(async () => stack?.close())

  test('continues at the other gateway, without another request to the vendor', async () => {
    const page = async (at: number, after: string | null) => {
      const { body } = await stack.query(
        at,
        'query ($after: String) { sessions(first: 10, after: $after) { nodes { nativeId } pageInfo { endCursor } sources { status } } }',
        { after },
      )
      expect(body.data.sessions.sources).toEqual([{ status: 'OK' }])
      return body.data.sessions
    }
    const first = await page(0, null)
    const expected = await page(0, first.pageInfo.endCursor)
    const sent = stack.vendorRequests('telecomx-demo')
    expect(sent).toBeGreaterThan(0)
    await eventually(async () => (await stack.redis.command('DBSIZE')) !== 0)
    expect(await page(1, first.pageInfo.endCursor)).toEqual(expected)
    expect(stack.vendorRequests('telecomx-demo')).toBe(sent)
  })
})

describe.runIf(hasRedis)('records of all vendors', () => {
  let stack: ClusterStack
  beforeAll(async () => {
    const source = { freshness: { activeCalls: '60s', sipAccounts: '60s', calls: '60s', customers: '60s' } }
    const vendors = ['telecomx', 'portasip', 'restcomm', 'mor', 'portaone', 'twilio']
    stack = await startCluster({ instances: 2, vendors, source, cluster: PATIENT })
    await eventually(() => stack.up.every((isUp) => isUp))
  })
  afterAll(async () => stack?.close())

  test.for([
    ['sipAccounts', 'SipAccount'],
    ['customers', 'Customer'],
  ] as const)('are the same from the store as from the vendor (%s)', async ([list, type]) => {
    const fields = await plainFieldsOf(type)
    const document = `{ ${list}(first: 500) { nodes { ${fields.join(' ')} } sources { status } } }`
    const first = await stack.query(0, document)
    expect(first.body.errors ?? []).toEqual([])
    expect(first.body.data[list].nodes.length).toBeGreaterThan(10)
    const before = Object.keys(stack.simulators.hosts).map((name) => stack.vendorRequests(name))
    // What was read has been stored when the lease is gone.
    await eventually(async () => JSON.stringify(await stack.redis.command('KEYS', 'tl:*:l')) === '[]')
    const second = await stack.query(1, document)
    expect(byId(second.body.data[list].nodes)).toEqual(byId(first.body.data[list].nodes))
    expect(Object.keys(stack.simulators.hosts).map((name) => stack.vendorRequests(name))).toEqual(before)
  })

  /** Fields without arguments whose values are texts, numbers or the like. */
  const plainFieldsOf = async (type: string): Promise<readonly string[]> => {
    const { body } = await stack.query(
      0,
      `{ __type(name: "${type}") { fields { name args { name } type { kind ofType { kind } } } } }`,
    )
    const found: readonly { name: string; args: unknown[]; type: { kind: string; ofType: { kind: string } | null } }[] =
      body.data.__type.fields
    return found
      .filter(
        ({ args, type: { kind, ofType } }) =>
          args.length === 0 && PLAIN.has(kind === 'NON_NULL' ? (ofType?.kind ?? '') : kind),
      )
      .map(({ name }) => name)
      .filter((name) => name !== 'password')
  }
})

const byId = (nodes: readonly { id: string }[]) => nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1))
const PLAIN = new Set(['SCALAR', 'ENUM'])

describe.runIf(hasRedis)('credentials that the vendor refuses', () => {
  /** How many requests so many gateways send that are asked for two lists each, at the same time. */
  const sentBy = async (instances: number): Promise<number> => {
    const source = { auth: { username: 'admin', secretKey: 'not-the-right-one' } }
    const stack = await startCluster({ instances, vendors: ['mor'], source, cluster: PATIENT })
    try {
      await eventually(() => stack.up.every((isUp) => isUp))
      const asked = ['activeCalls', 'calls'].map((list) => `{ ${list}(first: 1) { sources { error { code } } } }`)
      const asking = stack.gateways.flatMap((_, at) => asked.map((document) => stack.query(at, document)))
      for (const { body } of await Promise.all(asking)) expect(JSON.stringify(body)).toContain('UNAUTHENTICATED')
      return stack.vendorRequests('mor-demo')
    } finally {
      await stack.close()
    }
  }

  test('are sent by four gateways as often as by one', async () => {
    expect(await sentBy(4)).toBe(await sentBy(1))
  })
})

const textsOf = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => (/user|login$/i.test(key) ? [] : textsOf(inner)))
      : []
