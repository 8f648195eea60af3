// DNS rebinding: which host names are served, on every route and on the fast path.

import { beforeAll, describe, expect, test } from 'vitest'
import type { ServerEvent } from '../../../src/server/http/server-events.js'
import type { RequestStep } from '../../../src/server/pipeline/step.js'
import { formatRequest, postOf, sendRaw, statusesIn } from './raw-client.js'
import { ask, openSmallServer, type SmallServer } from './small-server.js'

const QUERY = 'query Poll { greeting }'
const metrics = { mayRead: () => true, contentType: 'text/plain', read: async () => 'a 1\n' }

let server: SmallServer
const events: ServerEvent[] = []
let behind = 0
beforeAll(async () => {
  const counting: RequestStep<unknown> = {
    name: 'counting',
    onAnswered: ({ way }) => {
      if (way === 'apollo') behind++
    },
  }
  server = await openSmallServer({
    hosts: ['gateway.example.net', '*.example.org', 'bücher.example'],
    metrics,
    steps: [counting],
    stopGraceMs: 0,
    onEvent: (event) => void events.push(event),
  })
  // An operation that was sent twice takes the fast path.
  for (let each = 0; each < 2; each++) await ask(server.graphql, QUERY)
  return () => server.close()
})

const statusOf = async (line: string, headers: readonly string[], body?: string): Promise<number | undefined> =>
  statusesIn(await sendRaw(server.url, formatRequest(line, headers, body)))[0]

const SERVED = [
  'localhost',
  'LOCALHOST:4000',
  'localhost.',
  'a.b.localhost:1',
  '127.0.0.1',
  '127.0.0.1:65535',
  '192.0.2.7:80',
  '[::1]',
  '[::1]:4000',
  '[2001:DB8::7]:80',
  'gateway.example.net',
  'Gateway.Example.Net.:8080',
  'desk.example.org',
  'a.desk.example.org',
  'xn--bcher-kva.example',
]
const NOT_SERVED = [
  'attacker.example',
  'attacker.example:4000',
  'localhost.attacker.example',
  'notlocalhost',
  'example.org',
  'badexample.org',
  'gateway.example.net.attacker.example',
  'my_service:4000',
  '1.2.3.4.example',
]
const MALFORMED = [
  '',
  'a host',
  'user@127.0.0.1',
  '127.0.0.1/x',
  'localhost,attacker.example',
  '999.1.1.1',
  '[::1',
  'a:b',
]

describe.each([
  ['the fast path', 'POST /graphql HTTP/1.1', JSON.stringify({ query: QUERY })],
  ['Apollo', 'POST /graphql HTTP/1.1', JSON.stringify({ query: '{ greeting person { name } }', extensions: {} })],
  ['metrics', 'GET /metrics HTTP/1.1', ''],
])('by %s', (_name, line, body) => {
  test.each(SERVED)('%j is served', async (host) => {
    expect(await statusOf(line, [`Host: ${host}`], body)).toBe(200)
  })
  test.each(NOT_SERVED)('%j is refused with 421', async (host) => {
    const before = behind
    expect(await statusOf(line, [`Host: ${host}`], body)).toBe(421)
    expect(behind).toBe(before)
  })
  test.each(MALFORMED)('%j is refused with 400', async (host) => {
    expect(await statusOf(line, [`Host: ${host}`], body)).toBe(400)
  })
  test('two Host headers are refused with 400, equal or not, in any spelling', async () => {
    for (const others of ['127.0.0.1', 'attacker.example'])
      expect(await statusOf(line, ['Host: 127.0.0.1', `hOST: ${others}`], body)).toBe(400)
  })
  test('X-Forwarded-Host, Forwarded and Origin change nothing', async () => {
    const forwarded = ['X-Forwarded-Host: localhost', 'Forwarded: host=localhost', 'Origin: http://attacker.example']
    expect(await statusOf(line, ['Host: attacker.example', ...forwarded], body)).toBe(421)
    expect(await statusOf(line, ['Host: localhost', 'X-Forwarded-Host: attacker.example'], body)).toBe(200)
  })
})

describe('the host in the request target', () => {
  const body = JSON.stringify({ query: QUERY })
  test('takes precedence over the Host header', async () => {
    expect(await statusOf('POST http://attacker.example/graphql HTTP/1.1', ['Host: localhost'], body)).toBe(421)
    expect(await statusOf('POST http://localhost/graphql HTTP/1.1', ['Host: attacker.example'], body)).toBe(421)
    expect(await statusOf('GET http://user@localhost/metrics HTTP/1.1', ['Host: localhost'])).toBe(400)
    expect(await statusOf('GET http://localhost/metrics HTTP/1.1', ['Host: localhost'])).toBe(200)
  })
  test('cannot reach the health paths, which must be paths of the server itself', async () => {
    expect(await statusOf('GET http://attacker.example/livez HTTP/1.1', ['Host: localhost'])).toBe(421)
    expect(await statusOf('GET //attacker.example/metrics HTTP/1.1', ['Host: attacker.example'])).toBe(421)
  })
})

test('/livez and /readyz answer by any name, and HTTP/1.0 probes without one', async () => {
  for (const path of ['/livez', '/readyz', '/readyz?probe=1']) {
    expect(await statusOf(`GET ${path} HTTP/1.1`, ['Host: attacker.example'])).toBe(200)
    expect(await statusOf(`GET ${path} HTTP/1.0`, [])).toBe(200)
    expect(await statusOf(`GET ${path} HTTP/1.1`, [])).toBe(400)
    expect(await statusOf(`GET ${path} HTTP/1.1`, ['Host: a.example', 'Host: b.example'])).toBe(400)
  }
  expect(await statusOf('GET /livez/../metrics HTTP/1.1', ['Host: attacker.example'])).toBe(421)
  expect(await statusOf('GET /metrics HTTP/1.0', [])).toBe(400)
  expect(await statusOf('GET /metrics HTTP/1.0', ['Host: attacker.example'])).toBe(421)
})

test('the refusal names the setting, and is reported', async () => {
  events.length = 0
  const text = await sendRaw(server.url, postOf(QUERY, ['Host: attacker.example']))
  const body: unknown = JSON.parse(text.slice(text.indexOf('\r\n\r\n')))
  expect(body).toEqual({
    errors: [
      {
        message:
          'The host name "attacker.example" is not served here; server.hosts in the configuration lists the names that are.',
        extensions: { code: 'MISDIRECTED_REQUEST' },
      },
    ],
  })
  expect(text).toMatch(/^cache-control: no-store\r$/m)
  expect(text).toMatch(/^x-content-type-options: nosniff\r$/m)
  expect(events).toMatchObject([
    { type: 'request-refused', status: 421, code: 'MISDIRECTED_REQUEST', method: 'POST', address: '127.0.0.1' },
    { type: 'request-answered', status: 421, method: 'POST', route: 'unknown' },
  ])
})

test('* serves every name', async () => {
  const open = await openSmallServer({ hosts: ['*'], stopGraceMs: 0 })
  expect(statusesIn(await sendRaw(open.url, postOf(QUERY, ['Host: attacker.example'])))).toEqual([200])
  await open.close()
})
