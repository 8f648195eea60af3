import { totalmem } from 'node:os'

// How much memory is available, and how it is divided between V8's heap (by flags that only take effect when a process
// starts) and the caches.

const MIB = 1024 * 1024
/** From this size on, V8's default sizes are suitable. */
const AMPLE_BYTES = 2048 * MIB
/** With this much memory, caches have their full sizes; with less they are reduced in proportion. */
const FULL_CACHES_BYTES = 8192 * MIB
/**
 * The share of the old generation of V8's heap. The rest is for code, the young generation (three times the semi-space) and
 * the buffers of connections.
 */
const HEAP_SHARE = 0.6
/**
 * The share of the memory up to which the heap grows before its first full collection. With a small heap, V8 would start
 * full collections at a few MiB and repeat them every few pages of a thousand records, which halves the throughput.
 */
const UNCOLLECTED_SHARE = 0.4
/** V8's default. A smaller one takes less memory, but more time for long responses. */
const SEMI_SPACE_MIB = 16
const SMALL_SEMI_SPACE_MIB = 8
const SMALL_BYTES = 400 * MIB

/**
 * Objects that are created for one response are garbage afterwards. For large responses V8's heuristic assumes otherwise and
 * allocates them in the old generation, where they stay until a full collection: pages of a thousand records took 1.5 times
 * as long.
 */
export const NO_PRETENURING = '--no-allocation-site-pretenuring'

/**
 * By how much the heap may grow, in percent of what a full collection has left, before the next one. With much memory V8
 * lets it grow to four times as much, so that four clients with the largest queries took 850 MiB where 250 MiB were in use.
 * With slow growth alone, nearly every minor collection is followed by a full one while many clients read long pages, which
 * takes a fifth of the throughput: see `adaptHeapGrowth`.
 */
export const FAST_GROWTH_PERCENT = 200
export const SLOW_GROWTH_PERCENT = 60

export const growthFlag = (percent: number): string => `--heap-growing-percent=${percent}`

/** The memory that this process may use, in bytes: the limit of its control group (v1 or v2), or that of the machine. */
export function memoryBytes(): number {
  const limit = process.constrainedMemory()
  // Zero, or more than the machine has: there is no limit.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/**
 * Returns the flags to start Node.js with.
 * @param bytes the available memory.
 * @param given the operator's flags; sizes that they set are not overridden.
 */
export function nodeFlags(bytes: number, given: readonly string[]): readonly string[] {
  const isChosen = (...names: readonly string[]): boolean =>
    given.some((flag) => names.some((name) => flag.replaceAll('_', '-').startsWith(`--${name}`)))
  const mib = (share: number): number => Math.floor((bytes * share) / MIB)
  const isAmple = bytes >= AMPLE_BYTES
  const semiSpaceMiB = bytes < SMALL_BYTES ? SMALL_SEMI_SPACE_MIB : SEMI_SPACE_MIB
  return [
    NO_PRETENURING,
    ...(isAmple && !isChosen('heap-growing-percent') ? [growthFlag(FAST_GROWTH_PERCENT)] : []),
    ...(isAmple || isChosen('max-semi-space-size') ? [] : [`--max-semi-space-size=${semiSpaceMiB}`]),
    ...(isAmple || isChosen('max-old-space-size', 'max-heap-size')
      ? []
      : [`--max-old-space-size=${mib(HEAP_SHARE)}`, `--initial-old-space-size=${mib(UNCOLLECTED_SHARE)}`]),
  ]
}

/** The share of their full size that caches may have, more than 0 and at most 1. */
export const cacheShare = (bytes: number): number => Math.min(1, bytes / FULL_CACHES_BYTES)

/** Whether the process was started with the flags, by an operator or by `restartWithFlags`. */
const hasFlags = (): boolean => process.execArgv.includes(NO_PRETENURING)

/**
 * Restarts the program with the flags for the available memory, in the same process: the process id, the standard streams
 * and the supervising process stay the same. Does nothing when it already has the flags, or where the system does not support it.
 */
export function restartWithFlags(script: string | undefined): void {
  const { execve, execPath, execArgv, argv, env, platform } = process
  if (hasFlags() || execve === undefined || platform === 'win32' || script === undefined) return
  const given = [...execArgv, ...(env['NODE_OPTIONS']?.split(/\s+/) ?? [])]
  const flags = nodeFlags(memoryBytes(), given)
  try {
    execve.call(process, execPath, [execPath, ...execArgv, ...flags, script, ...argv.slice(2)], env)
  } catch {
    // Not supported by this system: run with the defaults.
  }
}
