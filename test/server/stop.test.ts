import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import type { ContextRequest } from '../../src/server/http/context-request.js'
import { ask, openSmallServer, type SmallResolver, startSmallServer } from './small-server.js'

/** A resolver that says when it is asked and answers when it is let. */
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

it('lets a request in flight finish, takes no new ones, and ends its connection', async () => {
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

it('aborts the requests that are not done when the grace is over', async () => {
  const { resolve, entered } = gate()
  const { graphql, close } = await openSmallServer({ stopGraceMs: 1, resolvers: { 'Query.greeting': resolve } })
  const inFlight = ask(graphql, '{ greeting }').catch((error: unknown) => error)
  const { signal } = await entered
  await close()
  expect(signal.aborted).toBe(true)
  expect(signal.reason).toMatchObject({ name: 'RequestAborted', message: 'The server is stopping.' })
  expect(await inFlight).toBeInstanceOf(Error)
})

it('lets a resolver that heeds its signal say why', async () => {
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
