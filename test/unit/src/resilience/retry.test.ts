import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ErrorCode } from '../../../../schema/enums.js'
import { CONTROL, failureWith, nextTurns, resilient, withTimeout } from './fixtures.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const OUTAGES: readonly ErrorCode[] = ['UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE']
const OTHERS: readonly ErrorCode[] = [
  'UNAUTHENTICATED',
  'REJECTED',
  'PROTOCOL',
  'TOO_LARGE',
  'UNSUPPORTED',
  'THROTTLED',
]

describe('a request that may be repeated', () => {
  test.for(OUTAGES)('is repeated after %s, and its answer is that of the last attempt', async (code) => {
    // Two timeouts in a row are enough to say that a source hangs.
    const failures = Array.from({ length: code === 'TIMEOUT' ? 1 : 2 }, () => failureWith(code))
    const { run, attemptsAtMs } = resilient()
    expect(await withTimeout(run([...failures, 'rows']))).toBe('rows')
    expect(attemptsAtMs).toHaveLength(failures.length + 1)
  })

  test('is repeated as often as configured, and fails with the last failure', async () => {
    const { run, attemptsAtMs } = resilient({ retries: 2 })
    const last = failureWith('UNAVAILABLE')
    expect(await withTimeout(run([failureWith('TIMEOUT'), failureWith('UNREACHABLE'), last]))).toBe(last)
    expect(attemptsAtMs).toHaveLength(3)
  })

  test.for(OTHERS)('is not repeated after %s', async (code) => {
    const { run, attemptsAtMs } = resilient()
    expect(await withTimeout(run([failureWith(code), 'rows']))).toMatchObject({ code })
    expect(attemptsAtMs).toHaveLength(1)
  })

  test('is not repeated after a bug, which is thrown as it is', async () => {
    const { run, attemptsAtMs } = resilient()
    const bug = new TypeError('not a function')
    expect(await withTimeout(run([bug, 'rows']))).toBe(bug)
    expect(attemptsAtMs).toHaveLength(1)
  })

  test('is reported as an event each time it is repeated', async () => {
    const { run, events } = resilient()
    await withTimeout(run([failureWith('TIMEOUT'), failureWith('UNAVAILABLE'), 'rows']))
    const delayMs = expect.any(Number)
    expect(events).toEqual([
      { type: 'retry', operation: 'listThings', attempt: 1, delayMs, code: 'TIMEOUT' },
      { type: 'retry', operation: 'listThings', attempt: 2, delayMs, code: 'UNAVAILABLE' },
    ])
  })
})

test.for(OUTAGES)('control is never repeated, not after %s either', async (code) => {
  const { run, attemptsAtMs } = resilient()
  expect(await withTimeout(run([failureWith(code), 'done'], { request: CONTROL }))).toMatchObject({ code })
  expect(attemptsAtMs).toHaveLength(1)
})

describe('the delay', () => {
  test.for([
    ['least', 0, [50, 100, 200, 400, 800, 1000, 1000]],
    ['most', 1, [100, 200, 400, 800, 1600, 2000, 2000]],
  ] as const)('doubles up to two seconds, at %s with half of it', async ([, chance, delays]) => {
    vi.spyOn(Math, 'random').mockReturnValue(chance)
    const { run, attemptsAtMs, resilience, events } = resilient({ retries: delays.length })
    // The circuit stays closed: another request is answered between the failures.
    const { signal } = new AbortController()
    const healthy = setInterval(() => void resilience.run(CONTROL, signal, async () => 'well'), 20)
    await withTimeout(run([failureWith('TIMEOUT')]))
    clearInterval(healthy)
    expect(attemptsAtMs.slice(1).map((atMs, index) => atMs - (attemptsAtMs[index] ?? 0))).toEqual(delays)
    expect(events.map((event) => event.type === 'retry' && event.delayMs)).toEqual(delays)
  })

  test('is the Retry-After of the source, when that is longer, and not longer than two seconds', async () => {
    const { run, attemptsAtMs } = resilient()
    expect(await withTimeout(run([failureWith('THROTTLED', 2), failureWith('UNAVAILABLE', 1), 'rows']))).toBe('rows')
    expect(attemptsAtMs).toEqual([0, 2000, 3000])
  })

  test.for(['THROTTLED', 'UNAVAILABLE'] as const)('of more than two seconds is not waited for (%s)', async (code) => {
    const { run, attemptsAtMs } = resilient()
    expect(await withTimeout(run([failureWith(code, 3), 'rows']))).toMatchObject({ code, retryAfterSeconds: 3 })
    expect(attemptsAtMs).toHaveLength(1)
  })

  test('ends when nobody waits any more, and holds no slot meanwhile', async () => {
    const { run, attemptsAtMs, resilience } = resilient({ maxConcurrency: 1 })
    const client = new AbortController()
    const answer = run([failureWith('TIMEOUT'), 'rows'], { signal: client.signal })
    await nextTurns()
    expect(resilience.load()).toEqual({ running: 0, waiting: 0 })
    const reason = failureWith('DEADLINE')
    client.abort(reason)
    expect(await answer).toBe(reason)
    await vi.advanceTimersByTimeAsync(5000)
    expect(attemptsAtMs).toHaveLength(1)
  })
})

describe('the retry budget', () => {
  /** Fails every other request once, so that the circuit stays closed; returns how many were repeated. */
  async function failEveryOther(count: number): Promise<number> {
    const { run, events } = resilient()
    for (let each = 0; each < count; each++) {
      await withTimeout(run(each % 2 === 0 ? [failureWith('TIMEOUT'), 'rows'] : ['rows']))
      await vi.advanceTimersByTimeAsync(5000)
    }
    return events.filter(({ type }) => type === 'retry').length
  }

  test('lets a few retries through at once', async () => {
    expect(await failEveryOther(20)).toBe(10)
  })

  test('lets no more than one retry for five requests through in the long run', async () => {
    const many = 1000
    const retries = await failEveryOther(many)
    expect(retries).toBeGreaterThanOrEqual(many / 5)
    expect(retries).toBeLessThanOrEqual(many / 5 + 11)
  })

  test('is spent by retries only, not by requests that fail for good', async () => {
    const { run, events } = resilient({ retries: 1 })
    for (let each = 0; each < 12; each++) {
      await withTimeout(run([failureWith('TIMEOUT')]))
      await vi.advanceTimersByTimeAsync(5000)
      await run(['rows'])
    }
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength(12)
  })
})
