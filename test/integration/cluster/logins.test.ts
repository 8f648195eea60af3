// Log-ins of several instances at a vendor that gives tokens: with `shareLogins` one logs in for all.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { wholeBody } from '../../../adapters/wire/json/body.js'
import { createTransport, type Transport } from '../../../src/transport/transport.js'
import { hasRedis, type RedisServer, startRedis } from '../../support/store/redis-server.js'
import { startProxy } from '../../support/store/tcp-proxy.js'
import { startCluster } from './cluster-stack.js'
import { clock, eventually, identityOf, overStore, type StoreOptions } from './instances.js'
import { auth, LIFETIME_S, requestOf, startVendor, type Vendor } from './login-vendor.js'
import { everythingIn } from './store-content.js'

const SHARING: StoreOptions = { shareLogins: true, encryptionKey: 'k'.repeat(32) }
const never = new AbortController().signal
const HELLO = requestOf('/hello')

describe.runIf(hasRedis)('log-ins over a store', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => redis?.stop())

  /** An instance with one source at a vendor. */
  const open = async (name: string, { url }: Vendor, options: StoreOptions = SHARING, store = redis.url) => {
    const { sharing, events } = await overStore(store, options)
    const shared = sharing.source(identityOf(name), { maxConcurrency: 8, requestsPerSecond: null })
    const { refusals, logins } = shared
    const transport = createTransport({
      ...{ url, maxResponseBytes: 1_000_000, maxConnections: 8, clock, refusals, logins },
      declaration: {
        auth,
        faults: [
          { when: { code: 'expired' }, code: 'UNAUTHENTICATED', meaning: 'expired', hint: 'token-expired' },
          { when: { httpStatus: 401 }, code: 'UNAUTHENTICATED', meaning: 'refused' },
        ],
        readError: (body) => (body.startsWith('code=') ? { code: body.slice(5) } : {}),
      },
    })
    onTestFinished(async () => {
      await transport.close()
      await sharing.close()
    })
    const outcomes = (): readonly string[] =>
      events.flatMap((event) => (event.type === 'cluster-login' ? [event.outcome] : []))
    const commands = (name: string): readonly string[] =>
      events.flatMap((event) => (event.type === 'cluster-command' && event.command === name ? [event.outcome] : []))
    const isUp = () => events.some((event) => event.type === 'cluster-store' && event.state === 'up')
    return { shared, transport, outcomes, commands, isUp, ask: (timeoutMs = 20_000) => ask(transport, timeoutMs) }
  }
  const ask = async (transport: Transport, timeoutMs: number): Promise<unknown> =>
    (
      await transport.send(
        HELLO,
        wholeBody((text) => text),
        { signal: never, timeoutMs },
      )
    ).result

  const openAll = async (count: number, name: string, vendor: Vendor, options: StoreOptions = SHARING) => {
    const instances = await Promise.all(Array.from({ length: count }, () => open(name, vendor, options)))
    await eventually(() => instances.every(({ isUp }) => isUp()))
    return instances
  }
  type Instance = Awaited<ReturnType<typeof open>>
  const askAll = (instances: readonly Instance[]) => Promise.all(instances.map((instance) => instance.ask()))
  const tokenKeys = async (name: string): Promise<readonly string[]> => {
    const found = await redis.command('KEYS', `tl:*{${name}}*:login:*:t`)
    return Array.isArray(found) ? found.map(String) : []
  }
  const isStored = (name: string) => eventually(async () => (await tokenKeys(name)).length === 1)
  /** Resolves when all others have received what an instance has published before. */
  const published = async ([from, ...others]: readonly Instance[]): Promise<void> => {
    const received = others.map(
      ({ shared }) => new Promise<void>((resolve) => void shared.sharing.onForget(() => resolve())),
    )
    await from?.shared.sharing.forget()
    await Promise.all(received)
  }

  test('are one for all instances, also for one that starts later', async () => {
    const vendor = await startVendor()
    const instances = await openAll(4, 'once', vendor)
    expect(await askAll(instances)).toEqual(['hello', 'hello', 'hello', 'hello'])
    expect(vendor.logins).toBe(1)
    await isStored('once')
    const [later] = await openAll(1, 'once', vendor)
    expect(await later?.ask()).toBe('hello')
    expect(vendor.logins).toBe(1)
    expect(later?.outcomes()).toEqual(['shared'])
  })

  test('are one for each instance unless they are shared', async () => {
    const vendor = await startVendor()
    const instances = await openAll(3, 'apart', vendor, { encryptionKey: 'k'.repeat(32) })
    await askAll(instances)
    expect(vendor.logins).toBe(3)
    expect(await tokenKeys('apart')).toEqual([])
  })

  test('leave their token encrypted in the store, for no longer than it is good for', async () => {
    const vendor = await startVendor()
    await askAll(await openAll(2, 'sealed', vendor))
    await isStored('sealed')
    const [key = ''] = await tokenKeys('sealed')
    const leftMs = Number(await redis.command('PTTL', key))
    expect(leftMs).toBeGreaterThan(0)
    expect(leftMs).toBeLessThanOrEqual(LIFETIME_S * 1000)
    const stored = await everythingIn(redis.url)
    expect(stored).toContain(key)
    for (const token of vendor.tokens) {
      expect(stored).not.toContain(token)
      expect(stored).not.toContain(Buffer.from(token).toString('base64'))
    }
  })

  test.for([
    ['has expired', 'code=expired'],
    ['was revoked, without saying so', ''],
  ] as const)(
    'are one again when the vendor says that the token %s; all go on, and none uses it again',
    async ([, refusal]) => {
      const vendor = await startVendor()
      const name = `revoked-${refusal.length}`
      const instances = await openAll(4, name, vendor)
      await askAll(instances)
      await isStored(name)
      vendor.refusal = refusal
      vendor.valid.clear()
      // The idle one hears of it.
      const [idle, ...busy] = instances
      expect(await askAll(busy)).toEqual(['hello', 'hello', 'hello'])
      expect(vendor.logins).toBe(2)
      await published([...busy.slice(0, 1), ...(idle === undefined ? [] : [idle])])
      vendor.used.length = 0
      expect(await idle?.ask()).toBe('hello')
      expect(vendor.used).toEqual([vendor.tokens[1]])
      expect(vendor.logins).toBe(2)
    },
  )

  test('that are refused are not tried by each instance', async () => {
    const vendor = await startVendor()
    vendor.acceptsPassword = false
    const instances = await openAll(4, 'refused', vendor)
    for (const outcome of await Promise.allSettled(instances.map((instance) => instance.ask())))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'UNAUTHENTICATED' } })
    expect(vendor.logins).toBe(1)
  })

  test('that are refused are not tried by those who have waited', async () => {
    const vendor = await startVendor()
    const instances = await openAll(3, 'followed', vendor)
    await askAll(instances)
    await isStored('followed')
    vendor.valid.clear()
    vendor.acceptsPassword = false
    const { promise, resolve } = Promise.withResolvers<void>()
    vendor.gate = promise
    const claims = instances.map(({ commands }) => commands('claim-login').length)
    const asked = Promise.allSettled(instances.map((instance) => instance.ask()))
    await eventually(() => instances.every(({ commands }, at) => commands('claim-login').length > (claims[at] ?? 0)))
    resolve()
    for (const outcome of await asked)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'UNAUTHENTICATED' } })
    expect(vendor.logins).toBe(2)
  })

  test('are made by the others when the right to log in comes too late', async () => {
    const vendor = await startVendor()
    await eventually(async () => {
      const proxy = await startProxy(redis.port)
      onTestFinished(() => proxy.close())
      const options = { ...SHARING, commandTimeoutMs: 300 }
      const instance = await open('late', vendor, options, `redis://127.0.0.1:${proxy.port}`)
      await eventually(instance.isUp)
      await instance.ask()
      const before = instance.commands('claim-login').length
      vendor.valid.clear()
      proxy.delayMs = 250
      expect(await instance.ask()).toBe('hello')
      // A machine that is busy may have waited for it, or may not have asked: then once more.
      if (instance.commands('claim-login').slice(before).join() !== 'timeout') return false
      await eventually(() => instance.commands('release').length === 1)
      return true
    }, 25_000)
  })

  test('are made by each instance itself while the store is down', async () => {
    const own = await startRedis()
    onTestFinished(() => own.stop())
    const vendor = await startVendor()
    const instances = await Promise.all([1, 2, 3].map(() => open('down', vendor, SHARING, own.url)))
    await own.kill()
    expect(await askAll(instances)).toEqual(['hello', 'hello', 'hello'])
    expect(vendor.logins).toBe(3)
    for (const { outcomes } of instances) expect(outcomes()).toEqual(['alone'])
  })

  test('do not wait for an instance that never ends', async () => {
    const vendor = await startVendor()
    const [first] = await openAll(1, 'endless', vendor)
    await first?.ask()
    await isStored('endless')
    const [key = ''] = await tokenKeys('endless')
    await redis.command('DEL', key)
    await redis.command('SET', key.replace(/:t$/, ':l'), 'somebody', 'PX', '600000')
    const [second] = await openAll(1, 'endless', vendor)
    expect(await second?.ask(4000)).toBe('hello')
    expect(second?.outcomes()).toEqual(['alone'])
  })

  test('of an instance with another key are its own', async () => {
    const vendor = await startVendor()
    const instances = await openAll(2, 'other-key', vendor)
    const [stranger] = await openAll(1, 'other-key', vendor, { ...SHARING, encryptionKey: 'j'.repeat(32) })
    await askAll(instances)
    await isStored('other-key')
    expect(await stranger?.ask()).toBe('hello')
    expect(vendor.logins).toBe(2)
    await eventually(() => stranger?.outcomes().join() === 'lead')
  })

  test('are made again, and counted, where what is stored was sealed with another key, or for another source', async () => {
    const vendor = await startVendor()
    const [a] = await openAll(1, 'own', vendor)
    const [b] = await openAll(1, 'other', vendor)
    await askAll([a, b].filter((each) => each !== undefined))
    await isStored('own')
    await isStored('other')
    const [[from = ''], [to = '']] = [await tokenKeys('other'), await tokenKeys('own')]
    await redis.command('COPY', from, to, 'REPLACE')
    const [c, d] = await openAll(2, 'own', vendor)
    expect(await c?.ask()).toBe('hello')
    await eventually(() => c?.outcomes().join() === 'garbage,lead')
    expect(await d?.ask()).toBe('hello')
    expect(d?.outcomes()).toEqual(['shared'])
    expect(vendor.logins).toBe(3)
  })

  test('are made by each instance itself where the vendor binds tokens to its address', async () => {
    // The same source for both, but each is known to the vendor by another address.
    const [here, there] = [await startVendor(), await startVendor()]
    for (const { refusal } of [here, there]) expect(refusal).toBe('code=expired')
    const [a, b] = [await openAll(1, 'bound', here), await openAll(1, 'bound', there)].flat()
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round++) {
        expect(await a?.ask()).toBe('hello')
        expect(await b?.ask()).toBe('hello')
      }
    }
    await rounds(10)
    const logins = here.logins + there.logins
    expect(logins).toBeLessThanOrEqual(8)
    await rounds(10)
    expect(here.logins + there.logins).toBe(logins)
  })
})

describe.runIf(hasRedis)('gateways that share log-ins', () => {
  test('log in once at each vendor that gives tokens, and store none that can be read', async () => {
    const stack = await startCluster({
      instances: 3,
      vendors: ['telecomx', 'portaone'],
      cluster: { commandTimeout: '2s', shareLogins: true, encryptionKey: 'k'.repeat(32) },
    })
    onTestFinished(() => stack.close())
    await eventually(() => stack.up.every((isUp) => isUp))
    const answers = await Promise.all(
      [0, 1, 2].map((at) => stack.query(at, '{ calls(first: 5) { nodes { nativeId } sources { status } } }')),
    )
    for (const { body } of answers) expect(body.data.calls.sources).toEqual([{ status: 'OK' }, { status: 'OK' }])
    for (const { requests } of Object.values(stack.simulators.hosts))
      expect(requests.filter(({ path }) => /\/login$/.test(path))).toHaveLength(1)
    await eventually(async () => (await everythingIn(stack.redis.url)).split(':login:').length > 2)
    const stored = await everythingIn(stack.redis.url)
    // How the tokens of the simulated vendors begin, and passwords.
    for (const secret of ['demo.', Buffer.from('{"alg"').toString('base64url'), 'demo-password'])
      expect(stored).not.toContain(secret)
  })
})
