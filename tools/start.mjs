// `npm start` in a clone: builds when that is necessary, then serves the configured systems, or the demo when no
// configuration is named. Runs on the Node.js of the shell, so it uses nothing that is new.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildState, root } from './build-state.mjs'

const WRONG_USE = 2

const state = buildState()
if (state !== 'current') build()

const given = process.argv.slice(2)
const [first = '--or-demo'] = given
const isOfServe = first.startsWith('-') && !['-h', '--help', '-v', '--version'].includes(first)
const main = join(root, 'dist/src/main.js')
// The program may restart itself by this name.
process.argv.splice(1, process.argv.length, main, ...(isOfServe ? ['serve', '--or-demo', ...given] : given))
await import(pathToFileURL(main).href)

function build() {
  if (!existsSync(join(root, 'node_modules/typescript'))) {
    process.stderr.write(
      `trunkline: dist/ is ${state}, and what builds it is not installed; run npm ci, then npm run build\n`,
    )
    process.exit(WRONG_USE)
  }
  process.stderr.write('Building (only after changes) ...\n')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit', shell: true })
  if (status !== 0) process.exit(status ?? 1)
}
