// HTTPS: certificates of clients, headers for browsers, and stopping. Metrics on a separate port.

import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer, type RequestOptions, request } from 'node:https'
import { connect, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { Connections } from '../../../src/server/http/connections.js'
import { createCertificate } from '../../support/certificate.js'
import type { Stack } from '../../support/stack.js'
import { serveWith } from '../../unit/src/transport/fixtures.js'
import { key, newBody, openSignedInStack } from '../access/signed-in-stack.js'

const URI = 'spiffe://example.net/reports'
const own = createCertificate()
const client = createCertificate([URI])
const stranger = createCertificate([URI])
const unknown = createCertificate(['spiffe://example.net/other'])

const overTls = (clientCa: string | null) =>
  openSignedInStack(clientCa === null ? {} : { certificates: { [URI]: { role: 'noc' } } }, {
    server: { tls: { cert: own.cert, key: own.key, ...(clientCa === null ? {} : { clientCa }) } },
  })

interface Answer {
  readonly status: number
  readonly hsts: string | undefined
  readonly body: string
}

async function post(stack: Stack, body: string, options: RequestOptions = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...options.headers }
  const sent = request(`${stack.url}/graphql`, { method: 'POST', ca: own.cert, agent: false, ...options, headers })
  sent.end(body)
  const [response]: IncomingMessage[] = await once(sent, 'response')
  if (response === undefined) throw new Error('no response')
  const { statusCode = 0, headers: received } = response
  return { status: statusCode, hsts: received['strict-transport-security'], body: await text(response) }
}

describe('over TLS', () => {
  test('a key is accepted, and Strict-Transport-Security is sent, on every path of answering', async () => {
    const stack = await overTls(null)
    expect(stack.url).toMatch(/^https:/)
    const body = newBody()
    const headers = { authorization: `Bearer ${key.key}` }
    const answers = [await post(stack, body)]
    for (let time = 0; time < 3; time++) answers.push(await post(stack, body, { headers }))
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 200, 200])
    for (const { hsts } of answers) expect(hsts).toBe('max-age=31536000')
  })

  test('a certificate of a trusted authority signs its client in', async () => {
    const stack = await overTls(client.cert)
    const body = newBody()
    for (let time = 0; time < 3; time++) expect((await post(stack, body, client)).status).toBe(200)
    expect(stack.log.join('')).toContain(`"principal":"certificate:${URI}"`)
  })

  test.each<[what: string, options: RequestOptions, status: number]>([
    ['a certificate that somebody made for the same URI', stranger, 401],
    ['a certificate of nobody who is configured', unknown, 401],
    ['no certificate', {}, 401],
    ['a certificate beside a key', { ...client, headers: { authorization: `Bearer ${key.key}` } }, 400],
  ])('%s: refused twice, also after a client with a certificate was answered', async (_, options, status) => {
    const stack = await overTls(client.cert)
    const body = newBody()
    expect((await post(stack, body, options)).status).toBe(status)
    for (let time = 0; time < 3; time++) expect((await post(stack, body, client)).status).toBe(200)
    const again = await post(stack, body, options)
    expect(again.status).toBe(status)
    expect(again.body).not.toContain('"data"')
  })

  test('the connection of a client that speaks plain HTTP is closed', async () => {
    const stack = await overTls(null)
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    const pieces: Buffer[] = []
    socket.on('data', (piece) => void pieces.push(piece))
    await once(socket, 'close')
    expect(Buffer.concat(pieces).toString()).not.toContain('200')
  })

  test('the connection of a client that never begins its handshake is closed as soon as the server stops', async () => {
    const server = createServer({ cert: own.cert, key: own.key })
    const connections = new Connections({ now: () => 0 })
    connections.serve(server, () => undefined)
    const address = await serveWith(server)
    const accepted = once(server, 'connection')
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1')
    socket.on('error', () => undefined)
    const [raw]: unknown[] = await accepted
    if (!(raw instanceof Socket)) throw new Error('no socket was accepted')
    expect(raw.destroyed).toBe(false)
    connections.closeIdle()
    expect(raw.destroyed).toBe(true)
  })
})

describe('over plain HTTP', () => {
  test('Strict-Transport-Security is not sent', async () => {
    const stack = await openSignedInStack()
    const response = await fetch(`${stack.url}/livez`)
    expect(response.headers.get('strict-transport-security')).toBeNull()
  })
})

describe('metrics on a separate port', () => {
  const open = () => openSignedInStack({}, { server: { metrics: { port: 0 } } })

  test('are sent to every client that reaches it, and not on the port of the graph', async () => {
    const stack = await open()
    const metricsUrl = stack.metricsUrl ?? ''
    expect(metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
    const response = await fetch(metricsUrl)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('process_cpu_seconds_total')
    const { authorization } = { authorization: `Bearer ${key.key}` }
    expect((await fetch(`${stack.url}/metrics`, { headers: { authorization } })).status).toBe(404)
  })

  test.each<[path: string, method: string, status: number]>([
    ['/metrics', 'HEAD', 200],
    ['/metrics', 'POST', 405],
    ['/graphql', 'GET', 404],
    ['/', 'GET', 404],
  ])('%s by %s: %i', async (path, method, status) => {
    const { metricsUrl } = await open()
    expect((await fetch(new URL(path, metricsUrl ?? ''), { method })).status).toBe(status)
  })

  test('are refused under the name of another host', async () => {
    const { metricsUrl } = await open()
    const { host, port } = new URL(metricsUrl ?? '')
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 421/)
    expect(host).toContain('127.0.0.1')
  })

  test('end with the gateway', async () => {
    const stack = await open()
    await stack.close()
    await expect(fetch(stack.metricsUrl ?? '')).rejects.toThrow()
  })
})
