import { constants, PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { FAST_GROWTH_PERCENT, growthFlag, SLOW_GROWTH_PERCENT } from './memory.js'

/**
 * From this much memory in use on, the heap grows slowly. An idle gateway has 60 MiB in use, and 32 clients that each read
 * pages of 1000 records 100 MiB.
 */
const LARGE_BYTES = 120 * 1024 * 1024

/**
 * By how much the heap may grow before the next full collection, in percent of what the last one has left.
 * @param usedBytes what is in use after a full collection, buffers included.
 */
export const growthPercentFor = (usedBytes: number): number =>
  usedBytes > LARGE_BYTES ? SLOW_GROWTH_PERCENT : FAST_GROWTH_PERCENT

/**
 * Adapts the growth of the heap after each full collection. Does nothing in a process that was not started with the flag of
 * `nodeFlags`, because an operator has chosen the growth, or there is little memory.
 */
export function adaptHeapGrowth(
  flags: readonly string[] = process.execArgv,
  setFlag: (flag: string) => void = setFlagsFromString,
): void {
  if (!flags.includes(growthFlag(FAST_GROWTH_PERCENT))) return
  let currentPercent = FAST_GROWTH_PERCENT
  new PerformanceObserver((list) => {
    if (!list.getEntries().some(isFullCollection)) return
    const { used_heap_size: heapBytes, external_memory: bufferBytes } = getHeapStatistics()
    const percent = growthPercentFor(heapBytes + bufferBytes)
    if (percent === currentPercent) return
    currentPercent = percent
    setFlag(growthFlag(percent))
  }).observe({ entryTypes: ['gc'] })
}

function isFullCollection(entry: object): boolean {
  const detail: unknown = Reflect.get(entry, 'detail')
  return (
    typeof detail === 'object' && detail !== null && Reflect.get(detail, 'kind') === constants.NODE_PERFORMANCE_GC_MAJOR
  )
}
