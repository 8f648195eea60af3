import { totalmem } from 'node:os'

// How much memory there is, and how it is divided: V8's heap by flags that only take effect when a process starts, and
// what is kept of answers.

const MIB = 1024 * 1024
/** From here on V8's own defaults fit: a few hundred MiB more or less do not matter. */
const AMPLE_BYTES = 2048 * MIB
/** Memory with which caches have their full sizes; with less they have as much less. */
const FULL_CACHES_BYTES = 8192 * MIB
/**
 * The heap's part of the memory. The rest is for what lies outside of it: code, young objects (three times the semi-space)
 * and the buffers of connections.
 */
const HEAP_PART = 0.6
/**
 * Up to which part of the memory the heap grows before it is collected as a whole for the first time. With a small heap V8
 * would begin with that at a few MiB, and repeat it for every few pages of a thousand records: half of the throughput.
 */
const UNCOLLECTED_PART = 0.4
/** V8's default. Smaller ones take less memory, and more time where answers are long. */
const SEMI_SPACE_MIB = 16
const SMALL_SEMI_SPACE_MIB = 8
const SMALL_BYTES = 400 * MIB

/**
 * What is made for one answer dies with it. V8 comes to assume otherwise of the parts of large answers, and then makes them
 * among the old objects, where they stay until a whole collection: pages of a thousand records took half as long again.
 */
export const NO_PRETENURING = '--no-allocation-site-pretenuring'

/** The memory that this process may use, in bytes: a limit of its control group (v1 or v2), or what the machine has. */
export function memoryBytes(): number {
  const limit = process.constrainedMemory()
  // Zero or a number beyond all memory: there is no limit.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/**
 * The flags to start Node.js with.
 * @param given flags that an operator has chosen: sizes among them are left alone.
 */
export function nodeFlags(bytes: number, given: readonly string[]): readonly string[] {
  const isChosen = (...names: readonly string[]): boolean =>
    given.some((flag) => names.some((name) => flag.replaceAll('_', '-').startsWith(`--${name}`)))
  const mib = (part: number): number => Math.floor((bytes * part) / MIB)
  const isAmple = bytes >= AMPLE_BYTES
  const semiSpaceMiB = bytes < SMALL_BYTES ? SMALL_SEMI_SPACE_MIB : SEMI_SPACE_MIB
  return [
    NO_PRETENURING,
    ...(isAmple || isChosen('max-semi-space-size') ? [] : [`--max-semi-space-size=${semiSpaceMiB}`]),
    ...(isAmple || isChosen('max-old-space-size', 'max-heap-size')
      ? []
      : [`--max-old-space-size=${mib(HEAP_PART)}`, `--initial-old-space-size=${mib(UNCOLLECTED_PART)}`]),
  ]
}

/** Which part of their full sizes caches may have, from just above 0 to 1. */
export const cacheShare = (bytes: number): number => Math.min(1, bytes / FULL_CACHES_BYTES)

/** Whether the process was started with its flags, by an operator or by `restartWithFlags`. */
const hasFlags = (): boolean => process.execArgv.includes(NO_PRETENURING)

/**
 * Starts the program again with the flags for the memory there is, in the same process: its id, its standard streams and
 * whoever supervises it stay. Does nothing when that has been done, or where the system cannot do it.
 */
export function restartWithFlags(script: string | undefined): void {
  const { execve, execPath, execArgv, argv, env, platform } = process
  if (hasFlags() || execve === undefined || platform === 'win32' || script === undefined) return
  const given = [...execArgv, ...(env['NODE_OPTIONS']?.split(/\s+/) ?? [])]
  const flags = nodeFlags(memoryBytes(), given)
  try {
    execve.call(process, execPath, [execPath, ...execArgv, ...flags, script, ...argv.slice(2)], env)
  } catch {
    // Not on this system: it runs with the defaults.
  }
}
