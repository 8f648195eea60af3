// Warnings in the log when the program starts.

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDirectory } from '../../support/config-files.js'
import { Program } from './program.js'

test('auth: none and former keys are warnings in the log at the start', async () => {
  const text = `
server: { port: 0, stopGraceMs: 1, metrics: true }
sources: { a: { vendor: mor, url: "http://127.0.0.1:9", auth: { username: u, secretKey: s } } }
auth: none
`
  const program = new Program(['--config', join(makeDirectory({ 'trunkline.yaml': text }), 'trunkline.yaml')])
  await program.printed(/Trunkline is listening on \S+/)
  program.kill('SIGINT')
  const { stdout } = await program.ended()
  const warned = stdout
    .split('\n')
    .filter(Boolean)
    .map((line): { readonly level: number; readonly warning?: string } => JSON.parse(line))
    .filter(({ level }) => level === 40)
  expect(warned.map(({ warning }) => warning)).toEqual([
    expect.stringMatching(/^server\.metrics: is deprecated/),
    expect.stringMatching(/^auth: none: every client that reaches the gateway reads everything/),
  ])
})
