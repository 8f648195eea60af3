// The types of what the package exports, as dist/types: of these modules and of what they refer to. With their comments,
// which are the documentation of adapters from outside, of hooks and of the client.

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { root } from './build-state.mjs'

/** By the types that package.json names for them. */
const ENTRIES = ['adapters/kit.d.ts', 'src/testing.d.ts', 'src/client/client.d.ts', 'src/hooks/contract.d.ts']
const RELATIVE = /\bfrom '(\.[^']+)\.js'|\bimport\("(\.[^"]+)\.js"\)/g

const all = mkdtempSync(join(root, 'dist', 'all-types-'))
try {
  const options = ['--declaration', '--emitDeclarationOnly', '--removeComments', 'false', '--sourceMap', 'false']
  const compiler = join(root, 'node_modules/.bin/tsc')
  const { status } = spawnSync(compiler, ['-p', root, ...options, '--outDir', all], { stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
  const types = join(root, 'dist/types')
  rmSync(types, { recursive: true, force: true })
  for (const path of reachable(ENTRIES)) cpSync(join(all, path), join(types, path))
  // It holds types only, and is half as long as the compiler writes it.
  cpSync(join(root, 'schema/introspection.ts'), join(types, 'schema/introspection.d.ts'))
} finally {
  rmSync(all, { recursive: true, force: true })
}

/**
 * @param {readonly string[]} entries
 * @returns {Set<string>} These files and all that they refer to.
 */
function reachable(entries) {
  const found = new Set(entries)
  for (const path of found)
    for (const [, imported, inline] of readFileSync(join(all, path), 'utf8').matchAll(RELATIVE)) {
      const target = normalize(join(dirname(path), `${imported ?? inline}.d.ts`))
      if (existsSync(join(all, target))) found.add(target)
    }
  return found
}
