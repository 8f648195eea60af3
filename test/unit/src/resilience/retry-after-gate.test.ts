import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CONTROL, failureWith, held, READ, resilient, settled, withTimeout } from './fixtures.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a source with Retry-After', () => {
  test.for(['THROTTLED', 'UNAVAILABLE'] as const)('receives no requests until then (%s)', async (code) => {
    const { run, attemptsAtMs, events } = resilient()
    expect(await run([failureWith(code, 60)])).toMatchObject({ code, retryAfterSeconds: 60 })
    await vi.advanceTimersByTimeAsync(29_500)
    expect(await run(['rows'])).toMatchObject({ code, retryAfterSeconds: 31, retryable: true, neverSent: true })
    expect(await run(['done'], { request: CONTROL })).toMatchObject({ code })
    expect(events.at(-1)).toEqual({ type: 'refused', operation: 'endThing', code })
    await vi.advanceTimersByTimeAsync(30_500)
    expect(await run(['rows'])).toBe('rows')
    expect(attemptsAtMs).toEqual([0, 60_000])
  })

  test('receives none from those who were waiting for a slot either', async () => {
    const { run, resilience, attemptsAtMs } = resilient({ maxConcurrency: 1 })
    const { work, end } = held()
    const first = settled(resilience.run(READ, new AbortController().signal, work))
    const second = run(['rows'])
    end(failureWith('THROTTLED', 60))
    await first
    expect(await second).toMatchObject({ code: 'THROTTLED' })
    expect(attemptsAtMs).toEqual([])
  })

  test('is retried by those who have waited for it, and by nobody before', async () => {
    const { run, attemptsAtMs } = resilient()
    const first = run([failureWith('THROTTLED', 2), 'rows'])
    await vi.advanceTimersByTimeAsync(500)
    const second = run(['more rows'])
    await vi.advanceTimersByTimeAsync(500)
    expect(await run(['done'], { request: CONTROL })).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 1 })
    expect(await withTimeout(Promise.all([first, second]))).toEqual(['rows', 'more rows'])
    expect(attemptsAtMs).toHaveLength(3)
    expect(attemptsAtMs[1]).toBe(2000)
  })

  test('is retried by those who have waited for it, although it is a little early by another clock', async () => {
    const startMs = Date.now()
    const { run } = resilient({ retries: 1, monotonicNow: () => startMs + (Date.now() - startMs) * 0.999 })
    expect(await withTimeout(run([failureWith('THROTTLED', 2), 'rows']))).toBe('rows')
  })

  test('is not retried by those who have waited, when it has requested more time meanwhile', async () => {
    const { run, resilience } = resilient()
    const { work, end } = held()
    const other = settled(resilience.run(READ, new AbortController().signal, work))
    const patient = run([failureWith('THROTTLED', 2), 'rows'])
    await vi.advanceTimersByTimeAsync(1000)
    end(failureWith('THROTTLED', 60))
    await other
    expect(await withTimeout(patient)).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 59 })
  })

  test('is reported at once, without waiting for a turn', async () => {
    const { run } = resilient({ requestsPerSecond: 0.1 })
    await run([failureWith('THROTTLED', 60)])
    expect(await run(['rows'])).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 60 })
  })

  test('cannot silence itself for more than an hour, whatever its clock says', async () => {
    const { run } = resilient()
    await run([failureWith('THROTTLED', 24 * 60 * 60)])
    await vi.advanceTimersByTimeAsync(3_590_000)
    expect(await run(['rows'])).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 10 })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await run(['rows'])).toBe('rows')
  })

  test('is not affected by a time that comes with another failure', async () => {
    const { run } = resilient()
    await run([failureWith('REJECTED', 60)])
    expect(await run(['rows'], { request: { ...READ, path: '/other' } })).toBe('rows')
  })
})
