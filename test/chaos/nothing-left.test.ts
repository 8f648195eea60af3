// What is left of requests that were answered, and of what vendors sent: nothing.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import {
  ACTIVE_CALLS,
  askBeside,
  bytesRead,
  type ChaosStack,
  connectionOf,
  HEALTHY,
  startChaosStack,
} from './chaos-stack.js'
import { RETRY_AFTER_SECONDS } from './misbehaviours.js'
import { CASES } from './outcomes.js'

const DEADLINE_MS = 8000

let running: ChaosStack
beforeAll(async () => {
  running = await startChaosStack(
    {},
    { server: { deadlineMs: DEADLINE_MS }, world: { history: 50, customers: 4, callsPerSecond: 0.2 } },
  )
})
afterAll(async () => running?.close())
afterEach(() => void vi.useRealTimers())

/** The memory that is held after everything that can be released was, in bytes. */
async function bytesHeld(): Promise<number> {
  setFlagsFromString('--expose_gc')
  const collectGarbage: () => void = runInNewContext('gc')
  // Objects with a native part need more than one collection.
  for (let each = 0; each < 3; each++) {
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const HEAVY: readonly string[] = ['gzip-bomb', 'one-long-tag', 'one-tag-often', 'deep-nesting']
/** All misbehaviours that can be repeated, of JSON, or of XML where it has none; what is heavy, of both. */
const cases = CASES.filter(([name, dialect]) => {
  // It is left alone for a day.
  if (name === 'retry-after-years-off') return false
  const isHeavy = HEAVY.includes(name)
  return dialect === 'telecomx' || (dialect === 'mor' && isHeavy) || (dialect === 'portasip' && name === 'odd-fault')
})
const ROUNDS = 2

const letTimePass = (): void => void vi.advanceTimersByTime(DEADLINE_MS)

async function misbehaveAll(): Promise<number> {
  let bytes = 0
  // Some want to be left alone for a while.
  running.stack.clock.nowMs += RETRY_AFTER_SECONDS * 1000
  for (const [name, dialect, outcome] of cases) {
    await askBeside(running, name, dialect, outcome === 'DEADLINE' ? letTimePass : undefined)
    // What hangs is checked on without the client, and has not ended yet.
    if (outcome !== 'DEADLINE') bytes += bytesRead(running, `${name}-${dialect}`)
  }
  return bytes
}

test('memory does not grow when sources misbehave again and again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  await misbehaveAll()
  const before = await bytesHeld()
  let sent = 0
  for (let round = 0; round < ROUNDS; round++) sent += await misbehaveAll()
  expect((await bytesHeld()) - before).toBeLessThan(sent / 4)
})

test('nothing is kept of a request that was answered, not even its deadline', async () => {
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
