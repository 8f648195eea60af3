import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RequestAbandoned } from '../../../../src/errors/source-failure.js'
import { CONTROL, failureWith, held, nextTurns, READ, resilient, settled, type Tried, withTimeout } from './fixtures.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const other = { request: { ...READ, path: '/other' } }

/** A source that has failed, without retries, so that every request is one attempt. */
async function failing(code: Parameters<typeof failureWith>[0] = 'UNAVAILABLE'): Promise<Tried> {
  const tried = resilient({ retries: 0 })
  await tried.run([failureWith(code)])
  tried.attemptsAtMs.length = 0
  return tried
}

describe('the circuit', () => {
  test.for(['UNREACHABLE', 'UNAVAILABLE'] as const)('opens when a request has failed for good (%s)', async (code) => {
    const { run, resilience, events } = await failing(code)
    expect(resilience.breaker()).toBe('open')
    expect(events).toEqual([{ type: 'breaker', state: 'open' }])
    expect(await run(['rows'], other)).toMatchObject({ code, neverSent: true, retryAfterSeconds: 1 })
    expect(events.at(-1)).toEqual({ type: 'refused', operation: 'listThings', code })
  })

  test('opens after two timeouts in a row: one slow answer is no outage', async () => {
    const { run, resilience } = await failing('TIMEOUT')
    expect(resilience.breaker()).toBe('closed')
    await run([failureWith('TIMEOUT')], other)
    expect(resilience.breaker()).toBe('open')
  })

  test('opens after five attempts in a row that failed, also while retries are pending', async () => {
    const { run, attemptsAtMs, resilience } = resilient({ retries: 2 })
    const requests = ['/a', '/b', '/c', '/d', '/e', '/f'].map((path) =>
      run([failureWith('UNREACHABLE')], { request: { ...READ, path } }),
    )
    await nextTurns()
    expect(resilience.breaker()).toBe('open')
    await withTimeout(Promise.all(requests))
    expect(attemptsAtMs).toHaveLength(6)
  })

  test.for(['UNAUTHENTICATED', 'REJECTED', 'PROTOCOL', 'TOO_LARGE', 'THROTTLED'] as const)(
    'stays closed however often the answer is %s',
    async (code) => {
      const { run, resilience } = resilient({ retries: 0 })
      for (let each = 0; each < 20; each++) {
        expect(await run([failureWith(code)])).toMatchObject({ code })
        await vi.advanceTimersByTimeAsync(4000)
      }
      expect(resilience.breaker()).toBe('closed')
    },
  )
})

describe('an open circuit', () => {
  test('is reported at once, without waiting for a turn', async () => {
    const { run, attemptsAtMs } = resilient({ retries: 0, requestsPerSecond: 0.01 })
    await run([failureWith('UNREACHABLE')])
    expect(await run(['rows'])).toMatchObject({ code: 'UNREACHABLE', neverSent: true })
    expect(attemptsAtMs).toEqual([0])
  })

  test('is reported to those who waited for a slot when it opened, at their turn', async () => {
    const { run, resilience } = resilient({ retries: 0, maxConcurrency: 1 })
    const { work, end } = held()
    const first = settled(resilience.run(READ, new AbortController().signal, work))
    const last = run(['rows'], other)
    end(failureWith('UNREACHABLE'))
    await first
    expect(await last).toMatchObject({ code: 'UNREACHABLE', neverSent: true })
  })

  test('lets one request through after its wait, and closes when that is answered', async () => {
    const { run, attemptsAtMs, resilience, events } = await failing()
    await vi.advanceTimersByTimeAsync(999)
    expect(await run(['rows'])).toMatchObject({ code: 'UNAVAILABLE' })
    await vi.advanceTimersByTimeAsync(1)
    expect(await run(['rows'])).toBe('rows')
    expect(attemptsAtMs).toEqual([1000])
    expect(resilience.breaker()).toBe('closed')
    expect(events.filter(({ type }) => type === 'breaker')).toEqual(
      ['open', 'half-open', 'closed'].map((state) => ({ type: 'breaker', state })),
    )
  })

  test('closes when its probe is answered with an error, too', async () => {
    const { run, resilience } = await failing()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await run([failureWith('REJECTED')], other)).toMatchObject({ code: 'REJECTED' })
    expect(resilience.breaker()).toBe('closed')
  })

  test('waits twice as long after each probe that fails, up to four seconds, and reports CIRCUIT_OPEN', async () => {
    const { run, attemptsAtMs } = await failing()
    let nowMs = 0
    for (const [each, restMs] of [1000, 2000, 4000, 4000, 4000].entries()) {
      await vi.advanceTimersByTimeAsync(restMs - 1)
      expect(await run(['rows'])).toMatchObject({ code: each === 0 ? 'UNAVAILABLE' : 'CIRCUIT_OPEN' })
      await vi.advanceTimersByTimeAsync(1)
      expect(await run([failureWith('UNAVAILABLE')])).toMatchObject({ code: 'UNAVAILABLE' })
      nowMs += restMs
      expect(attemptsAtMs.at(-1)).toBe(nowMs)
    }
  })

  test('is probed by one attempt, whatever retries are configured', async () => {
    const { run, attemptsAtMs } = resilient({ retries: 2 })
    await withTimeout(run([failureWith('UNAVAILABLE')]))
    attemptsAtMs.length = 0
    await vi.advanceTimersByTimeAsync(1000)
    await withTimeout(run([failureWith('UNAVAILABLE')]))
    expect(attemptsAtMs).toHaveLength(1)
  })

  test('refuses control, too, and control neither opens nor probes it', async () => {
    const { run, attemptsAtMs, resilience } = await failing()
    expect(await run(['done'], { request: CONTROL })).toMatchObject({ neverSent: true })
    expect(attemptsAtMs).toEqual([])
    await vi.advanceTimersByTimeAsync(1000)
    expect(await run([failureWith('UNAVAILABLE')], { request: CONTROL })).toMatchObject({ code: 'UNAVAILABLE' })
    expect(await run(['rows'])).toBe('rows')
    await run([failureWith('UNAVAILABLE')], { request: CONTROL })
    expect(resilience.breaker()).toBe('closed')
  })
})

describe('while a probe is under way', () => {
  async function probing() {
    const tried = await failing()
    await vi.advanceTimersByTimeAsync(1000)
    const probe = held()
    const client = new AbortController()
    const answer = settled(tried.resilience.run(READ, client.signal, probe.work))
    await nextTurns()
    expect(tried.resilience.breaker()).toBe('half-open')
    return { ...tried, probe, client, answer }
  }

  test('no other request is sent, and nobody waits for it longer than 0.8 s', async () => {
    const { run, attemptsAtMs, probe, answer } = await probing()
    const other = run(['rows'])
    await vi.advanceTimersByTimeAsync(800)
    expect(await other).toMatchObject({ neverSent: true })
    expect(attemptsAtMs).toEqual([])
    probe.end()
    expect(await answer).toBe('done')
    expect(await run(['rows'])).toBe('rows')
  })

  test('its outcome is that of other requests meanwhile', async () => {
    const { run, probe, answer } = await probing()
    const other = run(['rows'])
    probe.end()
    expect([await answer, await other]).toEqual(['done', 'rows'])
  })

  test('a client that cancels it does not close the circuit', async () => {
    const { client, answer, resilience, probe } = await probing()
    client.abort(new RequestAbandoned())
    probe.end(client.signal.reason)
    expect(await answer).toBeInstanceOf(RequestAbandoned)
    await nextTurns()
    expect(resilience.breaker()).toBe('open')
  })

  test('a source that hangs is probed again after four seconds, and no client waits for it', async () => {
    const tried = resilient({ retries: 0 })
    for (const path of ['/a', '/b']) await tried.run([failureWith('TIMEOUT')], { request: { ...READ, path } })
    await vi.advanceTimersByTimeAsync(1000)
    const hanging = held()
    const answer = settled(tried.resilience.run(READ, new AbortController().signal, hanging.work))
    await vi.advanceTimersByTimeAsync(800)
    expect(await answer).toMatchObject({ code: 'TIMEOUT' })
    await vi.advanceTimersByTimeAsync(200)
    expect(await tried.run(['rows'])).toBe('rows')
    expect(tried.resilience.breaker()).toBe('closed')
  })
})
