// Before `npm pack` and `npm publish`: builds from nothing, so that no file of an earlier build is published, and also in a
// clone where nothing has been installed yet.

import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build-state.mjs'

rmSync(join(root, 'dist'), { recursive: true, force: true })
if (!existsSync(join(root, 'node_modules/typescript'))) run('npm ci')
run('npm run --silent build')
run('node tools/package-types.mjs')

/** @param {string} command What it prints goes to standard error: npm prints the name of the package to standard output. */
function run(command) {
  const env = { ...process.env, TRUNKLINE_RELEASE: '1' }
  const { status } = spawnSync(command, { cwd: root, stdio: ['ignore', 2, 2], shell: true, env })
  if (status !== 0) process.exit(status ?? 1)
}
