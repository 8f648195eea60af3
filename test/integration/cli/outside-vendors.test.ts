// Vendors that do not come with the gateway, on the command line and in the configuration.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { acmeSimulator } from '../../../examples/acme-adapter/src/simulator.js'
import { type RunningSimulators, startSimulators } from '../../../src/simulator/demo.js'
import { fromRoot } from '../../guards/readme-blocks.js'
import { makeDirectory } from '../../support/config-files.js'
import { Program } from './program.js'
import { run, start } from './terminal.js'

const ACME_FOLDER = fromRoot('examples/acme-adapter/src')
const ACME = join(ACME_FOLDER, 'vendor.ts')

async function simulateAcme(): Promise<RunningSimulators> {
  const running = await startSimulators({ now: Date.now, world: { history: 50 }, kits: [acmeSimulator] })
  onTestFinished(() => running.close())
  return running
}

const configuration = (adapters: readonly string[], { configuration: sources }: RunningSimulators): string =>
  stringify({ server: { port: 0 }, adapters, sources })

describe('a vendor from outside', () => {
  test('is simulated, and named in the configuration that is printed', async () => {
    const { greeting } = start(['simulate', '--first-port', '0', '--adapter', ACME])
    const printed: unknown = parse(await greeting)
    expect(printed).toMatchObject({ adapters: [ACME], sources: { 'acme-demo': { vendor: 'acme' } } })
    expect(Object.keys(Object(printed).sources)).toEqual(['acme-demo'])
  })

  test('is simulated beside others', async () => {
    const { greeting } = start(['simulate', '--first-port', '0', '--adapter', ACME, '--only', 'mor', 'acme'])
    expect(Object.keys(parse(await greeting).sources)).toEqual(['mor-demo', 'acme-demo'])
    expect(await run(['simulate', '--only', 'acme'])).toMatchObject({
      status: 2,
      errors: expect.stringContaining('--only acme: there is no such simulator; the simulators are telecomx,'),
    })
  })

  test('is what init asks for or is given, and check accepts', async () => {
    const { configuration: sources } = await simulateAcme()
    const url = String(sources['acme-demo']?.['url'])
    const directory = makeDirectory({})
    const flags = ['--adapter', ACME, '--vendor', 'acme', '--url', url, '--set', 'user=demo', 'password=${PASSWORD}']
    const environment = { PASSWORD: 'demo-password' }
    expect(await run(['init', ...flags], { directory, environment })).toMatchObject({ status: 0, errors: '' })
    expect(parse(readFileSync(join(directory, 'trunkline.yaml'), 'utf8'))).toMatchObject({ adapters: [ACME] })
    const checked = await run(['check'], { directory, environment })
    expect(checked).toMatchObject({ status: 0, printed: expect.stringMatching(/^acme {2}ok {4}reachable/) })
  })

  test('is in the schema of the configuration for editors', async () => {
    const { printed } = await run(['schema', 'config', '--adapter', ACME])
    expect(printed).toContain('Acme Switch: https://acme.example/api/calls')
    expect((await run(['schema', 'config'])).printed).not.toContain('Acme Switch')
  })
})

const FAULTY = {
  'none.mjs': 'export const adapter = {}',
  'version.mjs': 'export default { contract: 99, adapter: {} }',
  'invalid.mjs': 'export default { contract: 1, adapter: { vendor: "My Vendor", title: "x" } }',
  'taken.mjs': `import acme from '${ACME}'; export default { contract: 1, adapter: { ...acme.adapter, vendor: 'mor' } }`,
  'throws.mjs': 'throw new Error("the author has made a mistake")',
}

describe('modules that cannot be used', () => {
  test('are refused with what is missing in each', async () => {
    const names = [
      './none.mjs',
      './version.mjs',
      './invalid.mjs',
      './taken.mjs',
      './throws.mjs',
      './absent.mjs',
      ACME,
      `${ACME_FOLDER}/./vendor.ts`,
    ]
    const directory = makeDirectory({ ...FAULTY, 'trunkline.yaml': configuration(names, await simulateAcme()) })
    const { status, errors } = await run(['check'], { directory })
    expect(status).toBe(2)
    const lines = errors.split('\n')
    const [, , ...faults] = lines.map((line) => line.trim())
    expect(lines[1]).toBe(`${join(directory, 'trunkline.yaml')}:`)
    expect(faults).toEqual([
      'adapters: ./none.mjs: it has no default export; expected: export default defineVendor({ contract: 1, adapter })',
      'adapters: ./version.mjs: contract: it was written for version 99 of the contract, and this Trunkline has version 1; install versions of both that fit',
      'adapters: ./invalid.mjs: adapter.vendor: must be lower-case letters, digits and "-", begin with a letter, at most 32 characters',
      'adapters: ./invalid.mjs: adapter.manual: required',
      'adapters: ./invalid.mjs: adapter.settings: required: a schema of the z that trunkline/adapter exports',
      'adapters: ./invalid.mjs: adapter.declare: required: a function',
      'adapters: ./invalid.mjs: adapter.examples: required',
      'adapters: ./taken.mjs: adapter.vendor: there is a vendor "mor" already, from Trunkline itself',
      'adapters: ./throws.mjs: it cannot be loaded: Error: the author has made a mistake',
      `adapters: ./absent.mjs: there is no such file in ${directory}`,
      `adapters: ${ACME_FOLDER}/./vendor.ts: adapter.vendor: there is a vendor "acme" already, from ${ACME}`,
    ])
  })

  test('are refused on the command line too', async () => {
    const directory = makeDirectory(FAULTY)
    for (const args of [['simulate'], ['init'], ['schema', 'config']]) {
      const { status, errors } = await run([...args, '--adapter', './none.mjs'], { directory })
      expect({ status, errors }).toEqual({
        status: 2,
        errors: expect.stringContaining('--adapter ./none.mjs: it has no default export'),
      })
    }
  })
})

/** Acme as written for an earlier Trunkline, whose graph had fewer fields and conditions. */
const LEAN = `
import acme from './acme/vendor.ts'
const lean = (declaration) => {
  const { calls } = declaration.lists
  const { carrier, ...fields } = calls.fields
  const { answered, ...pushdown } = calls.pushdown
  return { ...declaration, lists: { calls: { ...calls, fields, pushdown } } }
}
const { declare, examples } = acme.adapter
export default {
  ...acme,
  adapter: {
    ...acme.adapter,
    declare: (settings) => lean(declare(settings)),
    examples: examples.map(({ label, declaration }) => ({ label, declaration: lean(declaration) })),
  },
}`

/** A package that brings another copy of trunkline/adapter, of which nothing may be used. */
const PACKAGE: Readonly<Record<string, string>> = {
  'node_modules/trunkline/package.json': '{ "exports": { "./adapter": "./wrong.js" } }',
  'node_modules/trunkline/wrong.js': 'throw new Error("another copy")',
  'package.json': '{ "type": "module", "exports": { "import": "./other.js" } }',
  'name.js': "export const vendor = 'other'",
  'other.js': `
import { defineAdapter, defineVendor, z } from 'trunkline/adapter'
import { vendor } from './name.js'
const adapter = defineAdapter({
  vendor, title: 'Other', manual: 'https://other.example/', settings: z.strictObject({}),
  declare: () => ({ auth: { scheme: 'none' }, lists: {}, lookups: {}, control: {}, faults: [], readError: () => ({}) }),
  examples: [{ label: 'usual', settings: {} }],
})
export default defineVendor({ contract: 1, adapter })`,
}

function writePackage(folder: string, files: typeof PACKAGE): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

async function ask(url: string) {
  const query = `{
    calls(first: 3) { nodes { status carrier source { vendor } } }
    answered: calls(filter: { answered: true }, first: 3) { nodes { id } sources { status } }
  }`
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return response.json()
}

// What the loader of Node.js does, which the tests above do not use.
test('the program itself finds modules from the folder of the configuration, and gives them its own parts', async () => {
  const running = await simulateAcme()
  const write = (modules: readonly string[]) => configuration(modules, running)
  const directory = makeDirectory({ 'lean.js': LEAN, 'trunkline.yaml': write(['./lean.js', '@acme/other']) })
  cpSync(ACME_FOLDER, join(directory, 'acme'), { recursive: true })
  writePackage(join(directory, 'node_modules/@acme/other'), PACKAGE)
  const gateway = new Program(['--config', join(directory, 'trunkline.yaml')])
  const url = (await gateway.printed(/listening on \S+/)).replace('listening on ', '')
  const call = { status: expect.any(String), carrier: null, source: { vendor: 'acme' } }
  const data = { calls: { nodes: [call, call, call] }, answered: { nodes: [], sources: [{ status: 'UNSUPPORTED' }] } }
  expect(await ask(url)).toEqual({ data })
  // Modules are loaded at the start only, which a reload says.
  writeFileSync(join(directory, 'trunkline.yaml'), write(['./lean.js']))
  gateway.kill('SIGHUP')
  await gateway.printed(/adapters: these modules are loaded at the start; restart the gateway/)
  expect(await ask(url)).toEqual({ data })
  gateway.kill('SIGTERM')
  expect(await gateway.ended()).toMatchObject({ status: 0 })
})
