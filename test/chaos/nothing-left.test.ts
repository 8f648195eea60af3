// What is left of requests that were answered, and of what vendors sent: nothing.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { ACTIVE_CALLS, askBeside, bytesRead, type ChaosStack, connectionOf, HEALTHY, startChaosStack } from './chaos-stack.js'

let running: ChaosStack
beforeAll(async () => {
  running = await startChaosStack()
})
afterAll(async () => running?.close())
afterEach(() => void vi.useRealTimers())

/** What is held after everything that can be let go was, in bytes. */
async function bytesHeld(): Promise<number> {
  setFlagsFromString('--expose_gc')
  const collectGarbage: () => void = runInNewContext('gc')
  // What has a native part takes more than one collection.
  for (let each = 0; each < 3; each++) {
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const HEAVY = ['gzip-bomb', 'one-long-tag', 'one-tag-often', 'deep-nesting'] as const
const ROUNDS = 3

async function sendAll(): Promise<number> {
  let bytes = 0
  for (const name of HEAVY)
    for (const dialect of ['telecomx', 'mor'] as const) {
      await askBeside(running, name, dialect)
      bytes += bytesRead(running, `${name}-${dialect}`)
    }
  return bytes
}

test('of what is sent again and again, memory does not grow', async () => {
  await sendAll()
  const before = await bytesHeld()
  let sent = 0
  for (let round = 0; round < ROUNDS; round++) sent += await sendAll()
  expect((await bytesHeld()) - before).toBeLessThan(sent / 10)
})

test('of a request that was answered, not even its deadline is kept', async () => {
  const { stack } = running
  await stack.query(ACTIVE_CALLS, { sources: HEALTHY })
  stack.clock.nowMs += 60_000
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const ask = async () => connectionOf(await stack.query(ACTIVE_CALLS, { sources: HEALTHY }))
  await ask()
  // Those of connections that are kept alive.
  const timers = vi.getTimerCount()
  for (let each = 0; each < 5; each++) await ask()
  expect(vi.getTimerCount()).toBe(timers)
})
