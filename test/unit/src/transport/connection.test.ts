import { describe, expect, it } from 'vitest'
import { open, serve, serveTcp, sourceFailureOf } from './fixtures.js'

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n'

describe('an answer', () => {
  it('returns its result, status, size, time and cost', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    const { ask, clock, events } = open(server.url)
    expect(await ask()).toEqual({ result: 'hello', httpStatus: 200, receivedAtMs: clock.now(), bytes: 5, requests: 1 })
    expect(events).toEqual([
      {
        type: 'request',
        operation: 'listThings',
        method: 'GET',
        httpStatus: 200,
        bytes: 5,
        durationMs: 0,
        outcome: 'OK',
      },
    ])
  })

  it('uses a connection that is kept for the next one', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    const { ask } = open(server.url)
    for (let count = 0; count < 6; count++) await ask()
    expect(server.requests).toHaveLength(6)
    // undici releases a connection a moment after its answer, so the next request may open a second one.
    expect(server.connections.size).toBeLessThanOrEqual(2)
  })

  it('may have early hints before it', async () => {
    const server = await serve((_request, response) => {
      response.writeEarlyHints({ link: '</x>; rel=preload' })
      response.end('hello')
    })
    expect(await open(server.url).ask()).toMatchObject({ result: 'hello', httpStatus: 200 })
  })

  it('can be concurrent with others, over no more connections than allowed', async () => {
    const server = await serve((_request, response) => setImmediate(() => response.end('hello')))
    const { ask } = open(server.url, { maxConnections: 3 })
    await Promise.all(Array.from({ length: 12 }, () => ask()))
    expect(server.connections.size).toBe(3)
  })

  it('is timed by the clock that is given', async () => {
    const server = await serve((_request, response) => {
      clock.advance(40)
      response.write('he')
      setImmediate(() => {
        clock.advance(500)
        response.end('llo')
      })
    })
    const { ask, clock, events } = open(server.url)
    const sentAtMs = clock.now()
    const { receivedAtMs } = await ask()
    expect(receivedAtMs).toBeGreaterThanOrEqual(sentAtMs + 40)
    expect(events[0]?.durationMs).toBe(540)
  })
})

describe('an unreachable source', () => {
  it('is UNREACHABLE when it refuses the connection', async () => {
    const { ask, events } = open('http://127.0.0.1:1')
    expect(await sourceFailureOf(ask())).toMatchObject({
      code: 'UNREACHABLE',
      message: 'the source refused the connection',
    })
    expect(events).toMatchObject([{ httpStatus: null, outcome: 'UNREACHABLE' }])
  })

  it('is UNREACHABLE when it resets the connection before it answers, and receives one request only', async () => {
    const server = await serve((request) => request.socket.resetAndDestroy())
    const { ask } = open(server.url)
    for (const method of ['GET', 'POST'] as const) {
      expect(await sourceFailureOf(ask({ method }))).toMatchObject({ code: 'UNREACHABLE', retryable: true })
    }
    expect(server.requests).toHaveLength(2)
  })

  it('is UNREACHABLE when it closes a kept connection at the next request', async () => {
    const server = await serve((request, response) => {
      if (server.requests.length === 1) response.end('hello')
      else request.socket.destroy()
    })
    const { ask } = open(server.url)
    await ask()
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNREACHABLE' })
  })
})

describe('an answer that is cut short', () => {
  it('is UNREACHABLE when the connection is reset in the middle', async () => {
    const server = await serve((request, response) => {
      response.write('half')
      setImmediate(() => request.socket.resetAndDestroy())
    })
    expect(await sourceFailureOf(open(server.url).ask())).toMatchObject({ code: 'UNREACHABLE', retryable: true })
  })

  it.each([
    ['a length that is not reached, on a connection to be kept', `${HEAD}content-length: 10\r\n\r\nhalf`],
    [
      'a length that is not reached, on a connection to be closed',
      `${HEAD}connection: close\r\ncontent-length: 10\r\n\r\nhalf`,
    ],
    ['chunks without their end', `${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`],
  ])('is UNREACHABLE with %s', async (_name, bytes) => {
    const address = await serveTcp((socket) => socket.once('data', () => socket.end(bytes)))
    const { ask } = open(`http://${address}`)
    const failure = await sourceFailureOf(ask())
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: 'the connection was lost before the answer was complete',
    })
  })

  it('never reaches the end of the decoder', async () => {
    const address = await serveTcp((socket) =>
      socket.once('data', () => socket.end(`${HEAD}content-length: 10\r\n\r\nhalf`)),
    )
    const calls: string[] = []
    const decode = () => ({ write: (text: string) => void calls.push(text), end: () => void calls.push('end') })
    await sourceFailureOf(open(`http://${address}`).ask({}, { decode }))
    expect(calls).toEqual(['half'])
  })

  it('by a length that is too small does not affect the next request', async () => {
    const bytes = `${HEAD}content-length: 2\r\n\r\nhalf`
    const address = await serveTcp((socket) => socket.on('data', () => socket.write(bytes)))
    const { ask } = open(`http://${address}`)
    for (let count = 0; count < 3; count++) expect(await ask()).toMatchObject({ result: 'ha', bytes: 2 })
  })

  it('is PROTOCOL when it is not HTTP', async () => {
    const address = await serveTcp((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.9\r\n')))
    expect(await sourceFailureOf(open(`http://${address}`).ask())).toMatchObject({ code: 'PROTOCOL', retryable: false })
  })
})
