import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { ContextRequest } from '../../../src/server/http/context-request.js'
import { createRequestSignals } from '../../../src/server/http/request-signals.js'
import { ask, startSmallServer } from './small-server.js'

it('has fired already when the client disconnected before the context was made', () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  response.destroy()
  expect(createRequestSignals().open(response).aborted).toBe(true)
})

describe("a request's signal", () => {
  it('fires when the client disconnects before the answer', async () => {
    const entered = Promise.withResolvers<ContextRequest>()
    const { graphql, logLines } = await startSmallServer({
      resolvers: {
        'Query.greeting': async (_source, _arguments, { request }) => {
          entered.resolve(request)
          await once(request.signal, 'abort')
          request.signal.throwIfAborted()
        },
      },
    })
    const client = new AbortController()
    const answer = fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ greeting }' }),
      signal: client.signal,
    }).catch((error: unknown) => error)
    const { signal } = await entered.promise
    expect(signal.aborted).toBe(false)
    const aborted = once(signal, 'abort')
    client.abort()
    await aborted
    await answer
    expect(signal.reason).toMatchObject({ name: 'RequestAborted', message: 'The client closed the connection.' })
    expect(logLines.filter((line) => line.includes('internal error'))).toEqual([])
  })

  it('does not fire when the answer has been sent', async () => {
    let request: ContextRequest | undefined
    const { graphql, close } = await startSmallServer({
      context: (given) => {
        request = given
        return { request: given }
      },
    })
    await ask(graphql, '{ greeting }', { 'x-trunkline-explain': '1' })
    await close()
    expect(request?.headers['x-trunkline-explain']).toBe('1')
    expect(request?.signal.aborted).toBe(false)
  })
})
