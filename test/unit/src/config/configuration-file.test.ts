import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { adapters } from '../../../../adapters/index.js'
import { ConfigurationFile } from '../../../../src/config/configuration-file.js'
import { makeDirectory } from '../../../support/config-files.js'

const textWith = (secret: string): string =>
  `sources:\n  a: { vendor: mor, url: "https://mor.example.net", auth: { username: u, secretKey: "${secret}" } }\n`

test('a change of the file is noticed until it is read, and so is one of a file that it names', () => {
  const directory = makeDirectory({ 'trunkline.yaml': textWith('${file:secret}'), secret: 'one' })
  const path = join(directory, 'trunkline.yaml')
  const file = new ConfigurationFile(path, {}, adapters)
  file.read()
  expect(file.hasChanged()).toBe(false)
  writeFileSync(join(directory, 'secret'), 'two')
  expect(file.hasChanged()).toBe(true)
  file.read()
  expect(file.hasChanged()).toBe(false)
  writeFileSync(path, `${textWith('${file:secret}')}# changed\n`)
  expect(file.hasChanged()).toBe(true)
})

test('a faulty file is not read again until it changes', () => {
  const directory = makeDirectory({ 'trunkline.yaml': textWith('${file:secret}') })
  const file = new ConfigurationFile(join(directory, 'trunkline.yaml'), {}, adapters)
  expect(() => file.read()).toThrow('the file secret')
  expect(file.hasChanged()).toBe(false)
  writeFileSync(join(directory, 'secret'), 'one')
  expect(file.hasChanged()).toBe(true)
})

test('secrets that an orchestrator exchanges by the link of their folder are noticed', () => {
  const directory = makeDirectory({ 'trunkline.yaml': textWith('${file:secrets/secret}') })
  for (const [name, text] of [
    ['first', 'one'],
    ['second', 'two'],
  ] as const) {
    mkdirSync(join(directory, name))
    writeFileSync(join(directory, name, 'secret'), text)
  }
  symlinkSync('first', join(directory, 'secrets'))
  const file = new ConfigurationFile(join(directory, 'trunkline.yaml'), {}, adapters)
  file.read()
  expect(file.hasChanged()).toBe(false)
  symlinkSync('second', join(directory, 'next'))
  rmSync(join(directory, 'secrets'))
  renameSync(join(directory, 'next'), join(directory, 'secrets'))
  expect(file.hasChanged()).toBe(true)
})

test('manifests of trusted documents are watched, too', () => {
  const server = 'server: { documents: { manifests: [documents.json] } }\n'
  const directory = makeDirectory({ 'trunkline.yaml': server + textWith('s'), 'documents.json': '{}' })
  const file = new ConfigurationFile(join(directory, 'trunkline.yaml'), {}, adapters)
  file.read()
  writeFileSync(join(directory, 'documents.json'), '{ "a": "{ __typename }" }')
  expect(file.hasChanged()).toBe(true)
})
