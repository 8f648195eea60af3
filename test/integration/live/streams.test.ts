// Subscriptions on HTTP responses: what is sent, when, and how it ends.

import { once } from 'node:events'
import { GraphQLError } from 'graphql'
import { describe, expect, it, test } from 'vitest'
import { fakeEvent } from '../../support/fake-hub.js'
import { formatRequest, openRaw, sendRaw } from '../server/raw-client.js'
import { ask } from '../server/small-server.js'
import { startLiveServer, TICKS } from './live-server.js'
import { MULTIPART_ACCEPT, subscribe, subscribeByGet, type TextStream } from './text-stream.js'

const OPENING = ':\n\n'
const eventOf = (n: number): string =>
  `id: p${n}\nevent: next\ndata: {"data":{"ticks":{"n":${n},"kind":"CHANGES"}}}\n\n`

const brokenBy = (stream: TextStream): Promise<unknown> =>
  stream.rest().then(
    () => null,
    (error: unknown) => error,
  )

describe('server-sent events', () => {
  it('sends headers and a comment at once, before there is any event', async () => {
    const { graphql, hub } = await startLiveServer()
    const stream = await subscribe(graphql)
    expect(stream.response.status).toBe(200)
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': expect.any(String),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      vary: expect.stringContaining('Accept'),
    })
    expect(await stream.until('\n\n')).toBe(OPENING)
    const [opened] = await hub.subscribers(1)
    expect(opened?.reads).toBe(1)
    await stream.cancel()
  })

  it('sends each event once, with its position', async () => {
    const { graphql, hub } = await startLiveServer()
    const streams = await Promise.all([subscribe(graphql), subscribeByGet(graphql)])
    await hub.subscribers(2)
    for (const n of [1, 2]) {
      hub.emit(fakeEvent(n))
      for (const stream of streams) expect(await stream.until('}}}\n\n')).toBe(`${n === 1 ? OPENING : ''}${eventOf(n)}`)
    }
    await Promise.all(streams.map((stream) => stream.cancel()))
    await hub.subscribers(0)
  })

  it('passes what the client has sent to the hub', async () => {
    const { graphql, hub } = await startLiveServer()
    const query = 'subscription Other($from: Int) { ticks(from: $from) { n } } query Unused { greeting }'
    const response = await fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query, operationName: 'Other', variables: { from: 3 } }),
    })
    const [stream] = await hub.subscribers(1)
    expect(stream?.question).toMatchObject({ operationName: 'Other', variables: { from: 3 } })
    expect(stream?.question.viewer.client).toBe('local 127.0.0.1')
    await response.body?.cancel()
  })

  it('takes the id of the last event of a GET for the position after which the client continues', async () => {
    const { graphql, hub } = await startLiveServer()
    const headers = { 'last-event-id': 'p7' }
    const byGet = await subscribeByGet(graphql, headers)
    const [first] = await hub.subscribers(1)
    expect(first?.question.since).toBe('p7')
    // Only EventSource sends it, and that sends no POST.
    const byPost = await subscribe(graphql, { headers })
    const [, second] = await hub.subscribers(2)
    expect(second?.question.since).toBeNull()
    await Promise.all([byGet.cancel(), byPost.cancel()])
  })

  test.each([
    ['a document that is not valid', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a syntax error', 'subscription { ticks {', 'GRAPHQL_PARSE_FAILED'],
    ['a second root field', 'subscription { ticks { n } other { n } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable of another type', 'subscription ($from: Int!) { ticks(from: $from) { n } }', 'BAD_USER_INPUT'],
  ])('reports %s as an event, and ends', async (_name, query, code) => {
    const { graphql } = await startLiveServer()
    const stream = await subscribe(graphql, { query, variables: { from: 'x' } })
    expect(stream.response.status).toBe(200)
    const text = await stream.rest()
    expect(text).toMatch(/^:\n\nevent: next\ndata: \{"errors":\[.*\]\}\n\nevent: complete\ndata:\n\n$/)
    expect(text).toContain(`"code":"${code}"`)
  })

  it('reports what the hub refuses in the same way', async () => {
    const { graphql, hub } = await startLiveServer()
    hub.refusal = new GraphQLError('filter.portasip: only the vendor applies it', {
      extensions: { code: 'BAD_USER_INPUT', argument: 'filter.portasip' },
    })
    const stream = await subscribe(graphql)
    const text = await stream.rest()
    expect(text).toContain('"message":"filter.portasip: only the vendor applies it"')
    expect(text).toContain('"argument":"filter.portasip"')
  })

  it('does not name what is in the schema to those who may not read it', async () => {
    const { graphql } = await startLiveServer({ hidesSchema: () => true })
    const text = await (await subscribe(graphql, { query: 'subscription { tick { n } }' })).rest()
    expect(text).toContain('Cannot query field')
    expect(text).not.toContain('Did you mean')
  })

  test.each([
    ['live.maxPerClient', 429, 'RATE_LIMITED'],
    ['live.maxSubscribers', 503, 'OVERLOADED'],
    ['live.maxChannels', 503, 'OVERLOADED'],
  ])('refuses what is beyond %s with %i', async (limit, status, code) => {
    const { graphql, hub } = await startLiveServer()
    hub.refusal = new GraphQLError('too many', { extensions: { code: 'RATE_LIMITED', limit } })
    const stream = await subscribe(graphql)
    expect([stream.response.status, stream.response.headers.get('retry-after')]).toEqual([status, '5'])
    expect(await stream.rest()).toContain(`"code":"${code}"`)
  })

  it('answers a client of HTTP/1.0, such as a proxy by default, without chunks', async () => {
    const { url, hub } = await startLiveServer()
    const socket = await openRaw(url)
    let text = ''
    socket.on('data', (piece) => (text += String(piece)))
    socket.write(
      formatRequest(
        'POST /graphql HTTP/1.0',
        ['Host: 127.0.0.1', 'Accept: text/event-stream'],
        JSON.stringify({ query: TICKS }),
      ),
    )
    await hub.subscribers(1)
    hub.emit(fakeEvent(1))
    while (!text.includes('}}}\n\n')) await once(socket, 'data')
    expect(text.split('\r\n\r\n')[1]).toBe(`${OPENING}${eventOf(1)}`)
  })
})

describe('multipart', () => {
  it('ends each part with a boundary, as Apollo Client waits for it', async () => {
    const { graphql, hub } = await startLiveServer()
    const stream = await subscribe(graphql, { accept: MULTIPART_ACCEPT })
    expect(stream.response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0')
    const part = (body: string) => `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${body}\r\n--graphql`
    expect(await stream.until('{}\r\n--graphql')).toBe(`\r\n--graphql${part('{}')}`)
    await hub.subscribers(1)
    hub.emit(fakeEvent(1))
    expect(await stream.until('}}}}\r\n--graphql')).toBe(
      part('{"payload":{"data":{"ticks":{"n":1,"kind":"CHANGES"}}}}'),
    )
    await stream.cancel()
  })

  it('ends with errors where the operation is not executed', async () => {
    const { graphql } = await startLiveServer()
    const text = await (
      await subscribe(graphql, { accept: MULTIPART_ACCEPT, query: 'subscription { nothing }' })
    ).rest()
    expect(text).toMatch(/\{"payload":\{"errors":\[.*\]\}\}\r\n--graphql--\r\n$/)
  })
})

describe('requests that open no stream', () => {
  it('says how to subscribe where the client reads JSON only', async () => {
    const { graphql } = await startLiveServer()
    const { body } = await ask(graphql, TICKS)
    expect(body.errors?.[0]?.message).toMatch(/^A subscription is answered by a stream: accept text\/event-stream/)
    expect(body.errors?.[0]?.extensions?.['code']).toBe('BAD_REQUEST')
  })

  it('answers queries of clients that would also read streams', async () => {
    const { graphql, hub } = await startLiveServer()
    const accept = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed'
    const { status, body } = await ask(graphql, '{ subscription: greeting }', { accept })
    expect([status, body]).toEqual([200, { data: { subscription: null } }])
    expect(hub.size.subscribers).toBe(0)
  })
})

describe('pages of other origins', () => {
  const cors = { origins: ['https://dash.example'] }
  test.each([
    ['no page', {}, 200],
    ['the own page', { 'sec-fetch-site': 'same-origin' }, 200],
    ['an address that somebody typed', { 'sec-fetch-site': 'none' }, 200],
    ['an allowed origin', { origin: 'https://dash.example' }, 200],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 400],
    ['another page of the site', { 'sec-fetch-site': 'same-site' }, 400],
    ['another origin', { origin: 'https://other.example' }, 400],
    ['a page without an origin', { origin: 'null' }, 400],
  ])('%s by GET', async (_name, headers: Record<string, string>, status) => {
    const { url, hub } = await startLiveServer({ cors })
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const socket = await openRaw(url)
    const target = `/graphql?${new URLSearchParams({ query: TICKS })}`
    socket.write(formatRequest(`GET ${target} HTTP/1.1`, ['Host: 127.0.0.1', 'Accept: text/event-stream', ...lines]))
    const [piece] = await once(socket, 'data')
    expect(String(piece)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(hub.size.subscribers).toBe(status === 200 ? 1 : 0)
  })

  it('may read a stream by POST where server.cors allows it', async () => {
    const { graphql } = await startLiveServer({ cors })
    const stream = await subscribe(graphql, { headers: { origin: 'https://dash.example' } })
    expect(stream.response.headers.get('access-control-allow-origin')).toBe('https://dash.example')
    await stream.cancel()
  })
})

describe('the end of a stream', () => {
  it('breaks when the server stops: a clean end would be taken for the end of the subscription', async () => {
    const { graphql, hub, close } = await startLiveServer({ stopGraceMs: 60_000 })
    const streams = await Promise.all([subscribe(graphql), subscribe(graphql, { accept: MULTIPART_ACCEPT })])
    await hub.subscribers(2)
    const broken = streams.map(brokenBy)
    await close()
    for (const error of await Promise.all(broken)) expect(error).toBeInstanceOf(Error)
    expect(hub.size.subscribers).toBe(0)
  })

  it('has no last chunk and no complete then', async () => {
    const { url, hub, close } = await startLiveServer()
    const text = sendRaw(
      url,
      formatRequest(
        'POST /graphql HTTP/1.1',
        ['Host: 127.0.0.1', 'Accept: text/event-stream'],
        JSON.stringify({ query: TICKS }),
      ),
      { ends: false },
    )
    await hub.subscribers(1)
    await close()
    const [, body] = (await text).split('\r\n\r\n')
    expect(body).toBe(`3\r\n${OPENING}\r\n`.replace('\r\n\r\n', ''))
  })

  test.each(['MAX_AGE', 'FAILED', 'REPLACED'] as const)('breaks when the hub ends it: %s', async (ending) => {
    const { graphql, hub } = await startLiveServer()
    const stream = await subscribe(graphql)
    const [opened] = await hub.subscribers(1)
    opened?.end(ending)
    expect(await brokenBy(stream)).toBeInstanceOf(Error)
  })

  it('closes the subscription of a client that disconnects', async () => {
    const { graphql, hub } = await startLiveServer()
    const stream = await subscribe(graphql)
    const [opened] = await hub.subscribers(1)
    await stream.cancel()
    await hub.subscribers(0)
    expect(opened?.ending).toBe('CLOSED')
  })
})
