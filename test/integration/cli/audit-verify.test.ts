// `trunkline audit verify`: what it prints and its exit status.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AuditFile } from '../../../src/audit/audit-file.js'
import { makeDirectory } from '../../support/config-files.js'
import { run } from './terminal.js'

async function writtenFile(): Promise<{ readonly path: string; readonly hashes: readonly string[] }> {
  const path = join(makeDirectory({}), 'audit.jsonl')
  const file = await AuditFile.open({ path, now: () => Date.UTC(2026, 2, 3, 12) })
  await file.write({ event: 'sending', actionId: 'a1' })
  await file.write({ event: 'outcome', actionId: 'a1', outcome: 'REQUESTED' })
  await file.write({ event: 'outcome', actionId: 'a2', outcome: 'REFUSED' })
  await file.close()
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return { path, hashes: lines.map((line): string => JSON.parse(line).hash) }
}

test('an intact file is OK, with what it holds', async () => {
  const { path, hashes } = await writtenFile()
  for (const flags of [[], ['--hash', hashes[2] ?? '']]) {
    const { status, printed, errors } = await run(['audit', 'verify', path, ...flags])
    expect({ status, errors }).toEqual({ status: 0, errors: '' })
    expect(printed.split('\n')).toEqual([
      `OK  ${path}: 5 lines, 1 starts of the gateway, 1 actions sent`,
      '    1 attempts were not sent, 0 actions have no outcome',
      `    last line: ${hashes[4]}`,
    ])
  }
})

test('a file without an end says that lines may be missing', async () => {
  const { path } = await writtenFile()
  writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 2).join('\n').concat('\n'))
  const { status, printed } = await run(['audit', 'verify', path])
  expect(status).toBe(0)
  expect(printed).toContain('1 actions have no outcome')
  expect(printed).toContain('it is running, was killed, or lines were removed at the end')
})

test('a broken file fails, with the first line that is broken', async () => {
  const { path } = await writtenFile()
  writeFileSync(path, readFileSync(path, 'utf8').replace('REQUESTED', 'NOT_FOUND'))
  const { status, printed } = await run(['audit', 'verify', path])
  expect(status).toBe(1)
  expect(printed).toBe(`BROKEN  ${path} line 3: the line was changed: its hash does not fit`)
})

test('a hash that no line has fails', async () => {
  const { path } = await writtenFile()
  const { status, printed } = await run(['audit', 'verify', path, '--hash', 'a'.repeat(64)])
  expect(status).toBe(1)
  expect(printed).toContain('removed from the end')
})

test.for<readonly [what: string, args: readonly string[], error: string]>([
  ['no such file', ['verify', '/nowhere/audit.jsonl'], '/nowhere/audit.jsonl cannot be read'],
  ['no file', ['verify'], "missing required argument 'file'"],
  ['a hash that is none', ['verify', '/dev/null', '--hash', 'abc'], '--hash must be a SHA-256'],
  ['another command', ['check'], "unknown command 'check'"],
])('%s is wrong use', async ([, args, error]) => {
  const { status, errors } = await run(['audit', ...args])
  expect(status).toBe(2)
  expect(errors).toContain(error)
})
