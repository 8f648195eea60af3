// What instances share, over a store and within one process: the same tests for both.

import { GraphQLError } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SourceFailure } from '../../../src/errors/source-failure.js'
import type { Place } from '../../../src/server/rates/in-progress.js'
import { hasRedis, type RedisServer, startRedis } from '../../support/store/redis-server.js'
import { type Callers, eventually, inOneProcess, LIST, overOneStore, type TestSource } from './instances.js'

const CALLERS = 3
const ROWS = [
  { id: '1', name: 'Skærbæk' },
  { id: '2', nested: { deep: [1, null, true] } },
]
const never = new AbortController().signal

let redis: RedisServer | undefined
beforeAll(async () => {
  if (hasRedis) redis = await startRedis()
})
afterAll(async () => redis?.stop())

const PLACES: readonly (readonly [string, () => Callers | Promise<Callers>])[] = [
  ['within one process', () => inOneProcess(CALLERS)],
  ...(hasRedis ? ([['over a store', () => overOneStore(CALLERS, redis?.url ?? '')]] as const) : []),
]

describe.for(PLACES)('%s', ([, open]) => {
  let callers: Callers
  beforeAll(async () => {
    callers = await open()
  })
  afterAll(async () => callers.close())

  describe('a list', () => {
    test('is read once for all who ask at the same time, and not again while it is fresh', async () => {
      const sources = callers.sources('at-once')
      let requests = 0
      const vendor = async () => {
        requests++
        await new Promise((resolve) => setTimeout(resolve, 20))
        return ROWS
      }
      const answers = await Promise.all(sources.map((source) => source.ask(vendor)))
      for (const { result } of answers) expect(result).toEqual({ rows: ROWS, total: null, next: null })
      expect(answers.map((answer) => answer.requests).toSorted()).toEqual([0, 0, 1])
      await eventually(async () => {
        const again = await Promise.all(sources.map((source) => source.ask(vendor)))
        return again.every((answer) => answer.requests === 0)
      })
      expect(requests).toBe(1)
    })

    test('is read again after an action, by all', async () => {
      const sources = callers.sources('forgotten')
      let requests = 0
      const vendor = async () => [{ request: ++requests }]
      const shown = async (source?: TestSource) => (await source?.ask(vendor))?.result
      await shown(sources[0])
      await eventually(async () => (await sources[1]?.ask(vendor))?.requests === 0)
      expect(requests).toBe(1)
      const forgetting = sources[0]?.shared.sharing.forget()
      // Within one process the engine drops what it keeps itself.
      if (forgetting === null) return
      await forgetting
      await eventually(async () => JSON.stringify(await shown(sources[1])) === JSON.stringify(page([{ request: 2 }])))
      expect(await shown(sources[2])).toEqual(page([{ request: 2 }]))
    })

    test('that fails fails for all who wait, after one request', async () => {
      const sources = callers.sources('failing')
      let requests = 0
      const { promise, reject } = Promise.withResolvers<never>()
      const vendor = () => {
        requests++
        return promise
      }
      const asking = sources.map((source) => source.ask(vendor).catch((error: unknown) => error))
      await eventually(() => requests === 1)
      const detail = { observed: { httpStatus: 502, text: 'Bad Gateway' }, retryAfterSeconds: 7 }
      reject(new SourceFailure('UNAVAILABLE', 'the source answered 502', detail))
      for (const error of await Promise.all(asking)) {
        expect(error).toBeInstanceOf(SourceFailure)
        expect(error).toMatchObject({ code: 'UNAVAILABLE', message: 'the source answered 502', ...detail })
      }
      expect(requests).toBe(1)
    })

    test('continues for another caller when the one that asks leaves', async () => {
      const sources = callers.sources('leaving')
      const leaver = new AbortController()
      let requests = 0
      const hanging = (signal: AbortSignal) => {
        requests++
        return new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      }
      const left = sources[0]?.ask(hanging, leaver.signal).catch((error: unknown) => error)
      await eventually(() => requests === 1)
      leaver.abort(new Error('left'))
      expect(await left).toEqual(new Error('left'))
      expect((await sources[1]?.ask(async () => ROWS))?.result).toEqual(page(ROWS))
    })
  })

  test('no more requests run at once than there are slots', async () => {
    const sources = callers.sources('slots', { maxConcurrency: 2, requestsPerSecond: null })
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running--
    }
    const all = sources.flatMap(({ shared }) => Array.from({ length: 6 }, () => shared.limits.slots.use(never, work)))
    await Promise.all(all)
    expect(most).toBe(2)
  })

  test('a slot whose request fails, or is abandoned while it waits, is free again', async () => {
    const [a, b] = callers.sources('freed', { maxConcurrency: 1, requestsPerSecond: null })
    const failing = a?.shared.limits.slots.use(never, () => Promise.reject(new Error('fails')))
    await expect(failing).rejects.toThrow('fails')
    const held = Promise.withResolvers<void>()
    const holding = a?.shared.limits.slots.use(never, () => held.promise)
    const leaver = new AbortController()
    const waiting = b?.shared.limits.slots.use(leaver.signal, async () => 'must not run')
    leaver.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
    held.resolve()
    await holding
    expect(await b?.shared.limits.slots.use(never, async () => 'runs')).toBe('runs')
  })

  test('no second has more requests than the pace allows', async () => {
    const PER_SECOND = 10
    const sources = callers.sources('pace', { maxConcurrency: 8, requestsPerSecond: PER_SECOND })
    const begunAtMs: number[] = []
    const begin = async ({ shared }: TestSource) => {
      await shared.limits.pace?.wait(never)
      begunAtMs.push(performance.now())
    }
    await Promise.all(sources.flatMap((source) => Array.from({ length: 5 }, () => begin(source))))
    const gaps = begunAtMs.slice(PER_SECOND).map((atMs, at) => atMs - (begunAtMs[at] ?? 0))
    expect(gaps).toHaveLength(CALLERS * 5 - PER_SECOND)
    // Timers of Node may fire a millisecond early.
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(998)
  })

  test('a failure of the source is remembered by all, and one success ends it for all', async () => {
    const sources = callers.sources('down')
    let attempts = 0
    const failing = () => {
      attempts++
      return Promise.reject(new SourceFailure('UNREACHABLE', 'no connection'))
    }
    const run = (source: TestSource | undefined, attempt: () => Promise<unknown>) =>
      source?.resilience.run(LIST, never, attempt).catch((error: unknown) => error)
    await run(sources[0], failing)
    for (const source of sources) {
      await eventually(async () => {
        const before = attempts
        const error = await run(source, failing)
        return attempts === before && error instanceof SourceFailure && error.neverSent
      })
    }
    // The waiting time passes, and one of them finds out that the source is back.
    await eventually(async () => (await run(sources[1], async () => 'back')) === 'back')
    for (const source of sources) await eventually(async () => (await run(source, async () => 'back')) === 'back')
  })

  test('refused credentials are not sent by anybody', async () => {
    const sources = callers.sources('refused')
    const [first] = sources
    first?.coolDown.refused(new SourceFailure('UNAUTHENTICATED', 'refused', { observed: { httpStatus: 401 } }))
    for (const { coolDown } of sources) await eventually(() => coolDown.isInDoubt)
    for (const { coolDown } of sources) expect(() => coolDown.check()).toThrow(/not tried again for 2[78] s/)
    first?.coolDown.accepted(LIST)
    for (const { coolDown } of sources) await eventually(() => coolDown.isProven)
  })

  describe('an idempotency key', () => {
    const key = (name: string) => ({ principalId: 'desk', key: name, action: 'end call 1', actionId: `action-${name}` })

    test('is one action, no matter who sends it', async () => {
      let runs = 0
      const run = async () => {
        runs++
        await new Promise((resolve) => setTimeout(resolve, 20))
        return { payload: { outcome: 'REQUESTED' }, sent: true }
      }
      const sent = callers.sharings.map(({ keys }) => keys.once(key('one'), run))
      for (const answer of await Promise.all(sent))
        expect(answer).toEqual({ payload: { outcome: 'REQUESTED' }, actionId: 'action-one' })
      expect(runs).toBe(1)
    })

    test('stands for no other action', async () => {
      const [a, b] = callers.sharings
      await a?.keys.once(key('other'), async () => ({ payload: 1, sent: true }))
      const other = b?.keys.once({ ...key('other'), action: 'end call 2' }, async () => ({ payload: 2, sent: true }))
      await expect(other).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'idempotencyKey' } })
    })

    test('is free again when nothing was sent', async () => {
      const [a, b] = callers.sharings
      await a?.keys.once(key('unsent'), async () => ({ payload: 1, sent: false }))
      expect((await b?.keys.once(key('unsent'), async () => ({ payload: 2, sent: false })))?.payload).toBe(2)
      const refused = a?.keys.once(key('unsent'), () => Promise.reject(new GraphQLError('refused')))
      await expect(refused).rejects.toThrow('refused')
      expect((await b?.keys.once(key('unsent'), async () => ({ payload: 3, sent: true })))?.payload).toBe(3)
    })
  })

  test('a principal begins no more actions than its rate, at all instances together', async () => {
    const rate = { count: 7, periodMs: 3_600_000 }
    const taken = await Promise.allSettled(
      Array.from({ length: 12 }, async (_, at) =>
        callers.sharings[at % CALLERS]?.actionRates.take('desk', 'disconnects', rate),
      ),
    )
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(7)
    const [refused] = taken.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    expect(refused).toMatchObject({ extensions: { code: 'RATE_LIMITED' } })
  })

  test('a principal has no more requests in progress than it may, at all instances together', async () => {
    const take = (at: number, of = 'desk') => callers.sharings[at % CALLERS]?.inProgress.take(`queries\n${of}`, 4)
    const taken = await Promise.all(Array.from({ length: 9 }, (_, at) => take(at)))
    const places = taken.filter((place) => place !== null)
    expect(places).toHaveLength(4)
    expect(await take(0, 'another')).not.toBeNull()
    places[0]?.free()
    // Whoever comes next has the place that is free.
    const again: Place[] = []
    await eventually(async () => {
      const place = await take(1)
      if (place != null) again.push(place)
      return again.length > 0
    })
    expect(await take(2)).toBeNull()
    again[0]?.free()
    await eventually(async () => (await take(2)) !== null)
  })

  test('a principal sends no more requests than its rate, at all instances together', async () => {
    const rate = { count: 100, periodMs: 3_600_000 }
    let admitted = 0
    for (let at = 0; at < 200; at++) {
      const buckets = callers.sharings[at % CALLERS]?.buckets
      await buckets?.prepare?.('requests', 'desk', rate, 1)
      const bucket = buckets?.get('requests', 'desk', rate)
      if (bucket?.waitMs(1, performance.now()) !== 0) continue
      bucket.take(1, performance.now())
      admitted++
    }
    expect(admitted).toBe(100)
  })
})

const page = (rows: readonly object[]) => ({ rows, total: null, next: null })
