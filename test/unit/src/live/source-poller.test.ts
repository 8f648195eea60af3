import { expect, test } from 'vitest'
import { SourcePoller } from '../../../../src/live/source-poller.js'

test('a list is read again only after its sharing has ended, even by a timer that fires a millisecond early', async () => {
  const delays: number[] = []
  const due: (() => void)[] = []
  const poller = new SourcePoller({
    read: async () => ({ entries: [], fetchedAtMs: 0, stale: false, shortfall: null }),
    sharedForMs: 1000,
    deadlineMs: 60_000,
    rules: { ticking: new Set(), pollsUntilGone: 1 },
    clock: { now: () => 0, monotonicNow: () => 0 },
    timers: {
      after(delayMs, callback) {
        delays.push(delayMs)
        due.push(callback)
        return () => undefined
      },
    },
    onError: (error) => expect(error).toBeUndefined(),
  })
  const planned = new Promise<void>((resolve) => {
    poller.watch({
      everyMs: 1000,
      *polled() {
        yield void setImmediate(resolve)
      },
    })
  })
  expect(delays).toEqual([0])
  due[0]?.()
  await planned
  // The limit of the poll, and then the next one.
  expect(delays.slice(1, 2)).toEqual([60_000])
  expect(delays.at(-1)).toBeGreaterThan(1001)
})
