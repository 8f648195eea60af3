// What happens to streams while they last: reloads, clients that stop reading, limits, TLS.

import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { buildSchema } from 'graphql'
import { Agent, fetch as fetchWith } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { RequestPrincipal } from '../../../src/server/http/context-request.js'
import type { ServerEvent } from '../../../src/server/http/server-events.js'
import type { RequestStep } from '../../../src/server/pipeline/step.js'
import { createRateCounts, rateLimitStep } from '../../../src/server/rates/rate-limit-step.js'
import { createCertificate } from '../../support/certificate.js'
import { FakeHub, fakeEvent, fakeLive } from '../../support/fake-hub.js'
import { localAdministrator } from '../../support/unrestricted.js'
import { formatRequest, openRaw } from '../server/raw-client.js'
import { ask } from '../server/small-server.js'
import { asAdministrator, LIVE_SDL, startLiveServer, TICKS } from './live-server.js'
import { SSE_ACCEPT, subscribe } from './text-stream.js'

const POST = formatRequest(
  'POST /graphql HTTP/1.1',
  ['Host: 127.0.0.1', 'Accept: text/event-stream'],
  JSON.stringify({ query: TICKS }),
)

describe('a reload', () => {
  it('cuts the streams of the former configuration, whose parts can then be closed; new streams use the new one', async () => {
    const server = await startLiveServer()
    const stream = await subscribe(server.graphql)
    const socket = new WebSocket(server.graphql.replace('http', 'ws'), 'graphql-transport-ws')
    await once(socket, 'open')
    const closed = once(socket, 'close')
    const broken = stream.rest().catch((error: unknown) => error)
    await server.hub.subscribers(1)
    const next = new FakeHub()
    const prepared = await server.prepare({
      ...server.options,
      schema: buildSchema(LIVE_SDL),
      live: fakeLive(next),
    })
    const over = prepared.use()
    expect(await broken).toBeInstanceOf(Error)
    expect(await closed).toEqual([1012, Buffer.from('Service restart')])
    await over
    expect(server.hub.size.subscribers).toBe(0)
    const again = await subscribe(server.graphql)
    await next.subscribers(1)
    await again.cancel()
  })
})

describe('a client that reads nothing', () => {
  afterEach(() => void vi.useRealTimers())

  it('is disconnected after 90 s, though an ordinary answer has 30 s', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const { url, hub } = await startLiveServer()
    const socket = await openRaw(url)
    socket.write(POST)
    await once(socket, 'data')
    socket.pause()
    const [stream] = await hub.subscribers(1)
    hub.emit(fakeEvent(1, { text: 'x'.repeat(16_000_000) }))
    for (let turn = 0; turn < 50; turn++) await setImmediate()
    vi.advanceTimersByTime(1000)
    vi.advanceTimersByTime(89_000)
    await setImmediate()
    expect(stream?.ending).toBeNull()
    vi.advanceTimersByTime(1000)
    while (stream?.ending === null) await setImmediate()
    expect(stream?.ending).toBe('CLOSED')
  })
})

describe('the end of rights', () => {
  afterEach(() => void vi.useRealTimers())

  it('is a clean end, after which the connection serves the next request; one that does not read is cut', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const admin = localAdministrator([])
    const principal = { ...admin, principal: { ...admin.principal, expiresAtMs: Date.now() + 10_000 } }
    const onRequest: NonNullable<RequestStep<unknown>['onRequest']> = (exchange) => {
      exchange.principal = principal
      return null
    }
    const { url, hub } = await startLiveServer({ steps: [{ name: 'sign-in', onRequest }], live: { signIn: onRequest } })
    const [reading, stalled] = [await openRaw(url), await openRaw(url)]
    let text = ''
    reading.on('data', (piece) => {
      text += String(piece).replaceAll('x', '')
    })
    for (const socket of [reading, stalled]) socket.write(POST)
    const streams = await hub.subscribers(2)
    stalled.pause()
    hub.emit(fakeEvent(1, { text: 'x'.repeat(16_000_000) }))
    while (!text.includes('}}}\n\n')) await once(reading, 'data')
    // Its bytes have left the gateway.
    for (let turn = 0; turn < 50; turn++) await setImmediate()
    vi.advanceTimersByTime(10_000)
    while (!text.includes('\r\n0\r\n\r\n')) await once(reading, 'data')
    expect(text).toContain('"code":"AUTH_EXPIRED"')
    expect(streams.map(({ ending }) => ending)).toEqual(['CLOSED', 'CLOSED'])
    reading.write(POST)
    await hub.subscribers(1)
    const cut = once(stalled, 'close')
    stalled.resume()
    await cut
  })
})

describe('a quiet stream', () => {
  afterEach(() => void vi.useRealTimers())

  it('is sent comments, which no client shows, so that proxies keep the connection', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const { graphql, hub } = await startLiveServer()
    const stream = await subscribe(graphql)
    await stream.until('\n\n')
    await hub.subscribers(1)
    for (let each = 0; each < 3; each++) {
      vi.advanceTimersByTime(10_000)
      expect(await stream.until('\n\n')).toBe(':\n\n')
    }
    await stream.cancel()
  })
})

describe('limits', () => {
  const principal: RequestPrincipal = {
    ...localAdministrator([]),
    limits: { concurrent: 1, requests: { count: 3, periodMs: 60_000 } },
  }
  const signIn: RequestStep<unknown> = {
    name: 'sign-in',
    onRequest(exchange) {
      if (!exchange.isPublic) exchange.principal = principal
      return null
    },
  }
  const rates = () => rateLimitStep({ now: () => 0, counts: createRateCounts(() => 0), costOf: () => 1 })

  it('on the requests of a principal apply to subscriptions, counted apart from queries; open ones take no place of a query', async () => {
    const { graphql, hub } = await startLiveServer({ steps: [signIn, rates()] })
    const streams = await Promise.all([subscribe(graphql), subscribe(graphql), subscribe(graphql)])
    await hub.subscribers(3)
    const { response } = await subscribe(graphql)
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '20'])
    expect((await ask(graphql, '{ greeting }')).status).toBe(200)
    for (const stream of streams) await stream.cancel()
  })

  it('on WebSockets that have not signed in leave room for others', async () => {
    const { graphql } = await startLiveServer()
    const open = () => new WebSocket(graphql.replace('http', 'ws'), 'graphql-transport-ws')
    const waiting = Array.from({ length: 50 }, open)
    await Promise.all(waiting.map((socket) => once(socket, 'open')))
    const refused = open()
    refused.on('error', () => undefined)
    const [, response] = await once(refused, 'unexpected-response')
    expect(response.statusCode).toBe(503)
    response.resume()
    const [first] = waiting
    first?.send(JSON.stringify({ type: 'connection_init' }))
    if (first !== undefined) await once(first, 'message')
    const next = open()
    await once(next, 'open')
    for (const socket of [...waiting, next, refused]) socket.terminate()
  })
})

it('streams over HTTPS and over WebSockets in TLS, and both break when the server stops', async () => {
  const tls = createCertificate()
  const { graphql, hub, close } = await startLiveServer({ tls })
  const dispatcher = new Agent({ connect: { ca: tls.cert } })
  const response = await fetchWith(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: SSE_ACCEPT },
    body: JSON.stringify({ query: TICKS }),
    dispatcher,
  })
  expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000')
  const socket = new WebSocket(graphql.replace('https', 'wss'), 'graphql-transport-ws', { ca: tls.cert })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init' }))
  await once(socket, 'message')
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: TICKS } }))
  await hub.subscribers(2)
  const message = once(socket, 'message')
  hub.emit(fakeEvent(1))
  expect(String(await message)).toContain('"n":1')
  const text = response.text().catch((error: unknown) => error)
  const closed = once(socket, 'close')
  await close()
  expect(await text).toBeInstanceOf(Error)
  expect((await closed)[0]).toBe(1012)
  await dispatcher.close()
})

it('reports when a stream was answered, and why it has ended', async () => {
  const events: ServerEvent[] = []
  const { graphql, hub, close } = await startLiveServer({
    steps: [asAdministrator],
    onEvent: (event) => void events.push(event),
  })
  const stream = await subscribe(graphql)
  const other = await subscribe(graphql)
  await hub.subscribers(2)
  await stream.cancel()
  await hub.subscribers(1)
  const rest = other.rest().catch(() => undefined)
  await close()
  await rest
  const kinds = events.map((event) =>
    event.type === 'stream-ended' ? `${event.transport} ${event.reason}` : event.type,
  )
  expect(kinds).toEqual([
    ...['operation-answered', 'request-answered', 'operation-answered', 'request-answered'],
    ...['sse CLIENT_LEFT', 'sse CUT'],
  ])
  expect(events.at(-1)).toMatchObject({ operationName: null, principal: 'local' })
})
