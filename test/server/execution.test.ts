import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { execute, GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/server/executor-gateway.js'
import type { ServerEvent } from '../../src/server/server-events.js'
import { ask, startSmallServer } from './small-server.js'

describe('another executor', () => {
  it('is given the operation, and its errors are formatted like all others', async () => {
    const seen: Operation[] = []
    const { graphql } = await startSmallServer({
      resolvers: {
        'Query.person': () => {
          throw new GraphQLError('No such person.', { extensions: { code: 'BAD_USER_INPUT' } })
        },
        'Query.greeting': () => {
          throw new Error('demo-password')
        },
      },
      execute: (operation) => {
        seen.push(operation)
        return execute(operation)
      },
    })
    const question = {
      query: 'query A($first: Int!) { greeting(first: $first) person { name } } query B { person { name } }',
      operationName: 'A',
      variables: { first: 4 },
    }
    const { body } = await ask(graphql, question)
    expect(seen[0]).toMatchObject({
      operationName: 'A',
      variableValues: { first: 4 },
      documentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      contextValue: { request: { signal: expect.any(AbortSignal) } },
    })
    expect(body.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['INTERNAL', 'BAD_USER_INPUT'])
  })

  it('is not asked to run an operation that is not there', async () => {
    let asked = 0
    const { graphql } = await startSmallServer({
      execute: (operation) => {
        asked += 1
        return execute(operation)
      },
    })
    const { body } = await ask(graphql, { query: 'query A { greeting }', operationName: 'B' })
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'OPERATION_RESOLUTION_FAILURE' })
    expect(asked).toBe(0)
  })
})

describe('events', () => {
  it('tell of every request and every operation', async () => {
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
      { type: 'request-answered', method: 'GET', route: 'unknown', status: 404, aborted: false },
    ])
  })
})

it('refuses a Host header that is no host name instead of failing on it', async () => {
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
