// `trunkline/client` as a program of others uses it: compiled against its types, and run as the package exports it.

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createClient, TrunklineError } from '../../../src/client/client.js'
import { dataOf } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { snippetsOf } from './snippets.js'

let stack: Stack
/** An empty project in which trunkline is installed. */
let project: string
beforeAll(async () => {
  stack = await startStack()
  project = await mkdtemp(join(tmpdir(), 'trunkline-typed-'))
  await mkdir(join(project, 'node_modules'))
  await symlink(resolve('.'), join(project, 'node_modules', 'trunkline'))
  for (const name of await readdir('node_modules'))
    if (['gql.tada', '@gql.tada', '@0no-co', 'graphql', '@types', 'undici-types'].includes(name))
      await symlink(resolve('node_modules', name), join(project, 'node_modules', name))
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    // The types of the package are made when it is packed; packed.test.ts looks at those.
    paths: { 'trunkline/client': [resolve('src/client/client.ts')] },
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['program.ts'] }))
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
})
afterAll(async () => {
  await stack?.close()
  await rm(project, { recursive: true, force: true })
})

/** The compiler's messages about a program; '' for none. */
async function compile(program: string): Promise<string> {
  await writeFile(join(project, 'program.ts'), program)
  return promisify(execFile)(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', project]).then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  )
}

describe('the program of docs/clients.md', () => {
  const program = (): string => snippetsOf('TypeScript', 'ts', stack.url)[0] ?? ''

  test('compiles, and prints what the gateway says', async () => {
    expect(await compile(program())).toBe('')
    await writeFile(join(project, 'program.js'), stripTypeScriptTypes(program()))
    const { stdout } = await promisify(execFile)(process.execPath, ['program.js'], { cwd: project })
    const { activeCalls } = await dataOf<{ activeCalls: { totalCount: number } }>(
      stack,
      '{ activeCalls { totalCount } }',
    )
    expect(stdout.trim()).toBe(`${activeCalls.totalCount} 5`)
  })

  test('does not compile with fields that are not selected or not checked, and with wrong variables', async () => {
    const faults = `
      activeCalls?.pageInfo
      activeCalls.totalCount
      client.request(Calls, { first: 'five' })
      client.request(Calls)
    `
    const messages = await compile(program() + faults)
    expect(messages.match(/error TS\d+: .*/g)).toEqual([
      expect.stringContaining("'pageInfo' does not exist"),
      expect.stringContaining("possibly 'null'"),
      expect.stringContaining("'string' is not assignable to type 'number'"),
      expect.stringContaining('Expected 2 arguments, but got 1'),
    ])
  })
})

const QUERY = 'query Calls($first: Int!) { activeCalls(first: $first) { totalCount } }'

describe('the client', () => {
  test('sends headers that are made for each request, and finds the graph by the address of the gateway', async () => {
    const sent: string[] = []
    let calls = 0
    const client = createClient({
      url: `${stack.url}/graphql`,
      headers: async () => ({ 'x-request-id': `request-${++calls}` }),
      fetch: (url, init) => {
        sent.push(`${url} ${init.headers['x-request-id']}`)
        return fetch(url, init)
      },
    })
    await client.request(QUERY, { first: 1 })
    expect((await client.ask(QUERY, { first: 1 })).requestId).toBe('request-2')
    expect(sent).toEqual([`${stack.url}/graphql request-1`, `${stack.url}/graphql request-2`])
  })

  test('request throws the errors of the graph; ask returns them beside the data', async () => {
    const client = createClient({ url: stack.url })
    const document = `query ($first: Int!) { sources { name } activeCalls(first: $first) { totalCount } }`
    const answer = await client.ask<{ sources: { name: string }[]; activeCalls: null }>(document, { first: -1 })
    expect(answer).toMatchObject({
      data: { sources: expect.arrayContaining([{ name: 'mor-demo' }]), activeCalls: null },
      errors: [{ path: ['activeCalls'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }],
      requestId: expect.stringMatching(/^[\w-]{36}$/),
    })
    const failure = await client.request(document, { first: -1 }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TrunklineError)
    expect(failure).toMatchObject({
      code: 'BAD_USER_INPUT',
      status: 200,
      errors: answer.errors,
      data: answer.data,
      requestId: expect.any(String),
    })
    await expect(client.request('{ unheardOf }')).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      status: 400,
      data: null,
    })
  })

  test('says what is wrong where there is no answer of the graph', async () => {
    const server = createServer((request, response) => {
      if (request.headers['x-never'] === undefined) response.writeHead(502).end('<h1>Bad Gateway</h1>')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    for (const method of ['ask', 'request'] as const)
      await expect(createClient({ url })[method]('{ sources { name } }')).rejects.toMatchObject({
        name: 'TrunklineError',
        message: 'HTTP 502: this is no answer of the graph',
        status: 502,
        code: null,
      })
    await expect(
      createClient({ url, headers: { 'x-never': '1' }, timeoutMs: 1 }).request('{ sources { name } }'),
    ).rejects.toMatchObject({ message: expect.stringMatching(/has not answered: .*timeout/), status: null })
    expect(() => createClient({ url: 'gateway' })).toThrow(TypeError)
  })
})
