// Rates of principals, on every path of answering. The test sets the clock.

import { beforeEach, describe, expect, test } from 'vitest'
import type { RateLimits } from '../../../src/access/rights/settings.js'
import type { RequestStep, StepOperation } from '../../../src/server/pipeline/step.js'
import { OwnRequestsInProgress } from '../../../src/server/rates/in-progress.js'
import { createRateCounts, type RateCounts, rateLimitStep } from '../../../src/server/rates/rate-limit-step.js'
import { TokenBucket } from '../../../src/server/rates/token-bucket.js'
import { requestPrincipal } from '../access/request-principal.js'
import { ask, type SmallOptions, type SmallServer, startSmallServer } from './small-server.js'

const clock = { nowMs: 0 }
beforeEach(() => void (clock.nowMs = 1_000_000))

const QUERY = '{ greeting }'
const MUTATION = 'mutation { rename(name: "a") }'

/** A header names the sender of a request. */
const signIn = (limits: RateLimits): RequestStep<never> => ({
  name: 'sign-in',
  onRequest(exchange) {
    const id = exchange.request.headers['x-who']
    if (typeof id === 'string') exchange.principal = requestPrincipal({ id, limits })
    return null
  },
})

const now = (): number => clock.nowMs
const costOf = ({ parts }: StepOperation): number => parts.operation.selectionSet.selections.length * 10

async function start(
  limits: RateLimits,
  options: SmallOptions = {},
  counts: Partial<RateCounts> = {},
): Promise<SmallServer> {
  const server = await startSmallServer({
    steps: [signIn(limits), rateLimitStep({ now, costOf, counts: createRateCounts(now, counts) })],
    ...options,
  })
  // An operation that was sent twice takes the fast path.
  for (let each = 0; each < 2; each++) await ask(server.graphql, QUERY)
  return server
}

const as = (who: string) => ({ 'x-who': who })
const MINUTE = { periodMs: 60_000 }

const sharing = {
  ownHeaders: [],
  ownFields: [],
  freshUntilMs: () => clock.nowMs + 5000,
  currencyOf: () => () => true,
  generation: () => 0,
  joinableMs: 1000,
  now: () => clock.nowMs,
}

const get = (server: SmallServer, who: string) =>
  fetch(`${server.graphql}?query=${encodeURIComponent(QUERY)}`, {
    headers: { 'apollo-require-preflight': '1', ...as(who) },
  }).then(({ status }) => status)
const post = (server: SmallServer, who: string, query = QUERY) =>
  ask(server.graphql, query, as(who)).then(({ status }) => status)

const WAYS: readonly [string, (server: SmallServer, who: string) => Promise<number>, SmallOptions?][] = [
  ['the fast path', post],
  ['a new operation', (server, who) => post(server, who, `query Q${(clock.nowMs % 1e6) | 0} { greeting }`)],
  ['a GET', get],
  ['an answer that is kept', post, { sharing }],
  ['the fast path by way of Fastify', post, { cors: { origins: ['https://desk.example.net'] } }],
  ['graphql-js', post, { executor: 'graphql-js' }],
]

describe('requests', () => {
  test.each(WAYS)('beyond the rate are refused with 429: %s', async (_way, send, options) => {
    const server = await start({ requests: { count: 2, ...MINUTE } }, options)
    const statuses = [await send(server, 'a'), await send(server, 'a'), await send(server, 'a')]
    expect(statuses).toEqual([200, 200, 429])
    expect(await send(server, 'b')).toBe(200)
    clock.nowMs += 30_000
    expect([await send(server, 'a'), await send(server, 'a')]).toEqual([200, 429])
  })

  test.each([
    ['known', QUERY],
    ['new', 'query New { greeting }'],
  ])('the refusal of a %s operation says which limit, and when to try again', async (_what, query) => {
    const server = await start({ requests: { count: 2, ...MINUTE } })
    for (let each = 0; each < 2; each++) await post(server, 'a')
    const { status, headers, body } = await ask(server.graphql, query, as('a'))
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('30')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      errors: [
        {
          message: 'This principal has sent as many requests as it may in a period; try again later.',
          extensions: { code: 'RATE_LIMITED', limit: 'requests', retryAfterSeconds: 30 },
        },
      ],
    })
  })

  test('mutations have a separate bucket', async () => {
    const server = await start({ requests: { count: 1, ...MINUTE } })
    expect([await post(server, 'a'), await post(server, 'a')]).toEqual([200, 429])
    expect([await post(server, 'a', MUTATION), await post(server, 'a', MUTATION)]).toEqual([200, 429])
  })

  test('requests without an operation are counted, too', async () => {
    const server = await start({ requests: { count: 2, ...MINUTE } })
    const statuses: number[] = []
    for (const query of ['{', '{ nothing }', '{']) statuses.push(await post(server, 'a', query))
    expect(statuses).toEqual([200, 200, 429])
    expect(await post(server, 'b', '{')).toBe(200)
  })

  test('without a rate, or without a principal, nothing is refused', async () => {
    const server = await start({})
    for (let each = 0; each < 5; each++) expect(await post(server, 'a')).toBe(200)
    const limited = await start({ requests: { count: 1, ...MINUTE } })
    for (let each = 0; each < 5; each++) expect((await ask(limited.graphql, QUERY)).status).toBe(200)
  })
})

describe('cost', () => {
  const limits = { cost: { count: 25, ...MINUTE } }
  const TWICE = '{ greeting required }'

  test('is charged before an operation is executed', async () => {
    let executed = 0
    const server = await start(limits, { resolvers: { 'Query.required': () => `r${++executed}` } })
    expect(await post(server, 'a', TWICE)).toBe(200)
    const refused = await ask(server.graphql, TWICE, as('a'))
    expect([refused.status, refused.body.errors?.[0]?.extensions]).toEqual([
      429,
      { code: 'RATE_LIMITED', limit: 'cost', retryAfterSeconds: 36 },
    ])
    expect(executed).toBe(1)
    clock.nowMs += 36_000
    expect(await post(server, 'a', TWICE)).toBe(200)
  })

  test('of a refused operation is not charged', async () => {
    const server = await start(limits)
    expect(await post(server, 'a', TWICE)).toBe(200)
    for (let each = 0; each < 3; each++) await post(server, 'a', TWICE)
    clock.nowMs += 12_000
    expect(await post(server, 'a')).toBe(200)
  })
})

const inProgress = new OwnRequestsInProgress()
/** As over a store. */
const later = { take: async (key: string, most: number) => inProgress.take(key, most) }

describe.for([
  ['this process', {}],
  ['a store', { inProgress: later }],
] as const)('concurrency, counted by %s', ([, counts]) => {
  async function startHolding() {
    const gate = Promise.withResolvers<void>()
    const signals: AbortSignal[] = []
    let isHolding = false
    const server = await start(
      { concurrent: 2 },
      {
        resolvers: {
          'Query.greeting': async (_source, _args, { request }) => {
            signals.push(request.signal)
            if (isHolding) await gate.promise
            return 'hello'
          },
        },
      },
      counts,
    )
    isHolding = true
    signals.length = 0
    return { server, signals, open: () => gate.resolve() }
  }
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
  }

  test('is released when an answer was sent, and when its client has left', async () => {
    const { server, signals, open } = await startHolding()
    const leaving = new AbortController()
    const headers = { 'content-type': 'application/json', ...as('a') }
    const left = fetch(server.graphql, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: QUERY }),
      signal: leaving.signal,
    }).catch(() => null)
    await until(() => signals.length === 1)
    const answered = post(server, 'a')
    await until(() => signals.length === 2)
    const refused = await ask(server.graphql, QUERY, as('a'))
    expect([refused.status, refused.body.errors?.[0]?.extensions?.['limit']]).toEqual([429, 'concurrent'])
    expect(await post(server, 'a', MUTATION)).toBe(200)
    leaving.abort()
    await left
    await until(() => signals[0]?.aborted === true)
    const another = post(server, 'a')
    await until(() => signals.length === 3)
    expect(await post(server, 'a')).toBe(429)
    open()
    expect([await answered, await another]).toEqual([200, 200])
    expect(await post(server, 'a')).toBe(200)
  })
})

test('a request that is refused takes no place', async () => {
  const server = await start({ concurrent: 1, requests: { count: 1, ...MINUTE } })
  expect(await post(server, 'a')).toBe(200)
  for (let each = 0; each < 3; each++) {
    const refused = await ask(server.graphql, QUERY, as('a'))
    expect(refused.body.errors?.[0]?.extensions?.['limit']).toBe('requests')
  }
})

test('requests one after another are not concurrent', async () => {
  const server = await start({ concurrent: 1 })
  for (let each = 0; each < 3; each++) expect(await post(server, 'a')).toBe(200)
})

describe('a token bucket', () => {
  const rate = { count: 10, periodMs: 1000 }

  test('allows more than it holds when it is full, and is then in debt', () => {
    const bucket = new TokenBucket(rate, 0)
    expect(bucket.waitMs(30, 0)).toBe(0)
    bucket.take(30, 0)
    expect(bucket.waitMs(1, 0)).toBe(2100)
    expect(bucket.waitMs(1, 2100)).toBe(0)
  })

  test('is not filled by a clock that is set back', () => {
    const bucket = new TokenBucket(rate, 5000)
    bucket.take(10, 5000)
    expect(bucket.waitMs(1, 1000)).toBe(100)
    expect(bucket.waitMs(1, 1100)).toBe(0)
  })
})
