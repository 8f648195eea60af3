// Trusted documents as operations of REST: the same answers by the same steps.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDirectory } from '../../support/config-files.js'
import { type Stack, startStack } from '../../support/stack.js'
import { keyedRoles } from '../access/keyed-roles.js'

const CALLS = `query Calls($first: Int = 2, $filter: ActiveCallFilter, $sources: [String!], $order: ActiveCallOrder) {
  activeCalls(first: $first, filter: $filter, sources: $sources, orderBy: $order) {
    totalCount nodes { __typename ...One state } sources { source { name } status }
  }
}
fragment One on CallRecord { id startedAt durationSeconds ... on ActiveCall { direction } }`
const RECORD = `query Record($id: ID!, $short: Boolean = false) {
  node(id: $id) { id ... on ActiveCall @skip(if: $short) { state } ... on Session { endedReason } }
}`
const HANG_UP = `mutation HangUp($id: ID!) { disconnectCall(id: $id) { outcome } }`
const DOCUMENTS = { calls: CALLS, record: RECORD, hangUp: HANG_UP, nameless: '{ sources { name } }', copy: CALLS }

const { access, headersOf } = keyedRoles({
  viewer: { scopes: ['active:read', 'calls:read', 'schema:read'] },
  desk: { scopes: ['active:read'] },
})

let stack: Stack
let directory: string
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-rest-'))
  const manifest = join(directory, 'noc.json')
  writeFileSync(manifest, JSON.stringify(DOCUMENTS))
  stack = await startStack({
    vendors: ['mor', 'telecomx'],
    access,
    server: {
      cors: { origins: ['https://desk.example'] },
      documents: { manifests: [manifest], require: true, rest: true },
    },
  })
})
afterAll(async () => {
  await stack?.close()
  rmSync(directory, { recursive: true, force: true })
})

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly data?: unknown
    readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[]
  }
}

const VIEWER = headersOf('viewer') ?? {}
async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${stack.url}/api/${path}`, { ...init, headers: { ...VIEWER, ...init.headers } })
  const body: Answer['body'] = JSON.parse(await response.text())
  return { status: response.status, headers: response.headers, body }
}
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  send(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
const refusal = ({ status, body: { errors } }: Answer) => [
  status,
  errors?.[0]?.extensions['code'],
  errors?.[0]?.message,
]

async function byGraph(query: string, operationName: string, variables: object): Promise<unknown> {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...VIEWER },
    body: JSON.stringify({ query, operationName, variables }),
  })
  return response.json()
}

describe('an operation', () => {
  test('answers as the graph does, by GET and by POST, the first time and again', async () => {
    const variables = {
      first: 3,
      filter: { minDurationSeconds: 1 },
      sources: ['mor-demo', 'telecomx-demo'],
      order: 'LONGEST_FIRST',
    }
    const search = new URLSearchParams([
      ['first', '3'],
      ['filter', JSON.stringify(variables.filter)],
      ['sources', 'mor-demo'],
      ['sources', 'telecomx-demo'],
      ['order', 'LONGEST_FIRST'],
    ])
    const expected = await byGraph(CALLS, 'Calls', variables)
    expect(expected).toMatchObject({ data: { activeCalls: { nodes: [{}, {}, {}] } } })
    const text = JSON.stringify(variables)
    for (let each = 0; each < 3; each++) {
      const answers = [
        await send(`Calls?${search}`),
        await post('Calls', text),
        await post('Calls', new Uint8Array(gzipSync(text)), { 'content-encoding': 'gzip' }),
      ]
      for (const { status, body, headers } of answers) {
        expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
        expect(body).toEqual(expected)
      }
    }
  })

  test('takes its defaults where a parameter is left out', async () => {
    expect((await send('Calls')).body).toEqual(await byGraph(CALLS, 'Calls', {}))
  })

  test('that is a mutation is called by POST only, and runs', async () => {
    const { body } = await send('Calls?first=1&sources=mor-demo')
    const id = /"id":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? ''
    const byGet = await send(`HangUp?id=${encodeURIComponent(id)}`)
    expect([byGet.status, byGet.headers.get('allow')]).toEqual([405, 'POST'])
    // It is checked and audited as by /graphql.
    expect(refusal(await post('HangUp', JSON.stringify({ id })))).toEqual([
      403,
      'FORBIDDEN',
      'mor-demo: disconnectCall needs the right control:disconnect',
    ])
    const audited = stack.log.filter((line) => line.includes('"operation":"disconnectCall"'))
    expect(audited).toEqual([expect.stringMatching(/"operationName":"HangUp".*"outcome":"REFUSED"/)])
  })

  test.each([
    ['Calls?first=ten', 'first: must be a whole number, such as 10'],
    ['Calls?first=1&first=2', 'first: is given more than once'],
    ['Calls?filter=state', 'filter: must be JSON: ActiveCallFilter'],
    ['Calls?frist=1', 'frist: Calls has no such parameter; there are first, filter, sources, order'],
    ['Record', 'id: is required: ID!'],
    ['Record?id=x&short=yes', 'short: must be true or false'],
    ['Calls?order=UPWARDS', expect.stringContaining('UPWARDS')],
    ['Calls?first=-1', expect.stringContaining('first')],
  ])('says what is wrong with %s', async (path, message) => {
    for (let each = 0; each < 2; each++) expect(refusal(await send(path))).toEqual([400, 'BAD_USER_INPUT', message])
  })

  test.each<[what: string, status: number, answer: () => Promise<Answer>]>([
    ['another path', 404, () => send('Unheard')],
    ['a document without a name', 404, () => send('nameless')],
    ['another method', 405, () => send('Calls', { method: 'DELETE' })],
    ['a body that is no object', 400, () => post('Calls', '[1]')],
    ['a variable that there is not', 400, () => post('Calls', '{ "frist": 1 }')],
    ['a form', 415, () => post('Calls', 'first=1', { 'content-type': 'application/x-www-form-urlencoded' })],
    ['a POST without a body', 415, () => send('HangUp', { method: 'POST' })],
    ['a link of another site', 400, () => send('Calls', { headers: { origin: 'https://evil.example' } })],
    ['a caller without a key', 401, () => send('Calls', { headers: { 'x-api-key': '' } })],
  ])('is refused for %s: %i', async (_what, status, answer) => {
    expect((await answer()).status).toBe(status)
  })

  test('of a page of server.cors is answered, and one without data says so by its status', async () => {
    const origin = 'https://desk.example'
    const { status, headers } = await send('Calls', { headers: { origin } })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, origin])
    const preflight = await fetch(`${stack.url}/api/Calls`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, origin])
    stack.hosts['mor-demo']?.setFaults({ down: true })
    // Nothing that was read before is used in place of the failure.
    stack.clock.nowMs += 3_600_000
    try {
      const failed = await send('Calls?sources=mor-demo&filter={"minDurationSeconds":3}')
      expect(refusal(failed).slice(0, 2)).toEqual([502, 'SOURCES_FAILED'])
      expect((await send('Calls?filter={"minDurationSeconds":3}')).status).toBe(200)
    } finally {
      stack.hosts['mor-demo']?.setFaults({})
    }
  })
})

describe('the description', () => {
  const read = async () => {
    const response = await fetch(`${stack.url}/api/openapi.json`, { headers: VIEWER })
    const description: {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
      readonly components: object
    } = await response.json()
    return description
  }

  test('is valid OpenAPI 3.1 of all operations', async () => {
    const description = await read()
    expect(await new Validator().validate({ ...description })).toMatchObject({ valid: true })
    expect(Object.entries(description.paths).map(([path, methods]) => [path, Object.keys(methods)])).toEqual([
      ['/api/Calls', ['get', 'post']],
      ['/api/Record', ['get', 'post']],
      ['/api/HangUp', ['post']],
    ])
  })

  test('describes parameters and answers as they are', async () => {
    const description = await read()
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'api', ...description })
    const schemaOf = (path: string) =>
      ajv.compile({ $ref: `api#/paths/~1api~1${path}/get/responses/200/content/application~1json/schema` })
    const { body } = await send('Calls')
    const calls = schemaOf('Calls')
    expect(calls(body), JSON.stringify(calls.errors)).toBe(true)
    const id = /"id":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? ''
    const record = schemaOf('Record')
    for (const short of [true, false]) {
      const answer = await send(`Record?id=${encodeURIComponent(id)}&short=${short}`)
      expect(answer.body).toMatchObject({ data: { node: { id } } })
      expect(record(answer.body), JSON.stringify(record.errors)).toBe(true)
    }
    // It can be wrong.
    expect(calls({ data: { activeCalls: { totalCount: 1, nodes: [{ id: 1 }], sources: [] } } })).toBe(false)
    expect(description.paths['/api/Calls']?.['get']).toMatchObject({
      operationId: 'Calls',
      parameters: [
        { name: 'first', in: 'query', schema: { type: 'integer', default: 2 } },
        {
          name: 'filter',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/ActiveCallFilter' } } },
        },
        { name: 'sources', schema: { type: 'array', items: { type: 'string' } } },
        { name: 'order', schema: { $ref: '#/components/schemas/ActiveCallOrder' } },
      ],
    })
    expect(description.paths['/api/Record']?.['get']).toMatchObject({
      parameters: [
        { name: 'id', required: true },
        { name: 'short', schema: { type: 'boolean', default: false } },
      ],
    })
  })

  test('needs the right to read the schema', async () => {
    const response = await fetch(`${stack.url}/api/openapi.json`, { headers: headersOf('desk') ?? {} })
    expect(response.status).toBe(403)
  })
})

test('two documents with an operation of one name are refused at the start', async () => {
  const texts = { a: CALLS, b: 'query Calls { sources { name } }' }
  const manifest = join(makeDirectory({ 'noc.json': JSON.stringify(texts) }), 'noc.json')
  const start = (rest: boolean) =>
    startStack({ vendors: ['mor'], server: { documents: { manifests: [manifest], rest } } })
  await expect(start(true)).rejects.toThrow(
    'rest: two documents have the operation Calls, and /api/Calls can be only one of them: rename one',
  )
  const without = await start(false)
  expect((await fetch(`${without.url}/api/Calls`)).status).toBe(404)
  await without.close()
})
