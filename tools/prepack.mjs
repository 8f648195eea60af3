// Before `npm pack` and `npm publish`: builds from nothing, so that no file of an earlier build is published, and also in a
// clone where nothing has been installed yet.

import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build-state.mjs'

rmSync(join(root, 'dist'), { recursive: true, force: true })
if (!existsSync(join(root, 'node_modules/typescript'))) run('npm ci')
run('npm run --silent build', { TRUNKLINE_RELEASE: '1', NODE_ENV: 'production' })
run('node tools/package-types.mjs')

/**
 * What it prints goes to standard error: npm prints the name of the package to standard output.
 * @param {string} command
 * @param {Record<string, string>} [variables] Whatever the shell says: another NODE_ENV would build other libraries.
 */
function run(command, variables = {}) {
  const env = { ...process.env, ...variables }
  const { status } = spawnSync(command, { cwd: root, stdio: ['ignore', 2, 2], shell: true, env })
  if (status !== 0) process.exit(status ?? 1)
}
