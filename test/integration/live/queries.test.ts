// Queries and mutations of clients that read streams, over real HTTP: what they get depends on what they accept.

import { once } from 'node:events'
import { buildSchema } from 'graphql'
import { createClient } from 'graphql-sse'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { formatRequest, openRaw } from '../server/raw-client.js'
import { LIVE_SDL, startLiveServer } from './live-server.js'

const SDL = `${LIVE_SDL} type Mutation { rename(name: String!): String }`
const QUERY = '{ greeting }'
const MUTATION = 'mutation { rename(name: "a") }'
const ANSWER = '{"data":{"greeting":null}}'
const inEvents = (json: string): RegExp => new RegExp(`^event: next\\ndata: ${json}\\n+event: complete\\ndata:\\n\\n$`)

const start = () => startLiveServer({ schema: buildSchema(SDL) })

interface Answered {
  readonly status: number
  readonly type: string | null
  readonly text: string
  readonly headers: Headers
}

async function send(url: string, method: string, query: string, headers: Record<string, string>): Promise<Answered> {
  const response =
    method === 'GET'
      ? await fetch(`${url}?${new URLSearchParams({ query })}`, { headers })
      : await fetch(url, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query }),
        })
  const { status } = response
  return { status, type: response.headers.get('content-type'), text: await response.text(), headers: response.headers }
}

const EVENTS = 'text/event-stream; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8'

describe.each(['POST', 'GET'])('a query by %s', (method) => {
  test.each([
    ['nothing but events', 'text/event-stream', EVENTS],
    ['events or anything, as browsers do', 'text/event-stream, */*', JSON_TYPE],
    ['events and JSON', 'text/event-stream, application/json', JSON_TYPE],
    [
      'all there is',
      'application/graphql-response+json, application/json, text/event-stream, multipart/mixed',
      RESPONSE_TYPE,
    ],
    [
      'parts for @defer, as Apollo Client does',
      'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9',
      RESPONSE_TYPE,
    ],
    ['parts of subscriptions', 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json', JSON_TYPE],
  ])('of a client that accepts %s', async (_name, accept, expected) => {
    const { graphql, hub } = await start()
    // The second time the operation is known.
    for (let time = 0; time < 2; time++) {
      const { status, type, text } = await send(graphql, method, QUERY, { accept })
      expect([status, type]).toEqual([200, expected])
      if (expected === EVENTS) expect(text).toMatch(inEvents(ANSWER))
      else expect(text.trim()).toBe(ANSWER)
    }
    expect(hub.size.subscribers).toBe(0)
  })

  test.each(['multipart/mixed', 'multipart/mixed;subscriptionSpec=1.0', 'text/event-stream;q=0', 'text/html;level=1'])(
    'says what would be right where it is accepted in no form: %s',
    async (accept) => {
      const { graphql } = await start()
      const { status, text } = await send(graphql, method, QUERY, { accept })
      expect(status).toBe(406)
      expect(text).toContain('application/json')
      expect(JSON.parse(text).errors).toHaveLength(1)
    },
  )

  it('that is not valid is an event too', async () => {
    const { graphql } = await start()
    const { status, type, text } = await send(graphql, method, '{ nothing }', { accept: 'text/event-stream' })
    expect([status, type]).toEqual([200, EVENTS])
    expect(text).toMatch(inEvents('\\{"errors":\\[.*"GRAPHQL_VALIDATION_FAILED".*\\]\\}'))
  })

  it('without a document is refused with a status', async () => {
    const { graphql } = await start()
    const { status, type } = await send(graphql, method, '', { accept: 'text/event-stream' })
    expect([status, type]).toEqual([400, JSON_TYPE])
  })
})

it('in events is neither compressed nor kept', async () => {
  const { graphql } = await start()
  const { headers } = await send(graphql, 'POST', QUERY, { accept: 'text/event-stream', 'accept-encoding': 'gzip, br' })
  expect(headers.get('content-encoding')).toBeNull()
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('vary')).toContain('Accept')
})

describe('a mutation', () => {
  it('by POST is answered in events as well', async () => {
    const { graphql } = await start()
    const { status, text } = await send(graphql, 'POST', MUTATION, { accept: 'text/event-stream' })
    expect(status).toBe(200)
    expect(text).toMatch(inEvents('\\{"data":\\{"rename":null\\}\\}'))
  })

  test.each(['text/event-stream', 'application/json', 'text/event-stream, */*'])(
    'by GET is refused, whatever is accepted: %s',
    async (accept) => {
      const { graphql } = await start()
      const { status, headers, text } = await send(graphql, 'GET', MUTATION, { accept })
      expect([status, headers.get('allow')]).toEqual([405, 'POST'])
      expect(text).toContain('GET requests only support query operations')
    },
  )
})

it('graphql-sse gets the answer to a query and its end', async () => {
  const { graphql } = await start()
  const client = createClient({ url: graphql, retryAttempts: 0 })
  onTestFinished(() => client.dispose())
  const answers: unknown[] = []
  for await (const answer of client.iterate({ query: QUERY })) answers.push(answer)
  expect(answers).toEqual([JSON.parse(ANSWER)])
})

it('the connection serves the next request after an answer in events', async () => {
  const { url } = await start()
  const socket = await openRaw(url)
  const request = formatRequest(
    'POST /graphql HTTP/1.1',
    ['Host: 127.0.0.1', 'Accept: text/event-stream'],
    JSON.stringify({ query: QUERY }),
  )
  let text = ''
  socket.on('data', (piece) => (text += String(piece)))
  for (let time = 1; time <= 2; time++) {
    socket.write(request)
    while (text.split('event: complete\ndata:\n\n').length <= time) await once(socket, 'data')
  }
  socket.destroy()
})
