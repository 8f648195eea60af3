// Subscriptions to calls in progress over real HTTP, against simulators whose time a test moves.

import { isDeepStrictEqual } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { scrape } from '../../support/scrape.js'
import { type Stack, type StackOptions, startStack } from '../../support/stack.js'
import { key, openSignedInStack, tenantKey } from '../access/signed-in-stack.js'
import { subscribe, type TextStream } from './text-stream.js'

const FIELDS = 'id state direction caller { number } callee { number } customer { nativeId } accountId'
const CALLS = `
  subscription ($filter: ActiveCallFilter, $since: String) {
    activeCallUpdates(filter: $filter, since: $since) {
      kind position more started { ${FIELDS} } changed { ${FIELDS} } ended { id reason }
      totalCount sources { source { name } status stale error { code } }
    }
  }
`

interface Update {
  readonly kind: 'SNAPSHOT' | 'CHANGES' | 'ALIVE'
  readonly position: string
  readonly started: readonly { readonly id: string }[]
  readonly changed: readonly { readonly id: string }[]
  readonly ended: readonly { readonly id: string; readonly reason: string }[]
  readonly totalCount: number | null
  readonly sources: readonly { readonly source: { readonly name: string }; readonly status: string }[]
}

async function start(options: StackOptions = {}): Promise<Stack> {
  const freshness = { freshness: { activeCalls: 0 }, staleOnError: 0, retries: 0 }
  const names = ['telecomx', 'portasip', 'restcomm', 'mor'].map((vendor) => `${vendor}-demo`)
  const stack = await startStack({
    live: { every: '100ms' },
    overrides: Object.fromEntries(names.map((name) => [name, freshness])),
    ...options,
  })
  onTestFinished(() => stack.close())
  return stack
}

/** A client that keeps the calls as the schema says. */
class Client {
  readonly calls = new Map<string, object>()
  readonly updates: Update[] = []
  #looked = 0
  #wake: () => void = () => undefined
  #failed: unknown

  constructor(stream: TextStream) {
    this.#read(stream).catch((error: unknown) => {
      this.#failed = error
      this.#wake()
    })
  }

  /** The next event that fits. @throws where an event has errors, or the stream has ended. */
  async until(fits: (update: Update) => boolean = () => true): Promise<Update> {
    for (;;) {
      const update = this.updates[this.#looked]
      if (update === undefined) {
        if (this.#failed !== undefined) throw this.#failed
        await new Promise<void>((resolve) => (this.#wake = resolve))
        continue
      }
      this.#looked++
      if (fits(update)) return update
    }
  }

  async #read(stream: TextStream): Promise<never> {
    for (;;) {
      const event = await stream.until('\n\n')
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (data === undefined) continue
      const result: { data?: { activeCallUpdates: Update }; errors?: unknown } = JSON.parse(data)
      if (result.errors !== undefined || result.data === undefined) throw new Error(data)
      this.#take(result.data.activeCallUpdates)
      this.#wake()
    }
  }

  #take(update: Update): void {
    this.updates.push(update)
    if (update.kind === 'SNAPSHOT') this.calls.clear()
    for (const call of [...update.started, ...update.changed]) this.calls.set(call.id, call)
    for (const { id } of update.ended) this.calls.delete(id)
  }
}

const open = async ({ url }: Stack, variables: object = {}): Promise<Client> => {
  const stream = await subscribe(`${url}/graphql`, { query: CALLS, variables })
  onTestFinished(() => stream.cancel())
  return new Client(stream)
}

async function queried(stack: Stack): Promise<ReadonlyMap<string, object>> {
  const { body } = await stack.query(`{ activeCalls(first: 1000) { nodes { ${FIELDS} } } }`)
  const data: { readonly activeCalls: { readonly nodes: readonly { readonly id: string }[] } } = body.data as never
  return new Map(data.activeCalls.nodes.map((call) => [call.id, call]))
}

const sorted = (calls: ReadonlyMap<string, object>) => [...calls].sort(([a], [b]) => (a < b ? -1 : 1))

test('what a client has put together equals a fresh query', async () => {
  // Of lists in pages an end is known one poll later.
  const stack = await start({ vendors: ['portasip', 'mor'] })
  const client = await open(stack)
  const first = await client.until()
  expect([first.kind, first.sources.map(({ status }) => status)]).toEqual(['SNAPSHOT', ['OK', 'OK']])
  expect(sorted(client.calls)).toEqual(sorted(await queried(stack)))
  for (let step = 0; step < 2; step++) {
    stack.clock.nowMs += 60_000
    // A request that was on its way when the time moved has an answer of before: both sides come to the present.
    const differences = async () => {
      const fresh = await queried(stack)
      return isDeepStrictEqual(sorted(client.calls), sorted(fresh)) ? 'none' : 'some'
    }
    await expect.poll(differences, { timeout: 20_000 }).toBe('none')
  }
  expect(client.updates.some(({ ended }) => ended.length > 0)).toBe(true)
})

test('a source that fails ends no call, and is data and no error', async () => {
  const stack = await start({ vendors: ['mor'] })
  const client = await open(stack)
  const first = await client.until()
  const held = client.calls.size
  stack.hosts['mor-demo']?.setFaults({ errorRate: 1 })
  const failed = await client.until(({ sources }) => sources.length > 0)
  expect([failed.totalCount, failed.sources.map(({ status }) => status), client.calls.size]).toEqual([
    null,
    ['FAILED'],
    held,
  ])
  stack.hosts['mor-demo']?.setFaults({ errorRate: 0 })
  stack.clock.nowMs += 10_000
  const back = await client.until(({ totalCount }) => totalCount !== null)
  expect(back.sources.map(({ status }) => status)).toEqual(['OK'])
  const resumed = await open(stack, { since: first.position })
  expect((await resumed.until()).kind).toBe('CHANGES')
})

test('the calls in progress of the last minutes, and alarms in metrics', async () => {
  const stack = await start({
    vendors: ['mor'],
    wallboard: { alarms: { dropTo: 0.5, sourceDownFor: '30s', countryShare: { of: ['DK'], above: 0.001 } } },
    overrides: { 'mor-demo': { freshness: { activeCalls: 0 }, probeEvery: '10s' } },
  })
  const client = await open(stack)
  await client.until()
  const { body } = await stack.query('{ activeCallHistory { at source { name } state total } }')
  const data: { readonly activeCallHistory: readonly { readonly total: number | null }[] } = body.data as never
  const total = data.activeCallHistory.reduce((sum, sample) => sum + (sample.total ?? 0), 0)
  expect(total).toBe(client.calls.size)
  expect(data.activeCallHistory[0]).toMatchObject({ source: { name: 'mor-demo' }, total: null })
  const { by, value } = await scrape(stack.url)
  expect(by('kind', 'trunkline_alarm', {})).toEqual({ SOURCE_DOWN: 0, CALLS_DROPPED: 0, COUNTRY_SHARE: 1 })
  expect([value('trunkline_live_channels'), value('trunkline_live_subscribers', { transport: 'sse' })]).toEqual([1, 1])
  const refused = await stack.query('{ activeCallHistory(minutes: 361) { at } }')
  expect(refused.body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT')
})

test('a tenant gets its own calls only, over HTTP too, and no history', async () => {
  const stack = await openSignedInStack({}, { live: { every: '100ms' } })
  const headers = { authorization: `Bearer ${tenantKey.key}` }
  const stream = await subscribe(`${stack.url}/graphql`, { query: CALLS, headers })
  onTestFinished(() => stream.cancel())
  const client = new Client(stream)
  const { started } = await client.until()
  const { body } = await stack.query(`{ activeCalls(first: 1000) { nodes { ${FIELDS} } } }`, {}, headers)
  const data: { readonly activeCalls: { readonly nodes: readonly { readonly id: string }[] } } = body.data as never
  const own = new Map(data.activeCalls.nodes.map((call) => [call.id, call]))
  expect(sorted(client.calls)).toEqual(sorted(own))
  const all = await stack.query('{ activeCalls { totalCount } }', {}, { authorization: `Bearer ${key.key}` })
  expect(all.body.data).toMatchObject({ activeCalls: { totalCount: expect.any(Number) } })
  expect(all.body.data).not.toMatchObject({ activeCalls: { totalCount: started.length } })
  const history = await stack.query('{ activeCallHistory { total } }', {}, headers)
  expect(history.body.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
})
