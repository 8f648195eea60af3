// What a benchmark needs before it can begin.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Runs a command that shares this one's output. @throws when it fails. */
export async function run(command: string, args: readonly string[], directory = here('../../')): Promise<void> {
  const child = spawn(command, args, { cwd: directory, stdio: ['ignore', 'inherit', 'inherit'] })
  const [status]: readonly unknown[] = await once(child, 'exit')
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit status ${String(status)}`)
}

/** Installs what the gateway is compared with, where that is missing, and checks the types of the benchmark itself. */
export async function installPeers(): Promise<void> {
  if (!existsSync(here('node_modules/autocannon'))) await run('npm', ['ci', '--no-audit', '--no-fund'], here('.'))
  await run(process.execPath, [here('../../node_modules/typescript/bin/tsc'), '--noEmit', '-p', here('.')])
}
