// How the explorer page sends operations, and what it makes of answers that are not from the gateway: over real HTTP.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Answer } from '../../../src/explorer/answer/read-answer.js'
import { waitLonger } from '../../../src/explorer/answer/subscribe.js'
import { createFetcher, type FetcherOptions, type GraphQLQuestion, kindOf } from '../../../src/explorer/fetcher.js'
import { startSmallServer } from '../server/small-server.js'

/** Serves on a free port of loopback until the test ends. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port }: Partial<AddressInfo> = Object(server.address())
  return `http://127.0.0.1:${port}/graphql`
}

const fetcherFor = (url: string, options: Partial<FetcherOptions> = {}) =>
  createFetcher({ url, readHeaders: () => ({}), onAnswered: () => undefined, wait: async () => undefined, ...options })

async function post(url: string, question: GraphQLQuestion, options?: Partial<FetcherOptions>): Promise<Answer> {
  const answer = await fetcherFor(url, options)(question)
  if (Symbol.asyncIterator in answer) throw new Error('this is no subscription')
  return answer
}

/** The results of a subscription. */
function resultsOf(url: string, options?: Partial<FetcherOptions>, question: GraphQLQuestion = SUBSCRIPTION) {
  const results = fetcherFor(url, options)(question, { headers: { authorization: 'Bearer key' } })
  if (!(Symbol.asyncIterator in results)) throw new Error('this is a subscription')
  return results
}

async function allOf(results: AsyncIterable<Answer>): Promise<readonly Answer[]> {
  const all: Answer[] = []
  for await (const answer of results) all.push(answer)
  return all
}

const SUBSCRIPTION: GraphQLQuestion = {
  query: 'query Other { a } subscription Calls($first: Int) { activeCallUpdates(first: $first) { kind } }',
  operationName: 'Calls',
  variables: { first: 5 },
}

describe('an operation', () => {
  test('is posted, and its answer is that of the gateway', async () => {
    const { graphql } = await startSmallServer()
    const onAnswered = vi.fn()
    const headers = { authorization: 'Bearer key' }
    const options = { onAnswered, readHeaders: () => headers }
    expect(await post(graphql, { query: '{ greeting }' }, options)).toEqual({ data: { greeting: 'hello 1' } })
    expect(await post(graphql, { query: '{ missing }' }, options)).toMatchObject({ errors: [{ message: /missing/ }] })
    expect(onAnswered.mock.calls).toEqual([[{ status: 200, headers }], [{ status: 400, headers }]])
  })

  test.each<[number, string, string, string, object]>([
    [
      502,
      'text/html',
      '<html><title>502 Bad Gateway</title>',
      'status 502 and is an HTML page',
      { text: '502 Bad Gateway' },
    ],
    [504, 'text/html', '<html>', 'did not wait long enough', {}],
    [503, 'text/plain', 'upstream connect error', 'of type text/plain', { text: 'upstream connect error' }],
    [200, 'text/html', '<title>Sign in</title>', 'It may be its sign-in page', { text: 'Sign in' }],
    [413, '', '', 'is empty', {}],
    [200, 'application/json', '[1]', 'not the JSON that Trunkline sends', { text: '[1]' }],
    [500, 'application/json', '{"data"', 'Ask the operator of the proxy', { text: '{"data"' }],
    [302, '', '', 'Reload this page to sign in again', {}],
  ])('that a proxy answers with %i %s %j is explained', async (status, type, body, words, details) => {
    const url = await serve((_request, response) => {
      response.writeHead(status, { ...(type === '' ? {} : { 'content-type': type }), location: '/elsewhere' }).end(body)
    })
    const extensions = expect.objectContaining({ code: 'NOT_FROM_TRUNKLINE', ...details })
    expect(await post(url, { query: '{ a }' })).toEqual({
      errors: [{ message: expect.stringContaining(words), extensions }],
    })
  })

  test('that reaches nobody is explained', async () => {
    const url = await serve((request) => request.destroy())
    expect(await post(url, { query: '{ a }' })).toMatchObject({
      errors: [{ message: expect.stringContaining('could not be reached'), extensions: { code: 'UNREACHABLE' } }],
    })
  })

  test('that reads the schema for the page gets it without federation', async () => {
    const data = { __schema: { types: [{ name: '_Any' }, { name: 'Call' }], directives: [{ name: 'key' }] } }
    const url = await serve((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }))
    })
    const shown = { __schema: { types: [{ name: 'Call' }], directives: [] } }
    const query = 'query IntrospectionQuery { __schema { types { name } } }'
    expect(await post(url, { query, operationName: 'IntrospectionQuery' })).toMatchObject({ data: shown })
    expect(await post(url, { query: '{ __schema { types { name } } }' })).toEqual({ data })
  })

  test.each([
    [{ query: '{ a }' }, 'query'],
    [{ query: 'mutation { a }' }, 'mutation'],
    [SUBSCRIPTION, 'subscription'],
    [{ ...SUBSCRIPTION, operationName: 'Other' }, 'query'],
    [{ query: '{ a' }, null],
    [{ query: 'query A { a } query B { b }' }, null],
  ])('%j is of the kind %s', (question, kind) => {
    expect(kindOf(question)).toBe(kind)
  })
})

const STREAM = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }
const next = (kind: string): string =>
  `: comment\n\nid: ${kind}\nevent: next\ndata: ${JSON.stringify({ data: { activeCallUpdates: { kind } } })}\n\n`
const COMPLETE = 'event: complete\ndata: \n\n'
const result = (kind: string) => ({ data: { activeCallUpdates: { kind } } })

describe('a subscription', () => {
  test('is posted for server-sent events, and yields their results until it is complete', async () => {
    const seen: unknown[] = []
    const url = await serve(async (request, response) => {
      const { accept, authorization } = request.headers
      seen.push({ method: request.method, accept, authorization, body: JSON.parse(await text(request)) })
      response.writeHead(200, STREAM)
      const [first, ...others] = next('SNAPSHOT')
      // In parts, as a network has them.
      response.write(first)
      response.write(others.join('') + next('CHANGES').slice(0, 30))
      response.end(next('CHANGES').slice(30) + COMPLETE)
    })
    const onAnswered = vi.fn()
    expect(await allOf(resultsOf(url, { onAnswered }))).toEqual([result('SNAPSHOT'), result('CHANGES')])
    expect(seen).toEqual([
      {
        method: 'POST',
        accept: expect.stringContaining('text/event-stream'),
        authorization: 'Bearer key',
        body: SUBSCRIPTION,
      },
    ])
    expect(onAnswered.mock.calls).toEqual([[{ status: 200, headers: { authorization: 'Bearer key' } }]])
  })

  test('that is cut is connected again, also past a proxy that waits for the gateway', async () => {
    const open: ServerResponse[] = []
    const answers: ((response: ServerResponse) => void)[] = [
      (response) => {
        open.push(response)
        response.writeHead(200, STREAM).write(next('SNAPSHOT'))
      },
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<title>Bad Gateway</title>'),
      (response) => response.writeHead(200, STREAM).end(next('CHANGES') + COMPLETE),
    ]
    const url = await serve((_request, response) => answers.shift()?.(response))
    const wait = vi.fn(async () => undefined)
    const results = resultsOf(url, { wait })
    expect(await results.next()).toEqual({ done: false, value: result('SNAPSHOT') })
    open[0]?.destroy()
    expect(await allOf(results)).toEqual([result('CHANGES')])
    expect(wait.mock.calls).toEqual([[0], [1]])
  })

  test('that is refused ends with the errors of the gateway, and is not tried again', async () => {
    let requests = 0
    const refusal = { errors: [{ message: 'sign-in is required', extensions: { code: 'UNAUTHENTICATED' } }] }
    const url = await serve((_request, response) => {
      requests += 1
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(refusal))
    })
    expect(await allOf(resultsOf(url))).toEqual([refusal])
    expect(requests).toBe(1)
  })

  test('that a proxy never lets through ends with what the proxy has answered', async () => {
    let requests = 0
    const url = await serve((_request, response) => {
      requests += 1
      response.writeHead(502, { 'content-type': 'text/html' }).end('<title>Bad Gateway</title>')
    })
    expect(await allOf(resultsOf(url))).toMatchObject([
      { errors: [{ extensions: { code: 'NOT_FROM_TRUNKLINE', status: 502, text: 'Bad Gateway' } }] },
    ])
    expect(requests).toBe(6)
  })

  test('that reaches nobody ends with an explanation', async () => {
    const url = await serve((request) => request.destroy())
    expect(await allOf(resultsOf(url))).toMatchObject([{ errors: [{ extensions: { code: 'UNREACHABLE' } }] }])
  })

  test('that is ended closes its connection at once, also while a result is awaited', async () => {
    let closed: Promise<unknown> = Promise.reject(new Error('nobody has asked'))
    closed.catch(() => undefined)
    const url = await serve((request: IncomingMessage, response) => {
      closed = once(request.socket, 'close')
      response.writeHead(200, STREAM).write(next('SNAPSHOT'))
    })
    const results = resultsOf(url)
    expect(await results.next()).toEqual({ done: false, value: result('SNAPSHOT') })
    const awaited = results.next()
    await results.return?.()
    await closed
    expect(await awaited).toEqual({ done: true, value: undefined })
  })

  test('waits longer each time before it is connected again, and 15 seconds at most', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    for (const [retries, waitMs] of [
      [0, 1000],
      [1, 2000],
      [3, 8000],
      [9, 15_000],
    ] as const) {
      const done = vi.fn()
      const waiting = waitLonger(retries).then(done)
      await vi.advanceTimersByTimeAsync(waitMs - 1)
      expect(done).not.toHaveBeenCalled()
      await vi.advanceTimersByTimeAsync(1)
      await waiting
    }
  })
})
