// Bytes that are not a request, or that two servers may read in two ways (request smuggling): each has one right answer.

import { once } from 'node:events'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ServerEvent } from '../../../src/server/http/server-events.js'
import { formatRequest, openRaw, postOf, sendRaw, statusesIn } from './raw-client.js'
import { ask, openSmallServer, type SmallServer, startSmallServer } from './small-server.js'

const QUERY = '{ greeting }'
const BODY = JSON.stringify({ query: QUERY })
const HOST = 'Host: 127.0.0.1'
const JSON_TYPE = 'Content-Type: application/json'
const CHUNKED = 'Transfer-Encoding: chunked'
const chunks = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`
/** Bytes that an attacker wants to be read as a second request. */
const SMUGGLED = 'GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

let server: SmallServer
const events: ServerEvent[] = []
const mutations: unknown[] = []
beforeAll(async () => {
  server = await openSmallServer({
    stopGraceMs: 0,
    limits: { maxBodyBytes: 10_000 },
    resolvers: { 'Mutation.rename': (_source, { name }) => mutations.push(name) },
    onEvent: (event) => void events.push(event),
  })
  for (let each = 0; each < 2; each++) await ask(server.graphql, QUERY)
  return () => server.close()
})
afterEach(() => {
  events.length = 0
})

const raw = (headers: readonly string[], body: string): string =>
  formatRequest('POST /graphql HTTP/1.1', headers, body, { json: false })

const LENGTH = `Content-Length: ${BODY.length}`
const CASES: Readonly<Record<string, readonly [string, readonly number[]]>> = {
  'two equal lengths': [raw([HOST, JSON_TYPE, LENGTH, LENGTH], BODY), [400]],
  'two different lengths': [raw([HOST, JSON_TYPE, LENGTH, 'Content-Length: 5'], BODY), [400]],
  'a list of lengths': [raw([HOST, JSON_TYPE, `Content-Length: ${BODY.length}, 5`], BODY), [400]],
  'a length with a sign': [raw([HOST, JSON_TYPE, `Content-Length: +${BODY.length}`], BODY), [400]],
  'a length in hexadecimal': [raw([HOST, JSON_TYPE, 'Content-Length: 0x10'], BODY), [400]],
  'a negative length': [raw([HOST, JSON_TYPE, 'Content-Length: -1'], BODY), [400]],
  'a length and chunks': [raw([HOST, JSON_TYPE, LENGTH, CHUNKED], `0\r\n\r\n${SMUGGLED}`), [400]],
  'chunks and a length': [raw([HOST, JSON_TYPE, CHUNKED, 'Content-Length: 3'], `0\r\n\r\n${SMUGGLED}`), [400]],
  'chunks twice': [raw([HOST, JSON_TYPE, CHUNKED, CHUNKED], chunks(BODY)), [400]],
  'another coding': [raw([HOST, JSON_TYPE, 'Transfer-Encoding: xchunked'], chunks(BODY)), [400]],
  'chunks that are not last': [raw([HOST, JSON_TYPE, 'Transfer-Encoding: chunked, identity'], chunks(BODY)), [400]],
  'a space before the colon': [raw([HOST, JSON_TYPE, `Transfer-Encoding : chunked`], chunks(BODY)), [400]],
  'a folded header': [raw([HOST, JSON_TYPE, 'X-Fold: a\r\n Transfer-Encoding: chunked', LENGTH], BODY), [400]],
  'a header line that is only a name': [raw([HOST, 'Nothing'], ''), [400]],
  'a name with a zero byte': [raw([HOST, 'A\0: b'], ''), [400]],
  'a value with a zero byte': [raw([HOST, 'A: b\0c'], ''), [400]],
  'lines that end in LF only': [`GET /livez HTTP/1.1\n${HOST}\n\n`, [400]],
  'a bare CR in a value': [raw([HOST, 'A: b\rX: y'], ''), [400]],
  'a chunk whose length is no number': [raw([HOST, JSON_TYPE, CHUNKED], `zz\r\n${BODY}\r\n0\r\n\r\n`), [400]],
  'a chunk whose length overflows': [
    raw([HOST, JSON_TYPE, CHUNKED], `fffffffffffffffff\r\n${BODY}\r\n0\r\n\r\n`),
    [400],
  ],
  'a chunk that is longer than it says': [raw([HOST, JSON_TYPE, CHUNKED], `1\r\n${BODY}\r\n0\r\n\r\n`), [400]],
  'no Host': [formatRequest('GET /livez HTTP/1.1', []), [400]],
  'no HTTP version': ['GET /livez\r\n\r\n', [400]],
  'another HTTP version': [formatRequest('GET /livez HTTP/3.7'), [400]],
  'an unknown method': [formatRequest('HACK /livez HTTP/1.1'), [400]],
  'a method in lower case': [formatRequest('get /livez HTTP/1.1'), [400]],
  'a space in the target': [formatRequest('GET /li vez HTTP/1.1'), [400]],
  'the preface of HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  'a TLS hello': [Buffer.from('16030100c8010000c40303', 'hex').toString('latin1'), [400]],
  'an expectation that is not known': [formatRequest('GET /livez HTTP/1.1', [HOST, 'Expect: miracles']), [417]],
  'headers of 20 kB': [raw([HOST, `A: ${'x'.repeat(20_000)}`], ''), [431]],
  'a target of 20 kB': [formatRequest(`GET /${'x'.repeat(20_000)} HTTP/1.1`), [431]],
  '5000 headers': [raw([HOST, ...Array.from({ length: 5000 }, () => 'a:')], ''), [431]],
  'chunk extensions of 20 kB': [raw([HOST, JSON_TYPE, CHUNKED], `1;${'x'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`), [413]],
  'a tunnel': [formatRequest('CONNECT other.example:443 HTTP/1.1'), [405]],
}

describe('is refused, its connection closed, and what follows not read:', () => {
  test.each(Object.entries(CASES))('%s', async (_name, [bytes, statuses]) => {
    const text = await sendRaw(server.url, `${bytes}${SMUGGLED}`, { ends: false })
    expect(statusesIn(text)).toEqual(statuses)
    expect(text).toMatch(/^content-type: application\/json; charset=utf-8\r$/m)
    expect(text).toContain('"extensions":{"code":"')
    expect(events.filter(({ type }) => type === 'request-refused').length).toBeGreaterThanOrEqual(1)
    expect(events.find(({ type }) => type === 'request-refused')).toMatchObject({ status: statuses[0] })
  })
})

describe('requests before what cannot be read', () => {
  test('are answered first, and in their order', async () => {
    const text = await sendRaw(server.url, `${postOf(QUERY)}${postOf('{ nothing }')}garbage\r\n\r\n`, { ends: false })
    expect(statusesIn(text)).toEqual([200, 200, 400])
  })
  test('are answered where the last one has a body that cannot be read', async () => {
    const broken = raw([HOST, JSON_TYPE, CHUNKED], 'zz\r\n')
    const text = await sendRaw(server.url, `${postOf(QUERY)}${broken}`, { ends: false })
    expect(statusesIn(text)).toEqual([200, 400])
  })
})

test('a body that is not read to its end executes nothing', async () => {
  const mutation = JSON.stringify({ query: 'mutation { rename(name: "x") }' })
  await sendRaw(server.url, raw([HOST, JSON_TYPE, `Content-Length: ${mutation.length + 1}`], mutation))
  expect(mutations).toEqual([])
})

test('a connection that breaks is not a refusal', async () => {
  const socket = await openRaw(server.url)
  socket.write('POST /graphql HTTP/1.1\r\nHost: 127')
  await once(socket.resume().end(), 'close')
  const reset = await openRaw(server.url)
  reset.write(postOf(QUERY).slice(0, -5))
  reset.resetAndDestroy()
  expect(statusesIn(await sendRaw(server.url, formatRequest('GET /livez HTTP/1.1')))).toEqual([200])
  expect(events.filter((event) => event.type === 'request-refused' && event.status !== 400)).toEqual([])
})

test.each([
  [
    'a form of another site',
    formatRequest('POST /graphql HTTP/1.1', [HOST, 'Content-Type: text/plain', LENGTH], BODY, { json: false }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'a GET that a foreign page has sent',
    formatRequest('GET /graphql?query=%7Bgreeting%7D HTTP/1.1', [HOST, 'Sec-Fetch-Site: cross-site']),
    400,
    'BAD_REQUEST',
  ],
  ['a body that is no JSON', formatRequest('POST /graphql HTTP/1.1', [HOST], '{'), 400, 'BAD_REQUEST'],
  ['a body without a query', formatRequest('POST /graphql HTTP/1.1', [HOST], '{"query":{}}'), 400, 'BAD_REQUEST'],
  [
    'a body that is too large',
    formatRequest('POST /graphql HTTP/1.1', [HOST], `"${'x'.repeat(11_000)}"`),
    413,
    'BODY_TOO_LARGE',
  ],
  ['another method', formatRequest('PUT /graphql HTTP/1.1'), 405, 'METHOD_NOT_ALLOWED'],
  ['another path', formatRequest('GET /nothing HTTP/1.1'), 404, 'NOT_FOUND'],
])('%s is reported once, as refused', async (_name, bytes, status, code) => {
  const text = await sendRaw(server.url, bytes)
  expect(statusesIn(text)).toEqual([status])
  expect(text).not.toContain('x-trunkline-operation')
  expect(events.filter(({ type }) => type !== 'request-answered')).toMatchObject([
    { type: 'request-refused', status, code, address: '127.0.0.1' },
  ])
})

test.each([
  ['a document that cannot be run', '{ nothing }', 400],
  ['an empty query', '', 400],
  ['a subscription', 'subscription { greeting }', 400],
])('%s is reported as an operation, not as refused too', async (_name, query, status) => {
  const text = await sendRaw(server.url, postOf(query, [HOST, 'Accept: application/graphql-response+json']))
  expect(statusesIn(text)).toEqual([status])
  expect(text).not.toContain('x-trunkline-operation')
  expect(events.map(({ type }) => type)).toEqual(['operation-answered', 'request-answered'])
})

test('a subscription is answered with 400 by any media type, each time, and logs no error', async () => {
  for (const accept of ['application/json', 'application/graphql-response+json'])
    for (let each = 0; each < 3; each++) {
      const { status, body } = await ask(server.graphql, 'subscription S { greeting }', { accept })
      expect(status).toBe(400)
      expect(body).toEqual({
        errors: [
          {
            message:
              'A subscription is answered by a stream: accept text/event-stream, or multipart/mixed;subscriptionSpec=1.0, or use a WebSocket with the protocol graphql-transport-ws.',
            locations: [{ line: 1, column: 1 }],
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      })
    }
  expect(server.logLines.filter((line) => /"level":[56]0/.test(line))).toEqual([])
})

test('connections beyond the number that is allowed are closed, and reported', async () => {
  const reported: ServerEvent[] = []
  const dropped = Promise.withResolvers<void>()
  const { url } = await startSmallServer({
    maxConnections: 2,
    onEvent: (event) => {
      reported.push(event)
      if (event.type === 'request-refused') dropped.resolve()
    },
  })
  const get = formatRequest('GET /livez HTTP/1.1')
  const kept = await Promise.all([openRaw(url), openRaw(url)])
  for (const socket of kept) {
    socket.write(get)
    await once(socket, 'data')
  }
  expect(await sendRaw(url, get)).toBe('')
  await dropped.promise
  expect(reported).toContainEqual(expect.objectContaining({ type: 'request-refused', status: 503, code: 'OVERLOADED' }))
  const [first] = kept
  await once(first.resume().end(), 'close')
  expect(statusesIn(await sendRaw(url, get))).toEqual([200])
})
