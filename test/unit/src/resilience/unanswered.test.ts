import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RequestAbandoned } from '../../../../src/errors/source-failure.js'
import { failureWith, nextTurns, READ, resilient, settled, type Tried } from './fixtures.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a source that hangs', () => {
  /** A request that is cancelled after this time, and its outcome. */
  async function giveUp({ resilience }: Tried, afterMs: number, reason: Error) {
    const client = new AbortController()
    const failed: string[] = []
    const outcomes = { succeeded: () => {}, failed: ({ code }: { code: string }) => void failed.push(code) }
    const attempt = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const answer = settled(resilience.run(READ, client.signal, attempt, outcomes))
    await vi.advanceTimersByTimeAsync(afterMs)
    client.abort(reason)
    expect(await answer).toBe(reason)
    await nextTurns()
    return failed
  }

  test('opens the circuit also when deadlines are shorter than the timeout of an attempt', async () => {
    const tried = resilient({ retries: 0 })
    for (let each = 0; each < 2; each++) {
      expect(tried.resilience.breaker()).toBe('closed')
      expect(await giveUp(tried, 1000, failureWith('DEADLINE'))).toEqual(['TIMEOUT'])
      if (each === 0) await vi.advanceTimersByTimeAsync(1000)
    }
    expect(tried.resilience.breaker()).toBe('open')
    expect(await tried.run(['rows'])).toMatchObject({ code: 'TIMEOUT', neverSent: true })
  })

  test('does not when the request had only just been sent as the deadline passed', async () => {
    const tried = resilient({ retries: 0 })
    for (let each = 0; each < 10; each++) expect(await giveUp(tried, 999, failureWith('DEADLINE'))).toEqual([])
    expect(tried.resilience.breaker()).toBe('closed')
  })

  test('does not when the clients disconnected', async () => {
    const tried = resilient({ retries: 0 })
    for (let each = 0; each < 10; each++) expect(await giveUp(tried, 5000, new RequestAbandoned())).toEqual([])
    expect(tried.resilience.breaker()).toBe('closed')
  })

  test('has as long as configured', async () => {
    const tried = resilient({ retries: 0, shortWaitMs: 50 })
    expect(await giveUp(tried, 49, failureWith('DEADLINE'))).toEqual([])
    expect(await giveUp(tried, 50, failureWith('DEADLINE'))).toEqual(['TIMEOUT'])
  })
})
