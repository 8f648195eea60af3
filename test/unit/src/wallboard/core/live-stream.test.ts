import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LiveStream, type StreamState } from '../../../../../src/wallboard/core/live-stream.js'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

/** One connection that a fake gateway has accepted. */
interface Connection {
  readonly variables: unknown
  readonly accept: string | null
  send(text: string): Promise<void>
  cut(): void
}

type Answer = 'stream' | 'hangs' | 'unreachable' | Response

function open(first: Answer = 'stream', random = () => 1) {
  const connections: Connection[] = []
  const attempts: number[] = []
  const states: StreamState[] = []
  const received: unknown[] = []
  const gateway = { answer: first, since: 0 }
  const stream = new LiveStream({
    headers: () => ({ authorization: 'Bearer key' }),
    graphUrl: 'graphql',
    silenceMs: 25_000,
    query: 'subscription { a }',
    variables: () => ({ since: gateway.since }),
    onData: (data) => void received.push(data),
    onState: (state) => void states.push(state),
    random,
    fetch: async (_url, { body, headers, signal }) => {
      attempts.push(Date.now())
      if (gateway.answer === 'unreachable') throw new TypeError('fetch failed')
      if (gateway.answer === 'hangs')
        return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      if (gateway.answer !== 'stream') return gateway.answer.clone()
      const sent = JSON.parse(String(body))
      const accept = new Headers(headers).get('accept')
      return new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            signal?.addEventListener('abort', () => controller.error(signal.reason))
            const send = async (text: string) => {
              controller.enqueue(new TextEncoder().encode(text))
              await vi.advanceTimersByTimeAsync(0)
            }
            connections.push({ variables: sent.variables, accept, send, cut: () => controller.error(new Error('cut')) })
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      )
    },
  })
  stream.restart()
  return { stream, gateway, connections, attempts, states, received, last: () => states.at(-1)?.name }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const next = (result: unknown) => `event: next\ndata: ${JSON.stringify(result)}\n\n`

const refusal = (status: number, code: string) =>
  new Response(JSON.stringify({ errors: [{ message: 'no', extensions: { code } }] }), { status })

describe('a stream', () => {
  test('asks for an event stream, and passes on what arrives', async () => {
    const { connections, received, states } = open()
    await pass(0)
    expect(connections).toMatchObject([{ accept: 'text/event-stream', variables: { since: 0 } }])
    await connections[0]?.send(
      `:\n\n${next({ data: { a: 1 } })}${next({ data: { a: 2 }, errors: [{ message: 'b' }] })}`,
    )
    expect(received).toEqual([{ a: 1 }, { a: 2 }])
    expect(states.map(({ name }) => name)).toEqual(['connecting', 'open'])
  })

  test('that is cut is connected again from where it was', async () => {
    const { connections, gateway } = open()
    await pass(0)
    await connections[0]?.send(next({ data: { a: 1 } }))
    gateway.since = 7
    connections[0]?.cut()
    await pass(250)
    expect(connections).toMatchObject([{}, { variables: { since: 7 } }])
  })

  test('finds a gateway that is back within 5 s, however long it was away', async () => {
    const { attempts, gateway, connections } = open('unreachable')
    await pass(3_600_000)
    const waits = attempts.slice(1).map((at, place) => at - (attempts[place] ?? 0))
    expect(waits.slice(0, 5)).toEqual([250, 500, 1000, 2000, 3000])
    expect(Math.max(...waits)).toBe(3000)
    gateway.answer = 'stream'
    await pass(5000)
    expect(connections).toHaveLength(1)
  })

  test('waits for between half of a time and the whole, so that a room of screens does not connect at once', async () => {
    const { attempts } = open('unreachable', () => 0)
    await pass(375)
    expect(attempts.map((at) => at - 1_000_000)).toEqual([0, 125, 375])
  })

  test('without an event for 25 s is connected again, comments or not', async () => {
    const { connections, attempts } = open()
    await pass(0)
    await connections[0]?.send(next({ data: { a: 1 } }))
    await pass(24_000)
    await connections[0]?.send(':\n\n')
    expect(attempts).toHaveLength(1)
    await pass(1250)
    expect(attempts).toHaveLength(2)
  })

  test('with an event every 10 s stays as it is', async () => {
    const { connections, attempts } = open()
    await pass(0)
    for (let time = 0; time < 20; time++) {
      await connections[0]?.send(next({ data: { a: time } }))
      await pass(10_000)
    }
    expect(attempts).toHaveLength(1)
  })

  test('that gets no answer is connected again after 4 s', async () => {
    const { attempts } = open('hangs')
    await pass(4250)
    expect(attempts.map((at) => at - 1_000_000)).toEqual([0, 4250])
  })
})

describe('a reader', () => {
  test.each([
    ['status 401', refusal(401, 'UNAUTHENTICATED')],
    ['a redirect', new Response(null, { status: 302, headers: { location: 'https://login.example.net/' } })],
  ])('who gets %s is signed out, and nothing more is attempted', async (_what, answer) => {
    const { attempts, last } = open(answer)
    await pass(600_000)
    expect([last(), attempts.length]).toEqual(['signed-out', 1])
  })

  test('whose rights end during a stream is signed out', async () => {
    const { connections, last } = open()
    await pass(0)
    await connections[0]?.send(next({ data: null, errors: [{ message: 'x', extensions: { code: 'AUTH_EXPIRED' } }] }))
    expect(last()).toBe('signed-out')
  })

  test('who may not subscribe learns why, and it is tried again after 30 s', async () => {
    const { attempts, states } = open(refusal(403, 'FORBIDDEN'))
    await pass(0)
    expect(states.at(-1)).toEqual({ name: 'refused', refused: { code: 'FORBIDDEN', message: 'no' } })
    await pass(29_999)
    expect(attempts).toHaveLength(1)
    await pass(1)
    expect(attempts).toHaveLength(2)
  })

  test('with too many streams learns why', async () => {
    const { states } = open(refusal(429, 'RATE_LIMITED'))
    await pass(0)
    expect(states.at(-1)).toMatchObject({ name: 'refused', refused: { code: 'RATE_LIMITED' } })
  })

  test('who is refused by the first event learns why', async () => {
    const { connections, states } = open()
    await pass(0)
    await connections[0]?.send(next({ errors: [{ message: 'no', extensions: { code: 'BAD_USER_INPUT' } }] }))
    expect(states.at(-1)).toMatchObject({ name: 'refused', refused: { code: 'BAD_USER_INPUT' } })
  })

  test.each([502, 503, 500])('of a proxy that answers %i with a page waits for the gateway', async (status) => {
    const { attempts, last } = open(new Response('<html>', { status }))
    await pass(250)
    expect([last(), attempts.length]).toEqual(['waiting', 2])
  })
})

describe('a check', () => {
  test('connects at once what was waiting', async () => {
    const { stream, attempts } = open('unreachable')
    await pass(2000)
    const before = attempts.length
    stream.check()
    expect(attempts).toHaveLength(before + 1)
  })

  test('leaves a stream alone that works, is signed out or is closed', async () => {
    const working = open()
    await pass(0)
    await working.connections[0]?.send(next({ data: { a: 1 } }))
    const signedOut = open(refusal(401, 'UNAUTHENTICATED'))
    const closed = open('unreachable')
    await pass(0)
    closed.stream.close()
    const before = closed.attempts.length
    for (const { stream } of [working, signedOut, closed]) stream.check()
    await pass(5000)
    expect([working.attempts.length, signedOut.attempts.length, closed.attempts.length]).toEqual([1, 1, before])
  })
})
