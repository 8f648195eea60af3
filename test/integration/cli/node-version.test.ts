// An older Node.js gets one line instead of the error of whatever it cannot load.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { refuseNode } from '../../../src/cli/node-version.js'
import { Program } from './program.js'

const manifest: { readonly engines: { readonly node: string } } = JSON.parse(readFileSync('package.json', 'utf8'))

/** A Node.js that says that it is another version. */
const pretend = (version: string): string =>
  `--import=data:text/javascript,Object.defineProperty(process,'version',{value:'${version}'})`

describe('the version of Node.js', () => {
  test.each(['v22.19.0', 'v24.1.0', 'v26.0.0', 'v26.0.0-nightly20260101'])('%s is in the range', (version) => {
    expect(refuseNode(version, '>=22.19')).toBeNull()
  })

  test.each(['v18.20.0', 'v20.20.2', 'v22.18.0'])('%s is refused', (version) => {
    expect(refuseNode(version, '>=22.19')).toMatch(`Trunkline needs Node >=22.19; this is ${version}.`)
  })

  test('is compared with the range of package.json', async () => {
    const { status, stdout, stderr } = await new Program(['--version'], { NODE_OPTIONS: pretend('v20.20.2') }).ended()
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(`Trunkline needs Node ${manifest.engines.node}; this is v20.20.2.`)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('is what the documents say', () => {
    const [, version = ''] = /^>=([\d.]+)$/.exec(manifest.engines.node) ?? []
    expect(readFileSync('docs/operations.md', 'utf8')).toContain(`needs Node.js ${version} or later`)
  })
})
