// `npm start`: what it builds, and what it then serves.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildState, recordBuild } from '../../../tools/build-state.mjs'

const tools = fileURLToPath(new URL('../../../tools', import.meta.url))

/** A clone whose program prints its arguments. Its tools are those of the project. */
function makeClone({ isBuilt }: { readonly isBuilt: boolean }): string {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-clone-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const path of ['src/cli', 'dist/src', 'node_modules']) mkdirSync(join(folder, path), { recursive: true })
  symlinkSync(tools, join(folder, 'tools'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'src', 'main.ts'), 'export {}')
  if (isBuilt) build(folder)
  return folder
}

function build(folder: string): void {
  writeFileSync(join(folder, 'dist', 'src', 'main.js'), 'console.log(JSON.stringify(process.argv.slice(2)))')
  recordBuild(folder)
}

/** Runs the script as a clone has it: found through the link, not where the link leads. */
function start(folder: string, ...args: readonly string[]) {
  const script = ['--preserve-symlinks', '--preserve-symlinks-main', join(folder, 'tools', 'start.mjs')]
  const { status, stdout, stderr } = spawnSync(process.execPath, [...script, ...args], { encoding: 'utf8' })
  return { status, stderr, args: stdout === '' ? null : JSON.parse(stdout) }
}

describe('the build', () => {
  test('is current until a source changes, whatever the times of the files', () => {
    const folder = makeClone({ isBuilt: false })
    expect(buildState(folder)).toBe('missing')
    build(folder)
    expect(buildState(folder)).toBe('current')
    writeFileSync(join(folder, 'src', 'main.ts'), 'export {}')
    expect(buildState(folder)).toBe('current')
    writeFileSync(join(folder, 'src', 'cli', 'more.ts'), 'export {}')
    expect(buildState(folder)).toBe('outdated')
  })

  test('is current where there are no sources, as in an image', () => {
    const folder = makeClone({ isBuilt: true })
    rmSync(join(folder, 'src'), { recursive: true })
    expect(buildState(folder)).toBe('current')
  })

  test('needs what builds it only when it is not current', () => {
    const folder = makeClone({ isBuilt: true })
    expect(start(folder)).toMatchObject({ status: 0, stderr: '' })
    writeFileSync(join(folder, 'src', 'main.ts'), 'export const changed = true')
    const { status, stderr } = start(folder)
    expect(status).toBe(2)
    expect(stderr).toContain('dist/ is outdated, and what builds it is not installed; run npm ci, then npm run build')
  })
})

test.each([
  [[], ['serve', '--or-demo']],
  [
    ['--port', '0'],
    ['serve', '--or-demo', '--port', '0'],
  ],
  [
    ['--config', 'a.yaml'],
    ['serve', '--or-demo', '--config', 'a.yaml'],
  ],
  [
    ['demo', '--as', 'acme'],
    ['demo', '--as', 'acme'],
  ],
  [['check'], ['check']],
  [['--version'], ['--version']],
])('npm start -- %j runs %j', (given, args) => {
  expect(start(makeClone({ isBuilt: true }), ...given)).toEqual({ status: 0, stderr: '', args })
})
