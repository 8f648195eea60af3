// Whatever a source does: its report says what is wrong, nobody waits for longer than the deadline, the others' rows are
// there, no more is read than the limit allows, and nothing leaks to clients. The clock of timeouts and deadlines is the
// test's; the network is real.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { askBeside, bytesRead, type ChaosStack, startChaosStack } from './chaos-stack.js'
import { DIALECTS } from './dialects.js'
import { MAX_RESPONSE_BYTES, type Misbehaviour, RETRY_AFTER_SECONDS } from './misbehaviours.js'
import { CASES, type Outcome } from './outcomes.js'

const DEADLINE_MS = 8000

let running: ChaosStack
beforeAll(async () => {
  running = await startChaosStack({}, { server: { deadlineMs: DEADLINE_MS } })
})
afterAll(async () => running?.close())
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const DAY_SECONDS = 86_400
const RETRY_AFTER: Partial<Record<Misbehaviour, number>> = {
  'status-503': RETRY_AFTER_SECONDS,
  'status-429': RETRY_AFTER_SECONDS,
  'retry-after-years-off': DAY_SECONDS,
}

/** Errors of the server when the gateway ends a connection. */
const UNDER_WAY_BYTES = 256 * 1024

const reportOn = (name: Misbehaviour, outcome: Outcome): object =>
  outcome === 'OK'
    ? { status: 'OK', stale: false, error: null }
    : outcome === 'PARTIAL'
      ? { status: 'PARTIAL', stale: false, error: { code: 'PROTOCOL' } }
      : { status: 'FAILED', fetchedAt: null, error: { code: outcome, retryAfterSeconds: RETRY_AFTER[name] ?? null } }

test.for(CASES)('%s (%s) is %s, and nobody else notices', async ([name, dialect, outcome]) => {
  let hasEnded = false
  const letTimePass = (): void => {
    vi.advanceTimersByTime(DEADLINE_MS - 1)
    expect(hasEnded).toBe(false)
    vi.advanceTimersByTime(1)
  }
  // Everything else ends by itself while the clock stands still: no timeout, no deadline, no delay before a retry.
  const asked = askBeside(running, name, dialect, outcome === 'DEADLINE' ? letTimePass : undefined)
  const { report, received } = await asked.finally(() => (hasEnded = true))
  expect(report).toMatchObject(reportOn(name, outcome))
  expect(report.requests).toBe(received)
  if (outcome === 'DEADLINE') await running.chaos.released(`${name}/${dialect}`)
  expect(bytesRead(running, `${name}-${dialect}`)).toBeLessThan(MAX_RESPONSE_BYTES + UNDER_WAY_BYTES)
})

describe('memory stays flat:', () => {
  test.for(DIALECTS)('a gzip bomb is not unpacked beyond the limit (%s)', async (dialect) => {
    await askBeside(running, 'gzip-bomb', dialect)
    expect(bytesRead(running, `gzip-bomb-${dialect}`)).toBeLessThan(UNDER_WAY_BYTES)
  })

  test.for(['portasip', 'mor'] as const)('a tag that does not end is not waited for (%s)', async (dialect) => {
    await askBeside(running, 'one-long-tag', dialect)
    expect(bytesRead(running, `one-long-tag-${dialect}`)).toBeLessThan(MAX_RESPONSE_BYTES / 2)
  })

  test.for(['portasip', 'mor'] as const)('elements that are never closed are not collected (%s)', async (dialect) => {
    await askBeside(running, 'deep-nesting', dialect)
    expect(bytesRead(running, `deep-nesting-${dialect}`)).toBeLessThan(UNDER_WAY_BYTES)
  })

  test.for(DIALECTS)('what is longer than the limit is not read to its end (%s)', async (dialect) => {
    await askBeside(running, 'one-tag-often', dialect)
    expect(bytesRead(running, `one-tag-often-${dialect}`)).toBeLessThan(MAX_RESPONSE_BYTES + UNDER_WAY_BYTES)
  })
})

test('an entity of another document is never fetched, a redirect never followed', async () => {
  for (const dialect of DIALECTS) {
    await askBeside(running, 'doctype', dialect)
    await askBeside(running, 'redirect', dialect)
  }
  expect(running.chaos.strays).toEqual([])
})
