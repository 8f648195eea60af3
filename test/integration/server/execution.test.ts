import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { ServerEvent } from '../../../src/server/http/server-events.js'
import { ask, startSmallServer } from './small-server.js'

describe('events', () => {
  it('are emitted for every request and every operation', async () => {
    const events: ServerEvent[] = []
    const { url, graphql, close } = await startSmallServer({ onEvent: (event) => events.push(event) })
    await ask(graphql, { query: 'query Greet { greeting }' })
    await ask(graphql, '{ nothing }')
    await fetch(`${url}/nothing/at/all`)
    await close()
    expect(events).toMatchObject([
      { type: 'operation-answered', operationName: 'Greet', operationType: 'query', errorCodes: [] },
      { type: 'request-answered', method: 'POST', route: '/graphql', status: 200, aborted: false },
      {
        type: 'operation-answered',
        operationName: null,
        operationType: null,
        errorCodes: ['GRAPHQL_VALIDATION_FAILED'],
      },
      { type: 'request-answered', method: 'POST', route: '/graphql', status: 200, aborted: false },
      { type: 'request-refused', method: 'GET', status: 404, code: 'NOT_FOUND', address: '127.0.0.1' },
      { type: 'request-answered', method: 'GET', route: 'unknown', status: 404, aborted: false },
    ])
  })
})

it('a Host header that is not a host name is refused and does not cause a failure', async () => {
  const { graphql, logLines } = await startSmallServer()
  const request = httpRequest(graphql, {
    method: 'POST',
    headers: { host: 'a host', 'content-type': 'application/json' },
  })
  request.end(JSON.stringify({ query: '{ greeting }' }))
  const [response]: IncomingMessage[] = await once(request, 'response')
  response?.resume()
  expect(response?.statusCode).toBe(400)
  expect(logLines.filter((line) => line.includes('internal error'))).toEqual([])
})
