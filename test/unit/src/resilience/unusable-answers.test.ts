// Responses that cannot be used: each concerns its own request, until too many different requests receive them.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SourceFailure } from '../../../../src/errors/source-failure.js'
import { failureWith, READ, resilient, settled, type Tried } from './fixtures.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const garbage = failureWith('PROTOCOL')
const notFound = (error: { readonly code?: string; readonly text?: string } = {}): SourceFailure =>
  new SourceFailure('REJECTED', 'there is no such thing', { observed: { httpStatus: 404, ...error } })
const refused = new SourceFailure('REJECTED', 'a bad filter', { observed: { httpStatus: 400 } })

const ask = ({ run }: Tried, path: string, outcome: Parameters<Tried['run']>[0][number]): Promise<unknown> =>
  run([outcome], { request: { ...READ, path } })
const askMany = async (tried: Tried, count: number, outcome: SourceFailure): Promise<void> => {
  for (let each = 0; each < count; each++) await ask(tried, `/${each}`, outcome)
}
/** Whether a request that has not failed yet is sent. */
async function isSent(tried: Tried): Promise<boolean> {
  const before = tried.attemptsAtMs.length
  await ask(tried, '/other', 'rows')
  return tried.attemptsAtMs.length > before
}

describe('unusable responses to five different requests', () => {
  test.for([
    ['garbage', garbage],
    ['404 without an error of the vendor', notFound()],
  ] as const)('are a failure of the source, which is probed once a second then (%s)', async ([, failure]) => {
    const tried = resilient({ retries: 0 })
    await askMany(tried, 4, failure)
    expect(tried.attemptsAtMs).toHaveLength(4)
    await ask(tried, '/4', failure)
    expect(await isSent(tried)).toBe(false)
    await vi.advanceTimersByTimeAsync(999)
    expect(await isSent(tried)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await isSent(tried)).toBe(true)
    expect(await isSent(tried)).toBe(true)
  })

  test('stay one while the probes receive the same, with a longer wait after each', async () => {
    const tried = resilient({ retries: 0 })
    for (let passedMs = 0; passedMs < 60_000; passedMs += 25) {
      await ask(tried, `/${(passedMs / 25) % 50}`, garbage)
      await vi.advanceTimersByTimeAsync(25)
    }
    expect(tried.attemptsAtMs.slice(0, 8)).toEqual([0, 25, 50, 75, 100, 1100, 3100, 7100])
    expect(tried.attemptsAtMs.length).toBeLessThan(25)
    expect(tried.resilience.breaker()).toBe('closed')
  })

  test('are not a failure of the source when a usable response came between', async () => {
    const tried = resilient({ retries: 0 })
    await askMany(tried, 4, garbage)
    expect(await isSent(tried)).toBe(true)
    await ask(tried, '/4', garbage)
    expect(await isSent(tried)).toBe(true)
  })

  test('are not a failure of the source when they are further apart than ten seconds', async () => {
    const tried = resilient({ retries: 0 })
    for (let each = 0; each < 20; each++) {
      await ask(tried, `/${each}`, garbage)
      await vi.advanceTimersByTimeAsync(2600)
    }
    expect(tried.attemptsAtMs).toHaveLength(20)
  })
})

describe('what one client causes does not slow down others:', () => {
  test.for([
    ['one request that is never usable', garbage, 1],
    ['a filter that the vendor refuses with 400', refused, 50],
    ['an id that the vendor says does not exist', notFound({ code: 'not_found' }), 50],
  ] as const)('%s', async ([, failure, paths]) => {
    const tried = resilient({ retries: 0 })
    for (let each = 0; each < 50; each++) {
      await ask(tried, `/${each % paths}`, failure)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(await isSent(tried)).toBe(true)
  })

  test('404 to lookups by id, for which it is an answer', async () => {
    const tried = resilient({ retries: 0 })
    for (let each = 0; each < 20; each++) {
      const attempt = () => Promise.reject(notFound())
      const { signal } = new AbortController()
      const lookup = { ...READ, path: `/${each}` }
      await settled(tried.resilience.run(lookup, signal, attempt, undefined, undefined, () => true))
    }
    expect(await isSent(tried)).toBe(true)
  })
})
