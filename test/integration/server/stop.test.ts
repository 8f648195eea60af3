import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ContextRequest } from '../../../src/server/http/context-request.js'
import { formatRequest, openRaw, postOf, sendRaw, statusesIn } from './raw-client.js'
import { ask, openSmallServer, type SmallResolver, startSmallServer } from './small-server.js'

/** Sends bytes on a connection that stays open, and returns the first piece that comes back. */
async function sendAndKeep(socket: Socket, bytes: string): Promise<string> {
  socket.write(bytes)
  const [piece] = await once(socket, 'data')
  return String(piece)
}

/** A resolver that reports when it is called and answers when the test allows it. */
function gate(): { readonly resolve: SmallResolver; readonly entered: Promise<ContextRequest>; open(): void } {
  const entered = Promise.withResolvers<ContextRequest>()
  const opened = Promise.withResolvers<void>()
  return {
    entered: entered.promise,
    open: opened.resolve,
    resolve: async (_source, _arguments, { request }) => {
      entered.resolve(request)
      await opened.promise
      return 'finished'
    },
  }
}

it('lets a request in flight finish, accepts no new ones, and ends its connection', async () => {
  const { resolve, entered, open } = gate()
  const { graphql, close } = await openSmallServer({ stopGraceMs: 60_000, resolvers: { 'Query.greeting': resolve } })
  const inFlight = ask(graphql, '{ greeting }')
  await entered
  const closed = close()
  await expect(fetch(graphql)).rejects.toThrow()
  open()
  const { status, headers, body } = await inFlight
  expect([status, headers.get('connection'), body]).toEqual([200, 'close', { data: { greeting: 'finished' } }])
  await closed
})

it('aborts the requests that are not done after stopGraceMs', async () => {
  const { resolve, entered } = gate()
  const { graphql, close } = await openSmallServer({ stopGraceMs: 1, resolvers: { 'Query.greeting': resolve } })
  const inFlight = ask(graphql, '{ greeting }').catch((error: unknown) => error)
  const { signal } = await entered
  await close()
  expect(signal.aborted).toBe(true)
  expect(signal.reason).toMatchObject({ name: 'RequestAborted', message: 'The server is stopping.' })
  expect(await inFlight).toBeInstanceOf(Error)
})

it('lets a resolver that observes its signal return an error', async () => {
  const entered = Promise.withResolvers<void>()
  const { graphql, close, logLines } = await openSmallServer({
    stopGraceMs: 1,
    resolvers: {
      'Query.greeting': (_source, _arguments, { request: { signal } }) => {
        entered.resolve()
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    },
  })
  const inFlight = ask(graphql, '{ greeting }')
  await entered.promise
  await close()
  expect((await inFlight).body).toMatchObject({
    data: { greeting: null },
    errors: [{ message: 'The server is stopping.', path: ['greeting'], extensions: { code: 'UNAVAILABLE' } }],
  })
  expect(logLines.filter((line) => line.includes('internal error'))).toEqual([])
})

it('does not wait for idle connections: neither kept alive nor never used', async () => {
  const { url, close } = await openSmallServer({ stopGraceMs: 60_000 })
  const agent = new Agent({ keepAlive: true })
  const used = httpRequest(`${url}/livez`, { agent }).end()
  const [response]: IncomingMessage[] = await once(used, 'response')
  response?.resume()
  await once(used, 'close')
  const unused = connect(Number(new URL(url).port), '127.0.0.1')
  await once(unused, 'connect')
  // The server has accepted the connection once it answers another.
  await fetch(`${url}/livez`)
  const ended = once(
    unused.on('error', () => {}),
    'close',
  )
  await close()
  await ended
  agent.destroy()
})

describe('while it drains', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())
  const GREETING = '{ greeting }'

  it('accepts requests on old and new connections, each as the last of its connection, and is not ready', async () => {
    const { url, graphql, close } = await openSmallServer()
    for (let each = 0; each < 2; each++) await ask(graphql, GREETING)
    const old = await openRaw(url)
    const kept = await sendAndKeep(old, formatRequest('GET /readyz HTTP/1.1'))
    expect(kept).toMatch(/^HTTP\/1\.1 200 .*"ready"/s)
    expect(kept).not.toMatch(/^connection: close/m)
    const closed = close({ drainMs: 5000 })
    const answers = {
      fast: await sendRaw(url, postOf(GREETING), { ends: false }),
      other: await sendRaw(url, postOf('{ person { name } }'), { ends: false }),
      notReady: await sendRaw(url, formatRequest('GET /readyz HTTP/1.1'), { ends: false }),
      alive: await sendRaw(url, formatRequest('GET /livez HTTP/1.1'), { ends: false }),
      refused: await sendRaw(url, formatRequest('GET /metrics HTTP/1.1', ['Host: a.example']), { ends: false }),
    }
    const ended = once(old, 'close')
    const last = await sendAndKeep(old, postOf(GREETING))
    await ended
    for (const answer of [...Object.values(answers), last]) expect(answer).toMatch(/^connection: close\r$/m)
    expect(Object.values(answers).flatMap(statusesIn)).toEqual([200, 200, 503, 200, 421])
    expect(last).toContain('hello 1')
    await vi.advanceTimersByTimeAsync(5250)
    await closed
    await expect(fetch(`${url}/livez`)).rejects.toThrow()
  })

  it('answers all requests that were pipelined on a connection before it closes it', async () => {
    const { url, close } = await openSmallServer()
    const closed = close({ drainMs: 5000 })
    const text = await sendRaw(url, postOf(GREETING).repeat(5), { ends: false })
    expect(statusesIn(text)).toEqual([200, 200, 200, 200, 200])
    expect(text.match(/^connection: close/gm)).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(5250)
    await closed
  })

  it('answers them also where the first of them was in flight when it began', async () => {
    const opened = Promise.withResolvers<void>()
    const entered = Promise.withResolvers<void>()
    let isHeld = false
    const greeting: SmallResolver = async () => {
      if (!isHeld) return 'warm'
      entered.resolve()
      await opened.promise
      return 'finished'
    }
    const { url, graphql, close } = await openSmallServer({ resolvers: { 'Query.greeting': greeting } })
    for (let each = 0; each < 2; each++) await ask(graphql, GREETING)
    isHeld = true
    const answers = sendRaw(url, postOf(GREETING).repeat(3), { ends: false })
    await entered.promise
    const closed = close({ drainMs: 5000 })
    opened.resolve()
    expect(statusesIn(await answers)).toEqual([200, 200, 200])
    await vi.advanceTimersByTimeAsync(5250)
    await closed
  })

  it('does so until the drain is over, and lets what began in it finish', async () => {
    const { resolve, entered, open } = gate()
    const { url, graphql, close } = await openSmallServer({ resolvers: { 'Query.greeting': resolve } })
    const closed = close({ drainMs: 5000 })
    await vi.advanceTimersByTimeAsync(4999)
    const inFlight = ask(graphql, GREETING)
    await entered
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    await vi.advanceTimersByTimeAsync(1)
    // What was sent until then may still arrive.
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    await vi.advanceTimersByTimeAsync(250)
    for (let turn = 0; turn < 10; turn++) await setImmediate()
    await expect(fetch(`${url}/livez`)).rejects.toThrow()
    open()
    expect((await inFlight).body).toEqual({ data: { greeting: 'finished' } })
    await closed
  })
})

it('stops once: a second close is the same promise', async () => {
  const { close } = await openSmallServer()
  const first = close()
  expect(close()).toBe(first)
  await first
})

it('fails to start on an address that is taken, and leaves nothing running', async () => {
  const { url } = await startSmallServer()
  let stopped = false
  const witness = {
    serverWillStart: async () => ({
      serverWillStop: async () => {
        stopped = true
      },
    }),
  }
  const start = startSmallServer({ port: Number(new URL(url).port), plugins: [witness] })
  await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' })
  expect(stopped).toBe(true)
})
