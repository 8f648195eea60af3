// GraphQL Code Generator with the configuration of docs/clients.md, which reads the schema from a gateway.

import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { generate } from '@graphql-codegen/cli'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { startStack } from '../../support/stack.js'
import { snippetsOf } from './snippets.js'

const PAGE = `import { graphql } from './gql/index.js'
export const Calls = graphql(\`query Calls($first: Int!) { activeCalls(first: $first) { nodes { id state startedAt } } }\`)
`

test('generates typed documents from the schema of the gateway', async () => {
  const stack = await startStack({ vendors: ['mor'] })
  onTestFinished(stack.close)
  const cwd = await mkdtemp(join(tmpdir(), 'trunkline-generator-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await mkdir(join(cwd, 'src'))
  await symlink(resolve('node_modules'), join(cwd, 'node_modules'))
  await writeFile(join(cwd, 'src', 'page.ts'), PAGE)
  const [configuration = ''] = snippetsOf('GraphQL Code Generator', 'yaml', stack.url)
  await generate({ ...parse(configuration), cwd, silent: true }, true)
  const generated = await readFile(join(cwd, 'src', 'gql', 'graphql.ts'), 'utf8')
  expect(generated).toMatch(/CallsQuery = .*startedAt: string \| null/s)
  expect(generated).toMatch(/CallsDocument = .*DocumentNode<CallsQuery, CallsQueryVariables>/s)
})
