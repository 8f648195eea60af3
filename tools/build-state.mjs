// Whether what is in dist/ was built from what is in the source folders. By content, not by times: those of a copy, a
// checkout or an image say nothing.
//
//   node tools/build-state.mjs begin | end

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** What a build reads. */
const INPUTS = ['schema', 'adapters', 'src', 'tsconfig.json', 'package-lock.json']
const RECORD = 'dist/built-from'

/**
 * @param {string} [directory] the folder of the project.
 * @returns {'current' | 'missing' | 'outdated'} A folder without sources, such as that of an image, is current.
 */
export function buildState(directory = root) {
  if (!existsSync(join(directory, 'dist/src/main.js'))) return 'missing'
  if (!existsSync(join(directory, 'src'))) return 'current'
  const record = join(directory, RECORD)
  return existsSync(record) && readFileSync(record, 'utf8') === hashOfInputs(directory) ? 'current' : 'outdated'
}

/**
 * Writes down that what is in dist/ was built from the sources as they are now.
 * @param {string} [directory]
 */
export function recordBuild(directory = root) {
  writeFileSync(join(directory, RECORD), hashOfInputs(directory))
}

/** @param {string} directory */
function hashOfInputs(directory) {
  const hash = createHash('sha256')
  for (const path of INPUTS.flatMap((input) => filesIn(directory, input)))
    hash
      .update(`${path}\n`)
      .update(readFileSync(join(directory, path)))
      .update('\n')
  return hash.digest('hex')
}

/**
 * @param {string} directory
 * @param {string} path a file or a folder.
 * @returns {string[]} the files in it; none when there is no such thing.
 */
function filesIn(directory, path) {
  const whole = join(directory, path)
  if (!existsSync(whole)) return []
  if (!path.includes('.')) {
    const names = readdirSync(whole, { recursive: true, withFileTypes: true })
    return names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, '/').length))
      .sort()
  }
  return [path]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // A build that fails half way leaves no record.
  if (process.argv[2] === 'begin') rmSync(join(root, RECORD), { force: true })
  else recordBuild()
}
