// Clients that do not read their answers: how much of these is kept, and for how long. The test sets the clock; the
// sockets are real.

import { once } from 'node:events'
import { createServer, IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Connections } from '../../../src/server/http/connections.js'
import type { ServerEvent } from '../../../src/server/http/server-events.js'
import { UnsentAnswers } from '../../../src/server/http/unsent-answers.js'
import { openRaw, postOf, statusesIn } from './raw-client.js'
import { ask, type SmallOptions, startSmallServer } from './small-server.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A long answer of one letter would be compressed to a short one. */
const UNPACKED = { 'accept-encoding': 'identity' }
const MIB = 1024 * 1024
/** More than the kernel keeps for both ends of a connection. */
const LONG = 'x'.repeat(48 * MIB)
const MORE_THAN_BUFFERS = 12 * MIB

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate()
}

/** A server whose greeting is very long. */
async function startLong({ isFast = true, ...options }: SmallOptions & { readonly isFast?: boolean } = {}) {
  const events: ServerEvent[] = []
  let isWarm = false
  const server = await startSmallServer({
    resolvers: { 'Query.greeting': () => (isWarm ? LONG : ''), 'Person.name': () => 'Ada' },
    onEvent: (event) => void events.push(event),
    ...options,
  })
  // An operation that was sent twice takes the fast path.
  if (isFast) for (let each = 0; each < 2; each++) await ask(server.graphql, '{ greeting }')
  isWarm = true
  events.length = 0
  const operations = () => events.filter(({ type }) => type === 'operation-answered').length
  const aborted = () => events.filter((event) => event.type === 'request-answered' && event.aborted).length
  /** Requests the greeting, and reads nothing. */
  const stall = async (): Promise<Socket> => {
    const before = operations()
    const socket = (await openRaw(server.url)).pause()
    socket.write(postOf('{ greeting }'))
    await until(() => operations() > before)
    // The next check finds bytes that the kernel has not taken.
    for (let turn = 0; turn < 50; turn++) await setImmediate()
    vi.advanceTimersByTime(1000)
    return socket
  }
  return { ...server, events, operations, aborted, stall }
}

async function read(socket: Socket, bytes: number): Promise<void> {
  let left = bytes
  const enough = Promise.withResolvers<void>()
  const take = (piece: Buffer) => {
    left -= piece.length
    if (left <= 0) enough.resolve()
  }
  socket.on('data', take).resume()
  await enough.promise
  socket.off('data', take).pause()
}

describe('a client that reads nothing of its answer', () => {
  test('is closed after 30 s', async () => {
    const { stall, aborted } = await startLong()
    for (let each = 1; each <= 3; each++) {
      await stall()
      vi.advanceTimersByTime(29_000)
      await setImmediate()
      expect(aborted()).toBe(each - 1)
      vi.advanceTimersByTime(1000)
      await until(() => aborted() === each)
    }
  })

  test('is not closed while it reads now and then, however slow it is', async () => {
    const { stall, aborted } = await startLong()
    const socket = await stall()
    for (let each = 0; each < 2; each++) {
      vi.advanceTimersByTime(25_000)
      await read(socket, MORE_THAN_BUFFERS)
      vi.advanceTimersByTime(1000)
    }
    await setImmediate()
    expect(aborted()).toBe(0)
    // The kernel may have taken its last bytes after the last check.
    vi.advanceTimersByTime(32_000)
    await until(() => aborted() === 1)
  })

  test('is not closed while its answer is being made', async () => {
    const opened = Promise.withResolvers<string>()
    const entered = Promise.withResolvers<void>()
    const greeting = () => (entered.resolve(), opened.promise)
    const { graphql } = await startLong({ isFast: false, resolvers: { 'Query.greeting': greeting } })
    const answer = ask(graphql, '{ greeting }', UNPACKED)
    await entered.promise
    vi.advanceTimersByTime(600_000)
    opened.resolve('late')
    expect((await answer).body).toEqual({ data: { greeting: 'late' } })
  })
})

describe('when unread answers reach the limit', () => {
  const SMALL = '{ person { name } }'

  test('a further long answer is refused, short ones are sent, and a client that has stalled makes room', async () => {
    const { stall, aborted, graphql, events } = await startLong({ maxUnsentBytes: 60 * MIB })
    await stall()
    const refused = await ask(graphql, '{ greeting }', UNPACKED)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(refused.body.errors?.[0]?.extensions).toEqual({ code: 'OVERLOADED' })
    expect(events.filter(({ type }) => type === 'request-refused')).toMatchObject([{ status: 503 }])
    for (let each = 0; each < 3; each++) expect((await ask(graphql, SMALL)).status).toBe(200)
    vi.advanceTimersByTime(2000)
    expect((await ask(graphql, '{ greeting }', UNPACKED)).status).toBe(200)
    await until(() => aborted() === 1)
  })

  test('answers that do not take the fast path are counted, too', async () => {
    const { stall, graphql } = await startLong({ maxUnsentBytes: 60 * MIB, isFast: false })
    await stall()
    expect((await ask(graphql, '{ greeting }', UNPACKED)).status).toBe(503)
  })

  test('bytes that clients share are counted once, and until the last of them has them', () => {
    const responseOf = () => new ServerResponse(new IncomingMessage(new Socket()))
    const unsent = new UnsentAnswers({ mostBytes: 100_000, closeStalled: () => false, onFull: () => undefined })
    const body = Buffer.alloc(60_000)
    const [first, second] = [responseOf(), responseOf()]
    expect([unsent.admit(first, body), unsent.admit(second, body)]).toEqual([true, true])
    expect(unsent.bytes).toBe(60_000)
    expect(unsent.admit(responseOf(), Buffer.alloc(60_000))).toBe(false)
    unsent.release(first)
    unsent.release(first)
    expect(unsent.bytes).toBe(60_000)
    second.emit('close')
    expect(unsent.bytes).toBe(0)
    expect(unsent.admit(responseOf(), Buffer.alloc(600_000))).toBe(true)
  })
})

describe('requests that are pipelined', () => {
  /** A server that answers each request when the test allows it. */
  async function startHolding({ body = '' } = {}) {
    const connections = new Connections({ now: () => performance.now() })
    const server = createServer()
    const held: { readonly request: IncomingMessage; answer(): void }[] = []
    let parsed = 0
    connections.serve(server, (request, response) =>
      held.push({ request, answer: () => void response.end(`${body}\n`) }),
    )
    server.on('request', () => void parsed++)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void server.close().closeAllConnections())
    const { port } = server.address() as AddressInfo
    return { connections, held, parsed: () => parsed, url: `http://127.0.0.1:${port}` }
  }
  const get = (at: number): string => `GET /${at} HTTP/1.1\r\nHost: a\r\n\r\n`

  test('are handled one after another, in their order', async () => {
    const { held, url } = await startHolding()
    const socket = await openRaw(url)
    let text = ''
    socket.on('data', (piece: Buffer) => (text += piece.toString()))
    socket.write(Array.from({ length: 20 }, (_, at) => get(at)).join(''))
    for (let at = 0; at < 20; at++) {
      await until(() => held.length > at)
      for (let turn = 0; turn < 5; turn++) await setImmediate()
      expect(held.map(({ request }) => request.url)).toEqual(Array.from({ length: at + 1 }, (_, each) => `/${each}`))
      held[at]?.answer()
    }
    await until(() => statusesIn(text).length === 20)
    // What comes later is read again.
    socket.write(get(20))
    await until(() => held.length === 21)
  })

  test('are not read while one before them is being answered, but for what had arrived with it', async () => {
    const { held, parsed, url } = await startHolding()
    const socket = await openRaw(url)
    socket.write(Array.from({ length: 100_000 }, (_, at) => get(at)).join(''))
    await until(() => held.length === 1)
    let before = -1
    while (before !== parsed()) {
      before = parsed()
      for (let turn = 0; turn < 200; turn++) await setImmediate()
    }
    expect(held).toHaveLength(1)
    expect(parsed()).toBeLessThan(10_000)
  })

  test('are not handled when their client has gone', async () => {
    const { held, parsed, url } = await startHolding()
    const socket = await openRaw(url)
    socket.write(`${get(0)}${get(1)}${get(2)}`)
    await until(() => parsed() === 3)
    held[0]?.answer()
    await until(() => held.length === 2)
    socket.resetAndDestroy()
    for (let turn = 0; turn < 50; turn++) await setImmediate()
    expect(held).toHaveLength(2)
  })

  test('an answer may set how long its client may read nothing, for itself only', async () => {
    const { connections, held, url } = await startHolding({ body: LONG })
    for (const limitMs of [90_000, null]) {
      const socket = (await openRaw(url)).pause()
      const before = held.length
      socket.write(get(0))
      await until(() => held.length > before)
      const exchange = held.at(-1)
      if (limitMs !== null && exchange !== undefined) connections.allowStall(exchange.request, limitMs)
      exchange?.answer()
      for (let turn = 0; turn < 50; turn++) await setImmediate()
      vi.advanceTimersByTime(1000)
      vi.advanceTimersByTime((limitMs ?? 30_000) - 1000)
      await setImmediate()
      expect(connections.size).toBe(1)
      vi.advanceTimersByTime(1000)
      await until(() => connections.size === 0)
    }
  })
})
