// Subscriptions over WebSockets, by the protocol graphql-transport-ws.

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { buildSchema, GraphQLError } from 'graphql'
import { afterEach, describe, expect, it, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Refusal } from '../../../src/server/http/refusal.js'
import type { Exchange, RequestStep, Verdict } from '../../../src/server/pipeline/step.js'
import { fakeEvent } from '../../support/fake-hub.js'
import { localAdministrator } from '../../support/unrestricted.js'
import { asAdministrator, LIVE_SDL, type LiveServer, startLiveServer, TICKS } from './live-server.js'

type Message = Readonly<Record<string, unknown>>

/** A connection, read message by message. */
class Connection {
  readonly #messages: Message[] = []
  readonly #waiting: ((message: Message) => void)[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>

  constructor(readonly socket: WebSocket) {
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => {
      const message: Message = JSON.parse(String(data))
      const resolve = this.#waiting.shift()
      if (resolve === undefined) this.#messages.push(message)
      else resolve(message)
    })
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
    )
    onTestFinished(() => socket.terminate())
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message))
  }

  next(): Promise<Message> {
    const message = this.#messages.shift()
    return message === undefined ? new Promise((resolve) => void this.#waiting.push(resolve)) : Promise.resolve(message)
  }
}

interface ConnectOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocol?: string
  readonly path?: string
}

function connect({ url }: LiveServer, options: ConnectOptions = {}): Connection {
  const { headers = {}, protocol = 'graphql-transport-ws', path = '/graphql' } = options
  return new Connection(new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, { headers }))
}

/** @returns the status and the error with which the handshake is refused. */
async function refusedHandshake(
  connection: Connection,
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const [, response] = await once(connection.socket, 'unexpected-response')
  let body = ''
  for await (const piece of response) body += String(piece)
  return { status: response.statusCode, body }
}

async function signIn(connection: Connection, payload?: object): Promise<void> {
  await once(connection.socket, 'open')
  connection.send({ type: 'connection_init', ...(payload && { payload }) })
  expect(await connection.next()).toEqual({ type: 'connection_ack' })
}

const start = (connection: Connection, payload: object = { query: TICKS }, id = '1'): void =>
  connection.send({ id, type: 'subscribe', payload })

/** Only who brings the key may pass; all that it was asked for is noted. */
function withKey(): { readonly step: RequestStep<unknown>; readonly seen: Exchange[]; key: string } {
  const state = { key: 'Bearer right', seen: [] as Exchange[] }
  const admit = (exchange: Exchange): Verdict<Refusal> => {
    if (exchange.isPublic) return null
    state.seen.push(exchange)
    const { headers, rawHeaders } = exchange.request
    if (rawHeaders.filter((name) => name.toLowerCase() === 'authorization').length > 1)
      return { status: 400, code: 'BAD_CREDENTIALS', message: 'a request has one credential: this one has several' }
    if (headers.authorization !== state.key)
      return { status: 401, code: 'UNAUTHENTICATED', message: 'sign-in is required' }
    exchange.principal = localAdministrator([])
    return null
  }
  return Object.assign(state, { step: { name: 'sign-in', onRequest: admit } })
}

describe('an operation', () => {
  it('gets its events, and none after it is completed', async () => {
    const server = await startLiveServer()
    const connection = connect(server)
    await signIn(connection)
    start(connection)
    await server.hub.subscribers(1)
    server.hub.emit(fakeEvent(1))
    expect(await connection.next()).toEqual({
      id: '1',
      type: 'next',
      payload: { data: { ticks: { n: 1, kind: 'CHANGES' } } },
    })
    connection.send({ id: '1', type: 'complete' })
    await server.hub.subscribers(0)
  })

  it('is closed with its connection', async () => {
    const server = await startLiveServer()
    const connection = connect(server)
    await signIn(connection)
    start(connection)
    const [stream] = await server.hub.subscribers(1)
    connection.socket.terminate()
    await server.hub.subscribers(0)
    expect(stream?.ending).toBe('CLOSED')
  })

  test.each([
    ['a query', { query: '{ greeting }' }, 'BAD_REQUEST', /^Only subscriptions are executed over a WebSocket/],
    ['a syntax error', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED', /^Syntax Error/],
    ['an unknown field', { query: 'subscription { none }' }, 'GRAPHQL_VALIDATION_FAILED', /^Cannot query field/],
  ])('is refused with a clear error: %s', async (_name, payload, code, message) => {
    const server = await startLiveServer()
    const connection = connect(server)
    await signIn(connection)
    start(connection, payload)
    expect(await connection.next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ message: expect.stringMatching(message), extensions: { code } }],
    })
  })

  test.each([
    ['no document', {}],
    ['variables that are no object', { query: TICKS, variables: 3 }],
  ])('that is none of the protocol closes the connection: %s', async (_name, payload) => {
    const server = await startLiveServer()
    const connection = connect(server)
    await signIn(connection)
    start(connection, payload)
    expect((await connection.closed).code).toBe(4400)
  })

  it('reports what the hub refuses, and the connection goes on', async () => {
    const server = await startLiveServer()
    const connection = connect(server)
    await signIn(connection)
    server.hub.refusal = new GraphQLError('too many', {
      extensions: { code: 'RATE_LIMITED', limit: 'live.maxPerClient' },
    })
    start(connection)
    expect(await connection.next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ message: 'too many', extensions: { code: 'RATE_LIMITED', limit: 'live.maxPerClient' } }],
    })
    server.hub.refusal = null
    start(connection, { query: TICKS }, '2')
    await server.hub.subscribers(1)
  })

  it('may be one of the trusted documents only, where these are required', async () => {
    const manifest = { file: 'noc.json', text: JSON.stringify({ ticks: TICKS }) }
    const server = await startLiveServer({ documents: { manifests: [manifest], require: true } })
    const connection = connect(server)
    await signIn(connection)
    start(connection, { query: 'subscription { ticks { n } }' })
    expect(await connection.next()).toMatchObject({ payload: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }] })
    start(connection, { query: TICKS }, '2')
    await server.hub.subscribers(1)
    const sha256Hash = createHash('sha256').update(TICKS).digest('hex')
    start(connection, { query: '', extensions: { persistedQuery: { version: 1, sha256Hash } } }, '3')
    expect(await connection.next()).toMatchObject({ payload: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] })
    start(connection, { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: 'ticks' } } }, '4')
    await server.hub.subscribers(2)
  })

  it('passes each step of the pipeline, once for the sign-in and once for itself', async () => {
    const { step, seen } = withKey()
    const operations: string[] = []
    const counting: RequestStep<unknown> = {
      name: 'counting',
      onOperation({ operationName }) {
        operations.push(`asked ${operationName}`)
        return null
      },
      onAnswered: ({ way, operationType, errorCodes }) =>
        void operations.push(`answered ${way} ${operationType} ${errorCodes.join()}`),
    }
    const server = await startLiveServer({ steps: [step, counting] })
    const connection = connect(server)
    await signIn(connection, { authorization: 'Bearer right' })
    start(connection, { query: TICKS, operationName: 'Ticks' })
    await server.hub.subscribers(1)
    expect(seen).toHaveLength(2)
    expect(operations).toEqual(['asked Ticks', 'answered live subscription '])
    const [first, second] = seen.map(({ request }) => request.headers['x-request-id'])
    expect(first).toMatch(/^[\da-f-]{36}$/)
    expect(second).toMatch(/^[\da-f-]{36}$/)
  })
})

describe('sign-in', () => {
  test.each([
    ['authorization', { authorization: 'Bearer right' }],
    ['Authorization', { Authorization: 'Bearer right' }],
    ['headers', { headers: { Authorization: 'Bearer right' } }],
  ])('by %s in the payload of connection_init, for clients that cannot set headers', async (_name, payload) => {
    const server = await startLiveServer({ steps: [withKey().step] })
    const connection = connect(server)
    await signIn(connection, payload)
    start(connection)
    await server.hub.subscribers(1)
  })

  it('by a header of the handshake', async () => {
    const server = await startLiveServer({ steps: [withKey().step] })
    const connection = connect(server, { headers: { authorization: 'Bearer right' } })
    await signIn(connection)
    start(connection)
    await server.hub.subscribers(1)
  })

  test.each([
    ['no credential', {}, {}, 4401],
    ['a wrong one', {}, { authorization: 'Bearer wrong' }, 4401],
    ['two', { authorization: 'Bearer right' }, { authorization: 'Bearer right' }, 4400],
  ])('is refused with a code of the protocol: %s', async (_name, headers: Record<string, string>, payload, code) => {
    const server = await startLiveServer({ steps: [withKey().step] })
    const connection = connect(server, { headers })
    await once(connection.socket, 'open')
    connection.send({ type: 'connection_init', payload })
    expect((await connection.closed).code).toBe(code)
  })

  it('counts for each operation: one that comes after the key was removed is refused, and the connection closed', async () => {
    const key = withKey()
    const server = await startLiveServer({ steps: [key.step] })
    const connection = connect(server)
    await signIn(connection, { authorization: 'Bearer right' })
    key.key = 'Bearer other'
    start(connection)
    expect(await connection.closed).toEqual({ code: 4401, reason: 'sign-in is required' })
    expect(server.hub.size.subscribers).toBe(0)
  })

  it('comes before any operation', async () => {
    const server = await startLiveServer()
    const connection = connect(server)
    await once(connection.socket, 'open')
    start(connection)
    expect((await connection.closed).code).toBe(4401)
  })

  it('that a step fails at admits nobody', async () => {
    const step: RequestStep<unknown> = {
      name: 'failing',
      onRequest: ({ isUpgrade }) => (isUpgrade ? null : Promise.reject(new Error('a bug'))),
    }
    const server = await startLiveServer({ steps: [step] })
    const connection = connect(server)
    await once(connection.socket, 'open')
    connection.send({ type: 'connection_init' })
    expect((await connection.closed).code).toBe(1013)
    expect(server.logLines.some((line) => line.includes('a bug'))).toBe(true)
  })
})

describe('the handshake', () => {
  const cors = { origins: ['https://dash.example'] }
  test.each([
    ['another origin', { headers: { origin: 'https://other.example' } }, 403, 'FORBIDDEN'],
    ['another path', { path: '/export/calls.csv' }, 404, 'NOT_FOUND'],
    ['a name that is not served', { headers: { host: 'evil.example' } }, 421, 'MISDIRECTED_REQUEST'],
  ])('is refused for %s', async (_name, options, status, code) => {
    const server = await startLiveServer({ cors })
    const refused = await refusedHandshake(connect(server, options))
    expect(refused.status).toBe(status)
    expect(refused.body).toContain(`"code":"${code}"`)
  })

  it.each([['https://dash.example'], [undefined]])('is accepted for the origin %s', async (origin) => {
    const server = await startLiveServer({ cors })
    await signIn(connect(server, { headers: { origin: origin ?? server.url } }))
  })

  it('is refused where live.websocket is off', async () => {
    const server = await startLiveServer({ live: { websocket: false } })
    const { status, body } = await refusedHandshake(connect(server))
    expect(status).toBe(400)
    expect(body).toContain('WebSockets are switched off here (live.websocket)')
  })

  it('is refused where there are no subscriptions', async () => {
    const server = await startLiveServer({ schema: buildSchema(LIVE_SDL), live: null })
    const { status, body } = await refusedHandshake(connect(server))
    expect([status, body]).toEqual([400, expect.stringContaining('WebSockets are not served here.')])
  })

  it('of another protocol is closed with the code for that', async () => {
    const server = await startLiveServer()
    const connection = new Connection(new WebSocket(`${server.url.replace('http', 'ws')}/graphql`))
    expect((await connection.closed).code).toBe(4406)
  })

  it('leaves requests that offer HTTP/2 alone: they are answered as ever', async () => {
    const { graphql } = await startLiveServer()
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' }
    const request = httpRequest(graphql, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
    })
    request.end(JSON.stringify({ query: '{ greeting }' }))
    const [response] = await once(request, 'response')
    expect(response.statusCode).toBe(200)
    response.resume()
  })

  it('with a request that names the protocol but upgrades nothing does not pass the sign-in', async () => {
    const { graphql } = await startLiveServer({ steps: [withKey().step] })
    const request = httpRequest(`${graphql}?query={greeting}`, {
      headers: { upgrade: 'websocket', 'apollo-require-preflight': '1' },
    })
    request.end()
    const [response] = await once(request, 'response')
    expect(response.statusCode).toBe(401)
    response.resume()
  })
})

describe('the end of a connection', () => {
  it('is 1012 when the server stops, and no message says that the operation is complete', async () => {
    const server = await startLiveServer({ stopGraceMs: 60_000 })
    const watching = connect(server)
    await signIn(watching)
    const idle = connect(server)
    await signIn(idle)
    const connections = [watching, idle]
    start(watching)
    await server.hub.subscribers(1)
    const messages: string[] = []
    for (const { socket } of connections) socket.on('message', (data) => void messages.push(String(data)))
    await server.close()
    for (const { closed } of connections) expect(await closed).toEqual({ code: 1012, reason: 'Service restart' })
    expect(messages).toEqual([])
  })

  it('is 1012 when the hub ends a subscription', async () => {
    const server = await startLiveServer()
    const connection = connect(server)
    await signIn(connection)
    start(connection)
    const [stream] = await server.hub.subscribers(1)
    stream?.end('MAX_AGE')
    expect((await connection.closed).code).toBe(1012)
  })
})

describe('a connection over time', () => {
  afterEach(() => void vi.useRealTimers())

  it('is closed with 4403 when the rights end, after a warning', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const admin = localAdministrator([])
    const expiring = { ...admin, principal: { ...admin.principal, expiresAtMs: Date.now() + 100_000 } }
    const step: RequestStep<unknown> = {
      name: 'sign-in',
      onRequest(exchange) {
        if (!exchange.isPublic) exchange.principal = expiring
        return null
      },
    }
    const server = await startLiveServer({
      steps: [step],
      live: { signIn: (exchange) => step.onRequest?.(exchange) ?? null },
    })
    const connection = connect(server)
    await signIn(connection)
    start(connection)
    await server.hub.subscribers(1)
    vi.advanceTimersByTime(50_000)
    expect(await connection.next()).toMatchObject({ payload: { data: { ticks: { kind: 'EXPIRING' } } } })
    vi.advanceTimersByTime(50_000)
    expect(await connection.closed).toEqual({ code: 4403, reason: 'AUTH_EXPIRED' })
  })

  it('is closed when its client neither reads nor sends anything for 90 s', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const server = await startLiveServer({ steps: [asAdministrator] })
    const connection = connect(server)
    await signIn(connection)
    const pinged = once(connection.socket, 'ping')
    vi.advanceTimersByTime(20_000)
    await pinged
    connection.socket.pause()
    vi.advanceTimersByTime(120_000)
    connection.socket.resume()
    expect((await connection.closed).code).toBe(1006)
  })
})
