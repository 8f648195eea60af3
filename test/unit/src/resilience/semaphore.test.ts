import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { failureWith, held, nextTurns, READ, resilient, settled, withTimeout } from './fixtures.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Requests that all begin, or wait, and end when the test says so. */
async function begin(count: number, { maxConcurrency }: { maxConcurrency: number }) {
  const { resilience, events } = resilient({ maxConcurrency })
  const all = Array.from({ length: count }, () => {
    const client = new AbortController()
    const { work, end, isBegun } = held()
    return { client, end, isBegun, answer: settled(resilience.run(READ, client.signal, work)) }
  })
  await nextTurns()
  const begun = () => all.map(({ isBegun }) => isBegun())
  return { all, begun, resilience, events }
}

describe('slots', () => {
  test('let so many requests be sent at once, and the others one by one as those end', async () => {
    const { all, begun, resilience } = await begin(4, { maxConcurrency: 2 })
    expect(begun()).toEqual([true, true, false, false])
    expect(resilience.load()).toEqual({ running: 2, waiting: 2 })
    all[1]?.end()
    await nextTurns()
    expect(begun()).toEqual([true, true, true, false])
    all[0]?.end(new Error('a bug'))
    await nextTurns()
    expect(begun()).toEqual([true, true, true, true])
    for (const { end } of all) end()
    await nextTurns()
    expect(resilience.load()).toEqual({ running: 0, waiting: 0 })
  })

  test('let thirty-two times as many wait, and refuse the next at once', async () => {
    const { all, begun, resilience, events } = await begin(34, { maxConcurrency: 1 })
    expect(await all[33]?.answer).toMatchObject({ code: 'OVERLOADED', retryable: true, neverSent: true })
    expect(events).toEqual([{ type: 'refused', operation: 'listThings', code: 'OVERLOADED' }])
    expect(resilience.load()).toEqual({ running: 1, waiting: 32 })
    for (const { end } of all) end()
    await nextTurns()
    expect(begun()).toEqual([...Array.from({ length: 33 }, () => true), false])
  })

  test('are enough for forty clients with two requests each', async () => {
    const { all, events } = await begin(80, { maxConcurrency: 8 })
    for (const { end } of all) end()
    expect(new Set(await Promise.all(all.map(({ answer }) => answer)))).toEqual(new Set(['done']))
    expect(events).toEqual([])
  })

  test('are not waited for by a client that has left: its place is free at once, and nothing is sent', async () => {
    const { all, begun, resilience } = await begin(5, { maxConcurrency: 1 })
    const reason = failureWith('DEADLINE')
    all[2]?.client.abort(reason)
    expect(await all[2]?.answer).toBe(reason)
    expect(resilience.load()).toEqual({ running: 1, waiting: 3 })
    const { work, end, isBegun } = held()
    const late = settled(resilience.run(READ, new AbortController().signal, work))
    await nextTurns()
    expect(resilience.load()).toEqual({ running: 1, waiting: 4 })
    for (const each of [...all, { end }]) each.end()
    expect(await late).toBe('done')
    expect(begun()).toEqual([true, true, false, true, true])
    expect(isBegun()).toBe(true)
  })

  /** Requests of several clients at a source with one slot; one that runs comes first. */
  async function beginFor(clients: readonly string[]) {
    const { resilience } = resilient({ maxConcurrency: 1 })
    const begun: string[] = []
    const refused: string[] = []
    const ends: (() => void)[] = []
    for (const client of ['first', ...clients]) {
      const { work, end } = held()
      ends.push(() => end())
      const attempt = () => {
        begun.push(client)
        return work()
      }
      const { signal } = new AbortController()
      void resilience.run(READ, signal, attempt, undefined, client).catch(() => refused.push(client))
    }
    await nextTurns()
    return { resilience, begun, refused, ends }
  }

  test('are given to clients in turn: many requests of one client do not delay another', async () => {
    const { begun, ends } = await beginFor([...Array.from({ length: 20 }, () => 'greedy'), 'small', 'other', 'other'])
    for (const end of ends) {
      end()
      await nextTurns()
    }
    expect(begun.slice(0, 6)).toEqual(['first', 'greedy', 'small', 'other', 'greedy', 'other'])
    expect(begun).toHaveLength(24)
  })

  test('are refused to the client that has the most waiting, not to the one that comes last', async () => {
    const { refused, resilience } = await beginFor([...Array.from({ length: 32 }, () => 'greedy'), 'small', 'greedy'])
    expect(resilience.load()).toEqual({ running: 1, waiting: 32 })
    expect(refused).toEqual(['greedy', 'greedy'])
  })

  test('are not taken by a client that left before', async () => {
    const { run, attemptsAtMs } = resilient()
    expect(await run(['rows'], { signal: AbortSignal.abort('gone') }).catch(String)).toBe('gone')
    expect(attemptsAtMs).toEqual([])
  })
})

describe('requests per second', () => {
  const rate = async (requestsPerSecond: number, count: number): Promise<readonly number[]> => {
    const { run, attemptsAtMs } = resilient({ requestsPerSecond, maxConcurrency: 100 })
    await withTimeout(Promise.all(Array.from({ length: count }, () => run(['rows']))))
    return attemptsAtMs
  }

  test('begin no faster than that, the first of them at once', async () => {
    expect(await rate(3, 8)).toEqual([0, 0, 0, 1000, 1000, 1000, 2000, 2000])
  })

  test('may be less than one', async () => {
    expect(await rate(0.5, 3)).toEqual([0, 2000, 4000])
  })

  test('may be a fraction, which is applied exactly', async () => {
    expect(await rate(2.5, 6)).toEqual([0, 0, 800, 800, 1600, 1600])
  })

  test('count retries as well', async () => {
    const { run, attemptsAtMs } = resilient({ requestsPerSecond: 1, retries: 2 })
    await withTimeout(run([failureWith('UNAVAILABLE'), failureWith('UNAVAILABLE'), 'rows']))
    expect(attemptsAtMs).toEqual([0, 1000, 2000])
  })

  test('are not used up by a client that stopped waiting, which leaves at once', async () => {
    const { run, attemptsAtMs, resilience } = resilient({ requestsPerSecond: 1 })
    await run(['rows'])
    const clients = Array.from({ length: 5 }, () => new AbortController())
    const answers = clients.map(({ signal }) => run(['rows'], { signal }))
    const patient = run(['rows'])
    await vi.advanceTimersByTimeAsync(10)
    for (const client of clients) client.abort(failureWith('DEADLINE'))
    await Promise.all(answers)
    expect(resilience.load().running).toBe(1)
    await withTimeout(patient)
    expect(attemptsAtMs).toEqual([0, 1000])
  })
})
