// Subscriptions over WebSockets, by the protocol graphql-transport-ws.

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { GraphQLError } from 'graphql'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import type { RequestStep } from '../../../src/server/pipeline/step.js'
import { fakeEvent } from '../../support/fake-hub.js'
import { localAdministrator } from '../../support/unrestricted.js'
import { asAdministrator, startLiveServer, TICKS } from './live-server.js'
import { connect, signIn, start, withKey } from './socket-client.js'

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

  it('reports what the hub refuses, and the connection stays open', async () => {
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

  it('must be one of the trusted documents, where these are required', async () => {
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
