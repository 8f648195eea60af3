// What users of other servers complained of, as far as it is about how events reach them: the whole gateway over
// simulators, over real HTTP, with the clients that people use.

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { createClient } from 'graphql-sse'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import { processTimers, type Timers } from '../../../src/async/timers.js'
import { scrape } from '../../support/scrape.js'
import { NOON, type Stack, startStack, type TestClock } from '../../support/stack.js'
import { startHoldingProxy } from '../reload/holding-proxy.js'
import { startReloading } from '../reload/reloading.js'
import { formatRequest, openRaw } from '../server/raw-client.js'
import { subscribe } from './text-stream.js'

const CALLS =
  'subscription { activeCallUpdates { kind more started { id } totalCount sources { status source { name } } } }'
/** No call lasts for a day. */
const NONE = 'subscription { activeCallUpdates(filter: { minDurationSeconds: 86400 }) { kind } }'
const POLLED = { freshness: { activeCalls: 0 }, staleOnError: 0, retries: 0 }
const POST = formatRequest(
  'POST /graphql HTTP/1.1',
  ['Host: 127.0.0.1', 'Accept: text/event-stream'],
  JSON.stringify({ query: CALLS }),
)
const LIVE = { every: '100ms', linger: '200ms', heartbeat: '1s' }

interface Update {
  readonly kind: string
  readonly totalCount: number | null
  readonly sources: readonly { readonly status: string; readonly source: { readonly name: string } }[]
}

const updateIn = (text: string): Update => {
  const { data }: { data: { activeCallUpdates: Update } } = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '')
  return data.activeCallUpdates
}

/** Time that passes: vendors are asked again only when it does. A test may set it forward. */
class RunningClock implements TestClock {
  #startMs = NOON - performance.now()

  get nowMs(): number {
    return Math.floor(this.#startMs + performance.now())
  }
  set nowMs(nowMs: number) {
    this.#startMs = nowMs - performance.now()
  }
}

/** Those of the process; it knows how many have yet to call back. */
class CountedTimers implements Timers {
  #waiting = 0
  readonly #changed = new EventTarget()

  after(delayMs: number, callback: () => void): () => void {
    this.#waiting++
    const settle = (): void => {
      this.#waiting--
      this.#changed.dispatchEvent(new Event('settled'))
    }
    let isOver = false
    const over = (act: () => void) => (): void => {
      if (isOver) return
      isOver = true
      act()
      settle()
    }
    const cancel = processTimers.after(delayMs, over(callback))
    return over(cancel)
  }

  /** Waits until nothing is waited for. */
  async idle(): Promise<void> {
    while (this.#waiting > 0)
      await new Promise((resolve) => this.#changed.addEventListener('settled', resolve, { once: true }))
  }
}

const timers = new CountedTimers()
const open = (): Promise<Stack> =>
  startStack({ vendors: ['mor'], live: LIVE, overrides: { 'mor-demo': POLLED }, clock: new RunningClock(), timers })

describe('while a vendor hangs', () => {
  test('wundergraph/cosmo#1981: headers and a comment are there at once; irontec/ivozprovider#2372: no event before each source has answered', async () => {
    const stack = await startReloading({}, {}, ['mor', 'telecomx'])
    const { 'mor-demo': mor, 'telecomx-demo': telecomx } = stack.simulated
    if (mor === undefined || telecomx === undefined) throw new Error('two vendors are simulated')
    const { origin, pathname } = new URL(String(mor['url']))
    const proxy = await startHoldingProxy(origin)
    stack.write({ sources: { mor: { ...mor, url: proxy.origin + pathname }, telecomx }, access: { live: LIVE } })
    await stack.reload()
    const stream = await subscribe(`${stack.url}/graphql`, { query: CALLS })
    expect(stream.response.status).toBe(200)
    expect(await stream.until('\n\n')).toBe(':\n\n')
    await proxy.arrived
    proxy.release()
    const first = updateIn(await stream.until('}}}\n\n'))
    expect(first.kind).toBe('SNAPSHOT')
    expect(first.sources.map(({ status, source }) => `${source.name} ${status}`)).toEqual(['mor OK', 'telecomx OK'])
    expect(first.totalCount).toBeGreaterThan(0)
    await stream.cancel()
  })
})

describe('with one source', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await open()
  })
  afterAll(() => stack?.close())

  test('graphql-hive/graphql-yoga#2385: a client that hides comments sees that the connection is alive', async () => {
    const client = createClient({ url: `${stack.url}/graphql`, retryAttempts: 0 })
    onTestFinished(() => client.dispose())
    const kinds: unknown[] = []
    for await (const { data } of client.iterate<{ activeCallUpdates: Update }>({ query: NONE })) {
      kinds.push(data?.activeCallUpdates.kind)
      if (kinds.at(-1) === 'ALIVE') break
    }
    expect(kinds).toEqual(['SNAPSHOT', 'ALIVE'])
  })

  test('apollographql/apollo-client#7982: a source that fails and recovers is data, and neither an error nor an end', async () => {
    const client = new ApolloClient({ link: new HttpLink({ uri: `${stack.url}/graphql` }), cache: new InMemoryCache() })
    onTestFinished(() => client.stop())
    const ended: unknown[] = []
    const statuses = new EventTarget()
    const heard: string[] = []
    const subscription = client
      .subscribe<{ activeCallUpdates: Update }>({ query: gql(CALLS), fetchPolicy: 'no-cache' })
      .subscribe({
        next({ data, error }) {
          if (error !== undefined) ended.push(error)
          for (const { status } of data?.activeCallUpdates.sources ?? []) heard.push(status)
          statuses.dispatchEvent(new Event('status'))
        },
        error: (error) => ended.push(error),
        complete: () => ended.push('complete'),
      })
    onTestFinished(() => subscription.unsubscribe())
    const until = async (status: string): Promise<void> => {
      while (heard.at(-1) !== status)
        await new Promise((resolve) => statuses.addEventListener('status', resolve, { once: true }))
    }
    await until('OK')
    stack.hosts['mor-demo']?.setFaults({ errorRate: 1 })
    await until('FAILED')
    stack.hosts['mor-demo']?.setFaults({})
    // The breaker lets a request pass after a while.
    stack.clock.nowMs += 10_000
    await until('OK')
    expect(ended).toEqual([])
  })

  test('hasura/graphql-engine#9963: when fifty clients are reset, the vendor gets no further requests', async () => {
    const requests = (): number => stack.hosts['mor-demo']?.requests.length ?? 0
    const channels = async () => (await scrape(stack.url)).value('trunkline_live_channels')
    await timers.idle()
    const before = requests()
    const sockets = await Promise.all(Array.from({ length: 50 }, () => openRaw(stack.url)))
    const opened = sockets.map(async (socket) => {
      for await (const piece of socket) if (String(piece).includes('"SNAPSHOT"')) return
    })
    for (const socket of sockets) socket.write(POST)
    await Promise.all(opened)
    expect(await channels()).toBe(1)
    expect(requests()).toBeGreaterThan(before)
    for (const socket of sockets) socket.resetAndDestroy()
    await timers.idle()
    expect(await channels()).toBe(0)
  })
})

describe('the rights of a stream', () => {
  const first = createApiKey()
  const second = createApiKey()
  const roles = { noc: { scopes: ['*:read'], sources: { '*': 'all' } } }
  const signIn = (keys: Readonly<Record<string, string>>) => ({
    live: LIVE,
    roles,
    auth: {
      keys: Object.fromEntries(Object.entries(keys).map(([name, sha256]) => [name, { sha256: [sha256], role: 'noc' }])),
    },
  })

  test('end with the key: a reload without it ends its streams, and it opens no other', async () => {
    const stack = await startReloading({ access: signIn({ wall: first.sha256, desk: second.sha256 }) })
    const headers = { authorization: `Bearer ${first.key}` }
    const stream = await subscribe(`${stack.url}/graphql`, { query: CALLS, headers })
    await stream.until('"SNAPSHOT"')
    const broken = stream.rest().catch((error: unknown) => error)
    stack.write({ access: signIn({ desk: second.sha256 }) })
    await stack.reload()
    expect(await broken).toBeInstanceOf(Error)
    expect((await subscribe(`${stack.url}/graphql`, { query: CALLS, headers })).response.status).toBe(401)
    const other = await subscribe(`${stack.url}/graphql`, {
      query: CALLS,
      headers: { authorization: `Bearer ${second.key}` },
    })
    await other.until('"SNAPSHOT"')
    await other.cancel()
  })

  test('end when the key expires: a warning, then AUTH_EXPIRED and a clean end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const { auth, ...others } = signIn({})
    const keys = { wall: { sha256: [first.sha256], role: 'noc', expires: '2026-03-03' } }
    const stack = await startStack({
      vendors: ['mor'],
      overrides: { 'mor-demo': POLLED },
      access: { ...others, auth: { ...auth, keys } },
    })
    onTestFinished(() => stack.close())
    const stream = await subscribe(`${stack.url}/graphql`, {
      query: CALLS,
      headers: { authorization: `Bearer ${first.key}` },
    })
    await stream.until('"SNAPSHOT"')
    stack.clock.nowMs = Date.UTC(2026, 2, 4) - 30_000
    vi.advanceTimersByTime(1000)
    await stream.until('"EXPIRING"')
    stack.clock.nowMs = Date.UTC(2026, 2, 5)
    vi.advanceTimersByTime(1000)
    const rest = await stream.rest()
    expect(rest).toContain('"code":"AUTH_EXPIRED"')
    expect(rest).toMatch(/event: complete\ndata:\n\n$/)
  })
})
