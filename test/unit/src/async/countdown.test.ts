import { createServer } from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Countdown } from '../../../../src/async/countdown.js'
import { startAttempt } from '../../../../src/transport/attempt-timeout.js'

describe('a countdown', () => {
  afterEach(() => void vi.useRealTimers())

  test('is over when its time has passed', async () => {
    vi.useFakeTimers()
    const over = vi.fn()
    const countdown = new Countdown(1000, over)
    await vi.advanceTimersByTimeAsync(999)
    expect(over).not.toHaveBeenCalled()
    expect(countdown.elapsedMs).toBeCloseTo(999, 0)
    await vi.advanceTimersByTimeAsync(1)
    expect(over).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(over).toHaveBeenCalledOnce()
  })

  test('is never over when it has been cleared', async () => {
    vi.useFakeTimers()
    const over = vi.fn()
    const countdown = new Countdown(1000, over)
    await vi.advanceTimersByTimeAsync(950)
    countdown.clear()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(over).not.toHaveBeenCalled()
  })

  test('does not count the time in which the event loop was held up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let nowMs = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
    const over = vi.fn()
    const countdown = new Countdown(1000, over)
    // The timer of the first step fires six seconds late.
    nowMs = 6000
    await vi.advanceTimersByTimeAsync(100)
    expect(over).not.toHaveBeenCalled()
    expect(countdown.elapsedMs).toBeLessThanOrEqual(120)
    for (let step = 0; step < 8; step++) {
      nowMs += 100
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(over).not.toHaveBeenCalled()
    nowMs += 100
    await vi.advanceTimersByTimeAsync(100)
    expect(over).toHaveBeenCalledOnce()
    clock.mockRestore()
  })

  test('is over in the end, also where the event loop is held up all the time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let nowMs = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
    const over = vi.fn()
    new Countdown(300, over)
    for (let step = 0; step < 12; step++) {
      nowMs += 1000
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(over).toHaveBeenCalledOnce()
    clock.mockRestore()
  })
})

test('an answer that has arrived while the gateway was busy is no timeout', async () => {
  const server = createServer((_request, response) => response.end('arrived'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { signal, clear } = startAttempt(60)
  const answer = fetch(`http://127.0.0.1:${port}/`, { signal }).then((response) => response.text())
  // Busy for longer than the whole timeout, before anything can be read.
  const untilMs = performance.now() + 300
  while (performance.now() < untilMs);
  await expect(answer).resolves.toBe('arrived')
  clear()
  server.close()
})
