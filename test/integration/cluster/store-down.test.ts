// What is left to each instance while the store is down: its share of what all together may do.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis, type RedisServer, startRedis } from '../../support/store/redis-server.js'
import { eventually, identityOf, overStore, sourceOf, type TestSource } from './instances.js'

const INSTANCES = 2
const never = new AbortController().signal

describe.runIf(hasRedis)('of two instances whose store is down, each', () => {
  let redis: RedisServer
  let instances: readonly Awaited<ReturnType<typeof overStore>>[] = []
  const sources = (name: string, maxConcurrency: number, requestsPerSecond: number | null): readonly TestSource[] =>
    instances.map(({ sharing }) => sourceOf(sharing, identityOf(name), { maxConcurrency, requestsPerSecond }))

  beforeAll(async () => {
    redis = await startRedis()
    instances = await Promise.all(Array.from({ length: INSTANCES }, () => overStore(redis.url)))
    await eventually(async () => (await signsOfLife()).length === INSTANCES)
    // With the second sign of life since, each has read the answer to the first: how many there are.
    for (let times = 0; times < 2; times++) {
      const before = await signsOfLife()
      await eventually(async () => (await signsOfLife()).every((atMs, at) => atMs > (before[at] ?? 0)))
    }
    await redis.kill()
    const isDown = ({ events }: (typeof instances)[number]) =>
      events.some((event) => event.type === 'cluster-store' && event.state === 'down')
    await eventually(() => instances.every(isDown))
  })
  afterAll(async () => {
    await Promise.all(instances.map(({ sharing }) => sharing.close()))
    await redis?.stop()
  })

  /** When each instance has given the latest one, by the clock of the store. */
  const signsOfLife = async (): Promise<readonly number[]> => {
    const keys = await redis.command('KEYS', 'tl:*:live')
    const [key = ''] = Array.isArray(keys) ? keys.map(String) : []
    const found = key === '' ? [] : await redis.command('ZRANGE', key, '0', '-1', 'WITHSCORES')
    const pairs: readonly unknown[] = Array.isArray(found) ? found : []
    return pairs
      .flatMap((pair) => (Array.isArray(pair) ? [{ id: String(pair[0]), atMs: Number(pair[1]) }] : []))
      .toSorted((x, y) => (x.id < y.id ? -1 : 1))
      .map(({ atMs }) => atMs)
  }

  test('runs its share of the requests to a source at once', async () => {
    for (const { shared } of sources('slots', 6, null)) {
      let running = 0
      let most = 0
      const work = async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 2))
        running--
      }
      await Promise.all(Array.from({ length: 12 }, () => shared.limits.slots.use(never, work)))
      expect(most).toBe(3)
    }
  })

  test('runs one request in any case', async () => {
    for (const { shared } of sources('one-slot', 1, null))
      expect(await shared.limits.slots.use(never, async () => 'runs')).toBe('runs')
  })

  test('begins its share of the requests of a second', async () => {
    const begun = sources('pace', 8, 10).map(async ({ shared }) => {
      const atMs: number[] = []
      const begin = async () => {
        await shared.limits.pace?.wait(never)
        atMs.push(performance.now())
      }
      await Promise.all(Array.from({ length: 7 }, begin))
      return atMs
    })
    for (const atMs of await Promise.all(begun)) {
      const gaps = atMs.slice(5).map((each, at) => each - (atMs[at] ?? 0))
      expect(gaps).toHaveLength(2)
      // Timers of Node may fire a millisecond early.
      for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(998)
    }
  })

  test('admits its share of the requests of a principal', async () => {
    const rate = { count: 100, periodMs: 3_600_000 }
    for (const { sharing } of instances) {
      let admitted = 0
      for (let at = 0; at < 100; at++) {
        await sharing.buckets.prepare?.('requests', 'desk', rate, 1)
        const bucket = sharing.buckets.get('requests', 'desk', rate)
        if (bucket.waitMs(1, performance.now()) !== 0) continue
        bucket.take(1, performance.now())
        admitted++
      }
      expect(admitted).toBe(50)
    }
  })

  test('answers its share of the requests of a principal at once', async () => {
    for (const { sharing } of instances) {
      const take = async (most: number) => sharing.inProgress.take(`queries\n${most}`, most)
      const taken = await Promise.all(Array.from({ length: 5 }, () => take(5)))
      expect(taken.filter((place) => place !== null)).toHaveLength(2)
      expect([await take(1), await take(1)]).toEqual([expect.anything(), null])
      taken.find((place) => place !== null)?.free()
      expect(await take(5)).not.toBeNull()
    }
  })

  test('begins its share of the actions of a principal', async () => {
    const rate = { count: 7, periodMs: 3_600_000 }
    for (const { sharing } of instances) {
      const taken = await Promise.allSettled(
        Array.from({ length: 7 }, async () => sharing.actionRates.take('desk', 'disconnects', rate)),
      )
      expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    }
  })
})
