import { getEventListeners, once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { SourceFailure } from '../../../../src/errors/source-failure.js'
import { failureOf, open, serve, serveTcp, sourceFailureOf } from './fixtures.js'

/** A promise that resolves when the server sees the connection of its first request end. */
function closedConnection() {
  const { promise, resolve } = Promise.withResolvers<void>()
  const watch = (request: IncomingMessage | Socket): void => {
    const socket = 'socket' in request ? request.socket : request
    socket.once('close', () => resolve())
  }
  return { promise, watch }
}

describe('a source that hangs', () => {
  it('is a TIMEOUT before the head, and its connection is closed', async () => {
    const { promise, watch } = closedConnection()
    const server = await serve(watch)
    const failure = await sourceFailureOf(open(server.url).ask({}, { timeoutMs: 30 }))
    expect(failure).toMatchObject({
      code: 'TIMEOUT',
      retryable: true,
      message: 'the source did not answer within 30 ms',
    })
    await promise
  })

  it('is a TIMEOUT in the middle of the body, and its connection is closed', async () => {
    const { promise, watch } = closedConnection()
    const server = await serve((request, response) => {
      watch(request)
      response.write('half')
    })
    const { ask, events } = open(server.url)
    expect(await sourceFailureOf(ask({}, { timeoutMs: 30 }))).toMatchObject({ code: 'TIMEOUT' })
    await promise
    expect(events).toMatchObject([{ httpStatus: 200, bytes: 4, outcome: 'TIMEOUT' }])
  })

  it('is a TIMEOUT in the middle of an error page', async () => {
    const server = await serve((_request, response) => response.writeHead(503).write('half'))
    expect(await sourceFailureOf(open(server.url).ask({}, { timeoutMs: 30 }))).toMatchObject({ code: 'TIMEOUT' })
  })

  it('is a TIMEOUT while the connection is being made', async () => {
    const address = await serveTcp(() => undefined)
    const { ask, events } = open(`https://${address}`)
    expect(await sourceFailureOf(ask({}, { timeoutMs: 30 }))).toMatchObject({ code: 'TIMEOUT' })
    expect(events).toMatchObject([{ httpStatus: null, outcome: 'TIMEOUT' }])
  })

  it('does not delay requests that wait for a free connection beyond their own timeout', async () => {
    const server = await serve(() => undefined)
    const { ask, transport } = open(server.url, { maxConnections: 1 })
    const first = sourceFailureOf(ask())
    expect(await sourceFailureOf(ask({ path: '/second' }, { timeoutMs: 30 }))).toMatchObject({ code: 'TIMEOUT' })
    expect(server.requests.map(({ url }) => url)).not.toContain('/second')
    await transport.close()
    await first
  })
})

describe("the caller's signal", () => {
  it('closes the connection, and its reason is thrown as it is', async () => {
    const { promise, watch } = closedConnection()
    const arrived = Promise.withResolvers<void>()
    const server = await serve((request) => {
      watch(request)
      arrived.resolve()
    })
    const { ask, events } = open(server.url)
    const client = new AbortController()
    const failure = failureOf(ask({}, { signal: client.signal }))
    await arrived.promise
    const reason = Object.assign(new Error('client gone'), { code: 'ECONNRESET' })
    client.abort(reason)
    expect(await failure).toBe(reason)
    await promise
    expect(events).toMatchObject([{ outcome: 'CANCELLED' }])
  })

  it('closes the connection in the middle of a body', async () => {
    const { promise, watch } = closedConnection()
    const server = await serve((request, response) => {
      watch(request)
      response.write('half')
    })
    const client = new AbortController()
    const decode = () => ({
      write: () => client.abort(new SourceFailure('DEADLINE', 'too late')),
      end: () => undefined,
    })
    const failure = sourceFailureOf(open(server.url).ask({}, { signal: client.signal, decode }))
    expect(await failure).toMatchObject({ code: 'DEADLINE', retryable: true })
    await promise
  })

  it('ends at once a request that still waits for a connection, which is then never sent', async () => {
    const arrived = Promise.withResolvers<() => void>()
    const server = await serve((request, response) => {
      if (request.url === '/') arrived.resolve(() => response.end('hello'))
      else response.end('hello')
    })
    const { ask } = open(server.url, { maxConnections: 1 })
    const first = ask()
    const answerFirst = await arrived.promise
    const client = new AbortController()
    const second = failureOf(ask({ path: '/second' }, { signal: client.signal }))
    client.abort('not needed')
    expect(await second).toBe('not needed')
    answerFirst()
    expect(await first).toMatchObject({ result: 'hello' })
    expect(await ask({ path: '/third' })).toMatchObject({ result: 'hello' })
    expect(server.requests.map(({ url }) => url)).toEqual(['/', '/third'])
  })

  it('has no listeners left when the request has ended, successfully or not', async () => {
    const server = await serve((request, response) =>
      request.url === '/' ? response.end('hello') : request.socket.destroy(),
    )
    const { ask } = open(server.url)
    const { signal } = new AbortController()
    await ask({}, { signal })
    await sourceFailureOf(ask({ path: '/gone' }, { signal }))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('that has fired already sends nothing', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    const { ask, events } = open(server.url)
    expect(await failureOf(ask({}, { signal: AbortSignal.abort('before') }))).toBe('before')
    expect(server.requests).toHaveLength(0)
    expect(events).toEqual([])
  })
})

describe('close', () => {
  it('ends requests in flight as UNREACHABLE, closes their connections, and lets nothing new through', async () => {
    const { promise, watch } = closedConnection()
    const arrived = Promise.withResolvers<void>()
    const server = await serve((request) => {
      watch(request)
      arrived.resolve()
    })
    const { ask, transport } = open(server.url)
    const failure = sourceFailureOf(ask())
    await arrived.promise
    await transport.close()
    expect(await failure).toMatchObject({ code: 'UNREACHABLE' })
    await promise
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNREACHABLE' })
    expect(server.requests).toHaveLength(1)
  })

  it('closes connections that are idle', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    const { ask, transport } = open(server.url)
    await ask()
    const [connection] = server.connections
    if (connection === undefined) throw new Error('there was no connection')
    const closed = once(connection, 'close')
    await transport.close()
    await closed
  })
})
