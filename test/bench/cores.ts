// Servers run on one core, load and vendors on the other, so that neither takes the other's time.

import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

export const SERVERS = 0
export const OTHERS = 1

/** Whether processes can be pinned here: on Linux with util-linux, and two cores. */
export const canPin = availableParallelism() >= 2 && spawnSync('taskset', ['-p', String(process.pid)]).status === 0

/** A command that runs on one core, where that is possible. */
export const onCore = (core: number, command: readonly string[]): readonly string[] =>
  canPin ? ['taskset', '-c', String(core), ...command] : command

/** Binds this process, and what it starts from now on unless that is bound otherwise. */
export function bindTo(core: number): void {
  if (canPin) spawnSync('taskset', ['-a', '-cp', String(core), String(process.pid)])
}
