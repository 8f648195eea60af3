// The README and the documents in docs/ are true: their generated parts are what the code says, their commands, links and
// configuration are valid, and the query of the README answers as it is printed.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters/index.js'
import { runCli } from '../../src/cli/cli.js'
import { loadConfiguration } from '../../src/config/load.js'
import { buildGraphSchema, printGraph } from '../../src/graphql/schema/build-schema.js'
import { type ClusterResult, clusterBlock } from '../bench/cluster-table.js'
import type { BenchResult } from '../bench/results.js'
import { readmeBlock } from '../bench/table.js'
import { startStack } from '../support/stack.js'
import { modulesTable } from './modules.js'
import { type Blocks, blockNames, compareDocument, fromRoot, HOW_TO_UPDATE, readFromRoot } from './readme-blocks.js'
import { exportColumnsTable, exportParametersTable } from './readme-export.js'
import { errorCodesTable, examplesText, graphTable, publicCodes } from './readme-graph.js'
import { brokenLinks, codeSpans, fences, sectionOf, shapeOf } from './readme-markdown.js'
import { masksTable, scopeFieldsTable } from './readme-rights.js'
import {
  accessTable,
  clusterTable,
  limitsTable,
  liveTable,
  scopesTable,
  serverTable,
  sourceTable,
  vendorTable,
} from './readme-settings.js'
import { filtersTable, operationsTable, pagingTable } from './readme-vendors.js'

const measured: BenchResult = JSON.parse(readFromRoot('test/bench/latest.json'))

const clusterMeasured: ClusterResult = JSON.parse(readFromRoot('test/bench/cluster.json'))

/** Generated parts by document. */
const generated: Readonly<Record<string, Blocks>> = {
  'docs/query-guide.md': { graph: graphTable(), examples: examplesText() },
  'docs/vendors.md': {
    operations: operationsTable(adapters),
    paging: pagingTable(adapters),
    filters: filtersTable(adapters),
  },
  'docs/errors.md': { 'error-codes': errorCodesTable() },
  'docs/export.md': { parameters: exportParametersTable(), columns: exportColumnsTable() },
  'docs/configuration.md': {
    'server-keys': serverTable(),
    'live-keys': liveTable(),
    'access-keys': accessTable(),
    'cluster-keys': clusterTable(),
    scopes: scopesTable(),
    'source-keys': sourceTable(),
    'vendor-keys': vendorTable(adapters),
    limits: limitsTable(),
  },
  'docs/architecture.md': { modules: modulesTable() },
  'docs/security.md': { scopes: scopeFieldsTable(), masks: masksTable() },
  'docs/performance.md': { speed: readmeBlock(measured), cluster: clusterBlock(clusterMeasured) },
}
const documents = [
  ...readdirSync(fromRoot('.')).filter((name) => name.endsWith('.md')),
  ...readdirSync(fromRoot('docs')).map((name) => `docs/${name}`),
  'adapters/README.md',
  'test/README.md',
  'test/bench/README.md',
]
const readme = readFromRoot('README.md')
const document = (name: string): string => readFromRoot(`docs/${name}.md`)
/** Everything that is written for users. */
const manual = [readme, ...documents.filter((path) => path.startsWith('docs/')).map(readFromRoot)].join('\n\n')

test.each(documents.filter((path) => path !== 'adapters/README.md'))(
  'the tables of %s are what the code says',
  (path) => {
    const blocks = generated[path] ?? {}
    const { written, made } = compareDocument(path, blocks)
    expect(blockNames(written).toSorted()).toEqual(Object.keys(blocks).toSorted())
    expect(written, HOW_TO_UPDATE).toBe(made)
  },
)

test.each(documents)('every link of %s leads somewhere', (path) => {
  expect(brokenLinks(path)).toEqual([])
})

test('the README is short', () => {
  expect(readme.length).toBeLessThan(7000)
})

test('the picture is a small PNG', () => {
  const picture = readFileSync(fromRoot('src/explorer/explorer.png'))
  expect(picture.subarray(1, 4).toString()).toBe('PNG')
  expect(picture.length).toBeLessThan(200_000)
})

describe('the commands of the documents', () => {
  const commands = fences(manual, 'sh').join('\n').split('\n')
  const scripts: unknown = JSON.parse(readFromRoot('package.json')).scripts

  test('begin with the two that everybody needs, and the second is what CI runs', () => {
    expect(commands.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test'])
    expect(readFromRoot('.ci/run').split('\n')).toContain('npm ci && npm test')
  })
  test('are scripts of the package, or the program itself', () => {
    const named = commands.flatMap((command) => [
      ...command.matchAll(/npm (?:run )?(?!ci\b|install\b|pack\b)([a-z]+)/g),
    ])
    for (const [, name] of named) expect(scripts).toHaveProperty(String(name))
    expect(scripts).toHaveProperty('start', 'node tools/start.mjs')
  })
  test('and every command and flag that is named is one of the program', async () => {
    // Flags of Node, npm and V8, of curl, and of oauth2-proxy, which some documents name, are no flags of the program.
    const ofCurl = fences(document('clients'), 'sh').join('\n').split('\n')
    const named = [
      ...commands.filter((command) => !command.startsWith('npm install') && !ofCurl.includes(command)),
      ...codeSpans(
        [document('performance'), document('operations'), document('security')].reduce(
          (text, part) => text.replaceAll(part, ''),
          manual,
        ),
      ),
    ]
    const words = named.flatMap((text) => [
      ...[...text.matchAll(/(?:^| )(--[a-z][a-z-]+)/g)].map(([, flag]) => flag),
      ...[...text.matchAll(/^(?:trunkline|npm start --) ([a-z]+)/g)].map(([, command]) => command),
    ])
    const help = await helpOf(['', 'serve', 'demo', 'init', 'check', 'key', 'schema', 'simulate', 'audit verify'])
    expect(words.length).toBeGreaterThan(0)
    expect([...new Set(words)].filter((word) => !new RegExp(`(^|\\s)${word}\\b`, 'm').test(help))).toEqual([])
  })
})

/** The help of the program and of its commands. */
async function helpOf(commands: readonly string[]): Promise<string> {
  const lines: string[] = []
  const print = (text: string) => void lines.push(text)
  for (const command of commands)
    await runCli(['node', 'trunkline', ...command.split(' ').filter(Boolean), '--help'], {
      environment: {},
      directory: '.',
      now: () => 0,
      print,
      printError: print,
      untilStopped: (stop) => stop('SIGINT'),
      onHangUp: () => undefined,
      onUnhandledRejection: () => undefined,
    })
  return lines.join('\n')
}

test('the example of the configuration is valid, and has every vendor', () => {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-readme-'))
  try {
    const [example = ''] = fences(document('configuration'), 'yaml').filter((text) => text.includes('vendor:'))
    const named = (pattern: RegExp) => [...example.matchAll(pattern)].map(([, name]) => name ?? '')
    for (const path of named(/\$\{file:([^}]+)\}/g)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), 'demo-password\n')
    }
    writeFileSync(join(directory, 'trunkline.yaml'), example)
    const environment = Object.fromEntries(named(/\$\{([A-Z_]+)\}/g).map((name) => [name, 'demo-password']))
    const { sources } = loadConfiguration(join(directory, 'trunkline.yaml'), environment, adapters)
    const vendors = new Set(sources.map(({ adapter }) => adapter.vendor))
    expect(adapters.filter(({ vendor }) => !vendors.has(vendor))).toEqual([])
  } finally {
    rmSync(directory, { recursive: true })
  }
})

test('the query of the README is valid, and answers in the printed shape; the paths are there', async () => {
  const [query = ''] = fences(readme, 'graphql')
  const [answer = ''] = fences(readme, 'json')
  expect(validate(buildGraphSchema(), parse(query))).toEqual([])
  const stack = await startStack()
  try {
    const { body } = await stack.query(query)
    expect(shapeOf(body)).toEqual(shapeOf(JSON.parse(answer)))
    const paths = codeSpans(manual).filter((span) => /^\/[a-z]+$/.test(span))
    const answers = await Promise.all(paths.map(async (path) => [path, (await fetch(`${stack.url}${path}`)).status]))
    expect(answers.filter(([, status]) => status === 404)).toEqual([])
  } finally {
    await stack.close()
  }
})

test('every code of the server that a client can meet is documented', () => {
  const section = sectionOf(document('errors'), 'Errors of requests')
  expect(publicCodes().filter((code) => !codeSpans(section).includes(code))).toEqual([])
})

test('what the README says is missing is missing', () => {
  const graph = buildSchema(printGraph())
  const roots = [graph.getQueryType(), graph.getMutationType(), graph.getSubscriptionType()]
  const fields = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}))
  const words = codeSpans(sectionOf(readme, 'What is missing'))
  expect(words).toContain('check')
  expect(words.filter((word) => fields.includes(word) || graph.getType(word) !== undefined)).toEqual([])
})

test('every vendor folder is documented', () => {
  const section = sectionOf(document('vendors'), 'What each vendor needs')
  expect(adapters.filter(({ vendor }) => !codeSpans(section).includes(vendor))).toEqual([])
  expect(adapters.every(({ vendor }) => existsSync(fromRoot(`adapters/${vendor}`)))).toBe(true)
})
