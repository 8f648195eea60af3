// Whole answers that clients share: which client gets which one, and for how long.

import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { HeaderKeys, IRRELEVANT_HEADERS } from '../../../src/server/fast-path/request-key.js'
import type { ServerEvent } from '../../../src/server/http/server-events.js'
import { ask, type SmallContext, startSmallServer } from './small-server.js'

/** What fetch writes itself. */
const OF_THE_CLIENT = new Set([
  'content-length',
  'connection',
  'keep-alive',
  'te',
  'transfer-encoding',
  'expect',
  'sec-fetch-*',
])

const QUERY = 'query Poll { greeting }'

/** A server whose greeting is different each time, and is made when the test allows it. */
async function startCounting({ freshForMs = 0 } = {}) {
  const clock = { nowMs: 1_000 }
  const made = { count: 0 }
  const gate = { open: Promise.resolve() }
  const generation = { count: 0 }
  const broken = { isSo: false }
  const signals: AbortSignal[] = []
  const events: ServerEvent[] = []
  const server = await startSmallServer({
    resolvers: {
      'Query.greeting': async (_source, _args, { request }) => {
        const count = ++made.count
        signals.push(request.signal)
        await gate.open
        return `hello ${count}`
      },
      'Mutation.rename': (_source, { name }) => `${String(name)} ${++made.count}`,
    },
    sharing: {
      ownHeaders: ['x-alone'],
      ownFields: ['person'],
      freshUntilMs: (_context: SmallContext) => clock.nowMs + freshForMs,
      currencyOf: (_context: SmallContext) => {
        const { count } = generation
        return () => generation.count === count
      },
      generation: () => generation.count,
      joinableMs: 1000,
      now: () => clock.nowMs,
    },
    extensions: () => {
      if (broken.isSo) throw new Error('no extensions today')
      return null
    },
    onEvent: (event) => void events.push(event),
  })
  // An operation that was sent twice takes the fast path.
  await ask(server.graphql, QUERY)
  await ask(server.graphql, QUERY)
  clock.nowMs += 3_600_000
  made.count = 0
  events.length = 0
  signals.length = 0
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate.open = promise
    return resolve
  }
  const poll = async (headers: Record<string, string> = {}, question: Parameters<typeof ask>[1] = QUERY) =>
    (await ask(server.graphql, question, headers)).body.data
  /** Starts a poll; `now` aborts it. */
  const leave = () => {
    const client = new AbortController()
    const body = JSON.stringify({ query: QUERY })
    const headers = { 'content-type': 'application/json' }
    fetch(server.graphql, { method: 'POST', headers, body, signal: client.signal }).catch(() => undefined)
    return { now: () => client.abort() }
  }
  return { ...server, clock, made, generation, broken, events, signals, hold, poll, leave }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(1)
}

/** Resolves when the server has begun to make so many. */
async function begun(made: { readonly count: number }, count: number): Promise<void> {
  await until(() => made.count >= count)
}

describe('an answer that is being made', () => {
  it('is shared with all who send the same request meanwhile', async () => {
    const { poll, hold, made, events } = await startCounting()
    const letGo = hold()
    const first = poll()
    await begun(made, 1)
    const others = Array.from({ length: 9 }, () => poll())
    // Another identity gets a separate answer; when that is being made, the others have arrived.
    const other = poll({ authorization: 'Bearer other' })
    await begun(made, 2)
    letGo()
    expect(await Promise.all([first, ...others])).toEqual(Array.from({ length: 10 }, () => ({ greeting: 'hello 1' })))
    expect(await other).toEqual({ greeting: 'hello 2' })
    const shares = events.filter((event) => event.type === 'operation-answered').map(({ shared }) => shared)
    expect(shares.filter((shared) => !shared)).toHaveLength(2)
    expect(shares.filter((shared) => shared)).toHaveLength(9)
  })

  it.each([
    ['x-api-key', 'A', 'B'],
    ['x-forwarded-user', 'ada', 'bob'],
    ['x-tenant-of-tomorrow', '1', '2'],
    ['cookie', 'a=1', 'a=2'],
    ['accept-language', 'da', 'lt'],
    ['x-api-key', 'A', ''],
    ['baggage', 'tenant=1', 'tenant=2'],
  ])('is not shared where %s differs', async (name, one, other) => {
    const { poll, made } = await startCounting({ freshForMs: 1000 })
    await poll({ [name]: one })
    await poll({ [name]: other })
    await poll()
    expect(made.count).toBe(3)
    await poll({ [name]: one })
    expect(made.count).toBe(3)
  })

  it.each(Object.keys(IRRELEVANT_HEADERS).filter((name) => !OF_THE_CLIENT.has(name)))(
    'is for all where only %s differs',
    async (name) => {
      const { poll, made } = await startCounting({ freshForMs: 1000 })
      const header = name.replace('*', 'any')
      for (const value of ['*/*', 'application/json']) await poll({ [header]: value })
      await poll({ [header.toUpperCase()]: 'application/*' })
      expect(made.count).toBe(1)
    },
  )

  it('is not shared where a value could be read as a further header, or as the body', () => {
    const keys = new HeaderKeys()
    const formatted = [
      ['A', 'b', 'C', 'd'],
      ['A', 'bc:d'],
      ['A', 'b', 'C', ''],
      ['A', '', 'B', 'c:d'],
      ['A', 'b', 'A', 'c'],
      ['A', 'b, c'],
    ].map((headers) => keys.format(headers))
    expect(new Set(formatted).size).toBe(formatted.length)
    expect(keys.format(['a', 'b'])).toBe(keys.format(['A', 'b', 'User-Agent', 'x']))
  })

  it('is not shared where a client has no identity, or a field depends on the request itself', async () => {
    const { poll, made } = await startCounting()
    const own = { query: 'query Own { greeting person { name } }' }
    await poll({}, own)
    await poll({}, own)
    made.count = 0
    await Promise.all([poll({ 'x-alone': '1' }), poll({ 'x-alone': '1' }), poll({}, own), poll({}, own)])
    expect(made.count).toBe(4)
  })

  it('is not shared where only __typename is selected', async () => {
    const { poll, events } = await startCounting({ freshForMs: 1000 })
    const probe = { query: 'query Probe { __typename }' }
    for (let at = 0; at < 4; at++) expect(await poll({}, probe)).toEqual({ __typename: 'Query' })
    const shares = events.flatMap((event) => (event.type === 'operation-answered' ? [event.shared] : []))
    expect(shares).toHaveLength(4)
    expect(shares.filter((shared) => shared)).toEqual([])
  })

  it('is made again when something was changed meanwhile', async () => {
    const { poll, hold, made, generation } = await startCounting()
    const letGo = hold()
    const before = poll()
    await begun(made, 1)
    generation.count++
    const after = poll()
    await begun(made, 2)
    letGo()
    expect([await before, await after]).toEqual([{ greeting: 'hello 1' }, { greeting: 'hello 2' }])
  })

  it('is not shared with a client that comes so late that half of its deadline would pass', async () => {
    const { poll, hold, made, clock } = await startCounting()
    const letGo = hold()
    const early = poll()
    await begun(made, 1)
    clock.nowMs += 1000
    const late = poll()
    await begun(made, 2)
    letGo()
    expect([await early, await late]).toEqual([{ greeting: 'hello 1' }, { greeting: 'hello 2' }])
  })

  it('is finished for those who wait when the first of them leaves, and reported for that one then', async () => {
    const { leave, poll, hold, made, events, signals } = await startCounting()
    const letGo = hold()
    const leaving = leave()
    await begun(made, 1)
    const staying = poll()
    // Another identity gets a separate answer; when that is being made, the other has arrived.
    const other = poll({ authorization: 'Bearer other' })
    await begun(made, 2)
    leaving.now()
    await until(() => events.some((event) => event.type === 'request-answered' && event.aborted))
    expect(events.filter(({ type }) => type === 'operation-answered')).toEqual([])
    expect(signals[0]?.aborted).toBe(false)
    letGo()
    expect(await staying).toEqual({ greeting: 'hello 1' })
    await other
    const shares = events.flatMap((event) =>
      event.type === 'operation-answered' ? [[event.shared, event.errorCodes]] : [],
    )
    expect(shares).toHaveLength(3)
    expect(shares).toEqual(
      expect.arrayContaining([
        [false, ['UNAVAILABLE']],
        [true, []],
        [false, []],
      ]),
    )
  })

  it('is abandoned when the last of those who wait has left', async () => {
    const { leave, poll, hold, made, events, signals } = await startCounting()
    const letGo = hold()
    const [first, last] = [leave(), leave()]
    await begun(made, 1)
    const other = poll({ authorization: 'Bearer other' })
    await begun(made, 2)
    const hasGone = (count: number) => () =>
      events.filter((event) => event.type === 'request-answered' && event.aborted).length === count
    first.now()
    await until(hasGone(1))
    expect(signals[0]?.aborted).toBe(false)
    last.now()
    await until(hasGone(2))
    expect(signals[0]?.aborted).toBe(true)
    letGo()
    await other
    expect(await poll()).toEqual({ greeting: 'hello 3' })
  })

  it('is an error with an id for all who wait when there is a bug', async () => {
    const { poll, hold, made, broken, graphql, logLines } = await startCounting()
    const letGo = hold()
    const first = ask(graphql, QUERY)
    await begun(made, 1)
    const second = ask(graphql, QUERY)
    const other = poll({ authorization: 'Bearer other' })
    await begun(made, 2)
    broken.isSo = true
    letGo()
    for (const { body } of [await first, await second])
      expect(body).toMatchObject({ data: null, errors: [{ extensions: { code: 'INTERNAL' } }] })
    await other
    expect(logLines.some((line) => line.includes('no extensions today'))).toBe(true)
    broken.isSo = false
    expect(await poll()).toEqual({ greeting: 'hello 3' })
  })
})

describe('a cached answer', () => {
  it('is used as long as the data in it are fresh', async () => {
    const { poll, clock, made } = await startCounting({ freshForMs: 1000 })
    expect(await poll()).toEqual({ greeting: 'hello 1' })
    clock.nowMs += 999
    expect(await poll()).toEqual({ greeting: 'hello 1' })
    expect(await poll({ authorization: 'Bearer other' })).toEqual({ greeting: 'hello 2' })
    clock.nowMs += 1
    expect(await poll()).toEqual({ greeting: 'hello 3' })
    expect(made.count).toBe(3)
  })

  it('is not used when the clock has been set back: its age is unknown', async () => {
    const { poll, clock } = await startCounting({ freshForMs: 1000 })
    expect(await poll()).toEqual({ greeting: 'hello 1' })
    clock.nowMs -= 1
    expect(await poll()).toEqual({ greeting: 'hello 2' })
  })

  it('is not used for another request, nor for another media type', async () => {
    const { poll, made } = await startCounting({ freshForMs: 1000 })
    await poll()
    await poll({ accept: 'application/graphql-response+json' })
    await poll({}, { query: QUERY, variables: { first: 1 } })
    expect(made.count).toBe(3)
  })

  it('is not kept when it holds errors, and never for a mutation', async () => {
    const { poll, graphql, made } = await startCounting({ freshForMs: 1000 })
    const broken = { query: 'query Broken { greeting required }' }
    for (let at = 0; at < 4; at++) expect((await ask(graphql, broken)).body.errors).toHaveLength(1)
    expect(made.count).toBe(4)
    const rename = { query: 'mutation { rename(name: "a") }' }
    expect([await poll({}, rename), await poll({}, rename), await poll({}, rename)]).toEqual([
      { rename: 'a 5' },
      { rename: 'a 6' },
      { rename: 'a 7' },
    ])
  })
})
