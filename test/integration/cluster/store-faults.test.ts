// Gateways over HTTP while the store fails in every way: no client notices, and the vendor gets at most one request of
// each instance in the time in which a list is fresh.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis } from '../../support/store/redis-server.js'
import { type ClusterStack, startCluster } from './cluster-stack.js'
import { eventually } from './instances.js'
import { mostWithin, POLL, startPolling } from './load.js'

const INSTANCES = 4
const SOURCE = 'mor-demo'
const FRESH_MS = 1000
/** A little shorter than the freshness: the next request may be sent as soon as it is over. */
const WINDOW_MS = FRESH_MS * 0.9

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe.runIf(hasRedis)('four gateways and a store', () => {
  let stack: ClusterStack
  beforeAll(async () => {
    stack = await startCluster({ instances: INSTANCES, vendors: ['mor'] })
  })
  afterAll(async () => stack?.close())

  /** Whether the vendor receives one request only in each window, although all instances are polled. */
  const isReadOnce = async (windows = 1.5): Promise<boolean> => {
    const sinceMs = Date.now()
    await pause(FRESH_MS * windows)
    return mostWithin(stack, SOURCE, WINDOW_MS, sinceMs) === 1
  }

  test('ask the vendor once in the time in which a list is fresh', async () => {
    const polling = startPolling(stack, 5, 50)
    // Not in the first seconds, nor while a busy machine lets a command be late.
    await eventually(() => isReadOnce(3), 60_000)
    const { failures, answers } = await polling.stop()
    expect(failures).toEqual([])
    expect(answers).toBeGreaterThan(50)
  })

  test.for<readonly [string, () => Promise<() => unknown>]>([
    [
      'is killed, and started again',
      async () => {
        await stack.redis.kill()
        return () => stack.redis.start()
      },
    ],
    [
      'is stopped, and continues',
      async () => {
        process.kill(stack.redis.pid, 'SIGSTOP')
        return () => process.kill(stack.redis.pid, 'SIGCONT')
      },
    ],
    [
      'disappears behind a firewall that drops everything',
      async () => {
        for (const proxy of stack.proxies) proxy.blackHole = true
        return () => {
          for (const proxy of stack.proxies) proxy.blackHole = false
        }
      },
    ],
    [
      'answers after 200 ms',
      async () => {
        for (const proxy of stack.proxies) proxy.delayMs = 200
        return () => {
          for (const proxy of stack.proxies) proxy.delayMs = 0
        }
      },
    ],
    [
      'resets its connections again and again',
      async () => {
        const timer = setInterval(() => {
          for (const proxy of stack.proxies) proxy.reset()
        }, 100)
        return () => clearInterval(timer)
      },
    ],
    [
      'is emptied every 50 ms',
      async () => {
        const timer = setInterval(() => void stack.redis.command('FLUSHALL').catch(() => undefined), 50)
        return () => clearInterval(timer)
      },
    ],
    [
      'takes no writes, as a replica does not',
      async () => {
        await stack.redis.command('REPLICAOF', '127.0.0.1', '1')
        return () => stack.redis.command('REPLICAOF', 'NO', 'ONE')
      },
    ],
    [
      'is full',
      async () => {
        await stack.redis.command('CONFIG', 'SET', 'maxmemory', '1', 'maxmemory-policy', 'noeviction')
        return () => stack.redis.command('CONFIG', 'SET', 'maxmemory', '0')
      },
    ],
    [
      'holds garbage under every key',
      async () => {
        const spoil = async () => {
          const keys = await stack.redis.command('KEYS', 'tl:*')
          for (const key of Array.isArray(keys) ? keys : []) {
            if (!String(key).endsWith(':v')) continue
            await stack.redis.command('HSET', String(key), 'v', '\u0000garbage').catch(() => undefined)
          }
        }
        const timer = setInterval(() => void spoil(), 100)
        return () => clearInterval(timer)
      },
    ],
  ])('no client notices that the store %s', async ([, fail]) => {
    const polling = startPolling(stack, 5, 50)
    await eventually(() => isReadOnce(), 60_000)
    const failedAtMs = Date.now()
    const repair = await fail()
    await pause(3 * FRESH_MS)
    await repair()
    const repairedAtMs = Date.now()
    const before = polling.polled.answers
    await eventually(() => isReadOnce(), 60_000)
    const { failures, answers } = await polling.stop()
    expect(failures).toEqual([])
    expect(answers).toBeGreaterThan(before)
    expect(mostWithin(stack, SOURCE, WINDOW_MS, failedAtMs)).toBeLessThanOrEqual(INSTANCES)
    expect(repairedAtMs).toBeGreaterThan(failedAtMs)
  })

  test('say in a plan what another instance has read', async () => {
    const explained = await eventuallyExplained(stack)
    expect(explained).toContain('shared by the cluster')
  })
})

/** Asks all instances for the same list at the same time, until a plan shows that one of them had it from another. */
async function eventuallyExplained(stack: ClusterStack): Promise<readonly string[]> {
  let answers: readonly string[] = []
  await eventually(async () => {
    const all = await Promise.all(
      stack.gateways.map((_, at) => stack.query(at, POLL, undefined, { 'x-trunkline-explain': '1' })),
    )
    answers = all.flatMap(({ body }) =>
      body.extensions.plan.flatMap((plan: { sources: { requests: { answer: string }[] }[] }) =>
        plan.sources.flatMap(({ requests }) => requests.map(({ answer }) => answer)),
      ),
    )
    return answers.includes('shared by the cluster')
  })
  return answers
}
