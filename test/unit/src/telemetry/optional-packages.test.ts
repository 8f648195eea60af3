import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PACKAGES } from '../../../../src/telemetry/start-tracing.js'

test('the packages that the log says to install are the optional ones of package.json, in versions that fit', () => {
  const manifest: { readonly peerDependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  )
  // ^2.12.0 is any later 2, ^0.223.1 only a later 0.223.
  const ofTraces = Object.entries(manifest.peerDependencies).filter(([name]) => name.startsWith('@opentelemetry/'))
  const specs = ofTraces.map(([name, range]) => {
    const [, version] = /^\^([1-9]\d*|0\.\d+)\./.exec(range) ?? []
    return `${name}@${version}`
  })
  expect(PACKAGES.split(' ')).toEqual(specs)
})
