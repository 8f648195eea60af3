// Each snippet of docs/clients.md, as it stands there, against a gateway over simulators: clients with default settings.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { dataOf } from '../../support/ask.js'
import { makeDirectory } from '../../support/config-files.js'
import { type Stack, startStack } from '../../support/stack.js'
import { runModule, runShell, sections, snippetsOf } from './snippets.js'

let stack: Stack
/** How many calls are in progress. */
let total: number
beforeAll(async () => {
  stack = await startStack()
  const { activeCalls } = await dataOf<{ activeCalls: { totalCount: number } }>(stack, '{ activeCalls { totalCount } }')
  total = activeCalls.totalCount
  expect(total).toBeGreaterThan(5)
})
afterAll(() => stack?.close())

test('curl: by POST, by GET, and compressed', async () => {
  const [plain = '', others = ''] = snippetsOf('curl', 'sh', stack.url)
  const answer = JSON.stringify({ data: { activeCalls: { totalCount: total } } })
  expect(await runShell(plain)).toBe(answer)
  expect((await runShell(others)).split('\n').filter(Boolean)).toEqual([answer, answer])
})

test.concurrent.each(['graphql-request', 'Apollo Client', 'urql'])('%s', async (heading) => {
  const printed = await Promise.all(snippetsOf(heading, 'js', stack.url).map(runModule))
  expect(printed).toEqual(printed.map(() => `${total} 5`))
})

test('REST: by GET and by POST', async () => {
  const [, id, text] = /^With `\{ "(\w+)": "(.*?)" \}`$/ms.exec(readFileSync('docs/clients.md', 'utf8')) ?? []
  const directory = makeDirectory({ 'noc.json': JSON.stringify({ [String(id)]: text }) })
  const [configuration = ''] = snippetsOf('REST', 'yaml', stack.url)
  const { server } = parse(configuration.replace('noc.json', join(directory, 'noc.json')))
  const served = await startStack({ server })
  onTestFinished(served.close)
  const [script = ''] = snippetsOf('REST', 'sh', served.url)
  const answers = (await runShell(script))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  expect(answers).toMatchObject([
    { data: { activeCalls: { totalCount: expect.any(Number), nodes: Array.from({ length: 5 }, () => ({})) } } },
    { data: { activeCalls: { totalCount: total, nodes: Array.from({ length: 5 }, () => ({})) } } },
  ])
})

test('every section with snippets is run here, or by the tests of Relay, the code generator and the typed client', () => {
  expect([...sections()]).toEqual([
    ['curl', ['sh', 'sh']],
    ['graphql-request', ['js']],
    ['Apollo Client', ['js', 'js']],
    ['urql', ['js']],
    ['Relay', ['js']],
    ['GraphQL Code Generator', ['yaml']],
    ['TypeScript', ['ts']],
    ['REST', ['yaml', 'sh']],
  ])
})
