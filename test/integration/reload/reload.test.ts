// The configuration is read again while the gateway serves: what changes, what stays, and that no request fails.

import { describe, expect, test } from 'vitest'
import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import { startHoldingProxy } from './holding-proxy.js'
import { metricsOf, post, startReloading } from './reloading.js'

const SOURCES = '{ sources { name } }'
const CALLS = '{ calls(first: 2) { nodes { id } pageInfo { endCursor } } }'

const first = createApiKey()
const second = createApiKey()
const as = ({ key }: { readonly key: string }) => ({ authorization: `Bearer ${key}` })

const noc = { scopes: ['*:read', 'admin:reload', 'metrics:read'], sources: { '*': 'all' } }
/** Keys by name, in the form of the configuration. */
const signIn = (keys: Readonly<Record<string, { readonly sha256: string; readonly role: string }>>, roles = {}) => ({
  auth: {
    keys: Object.fromEntries(
      Object.entries(keys).map(([name, { sha256, role }]) => [name, { sha256: [sha256], role }]),
    ),
  },
  roles: { noc, ...roles },
})
const both = { one: { sha256: first.sha256, role: 'noc' }, two: { sha256: second.sha256, role: 'noc' } }

test('no request of forty clients fails while the configuration is read again, and every source is exchanged', async () => {
  const gateway = await startReloading({ server: { maxPageSize: 1000 } })
  const answers: string[] = []
  let isOver = false
  const client = async (id: number): Promise<void> => {
    for (let turn = 0; !isOver; turn++) {
      // Some are answered by the fast path, some from cached rows, some by Apollo, some by the vendor.
      const document = turn % 3 === 0 ? `{ n${id}x${turn}: __typename calls(first: 3) { nodes { id } } }` : CALLS
      const { status, text } = await gateway.query(document)
      answers.push(status === 200 && !text.includes('"errors"') ? 'answered' : `${status} ${text}`)
    }
  }
  const clients = Array.from({ length: 40 }, (_, id) => client(id))
  for (let round = 0; round < 6; round++) {
    const before = answers.length
    const [[name, keys] = ['', {}]] = Object.entries(gateway.simulated)
    gateway.write({ sources: { [name]: { ...keys, maxConcurrency: 4 + round } } })
    expect(await gateway.reload()).toEqual({
      outcome: 'reloaded',
      sources: { added: [], changed: [name], removed: [] },
    })
    // Requests have been answered with the new parts before they are exchanged once more.
    await expect.poll(() => answers.length, { timeout: 60_000 }).toBeGreaterThan(before + 40)
  }
  isOver = true
  await Promise.all(clients)
  expect(new Set(answers)).toEqual(new Set(['answered']))
})

test('a request in flight is finished with the parts that it began with, although its source is removed', async () => {
  const gateway = await startReloading({}, {}, ['mor', 'telecomx'])
  const { 'mor-demo': mor, 'telecomx-demo': telecomx } = gateway.simulated
  if (mor === undefined || telecomx === undefined) throw new Error('two vendors are simulated')
  const { origin, pathname } = new URL(String(mor['url']))
  const proxy = await startHoldingProxy(origin)
  gateway.write({ sources: { held: { ...mor, url: proxy.origin + pathname } } })
  await gateway.reload()
  const inFlight = gateway.query('{ activeCalls(first: 2) { nodes { source { name } } } }')
  await proxy.arrived
  gateway.write({ sources: { 'telecomx-demo': telecomx } })
  expect(await gateway.reload()).toMatchObject({ sources: { added: ['telecomx-demo'], removed: ['held'] } })
  expect(JSON.parse((await gateway.query(SOURCES)).text)).toEqual({ data: { sources: [{ name: 'telecomx-demo' }] } })
  proxy.release()
  const { status, text } = await inFlight
  expect([status, text]).toEqual([200, expect.stringContaining('"name":"held"')])
  expect(text).not.toContain('"errors"')
})

test('a stop does not wait for a source that was removed while its vendor does not answer', async () => {
  const gateway = await startReloading({}, {}, ['mor', 'telecomx'])
  const { 'mor-demo': mor, 'telecomx-demo': telecomx } = gateway.simulated
  if (mor === undefined || telecomx === undefined) throw new Error('two vendors are simulated')
  const { origin, pathname } = new URL(String(telecomx['url']))
  const proxy = await startHoldingProxy(origin)
  gateway.write({ sources: { held: { ...telecomx, url: proxy.origin + pathname } } })
  await gateway.reload()
  const leaving = new AbortController()
  const inFlight = gateway.query('{ activeCalls(first: 2) { nodes { id } } }', {}, leaving.signal)
  // The log-in at the vendor goes on when the client has left.
  await proxy.arrived
  leaving.abort()
  await expect(inFlight).rejects.toThrow('abort')
  gateway.write({ sources: { 'mor-demo': mor } })
  expect(await gateway.reload()).toMatchObject({ sources: { removed: ['held'] } })
  await gateway.gateway.close()
})

describe('what changes', () => {
  test('a new source appears, and a removed one is gone, also from metrics', async () => {
    const gateway = await startReloading({}, {}, ['mor', 'telecomx'])
    const { 'mor-demo': mor, 'telecomx-demo': telecomx } = gateway.simulated
    if (mor === undefined || telecomx === undefined) throw new Error('two vendors are simulated')
    gateway.write({ sources: { 'mor-demo': mor, 'telecomx-second': telecomx } })
    expect(await gateway.reload()).toEqual({
      outcome: 'reloaded',
      sources: { added: ['telecomx-second'], changed: [], removed: ['telecomx-demo'] },
    })
    expect((await gateway.query(SOURCES)).text).toContain('telecomx-second')
    await gateway.query('{ calls(first: 1) { nodes { id } } }')
    const metrics = await metricsOf(gateway.url)
    expect(metrics).toContain('trunkline_source_up{source="telecomx-second"} 1')
    expect(metrics).not.toContain('trunkline_source_requests_in_flight{source="telecomx-demo"}')
  })

  test('a revoked key stops working at once, a new one works, and the others keep their cursors', async () => {
    const gateway = await startReloading({ access: signIn({ one: both.one, two: both.two }) })
    const { text } = await gateway.query(CALLS, as(second))
    const cursor: unknown = JSON.parse(text).data.calls.pageInfo.endCursor
    expect((await gateway.query(CALLS, as(first))).status).toBe(200)
    gateway.write({ access: signIn({ two: both.two }) })
    await gateway.reload()
    expect((await gateway.query(CALLS, as(first))).status).toBe(401)
    const next = await gateway.query(`{ calls(first: 2, after: "${cursor}") { nodes { id } } }`, as(second))
    expect(next.text).toContain('"nodes":[{"id"')
    gateway.write({ access: signIn(both) })
    await gateway.reload()
    expect((await gateway.query(CALLS, as(first))).status).toBe(200)
  })

  test('fewer rights hold at once, for shared answers and for cursors of before', async () => {
    const gateway = await startReloading({ access: signIn(both) })
    const { text } = await gateway.query(CALLS, as(first))
    const cursor: unknown = JSON.parse(text).data.calls.pageInfo.endCursor
    const role = {
      viewer: { scopes: ['sources:read', 'calls:read'], sources: { 'mor-demo': { customers: ['none'] } } },
    }
    gateway.write({ access: signIn({ one: { sha256: first.sha256, role: 'viewer' }, two: both.two }, role) })
    await gateway.reload()
    expect((await gateway.query(CALLS, as(first))).text).toContain('"nodes":[]')
    const next = await gateway.query(`{ calls(first: 2, after: "${cursor}") { nodes { id } } }`, as(first))
    expect(next.text).toContain('BAD_USER_INPUT')
  })

  test('a secret in a file is exchanged with its source', async () => {
    const gateway = await startReloading()
    const [[name, keys] = ['', {}]] = Object.entries(gateway.simulated)
    const auth: Readonly<Record<string, unknown>> = Object(keys['auth'])
    gateway.writeBeside('secret', 'not the secret')
    gateway.write({ sources: { [name]: { ...keys, auth: { ...auth, secretKey: '${file:secret}' } } } })
    expect((await gateway.reload()).outcome).toBe('reloaded')
    expect((await gateway.query(CALLS)).text).toContain('UNAUTHENTICATED')
    gateway.writeBeside('secret', String(auth['secretKey']))
    expect(await gateway.reload()).toMatchObject({ sources: { changed: [name] } })
    expect((await gateway.query(CALLS)).text).not.toContain('UNAUTHENTICATED')
  })

  test('a source that did not change keeps its answers and its health', async () => {
    const gateway = await startReloading({ server: { maxPageSize: 100 } })
    await gateway.query('{ activeCalls(first: 1) { nodes { id } } }')
    const { 'mor-demo': host } = gateway.hosts
    const sent = host?.requests.length
    gateway.write({ server: { maxPageSize: 200 } })
    expect(await gateway.reload()).toMatchObject({ sources: { added: [], changed: [], removed: [] } })
    const { text } = await gateway.query('{ activeCalls(first: 1) { nodes { id } } sources { health { state } } }')
    expect(text).toContain('"state":"UP"')
    expect(host?.requests.length).toBe(sent)
  })

  test('trusted documents are read again', async () => {
    const documents = { manifests: ['documents.json'], require: true }
    const gateway = await startReloading({ server: { documents } }, { 'documents.json': '{ "a": "{ __typename }" }' })
    const byId = async (id: string): Promise<string> => {
      const body = JSON.stringify({ documentId: id })
      const headers = { 'content-type': 'application/json' }
      return (await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body })).text()
    }
    expect(await byId('a')).toContain('"__typename":"Query"')
    gateway.writeBeside('documents.json', '{ "b": "{ __typename }" }')
    await gateway.reload()
    expect(await byId('b')).toContain('"__typename":"Query"')
    expect(await byId('a')).toContain('errors')
  })
})

describe('what is refused', () => {
  test('a faulty file: the former one stays in use, and log and metrics say so without any value', async () => {
    const gateway = await startReloading({ access: signIn(both) })
    gateway.write({ server: { maxPageSize: 'hunter2' }, access: signIn({ one: both.one }) })
    expect(await gateway.reload()).toEqual({
      outcome: 'refused',
      faults: expect.arrayContaining([expect.stringContaining('server.maxPageSize')]),
    })
    expect((await gateway.query(CALLS, as(second))).status).toBe(200)
    const metrics = await metricsOf(gateway.url, as(first))
    expect(metrics).toContain('trunkline_config_reloads_total{outcome="refused"} 1')
    expect(metrics).toContain('trunkline_config_reloads_total{outcome="reloaded"} 0')
    expect(metrics).toMatch(/trunkline_config_last_reload_success_timestamp_seconds \d+/)
    const line = gateway.log.find((text) => text.includes('"type":"reload"')) ?? ''
    expect(JSON.parse(line)).toMatchObject({ level: 50, outcome: 'refused', trigger: 'SIGHUP' })
    expect(gateway.log.join('')).not.toContain('hunter2')
  })

  test.each<[key: string, server: Readonly<Record<string, unknown>>]>([
    ['server.host', { host: 'localhost' }],
    ['server.port', { port: 4999 }],
    ['server.metrics', { metrics: { port: 0 } }],
  ])('another %s', async (key, server) => {
    const gateway = await startReloading()
    gateway.write({ server })
    expect(await gateway.reload()).toEqual({
      outcome: 'refused',
      faults: [expect.stringMatching(`^${key}: .*restart`)],
    })
    expect((await gateway.query(SOURCES)).status).toBe(200)
  })

  test('a manifest that does not fit the graph', async () => {
    const gateway = await startReloading()
    gateway.writeBeside('documents.json', '{ "a": "{ nothing }" }')
    gateway.write({ server: { documents: { manifests: ['documents.json'], require: true } } })
    expect(await gateway.reload()).toMatchObject({ outcome: 'refused', faults: [expect.stringContaining('nothing')] })
    expect((await gateway.query(SOURCES)).status).toBe(200)
  })
})

describe('POST /-/reload', () => {
  const reload = (url: string, headers: Readonly<Record<string, string>> = {}, method = 'POST') =>
    fetch(`${url}/-/reload`, { method, headers })

  test('needs the scope admin:reload', async () => {
    const roles = { viewer: { scopes: ['*:read'], sources: { '*': 'all' } } }
    const keys = { one: both.one, two: { sha256: second.sha256, role: 'viewer' } }
    const gateway = await startReloading({ access: signIn(keys, roles) })
    expect((await reload(gateway.url)).status).toBe(401)
    expect((await reload(gateway.url, as(second))).status).toBe(403)
    const answer = await reload(gateway.url, as(first))
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { outcome: 'reloaded', sources: { added: [], changed: [], removed: [] } },
    ])
    expect((await reload(gateway.url, as(first), 'GET')).status).toBe(405)
    expect(gateway.log.find((line) => line.includes('"type":"reload"'))).toContain('"trigger":"key:one"')
  })

  test('names every fault of a faulty file', async () => {
    const gateway = await startReloading()
    gateway.write({ server: { maxPageSize: 0, drainMs: -1 } })
    const answer = await reload(gateway.url)
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'CONFIGURATION_INVALID', faults: [expect.any(String), expect.any(String)] } }],
    })
  })

  test('is not for pages of other origins, where nobody signs in', async () => {
    const gateway = await startReloading()
    expect((await reload(gateway.url, { origin: 'https://attacker.example' })).status).toBe(403)
    expect((await reload(gateway.url, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await reload(gateway.url, { origin: gateway.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  test('reloads that are requested at once are done one after another, and the last one counts', async () => {
    const gateway = await startReloading({ access: signIn(both) })
    const headers = as(first)
    const running = [reload(gateway.url, headers), reload(gateway.url, headers), reload(gateway.url, headers)]
    gateway.write({ access: signIn({ one: both.one }) })
    await Promise.all([...running, reload(gateway.url, headers)])
    expect((await post(gateway.url, CALLS, as(second))).status).toBe(401)
  })
})
