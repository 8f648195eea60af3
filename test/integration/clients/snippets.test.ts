// Each snippet of docs/clients.md, as it stands there, against a gateway over simulators: clients with default settings.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataOf } from '../../support/ask.js'
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

test('every section with snippets is run here, or by the tests of Relay, the code generator and the typed client', () => {
  expect([...sections()]).toEqual([
    ['curl', ['sh', 'sh']],
    ['graphql-request', ['js']],
    ['Apollo Client', ['js', 'js']],
    ['urql', ['js']],
    ['Relay', ['js']],
    ['GraphQL Code Generator', ['yaml']],
    ['TypeScript', ['ts']],
  ])
})
