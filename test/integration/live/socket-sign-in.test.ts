// Who may open a WebSocket, and what it needs before it subscribes.

import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { buildSchema } from 'graphql'
import { describe, expect, it, test } from 'vitest'
import { WebSocket } from 'ws'
import type { RequestStep } from '../../../src/server/pipeline/step.js'
import { LIVE_SDL, startLiveServer } from './live-server.js'
import { Connection, connect, refusedHandshake, signIn, start, withKey } from './socket-client.js'

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

  it('admits nobody when a step fails', async () => {
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
    expect(body).toContain('WebSockets are turned off here (live.websocket)')
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
