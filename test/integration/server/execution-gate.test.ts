// How much is executed at once, over HTTP: large operations wait for each other, small ones for none of them.

import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { defaultCostLimits } from '../../../src/cost/limits.js'
import { ExecutionGate, overloaded } from '../../../src/server/cost/execution-gate.js'
import { openSmallServer, type SmallContext, type SmallOptions, type SmallServer } from './small-server.js'

const PERSONS = Array.from({ length: 16 }, (_, at) => `p${at}: person { name friend { name friend { name } } }`)
const LARGE = `{ required ${PERSONS.join(' ')} }`
const SMALL = '{ greeting }'

/** One large operation at a time, and small ones of at most 100 bytes. */
const EXECUTION_MEMORY_BYTES = 3200
const noMeter = { takeRecords: () => undefined, takeBytes: () => undefined }

interface Held {
  readonly client: unknown
  end(error?: Error): void
}

/** The operations that are being executed: each waits until the test ends it. */
let held: Held[] = []
/** How many operations have passed the steps before execution. */
let arrived = 0
let server: SmallServer
let clientsLeave = new AbortController()
const countArrival = (): null => {
  arrived++
  return null
}
afterEach(async () => {
  for (const { end } of held) end()
  await server.close()
})

async function start(options: SmallOptions = {}): Promise<void> {
  held = []
  arrived = 0
  clientsLeave = new AbortController()
  server = await openSmallServer({
    resolvers: {
      'Query.required': (_source, _arguments, { request: { headers } }) =>
        new Promise((resolve, reject) => {
          held.push({
            client: headers['x-client'],
            end: (error) => (error === undefined ? resolve('there') : reject(error)),
          })
        }),
    },
    cost: {
      limits: defaultCostLimits,
      sizes: { defaultPageSize: 50, maxPageSize: 1000, sources: 1 },
      executionMemoryBytes: EXECUTION_MEMORY_BYTES,
      meterOf: () => noMeter,
      waitingFor: ({ request: { headers, signal } }: SmallContext) => ({
        client: String(headers['x-client']),
        signal: AbortSignal.any([signal, clientsLeave.signal]),
      }),
    },
    steps: [{ name: 'count', onOperation: countArrival }],
    ...options,
  })
}

interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly text: string
}

type Way = 'POST' | 'GET'

function send(query: string, { client = 'a', way = 'POST' }: { client?: string; way?: Way } = {}) {
  const path = way === 'GET' ? `/graphql?query=${encodeURIComponent(query)}` : '/graphql'
  const headers = { 'content-type': 'application/json', 'apollo-require-preflight': '1', 'x-client': client }
  const sent = request(`${server.url}${path}`, { method: way, headers, agent: false })
  const answer = new Promise<Answer>((resolve, reject) => {
    sent.on('error', reject)
    sent.on('response', async (response) => {
      let text = ''
      for await (const chunk of response) text += String(chunk)
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text })
    })
  })
  sent.end(way === 'POST' ? JSON.stringify({ query }) : undefined)
  return { sent, answer }
}

/** Polls with small operations, which are always answered, until something has happened. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) expect((await send(SMALL).answer).text).toBe('{"data":{"greeting":"hello 1"}}\n')
}

/** Sends an operation, and waits until it has passed the steps before execution. */
async function sendAndArrive(query: string, options: { client?: string; way?: Way } = {}) {
  const before = arrived
  const sent = send(query, options)
  while (arrived === before) await new Promise((resolve) => setImmediate(resolve))
  return sent
}

const WHOLE = { status: 200, text: expect.stringContaining('"required":"there"') }

describe.each<[string, Way, SmallOptions, boolean]>([
  ['the fast path', 'POST', {}, true],
  ['Apollo', 'POST', {}, false],
  ['GET', 'GET', {}, false],
  ['graphql-js, the first time', 'POST', { executor: 'graphql-js' }, false],
  ['graphql-js, again', 'POST', { executor: 'graphql-js' }, true],
])('by %s', (_name, way, options, isKnown) => {
  const startKnown = async (): Promise<void> => {
    await start(options)
    await send(SMALL).answer
    if (!isKnown) return
    const first = send(LARGE)
    await until(() => held.length === 1)
    held.pop()?.end()
    await first.answer
  }

  it('a large operation waits for the one that is being executed, and small ones do not', async () => {
    await startKnown()
    const first = await sendAndArrive(LARGE, { way })
    const second = await sendAndArrive(LARGE, { way })
    let polls = 0
    await until(() => ++polls > 3)
    expect(held).toHaveLength(1)
    held[0]?.end()
    expect(await first.answer).toMatchObject(WHOLE)
    await until(() => held.length === 2)
    held[1]?.end()
    expect(await second.answer).toMatchObject(WHOLE)
  })

  it('one that waits too long gets 503, and its place in the queue is free', async () => {
    await startKnown()
    const first = await sendAndArrive(LARGE, { way })
    const second = await sendAndArrive(LARGE, { way })
    clientsLeave.abort()
    const { code, message } = overloaded
    const refused = await second.answer
    expect(refused).toMatchObject({ status: 503, retryAfter: '1' })
    expect(JSON.parse(refused.text)).toEqual({ errors: [{ message, extensions: { code } }] })
    clientsLeave = new AbortController()
    const third = await sendAndArrive(LARGE, { way })
    held[0]?.end()
    expect(await first.answer).toMatchObject(WHOLE)
    await until(() => held.length === 2)
    held[1]?.end()
    expect(await third.answer).toMatchObject(WHOLE)
  })

  it('nothing is executed for a client that has left while it waited', async () => {
    await startKnown()
    const first = await sendAndArrive(LARGE, { way, client: 'first' })
    const second = await sendAndArrive(LARGE, { way, client: 'second' })
    const left = second.answer.catch(() => 'left')
    second.sent.destroy()
    expect(await left).toBe('left')
    const third = await sendAndArrive(LARGE, { way, client: 'third' })
    held[0]?.end()
    await first.answer
    await until(() => held.length === 2)
    held[1]?.end()
    expect(await third.answer).toMatchObject(WHOLE)
    expect(held.map(({ client }) => client)).toEqual(['first', 'third'])
  })

  it('an operation that fails, or whose client leaves, frees its place', async () => {
    await startKnown()
    const failing = await sendAndArrive(LARGE, { way })
    held[0]?.end(new Error('a bug'))
    expect((await failing.answer).text).toContain('INTERNAL')
    const leaving = await sendAndArrive(LARGE, { way })
    await until(() => held.length === 2)
    const left = leaving.answer.catch(() => 'left')
    leaving.sent.destroy()
    await left
    held[1]?.end()
    const next = await sendAndArrive(LARGE, { way })
    await until(() => held.length === 3)
    held[2]?.end()
    expect(await next.answer).toMatchObject(WHOLE)
  })
})

it('an action waits for no query', async () => {
  await start()
  const query = await sendAndArrive(LARGE)
  const long = 'mutation { a: rename(name: "a") b: rename(name: "b") c: rename(name: "c") d: rename(name: "d") }'
  expect((await send(long).answer).text).toBe('{"data":{"a":"a","b":"b","c":"c","d":"d"}}\n')
  held[0]?.end()
  await query.answer
})

describe('the gate', () => {
  const open = new AbortController().signal
  const from = (client: string, signal = open) => ({ client, signal })

  /** @returns the names of the operations in the order in which they got a place. */
  function enterAll(gate: ExecutionGate, entries: readonly (readonly [client: string, bytes: number])[]) {
    const entered: string[] = []
    const refused: string[] = []
    for (const [at, [client, bytes]] of entries.entries()) {
      const name = `${client}${at}`
      const note = (refusal: unknown) => void (refusal === null ? entered : refused).push(name)
      const result = gate.enter(bytes, () => from(client))
      if (result instanceof Promise) void result.then(note)
      else note(result)
    }
    return { entered, refused }
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))

  it('lets clients take turns, and nobody overtake one that needs more', async () => {
    const gate = new ExecutionGate(1000)
    const { entered } = enterAll(gate, [
      ['a', 900],
      ['a', 900],
      ['a', 100],
      ['b', 900],
      ['c', 100],
    ])
    expect(entered).toEqual(['a0'])
    expect([gate.usedBytes, gate.waiting]).toEqual([900, 4])
    gate.leave(900)
    await settle()
    expect(entered).toEqual(['a0', 'a1'])
    gate.leave(900)
    await settle()
    // Together with b3, c4 fits.
    expect(entered).toEqual(['a0', 'a1', 'b3', 'c4'])
    gate.leave(900)
    await settle()
    expect(entered).toEqual(['a0', 'a1', 'b3', 'c4', 'a2'])
    gate.leave(100)
    gate.leave(100)
    expect([gate.usedBytes, gate.waiting]).toEqual([0, 0])
  })

  it('executes one that needs more than all the memory alone', async () => {
    const gate = new ExecutionGate(1000)
    const { entered } = enterAll(gate, [
      ['a', 100],
      ['b', 5000],
      ['c', 100],
    ])
    expect(entered).toEqual(['a0'])
    gate.leave(100)
    await settle()
    expect(entered).toEqual(['a0', 'b1'])
    gate.leave(5000)
    await settle()
    expect(entered).toEqual(['a0', 'b1', 'c2'])
  })

  it('keeps half of the memory for small ones, however large the others are', async () => {
    const gate = new ExecutionGate(1000)
    const small = Array.from({ length: 17 }, (): readonly [string, number] => ['b', 30])
    const { entered } = enterAll(gate, [['a', 5000], ...small])
    expect(entered).toHaveLength(1 + 16)
    gate.leave(30)
    await settle()
    expect(entered).toHaveLength(1 + 17)
  })

  it('refuses when too many wait, and then first the client with the most', async () => {
    const gate = new ExecutionGate(1000, 3)
    const { entered, refused } = enterAll(gate, [
      ['a', 900],
      ['a', 900],
      ['a', 900],
      ['a', 900],
      ['a', 900],
      ['b', 900],
    ])
    await settle()
    expect(entered).toEqual(['a0'])
    expect(refused.toSorted()).toEqual(['a3', 'a4'])
    expect(gate.waiting).toBe(3)
  })

  it('admits the next one as soon as one that needs more has left the queue', async () => {
    const gate = new ExecutionGate(1000)
    const leaving = new AbortController()
    expect(gate.enter(800, () => from('a'))).toBeNull()
    const large = gate.enter(900, () => from('b', leaving.signal))
    const next = gate.enter(100, () => from('c'))
    leaving.abort(new Error('it has left'))
    expect(await large).toBe(overloaded)
    expect(await next).toBeNull()
    expect([gate.usedBytes, gate.waiting]).toEqual([900, 0])
  })
})
