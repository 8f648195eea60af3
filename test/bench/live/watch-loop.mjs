// Loaded before the gateway: on SIGUSR2 it writes the longest turn of the event loop since the last time, and the memory.

import { monitorEventLoopDelay } from 'node:perf_hooks'

const delays = monitorEventLoopDelay({ resolution: 1 })
delays.enable()
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  process.stderr.write(`@live ${JSON.stringify({ longestMs: delays.max / 1e6, p99Ms: delays.percentile(99) / 1e6, rss, heapUsed })}\n`)
  delays.reset()
})
