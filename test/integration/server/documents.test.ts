// Documents that are requested by id: manifests, registered documents, and which others are executed.

import { hash } from 'node:crypto'
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { describe, expect, test } from 'vitest'
import { DocumentStore } from '../../../src/server/documents/document-store.js'
import { ManifestError, readManifest } from '../../../src/server/documents/manifest.js'
import type { RequestStep } from '../../../src/server/pipeline/step.js'
import { requestPrincipal } from '../access/request-principal.js'
import { type SmallOptions, type SmallServer, smallSchema, startSmallServer } from './small-server.js'

const sha256 = (text: string): string => hash('sha256', text, 'hex')

const TRUSTED = 'query Greet($first: Int! = 1) { greeting(first: $first) }'
const OTHER = '{ person { name } }'
const MUTATION = 'mutation Rename { rename(name: "Ada") }'

const apolloManifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id: sha256(TRUSTED), name: 'Greet', type: 'query', body: TRUSTED }],
}
const relayManifest = { greet7: TRUSTED, rename: MUTATION }
const manifests = [
  { file: 'noc.json', text: JSON.stringify(apolloManifest) },
  { file: 'relay.json', text: JSON.stringify(relayManifest) },
]

const persisted = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

interface Sent {
  readonly status: number
  readonly body: {
    readonly data?: unknown
    readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
  }
}

async function send(url: string, init?: RequestInit): Promise<Sent> {
  const response = await fetch(url, init)
  const body: Sent['body'] = JSON.parse(await response.text())
  return { status: response.status, body }
}

type Fields = Readonly<Record<string, unknown>>
const post = ({ graphql }: SmallServer, fields: Fields, headers: Record<string, string> = {}): Promise<Sent> =>
  send(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(fields),
  })
const get = ({ graphql }: SmallServer, fields: Fields, headers: Record<string, string> = {}): Promise<Sent> => {
  const parameters = Object.entries(fields).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return send(`${graphql}?${new URLSearchParams(parameters)}`, {
    headers: { 'apollo-require-preflight': '1', ...headers },
  })
}

const start = (documents: Partial<NonNullable<SmallOptions['documents']>> = {}, options: SmallOptions = {}) =>
  startSmallServer({ documents: { manifests, require: false, ...documents }, ...options })

const codeOf = ({ status, body: { errors } }: Sent) => [status, errors?.[0]?.extensions.code]

const IDS: readonly [string, Fields][] = [
  ['documentId', { documentId: 'greet7' }],
  ['documentId with the name of the hash', { documentId: `sha256:${sha256(TRUSTED)}` }],
  ['extensions.persistedQuery', persisted(sha256(TRUSTED))],
]

describe('a document of a manifest', () => {
  test.each(IDS)('is executed by its id on both paths, and by GET: %s', async (_what, fields) => {
    const answered: string[] = []
    const step: RequestStep<unknown> = { name: 'watch', onAnswered: ({ way }) => void answered.push(way) }
    const server = await start({ require: true }, { steps: [step] })
    const asked = { ...fields, variables: { first: 2 } }
    const expected = { status: 200, body: { data: { greeting: 'hello 2' } } }
    for (let each = 0; each < 3; each++) expect(await post(server, asked)).toEqual(expected)
    expect(await get(server, asked)).toEqual(expected)
    expect(answered).toEqual(['apollo', 'fast path', 'fast path', 'fast path'])
  })

  test('can be a mutation, and be chosen by its name', async () => {
    const server = await start({ require: true })
    const { body } = await post(server, { documentId: 'rename', operationName: 'Rename' })
    expect(body).toEqual({ data: { rename: 'Ada' } })
  })

  test('is executed by its text, too', async () => {
    const server = await start({ require: true })
    for (let each = 0; each < 2; each++) expect((await post(server, { query: TRUSTED })).status).toBe(200)
  })
})

describe('where documents of manifests are required', () => {
  test('any other text is refused on every path', async () => {
    const server = await start({ require: true })
    for (let each = 0; each < 3; each++)
      expect(codeOf(await post(server, { query: OTHER }))).toEqual([403, 'DOCUMENT_NOT_TRUSTED'])
    expect(codeOf(await get(server, { query: OTHER }))).toEqual([403, 'DOCUMENT_NOT_TRUSTED'])
    // With one more space it is another document.
    expect(codeOf(await post(server, { query: `${TRUSTED} ` }))).toEqual([403, 'DOCUMENT_NOT_TRUSTED'])
  })

  test('a client cannot register one', async () => {
    const server = await start({ require: true })
    const registering = { query: OTHER, ...persisted(sha256(OTHER)) }
    expect(codeOf(await post(server, registering))).toEqual([403, 'DOCUMENT_NOT_TRUSTED'])
    expect(codeOf(await post(server, persisted(sha256(OTHER))))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND'])
  })

  test('an exempt role executes any document, on both paths, and nobody else does afterwards', async () => {
    const signIn: RequestStep<never> = {
      name: 'sign-in',
      onRequest: (exchange) => {
        exchange.principal = requestPrincipal({ id: 'x', roles: [String(exchange.request.headers['x-role'])] })
        return null
      },
    }
    const isExempt = ({ principal }: { principal: ReturnType<typeof requestPrincipal> | null }) =>
      principal?.principal.roles.includes('engineer') ?? false
    const server = await start({ require: true, isExempt }, { steps: [signIn] })
    for (let each = 0; each < 3; each++) {
      expect((await post(server, { query: OTHER }, { 'x-role': 'engineer' })).status).toBe(200)
      expect((await post(server, { query: OTHER }, { 'x-role': 'noc' })).status).toBe(403)
    }
  })
})

describe('where they are not required', () => {
  test('clients register documents by their hash, and send the hash alone afterwards', async () => {
    const server = await start()
    const id = persisted(sha256(OTHER))
    expect(await post(server, id)).toEqual({
      status: 200,
      body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
    })
    const expected = { status: 200, body: { data: { person: { name: 'Ada' } } } }
    expect(await post(server, { query: OTHER, ...id })).toEqual(expected)
    for (let each = 0; each < 3; each++) expect(await post(server, id)).toEqual(expected)
    expect(await get(server, id)).toEqual(expected)
  })

  test.each<[string, Fields, string]>([
    ['a hash of another text', { query: OTHER, ...persisted(sha256(TRUSTED)) }, 'provided sha does not match query'],
    [
      'two documents',
      { query: OTHER, documentId: 'greet7' },
      'a request has one document: query, documentId, or extensions.persistedQuery',
    ],
    ['an id that is a number', { documentId: 7 }, 'documentId must be a text'],
    [
      'another version',
      { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } },
      'extensions.persistedQuery must be { version: 1, sha256Hash: <the SHA-256 of the document, as hex> }',
    ],
  ])('%s is refused, also the second time', async (_what, fields, message) => {
    const server = await start()
    await post(server, { query: OTHER })
    for (let each = 0; each < 2; each++) {
      const answer = await post(server, fields)
      expect(codeOf(answer)).toEqual([400, 'BAD_REQUEST'])
      expect(answer.body.errors?.[0]?.message).toBe(message)
    }
  })
})

test('without server.documents, clients register documents, too', async () => {
  const server = await startSmallServer()
  const id = persisted(sha256(OTHER))
  expect(codeOf(await post(server, id))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND'])
  const expected = { status: 200, body: { data: { person: { name: 'Ada' } } } }
  expect(await post(server, { query: OTHER, ...id })).toEqual(expected)
  for (let each = 0; each < 3; each++) expect(await post(server, id)).toEqual(expected)
  expect(await get(server, id)).toEqual(expected)
})

test('no document is registered where those of the manifests are required, no matter who sends it', async () => {
  const server = await start({ require: true, isExempt: () => true })
  const id = persisted(sha256(OTHER))
  expect((await post(server, { query: OTHER, ...id })).status).toBe(200)
  expect(codeOf(await post(server, id))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND'])
})

test('a client that registers documents without end drives out the oldest, and no long one is kept', async () => {
  const store = new DocumentStore({ manifests: [], require: false }, { schema: smallSchema(), maxTokens: 1, rules: [] })
  const textOf = (at: number): string => `{ greeting } # ${String(at).padEnd(40_000)}`
  for (let at = 0; at < 200; at++) expect(store.register(sha256(textOf(at)), textOf(at))).toBe(true)
  const known = Array.from({ length: 200 }, (_, at) => store.find(sha256(textOf(at))) !== null)
  expect(known.filter(Boolean).length).toBe(99)
  expect([known[0], known.at(-1)]).toEqual([false, true])
  const long = '{ greeting }'.padEnd(65_537)
  expect(store.register(sha256(long), long)).toBe(true)
  expect(store.find(sha256(long))).toBeNull()
})

describe('Apollo Client with its link for persisted queries', () => {
  const clientOf = (server: SmallServer, sent: Fields[]) => {
    const http = new HttpLink({
      uri: server.graphql,
      fetch: async (url, init) => {
        sent.push(JSON.parse(String(init?.body)))
        return fetch(url, init)
      },
    })
    const link = ApolloLink.from([new PersistedQueryLink({ sha256: (text) => sha256(text) }), http])
    return new ApolloClient({ link, cache: new InMemoryCache() })
  }

  test('sends the text once, and then the hash alone', async () => {
    const server = await start()
    const sent: Fields[] = []
    const query = gql`query Me { person { name } }`
    for (let each = 0; each < 3; each++) {
      const { data } = await clientOf(server, sent).query({ query, fetchPolicy: 'network-only' })
      expect(data).toMatchObject({ person: { name: 'Ada' } })
    }
    expect(sent.map((fields) => typeof fields['query'])).toEqual(['undefined', 'string', 'undefined', 'undefined'])
  })
})

describe('a manifest', () => {
  test('is read in the form of Apollo and as an object', () => {
    expect(readManifest('a.json', JSON.stringify(apolloManifest))).toEqual([{ id: sha256(TRUSTED), text: TRUSTED }])
    expect(readManifest('b.json', '{"a":"{ x }"}')).toEqual([{ id: 'a', text: '{ x }' }])
  })

  test.each([
    ['{', 'a.json: is not JSON'],
    ['[]', 'a.json: must be an Apollo persisted query manifest'],
    ['{"format":"other","version":1,"operations":[]}', 'a.json: format: must be apollo-persisted-query-manifest'],
    ['{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}', 'a.json: version: must be 1'],
    [
      '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"x"}]}',
      'a.json: operations[0].body: must be the text of the document',
    ],
    ['{"x":1}', 'a.json: x: must be the text of the document'],
  ])('%s is refused', (text, message) => {
    expect(() => readManifest('a.json', text)).toThrow(ManifestError)
    expect(() => readManifest('a.json', text)).toThrow(message)
  })

  test.each([
    ['does not fit the graph', '{ nothing }', 'bad.json: x: Cannot query field "nothing" on type "Query".'],
    ['is not GraphQL', '{', 'bad.json: x: Syntax Error: Expected Name, found <EOF>.'],
    [
      'is beyond a limit',
      `{ ${Array.from({ length: 30 }, (_, at) => `a${at}: greeting`).join(' ')} }`,
      'bad.json: x: The operation has 30 root fields; at most 20 are allowed.',
    ],
  ])('with a document that %s stops the start', async (_what, text, message) => {
    const bad = [...manifests, { file: 'bad.json', text: JSON.stringify({ ok: TRUSTED, x: text }) }]
    await expect(start({ manifests: bad })).rejects.toThrow(message)
  })

  test('with an id that has another document elsewhere stops the start', async () => {
    const bad = [...manifests, { file: 'bad.json', text: JSON.stringify({ greet7: OTHER }) }]
    await expect(start({ manifests: bad })).rejects.toThrow('bad.json: greet7: relay.json has another document')
  })
})
