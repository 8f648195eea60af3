import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../../../adapters/index.js'
import { adapterModules } from '../../../../src/config/adapter-modules.js'
import { ConfigurationFile } from '../../../../src/config/configuration-file.js'
import { faultsOf, makeDirectory, source } from '../../../support/config-files.js'

const MODULE = 'must be a path that begins with ./, ../ or /, or the name of a package'
const withModules = (modules: string): string => `adapters: ${modules}\n${source('')}`

describe('adapters', () => {
  test.each([
    '[./acme.js]',
    '[../vendors/acme.mjs, /opt/acme/vendor.js]',
    '["@acme/trunkline-adapter", acme-adapter, "@acme/adapters/switch.js"]',
    '[]',
  ])('may be %s', (modules) => expect(faultsOf(withModules(modules))).toEqual([]))

  test.each([
    ['./acme.js', 'adapters: must be a list'],
    ['[""]', `adapters.0: ${MODULE}`],
    ['[./a.js, "https://vendor.example.net/acme.js"]', `adapters.1: ${MODULE}`],
    ['["data:text/javascript,1"]', `adapters.0: ${MODULE}`],
    ['["node:fs"]', `adapters.0: ${MODULE}`],
    ['[./vendors/]', `adapters.0: ${MODULE}`],
    ['[./a.js, ./a.js]', 'adapters: must name each module once'],
  ])('must not be %s', (modules, fault) => expect(faultsOf(withModules(modules))).toEqual([fault]))

  test('may be references, and are none where they are not valid', () => {
    const modulesOf = (modules: string) =>
      adapterModules(join(makeDirectory({ 'trunkline.yaml': withModules(modules) }), 'trunkline.yaml'), {
        ACME: './acme.js',
      })
    expect(modulesOf('["${ACME}", "@acme/b"]')).toEqual(['./acme.js', '@acme/b'])
    expect(modulesOf('acme')).toEqual([])
    expect(modulesOf('["${MISSING}"]')).toEqual([])
  })

  test('cannot be changed by reading the file again', () => {
    const path = join(makeDirectory({ 'trunkline.yaml': withModules('[./acme.js]') }), 'trunkline.yaml')
    const read = (loaded: readonly string[]) => new ConfigurationFile(path, {}, adapters, loaded).read()
    expect(read(['./acme.js']).sources).toHaveLength(1)
    for (const loaded of [[], ['./acme.js', './other.js']])
      expect(() => read(loaded)).toThrow('adapters: these modules are loaded at the start; restart the gateway')
  })
})
