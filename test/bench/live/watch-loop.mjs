// Loaded before the gateway: on SIGUSR2 it writes how long the turns of the event loop were since the last time, the longest
// collections of garbage within them, and the memory that is left after a full collection.

import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

const delays = monitorEventLoopDelay({ resolution: 1 })
delays.enable()

/** Processor time of this thread, in milliseconds: what others do on the machine does not count. */
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
/** The most that one turn, or several that take a millisecond together, have cost. */
let longestCpuMs = 0
let beforeMs = cpuMs()
setInterval(() => {
  const nowMs = cpuMs()
  longestCpuMs = Math.max(longestCpuMs, nowMs - beforeMs)
  beforeMs = nowMs
}, 1).unref()

const KINDS = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
])
/** @type {Record<string, { count: number, longestMs: number }>} */
let collections = {}
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { duration } = entry
    const kind = KINDS.get(Reflect.get(entry, 'detail').kind) ?? 'other'
    const known = collections[kind] ?? { count: 0, longestMs: 0 }
    collections[kind] = { count: known.count + 1, longestMs: Math.max(known.longestMs, duration) }
  }
}).observe({ entryTypes: ['gc'] })

process.on('SIGUSR2', () => {
  const turns = { longestMs: delays.max / 1e6, p99Ms: delays.percentile(99) / 1e6, longestCpuMs, collections }
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.stderr.write(`@live ${JSON.stringify({ ...turns, rss, heapUsed, external })}\n`)
  // The collection was ours: it counts for nothing. What the observer has of it comes in a later turn.
  setTimeout(() => {
    delays.reset()
    longestCpuMs = 0
    beforeMs = cpuMs()
    collections = {}
  }, 100)
})
