// What npm would publish: packed from a clone, installed into an empty folder, and used there. In `npm run test:long`.

import { execFileSync, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { copyTree } from './tree.js'

const MEGABYTE = 1_000_000
/** The Node.js that runs the tests goes first: the one of the shell may be older. */
const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter)
const npm = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] })

const INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'] as const

let folder: string
let tarball: string
let installed: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-packed-'))
  const clone = join(folder, 'clone')
  const empty = join(folder, 'empty')
  mkdirSync(clone)
  mkdirSync(empty)
  copyTree(clone)
  // What an earlier build has left must not be published.
  mkdirSync(join(clone, 'dist', 'src'), { recursive: true })
  writeFileSync(join(clone, 'dist', 'src', 'left-over.js'), '')
  tarball = join(folder, npm(clone, 'pack', '--pack-destination', folder).trim().split('\n').at(-1) ?? '')
  npm(empty, ...INSTALL, tarball)
  installed = join(empty, 'node_modules')
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const filesIn = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
const sizeOf = (path: string): number =>
  filesIn(path).reduce((total, name) => total + statSync(join(path, name)).size, 0)

/** The command as a shell finds it, in the empty folder. */
const command = () => join(installed, '.bin', 'trunkline')
const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> =>
  spawnSync(command(), args, { cwd: dirname(installed), encoding: 'utf8', env: { PATH, ...environment } })

describe('the package', () => {
  test('is small, packed and installed', () => {
    expect(statSync(tarball).size).toBeLessThan(2 * MEGABYTE)
    expect(sizeOf(installed)).toBeLessThan(90 * MEGABYTE)
  })

  test('has the program, its documents and its schema, and nothing else', () => {
    const files = filesIn(join(installed, 'trunkline'))
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'docs/configuration.md', 'dist/explorer/index.html']),
    )
    expect(
      files.filter((name) =>
        /\.map$|(?<!\.d)\.tsx?$|^(src|test|adapters|examples|tools)\/|left-over|built-from/.test(name),
      ),
    ).toEqual([])
    // As a code generator of a client finds it.
    const { resolve } = createRequire(join(installed, 'index.js'))
    const schema = readFileSync(resolve('trunkline/schema.graphql'), 'utf8')
    expect(() => buildSchema(schema)).not.toThrow()
  })

  test('has the types of its client, of the graph and of hooks', () => {
    const compile = (program: string): string => {
      writeFileSync(join(dirname(installed), 'program.mts'), program)
      const options = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext']
      const compiler = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')
      const all = [compiler, ...options, '--lib', 'es2022,dom', '--types', '', 'program.mts']
      return spawnSync(process.execPath, all, { cwd: dirname(installed), encoding: 'utf8' }).stdout
    }
    const program = `
      import { createClient, type GraphIntrospection } from 'trunkline/client'
      import type { Hooks } from 'trunkline/hooks'
      interface Result { sources: { name: string }[] }
      const client = createClient({ url: 'http://127.0.0.1:4000', headers: async () => ({ authorization: 'Bearer' }) })
      export const answer: Promise<Result> = client.request<Result>('{ sources { name } }')
      export const type: keyof GraphIntrospection['types'] = 'ActiveCall'
      export const hooks: Hooks = {
        beforeRequest({ principal }, { type }) {
          if (type === 'mutation' && principal === null) return { refuse: 'sign in' }
        },
        async onEvent(event) {
          if (event.type === 'source') console.log(event.breaker)
        },
      }`
    expect(compile(program)).toBe('')
    expect(compile(program.replace("'ActiveCall'", "'Unheard'"))).toContain('"Unheard"')
    expect(compile(program.replace('refuse:', 'refused:'))).toContain('refused')
  })

  test('runs no script when it is installed, and brings neither a Node.js nor OpenTelemetry', () => {
    const manifest: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(installed, 'trunkline', 'package.json'), 'utf8'),
    )
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(manifest.scripts).not.toHaveProperty(name)
    expect(readdirSync(installed)).not.toContain('node')
    expect(readdirSync(join(installed, '@opentelemetry'))).toEqual(['api'])
  })
})

describe('the command', () => {
  test('needs the demo or a configuration, and says so', () => {
    const { status, stdout, stderr } = run([])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    for (const way of ['trunkline demo', 'trunkline init', 'trunkline --config <file>']) expect(stderr).toContain(way)
    expect(run([], { TRUNKLINE_CONFIG: '' })).toMatchObject({ status: 2 })
  })

  test('serves the demo: the graph, the explorer, and a clear line where traces cannot be sent', async () => {
    const child = spawn(command(), ['demo', '--port', '0'], {
      cwd: dirname(installed),
      env: { PATH, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let log = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
    let greeting = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (greeting += text))
    while (!greeting.includes('Ctrl-C')) await once(child.stdout, 'data')
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting) ?? []
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ activeCalls(first: 3) { nodes { state } } }' }),
    })
    expect(await response.json()).toMatchObject({ data: { activeCalls: { nodes: { length: 3 } } } })
    const page = await (await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).text()
    const [, script] = /src="([^"]+\.js)"/.exec(page) ?? []
    for (const accepted of ['br', 'gzip', 'identity']) {
      const asset = await fetch(new URL(script ?? '', url), { headers: { 'accept-encoding': accepted } })
      expect([asset.status, (await asset.text()).length > 1000]).toEqual([200, true])
    }
    expect(log).toContain('OpenTelemetry is not installed')
    expect(log).toContain('npm install @opentelemetry/exporter-trace-otlp-http@0.223')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

describe('an adapter from outside', () => {
  let adapter: string
  beforeAll(() => {
    // As its author does: from the template, with the published package and nothing else of this repository.
    const author = join(folder, 'author')
    cpSync(join(folder, 'clone/examples/acme-adapter'), author, { recursive: true })
    npm(author, ...INSTALL, '--save-dev', tarball)
    const tests = npm(author, 'test')
    // One for each rule of the audit, one of the kit, and one of the simulator.
    expect(tests).toMatch(/pass 25\b/)
    adapter = join(folder, npm(author, 'pack', '--pack-destination', folder).trim().split('\n').at(-1) ?? '')
    // As an operator does, in the folder of the gateway.
    npm(dirname(installed), ...INSTALL, adapter)
  }, 600_000)

  test('is simulated, checked and served by the installed gateway', async () => {
    const simulation = spawn(command(), ['simulate', '--first-port', '0', '--adapter', '@acme/trunkline-adapter'], {
      cwd: dirname(installed),
      env: { PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void simulation.kill('SIGKILL'))
    let printed = ''
    simulation.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
    while (!printed.includes('allowPrivate')) await once(simulation.stdout, 'data')
    expect(printed).toContain('adapters:\n  - "@acme/trunkline-adapter"')
    writeFileSync(join(dirname(installed), 'trunkline.yaml'), `server: { port: 0 }\n${printed}`)
    expect(run(['check'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^acme-demo {2}ok /) })
    const gateway = spawn(command(), [], {
      cwd: dirname(installed),
      env: { PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    onTestFinished(() => void gateway.kill('SIGKILL'))
    let greeting = ''
    gateway.stderr.setEncoding('utf8').on('data', (text: string) => (greeting += text))
    while (!greeting.includes('/graphql')) await once(gateway.stderr, 'data')
    const [url = ''] = /http:\S+\/graphql/.exec(greeting) ?? []
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ calls(first: 3) { nodes { status source { vendor } } } }' }),
    })
    const acmeCall = { status: expect.any(String), source: { vendor: 'acme' } }
    expect(await response.json()).toEqual({ data: { calls: { nodes: [acmeCall, acmeCall, acmeCall] } } })
  })
})
