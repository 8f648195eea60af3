import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Watch } from '../../../../src/cli/watch.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a check is repeated as often as was set last, and never for 0', () => {
  const check = vi.fn()
  const watch = new Watch(check)
  vi.advanceTimersByTime(60_000)
  expect(check).toHaveBeenCalledTimes(0)
  watch.every(10_000)
  vi.advanceTimersByTime(30_000)
  expect(check).toHaveBeenCalledTimes(3)
  watch.every(1000)
  vi.advanceTimersByTime(5000)
  expect(check).toHaveBeenCalledTimes(8)
  watch.every(0)
  vi.advanceTimersByTime(60_000)
  expect(check).toHaveBeenCalledTimes(8)
})
