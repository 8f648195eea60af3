// Runs scripts of package.json at the same time, and fails if one of them does: `node tools/side-by-side.mjs lint build`.

import { spawn } from 'node:child_process'
import { root } from './build-state.mjs'

/**
 * @param {string} script
 * @returns {Promise<number>} its exit status.
 */
const run = (script) =>
  new Promise((resolve) => {
    const child = spawn(`npm run --silent ${script}`, { cwd: root, stdio: 'inherit', shell: true })
    child.once('exit', (status) => resolve(status ?? 1))
  })

const statuses = await Promise.all(process.argv.slice(2).map(run))
process.exitCode = Math.max(...statuses)
