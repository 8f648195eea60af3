// What a process has cost, as Linux counts it.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout ?? 100) || 100

/** Processor time so far, in seconds; null where it is not known. */
export function cpuSeconds(pid: number): number | null {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  // The name of the program, in brackets, may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Processor time of the threads that a process has, in milliseconds; finer than ticks, so that rounds can be short. */
export function runningMs(pid: number): number {
  const tasks = `/proc/${pid}/task`
  if (!existsSync(tasks)) return Number.NaN
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6
}

const memory = (pid: number, name: 'VmHWM' | 'VmRSS'): number | null => {
  const file = `/proc/${pid}/status`
  const found = existsSync(file) ? new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8')) : null
  return found === null ? null : Number(found[1]) * 1024
}
/** Its peak memory, in bytes. */
export const peakBytes = (pid: number): number | null => memory(pid, 'VmHWM')
/** Its current memory, in bytes. */
export const residentBytes = (pid: number): number | null => memory(pid, 'VmRSS')
