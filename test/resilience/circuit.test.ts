import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NobodyWaits } from '../../src/resilience/outages.js'
import { breathe, held, inTime, READ, resilient, settled, trouble, type Tried } from './fixtures.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Without retries, so that every request is one attempt. */
const plain = (): Tried => resilient({ retries: 0 })

async function open(): Promise<Tried> {
  const tried = plain()
  for (let each = 0; each < 5; each++) await tried.run([trouble('TIMEOUT')])
  tried.attemptsAtMs.length = 0
  return tried
}

describe('the circuit', () => {
  test.for(['UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE'] as const)('opens after five %s in a row', async (code) => {
    const { run, resilience, events } = plain()
    for (let each = 0; each < 4; each++) await run([trouble(code)])
    expect(resilience.breaker()).toBe('closed')
    expect(await run([trouble(code)])).toMatchObject({ code })
    expect(resilience.breaker()).toBe('open')
    expect(events).toEqual([{ type: 'breaker', state: 'open' }])
  })

  test('counts attempts, whoever made them, and repeats no request once it is open', async () => {
    const { run, resilience, attemptsAtMs } = resilient({ retries: 2 })
    expect(await inTime(run([trouble('TIMEOUT')]))).toMatchObject({ code: 'TIMEOUT' })
    expect(await inTime(run([trouble('UNREACHABLE')]))).toMatchObject({ code: 'UNREACHABLE' })
    expect(attemptsAtMs).toHaveLength(5)
    expect(resilience.breaker()).toBe('open')
  })

  test.for(['UNAUTHENTICATED', 'REJECTED', 'PROTOCOL', 'TOO_LARGE', 'THROTTLED'] as const)(
    'stays closed however often the answer is %s',
    async (code) => {
      const { run, resilience, attemptsAtMs } = plain()
      for (let each = 0; each < 20; each++) expect(await run([trouble(code)])).toMatchObject({ code })
      expect(attemptsAtMs).toHaveLength(20)
      expect(resilience.breaker()).toBe('closed')
    },
  )

  test.for([['rows'], [trouble('REJECTED')]] as const)('counts anew after any answer: %s', async ([answer]) => {
    const { run, resilience } = plain()
    for (let each = 0; each < 4; each++) await run([trouble('TIMEOUT')])
    await run([answer])
    for (let each = 0; each < 4; each++) await run([trouble('TIMEOUT')])
    expect(resilience.breaker()).toBe('closed')
  })
})

describe('an open circuit', () => {
  test('costs no request, says until when, and is told as an event', async () => {
    const { run, attemptsAtMs, events } = await open()
    expect(await run(['rows'])).toMatchObject({ code: 'CIRCUIT_OPEN', retryable: true, neverSent: true, retryAfterSeconds: 1 })
    expect(attemptsAtMs).toEqual([])
    expect(events.at(-1)).toEqual({ type: 'refused', operation: 'listThings', code: 'CIRCUIT_OPEN' })
  })

  test('is said at once, although every slot is taken by requests that began before', async () => {
    const { run, resilience } = resilient({ retries: 0, maxConcurrency: 5 })
    const begun = Array.from({ length: 5 }, () => held())
    const signal = new AbortController().signal
    const hung = begun.map(({ work }) => settled(resilience.run(READ, signal, work)))
    const waits = run(['rows'])
    for (const { end } of begun.slice(1)) end(trouble('TIMEOUT'))
    await Promise.all(hung.slice(1))
    expect(await waits).toBe('rows')
    const more = Array.from({ length: 5 }, () => held())
    const taken = more.map(({ work }) => settled(resilience.run(READ, signal, work)))
    const queued = run(['rows'])
    for (const { end } of more.slice(0, 4)) end(trouble('TIMEOUT'))
    begun[0]?.end(trouble('TIMEOUT'))
    await Promise.all([...hung, ...taken.slice(0, 4)])
    // The one who waited for a slot hears of it when it has one, the others before.
    expect(await queued).toMatchObject({ code: 'CIRCUIT_OPEN' })
    expect(await run(['rows'])).toMatchObject({ code: 'CIRCUIT_OPEN' })
    more[4]?.end()
    await Promise.all(taken)
  })

  test('lets one request through when its rest is over, and closes when that is answered', async () => {
    const { run, attemptsAtMs, resilience, events } = await open()
    await vi.advanceTimersByTimeAsync(999)
    expect(await run(['rows'])).toMatchObject({ code: 'CIRCUIT_OPEN' })
    await vi.advanceTimersByTimeAsync(1)
    expect(await run(['rows'])).toBe('rows')
    expect(attemptsAtMs).toEqual([1000])
    expect(resilience.breaker()).toBe('closed')
    expect(events.filter(({ type }) => type === 'breaker')).toEqual(
      ['open', 'half-open', 'closed'].map((state) => ({ type: 'breaker', state })),
    )
    expect(await run(['rows'])).toBe('rows')
  })

  test('closes when its probe is answered with an error, too', async () => {
    const { run, resilience } = await open()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await run([trouble('REJECTED')])).toMatchObject({ code: 'REJECTED' })
    expect(resilience.breaker()).toBe('closed')
  })

  test('rests twice as long after each probe that fails, up to half a minute', async () => {
    const { run, attemptsAtMs } = await open()
    let nowMs = 0
    for (const restMs of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      await vi.advanceTimersByTimeAsync(restMs - 1)
      expect(await run([trouble('TIMEOUT')])).toMatchObject({ code: 'CIRCUIT_OPEN' })
      await vi.advanceTimersByTimeAsync(1)
      expect(await run([trouble('TIMEOUT')])).toMatchObject({ code: 'TIMEOUT' })
      nowMs += restMs
      expect(attemptsAtMs.at(-1)).toBe(nowMs)
    }
  })

  test('is not repeated by a request with retries to spare: a probe is one attempt', async () => {
    const { run, attemptsAtMs } = resilient({ retries: 2 })
    await inTime(Promise.all([run([trouble('TIMEOUT')]), run([trouble('TIMEOUT')])]))
    attemptsAtMs.length = 0
    await vi.advanceTimersByTimeAsync(1000)
    expect(await inTime(run([trouble('TIMEOUT')]))).toMatchObject({ code: 'TIMEOUT' })
    expect(attemptsAtMs).toHaveLength(1)
  })
})

describe('while a probe is under way', () => {
  async function probing() {
    const tried = await open()
    await vi.advanceTimersByTimeAsync(1000)
    const probe = held()
    const client = new AbortController()
    const answer = settled(tried.resilience.run(READ, client.signal, probe.work))
    await breathe()
    expect(tried.resilience.breaker()).toBe('half-open')
    return { ...tried, probe, client, answer }
  }

  test('nobody else is sent, and nobody waits for it', async () => {
    const { run, attemptsAtMs, probe, answer } = await probing()
    expect(await run(['rows'])).toMatchObject({ code: 'CIRCUIT_OPEN' })
    expect(attemptsAtMs).toEqual([])
    probe.end()
    expect(await answer).toBe('done')
    expect(await run(['rows'])).toBe('rows')
  })

  test('whoever gives it up does not close the circuit', async () => {
    const { client, answer, resilience, probe } = await probing()
    client.abort(new NobodyWaits())
    probe.end(client.signal.reason)
    expect(await answer).toBeInstanceOf(NobodyWaits)
    await breathe()
    expect(resilience.breaker()).toBe('open')
  })
})

describe('a source that hangs', () => {
  /** A request that is given up after so long, and what became of it. */
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
    await breathe()
    return failed
  }

  test('opens the circuit also when deadlines are shorter than the timeout of an attempt', async () => {
    const tried = plain()
    for (let each = 0; each < 5; each++) {
      expect(tried.resilience.breaker()).toBe('closed')
      expect(await giveUp(tried, 1000, trouble('DEADLINE'))).toEqual(['TIMEOUT'])
    }
    expect(tried.resilience.breaker()).toBe('open')
    expect(await tried.run(['rows'])).toMatchObject({ code: 'CIRCUIT_OPEN' })
  })

  test('does not when it had hardly been asked as the deadline passed', async () => {
    const tried = plain()
    for (let each = 0; each < 10; each++) expect(await giveUp(tried, 999, trouble('DEADLINE'))).toEqual([])
    expect(tried.resilience.breaker()).toBe('closed')
  })

  test('does not when it was the clients who went away', async () => {
    const tried = plain()
    for (let each = 0; each < 10; each++) expect(await giveUp(tried, 5000, new NobodyWaits())).toEqual([])
    expect(tried.resilience.breaker()).toBe('closed')
  })

  test('has as long as configured', async () => {
    const tried = resilient({ retries: 0, patienceMs: 50 })
    expect(await giveUp(tried, 49, trouble('DEADLINE'))).toEqual([])
    expect(await giveUp(tried, 50, trouble('DEADLINE'))).toEqual(['TIMEOUT'])
  })
})
