// The fast path answers as Fastify and Apollo would: every oddity of HTTP and JSON, byte by byte.

import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StepOutcome } from '../../../src/server/pipeline/step.js'
import { ask, openSmallServer, type SmallServer } from './small-server.js'

const QUERY = 'query Poll($first: Int! = 1) { greeting(first: $first) person { name } }'

let server: SmallServer
let looking: SmallServer
/** How many requests were answered by Fastify and Apollo. */
let behind = 0
const counting = {
  name: 'counting',
  onAnswered: ({ way }: StepOutcome) => {
    if (way === 'apollo') behind++
  },
}
beforeAll(async () => {
  server = await openSmallServer({ limits: { maxBodyBytes: 50_000 }, stopGraceMs: 0, steps: [counting] })
  looking = await openSmallServer({ cors: { origins: ['https://dash.example'] }, stopGraceMs: 0 })
  for (const { graphql } of [server, looking]) for (let each = 0; each < 2; each++) await ask(graphql, QUERY)
})
afterAll(async () => {
  await server?.close()
  await looking?.close()
})

/** Sends bytes as they are; returns the answer until the server closes the connection, without dates and new ids. */
async function send({ url }: SmallServer, parts: readonly (string | Uint8Array)[]): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const pieces: Buffer[] = []
  socket.on('data', (piece) => void pieces.push(piece))
  socket.on('error', () => undefined)
  for (const part of parts) socket.write(part)
  // Node ends a connection that is half closed, with or without an answer: what takes a while must not be half closed.
  if (!parts.some((part) => Buffer.from(part).includes('connection: close'))) socket.end()
  await once(socket, 'close')
  return Buffer.concat(pieces)
    .toString()
    .replaceAll(/^date: .*\r\n/gim, '')
    .replaceAll(/^(x-request-id: )[\da-f-]{36}\r\n/gim, '$1new\r\n')
}

interface Posting {
  readonly body: string | Uint8Array
  readonly line?: string
  readonly headers?: Readonly<Record<string, string | null>>
  readonly tail?: string
}

/** @param to an operation that is new to the server is answered by Fastify and Apollo. */
function toBytes({ body, line = 'POST /graphql HTTP/1.1', headers = {}, tail = '' }: Posting, to: string): Buffer {
  const bytes = Buffer.from(Buffer.from(body).toString('latin1').replaceAll('Poll', to), 'latin1')
  const all = {
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': String(bytes.length),
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
  return Buffer.concat([Buffer.from(`${[line, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'), bytes, Buffer.from(tail)])
}

let strangers = 0
async function both(at: SmallServer, posting: Posting): Promise<{ readonly known: string; readonly unknown: string }> {
  const stranger = `Q${String(++strangers).padStart(3, '0')}`
  return { known: await send(at, [toBytes(posting, 'Poll')]), unknown: await send(at, [toBytes(posting, stranger)]) }
}

const json = (rest: object = {}): string => JSON.stringify({ query: QUERY, ...rest })
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`

const BODIES: Readonly<Record<string, Posting['body']>> = {
  'a plain one': json(),
  'with variables': json({ variables: { first: 2 } }),
  'with variables that do not fit': json({ variables: { first: 'two' } }),
  'with variables that are null': json({ variables: null }),
  'with variables in a string': json({ variables: '{"first":2}' }),
  'with variables in an array': json({ variables: [1] }),
  'with a variable that nobody knows': json({ variables: { second: 2 } }),
  'with its name': json({ operationName: 'Poll' }),
  'with an empty name': json({ operationName: '' }),
  'with a number for a name': json({ operationName: 1 }),
  'with another name': json({ operationName: 'Other' }),
  'with extensions': json({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }),
  'with extensions that are none': json({ extensions: {} }),
  'with what nobody knows': json({ id: 7 }),
  'with the query twice': `{"query":"{ nothing }","query":${JSON.stringify(QUERY)}}`,
  'with a prototype': json().replace('{', '{"__proto__":{"a":1},'),
  'with a prototype, escaped': json().replace('{', '{"\\u005f_proto__":{"a":1},'),
  'with a prototype in the variables': json({ variables: {} }).replace('{}', '{"__proto__":{"a":1}}'),
  'with a constructor': json().replace('{', '{"constructor":{"prototype":{"a":1}},'),
  'with a constructor, escaped': json().replace('{', '{"c\\u006fnstructor":{"prototype":{"a":1}},'),
  'after a byte order mark': `\ufeff${json()}`,
  'with spaces around it': ` \n${json()}\n `,
  'in an array': `[${json()}]`,
  'cut short': json().slice(0, -1),
  'with more behind it': `${json()}{}`,
  'that is empty': '',
  'that is null': 'null',
  'of bytes that are no UTF-8': latin1(json({ id: 'K\u00f8rsel' })),
  'in UTF-16': Buffer.from(json(), 'utf16le'),
  'with half a surrogate': json({ id: 'x' }).replace('"x"', '"\\ud800"'),
  'that is long': json({ id: 'x'.repeat(20_000) }),
  'that is too long': json({ id: 'x'.repeat(60_000) }),
}

const HEADERS: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  'no accept': {},
  'accept everything': { accept: '*/*' },
  'accept nothing known': { accept: 'text/html' },
  'accept what is GraphQL’s own': { accept: 'application/graphql-response+json' },
  'accept by preference': { accept: 'application/json;q=0.5, application/graphql-response+json' },
  'refuse JSON': { accept: 'application/json;q=0, application/graphql-response+json;q=0' },
  'accept in parts': { accept: 'multipart/mixed; deferSpec=20220824, application/json' },
  'accept an event stream': { accept: 'text/event-stream' },
  'accept another charset': { accept: 'application/json; charset=latin1' },
  'accept something empty': { accept: '' },
  'no content type': { 'content-type': null },
  'a charset': { 'content-type': 'application/json; charset=utf-8' },
  'a charset in capitals': { 'content-type': 'application/json;charset=UTF-8' },
  'another charset': { 'content-type': 'application/json; charset=iso-8859-1' },
  'a type in capitals': { 'content-type': 'Application/JSON' },
  'another type': { 'content-type': 'text/plain' },
  'GraphQL’s other type': { 'content-type': 'application/graphql+json' },
  'a type in parts': { 'content-type': 'multipart/form-data; boundary=x' },
  'an encoding': { 'content-encoding': 'gzip', connection: 'close' },
  'an encoding that is none': { 'content-encoding': 'identity' },
  'an origin': { origin: 'https://other.example' },
  'an origin of our own': { origin: 'https://dash.example' },
  'an origin that is null': { origin: 'null' },
  credentials: { authorization: 'Bearer one', cookie: 'session=1' },
  'Apollo’s own': { 'apollographql-client-name': 'x', 'apollo-require-preflight': '1' },
  tracing: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
  'no host': { host: null },
  'a host that is a name': { host: 'graph.example:8080' },
  'a host that is no name': { host: 'a host' },
  'a host that is no address': { host: '999.1.1.1' },
  'a host with dots': { host: 'a..b' },
  'a host that is no Punycode': { host: 'xn--a' },
  'a host with a port beyond all': { host: 'localhost:99999' },
  'a host of IPv6': { host: '[::1]:4000' },
  'a body announced': { expect: '100-continue' },
  'another expectation': { expect: 'miracles' },
  'an upgrade': { connection: 'upgrade', upgrade: 'websocket' },
  'the last of its connection': { connection: 'close' },
  'no length': { 'content-length': null },
  'two lengths': { 'content-length': '5, 6' },
  'too little length': { 'content-length': '5' },
  'a length that is none': { 'content-length': '-1' },
}

const LINES = [
  'POST /graphql HTTP/1.0',
  'POST /graphql?query=%7Bnothing%7D HTTP/1.1',
  'POST /graphql/ HTTP/1.1',
  'POST /GraphQL HTTP/1.1',
  'POST http://127.0.0.1/graphql HTTP/1.1',
  'POST /graphql# HTTP/1.1',
  'GET /graphql HTTP/1.1',
  'HEAD /graphql HTTP/1.1',
  'OPTIONS /graphql HTTP/1.1',
  'PUT /graphql HTTP/1.1',
  'post /graphql HTTP/1.1',
]

describe('a known operation is answered like an unknown one:', () => {
  test.for(Object.entries(BODIES))('a body %s', async ([, body]) => {
    const { known, unknown } = await both(server, { body })
    expect(known.replaceAll('Poll', '')).toBe(unknown.replaceAll(/Q\d{3}/g, ''))
    expect(unknown).toMatch(/^HTTP\/1\.1 [24]\d\d /)
  })

  test.for(Object.entries(HEADERS))('%s', async ([, headers]) => {
    for (const at of [server, looking]) {
      const { known, unknown } = await both(at, { body: json(), headers })
      expect(known).toBe(unknown)
      expect(unknown).toMatch(/^HTTP\/1\.1 \d\d\d /)
    }
  })

  test.for(LINES)('%s', async (line) => {
    const { known, unknown } = await both(server, { body: json(), line })
    expect(known).toBe(unknown)
    expect(unknown).toMatch(/^HTTP\/1\.1 \d\d\d /)
  })

  test('a body in chunks', async () => {
    const posting = { body: chunked(json()), headers: { 'content-length': null, 'transfer-encoding': 'chunked' } }
    const { known, unknown } = await both(server, posting)
    expect(known).toBe(unknown)
    expect(known).toContain('hello 1')
  })
})

describe('the fast path', () => {
  const plain = toBytes({ body: json() }, 'Poll')
  const answersIn = (text: string): number => text.split('HTTP/1.1 200 OK').length - 1

  test('answers known operations by itself', async () => {
    const before = behind
    await send(server, [plain])
    expect(behind).toBe(before)
    await both(server, { body: json() })
    expect(behind).toBe(before + 1)
  })

  test('answers requests that come at once in their order, on whichever path', async () => {
    const numbers = [1, 2, 3, 4].map((first) =>
      toBytes({ body: json({ variables: { first } }) }, first % 2 === 0 ? 'Poll' : `Seq${first}`),
    )
    const text = await send(server, [Buffer.concat(numbers)])
    expect([...text.matchAll(/hello (\d)/g)].map(([, number]) => number)).toEqual(['1', '2', '3', '4'])
  })

  test('joins a body that comes byte by byte, cut inside characters', async () => {
    const text = json({ variables: { first: 3 }, id: 'K\u00f8rsel \u{1f4de}' })
    const [head = '', body = ''] = toBytes({ body: text }, 'Poll').toString('latin1').split('\r\n\r\n')
    const bytes = [...Buffer.from(`${head}\r\n\r\n${body}`, 'latin1')].map((byte) => Uint8Array.of(byte))
    expect(await send(server, bytes)).toContain('hello 3')
  })

  test('drops a body that does not end', async () => {
    expect(await send(server, [plain.subarray(0, -10)])).not.toContain('200 OK')
    expect(answersIn(await send(server, [plain, plain]))).toBe(2)
  })
})
