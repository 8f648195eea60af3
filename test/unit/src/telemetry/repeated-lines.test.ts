import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { logEvents } from '../../../../src/telemetry/log.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function logging(level: string) {
  const lines: string[] = []
  const emit = logEvents(pino({ level }, { write: (line: string) => lines.push(line) }), () => 0)
  const fail = (source: string, outcome: 'THROTTLED' | 'UNAVAILABLE' = 'THROTTLED') =>
    emit({
      type: 'request',
      source,
      operation: 'GET /x',
      method: 'GET',
      httpStatus: 429,
      bytes: 0,
      durationMs: 1,
      outcome,
    })
  const read = (): { source?: unknown; repeated?: unknown; outcome?: unknown }[] =>
    lines.splice(0).map((line) => JSON.parse(line))
  return { fail, read }
}

test('a storm of the same event has its first line at once, and then one a second with the count', () => {
  const { fail, read } = logging('info')
  for (let each = 0; each < 300; each++) {
    fail('a')
    fail('b')
  }
  fail('a', 'UNAVAILABLE')
  expect(read()).toMatchObject([
    { source: 'a', outcome: 'THROTTLED' },
    { source: 'b', outcome: 'THROTTLED' },
    { source: 'a', outcome: 'UNAVAILABLE' },
  ])
  vi.advanceTimersByTime(1000)
  expect(read()).toMatchObject([
    { source: 'a', repeated: 299 },
    { source: 'b', repeated: 299 },
  ])
  fail('a')
  expect(read()).toEqual([])
  vi.advanceTimersByTime(1000)
  expect(read()).toMatchObject([{ source: 'a', repeated: 1 }])
  vi.advanceTimersByTime(1000)
  fail('a')
  expect(read()).toHaveLength(1)
  vi.advanceTimersByTime(2000)
  expect(vi.getTimerCount()).toBe(0)
})

test('a log at debug has every line', () => {
  const { fail, read } = logging('debug')
  for (let each = 0; each < 5; each++) fail('a')
  expect(read()).toHaveLength(5)
})
