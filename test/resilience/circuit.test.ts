import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NobodyWaits } from '../../src/errors/source-trouble.js'
import { breathe, held, inTime, READ, resilient, settled, type Tried, trouble } from './fixtures.js'

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
    const said = { code: 'CIRCUIT_OPEN', retryable: true, neverSent: true, retryAfterSeconds: 1 }
    expect(await run(['rows'])).toMatchObject(said)
    expect(attemptsAtMs).toEqual([])
    expect(events.at(-1)).toEqual({ type: 'refused', operation: 'listThings', code: 'CIRCUIT_OPEN' })
  })

  test('is said at once, without waiting for a turn', async () => {
    const { run, attemptsAtMs } = resilient({ retries: 0, requestsPerSecond: 5 })
    for (let each = 0; each < 5; each++) await run([trouble('TIMEOUT')])
    expect(await run(['rows'])).toMatchObject({ code: 'CIRCUIT_OPEN' })
    expect(attemptsAtMs).toEqual([0, 0, 0, 0, 0])
  })

  test('is said to those who waited for a slot as it opened, when it is their turn', async () => {
    const { run, resilience } = resilient({ retries: 0, maxConcurrency: 5 })
    const begun = Array.from({ length: 5 }, () => held())
    const hung = begun.map(({ work }) => settled(resilience.run(READ, new AbortController().signal, work)))
    const waiting = Array.from({ length: 5 }, () => held())
    const waits = waiting.map(({ work }) => settled(resilience.run(READ, new AbortController().signal, work)))
    const last = run(['rows'])
    for (const { end } of begun) end(trouble('TIMEOUT'))
    await Promise.all(hung)
    expect(await last).toMatchObject({ code: 'CIRCUIT_OPEN' })
    for (const { end } of waiting) end()
    await Promise.all(waits)
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
