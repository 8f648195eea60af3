// promtool of Prometheus, where this machine has it: TRUNKLINE_PROMTOOL names it, or it is where packages put it.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const USUAL = ['/usr/bin/promtool', '/usr/local/bin/promtool']

/** The program; undefined: there is none, and tests that need one do not run. */
export const PROMTOOL = [process.env['TRUNKLINE_PROMTOOL'] ?? '', ...USUAL].find((path) => existsSync(path))

/** Runs promtool. */
export function promtool(
  args: readonly string[],
  input = '',
): Pick<SpawnSyncReturns<string>, 'status'> & { text: string } {
  const { status, stdout, stderr } = spawnSync(PROMTOOL ?? '', args, { input, encoding: 'utf8', timeout: 60_000 })
  return { status, text: `${stdout}${stderr}` }
}
