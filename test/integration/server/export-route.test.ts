// An export runs the steps of every other request, once each, and is sent as the client reads it.

import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { GraphQLError, getOperationAST, parse } from 'graphql'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Exports } from '../../../src/server/export/export-route.js'
import type { Refusal } from '../../../src/server/http/refusal.js'
import type { ServerEvent } from '../../../src/server/http/server-events.js'
import type { RequestStep, StepOutcome } from '../../../src/server/pipeline/step.js'
import { openRaw } from './raw-client.js'
import { type SmallContext, type SmallOptions, smallSchema, startSmallServer } from './small-server.js'

const operation = getOperationAST(parse('query export_greetings { greeting }'))
if (!operation) throw new Error('there is no operation')
const parts = { schema: smallSchema(), operation, fragments: {} }

let counts = { request: 0, operation: 0, execution: 0, executed: 0, answered: 0 }
let outcomes: StepOutcome[] = []
let events: ServerEvent[] = []
let refusing: { request?: Refusal; operation?: GraphQLError; execution?: Refusal } = {}
beforeEach(() => {
  counts = { request: 0, operation: 0, execution: 0, executed: 0, answered: 0 }
  outcomes = []
  events = []
  refusing = {}
})

const step: RequestStep<SmallContext> = {
  name: 'counting',
  onRequest() {
    counts.request++
    return refusing.request ?? null
  },
  onOperation() {
    counts.operation++
    return refusing.operation ?? null
  },
  onExecution() {
    counts.execution++
    return refusing.execution ?? null
  },
  onExecuted() {
    counts.executed++
  },
  onAnswered(outcome) {
    counts.answered++
    outcomes.push(outcome)
  },
}

/** Exports whose pieces are made by the test. */
function exportsOf(pieces: () => AsyncGenerator<string, void>, mostAtOnce = 10): Exports<SmallContext> {
  return {
    files: ['greetings.txt'],
    mostAtOnce,
    prepare: () => ({
      operation: { parts, operationName: 'export_greetings', inputs: {}, variables: {}, hasOwnLimits: true },
      contentType: 'text/plain',
      context: (request) => ({ request }),
      pieces,
    }),
  }
}

const start = (pieces: () => AsyncGenerator<string, void>, options: SmallOptions = {}) =>
  startSmallServer({
    steps: [step],
    onEvent: (event) => void events.push(event),
    exports: exportsOf(pieces),
    ...options,
  })

async function* greetings(): AsyncGenerator<string, void> {
  yield 'hello '
  yield 'world'
}
async function* broken(): AsyncGenerator<string, void> {
  yield 'hello '
  throw new Error('a bug')
}
// biome-ignore lint/correctness/useYield: it fails before its first piece
async function* refused(): AsyncGenerator<string, void> {
  throw new GraphQLError('nobody answers', { extensions: { code: 'SOURCES_FAILED' } })
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate()
}

describe('the steps', () => {
  test('run once for an export, the last ones when it has been sent', async () => {
    const { url } = await start(greetings)
    expect(await (await fetch(`${url}/export/greetings.txt`)).text()).toBe('hello world')
    await until(() => counts.answered > 0)
    expect(counts).toEqual({ request: 1, operation: 1, execution: 1, executed: 1, answered: 1 })
    expect(outcomes).toMatchObject([{ way: 'export', operationName: 'export_greetings', errorCodes: [] }])
    expect(events.map(({ type }) => type).toSorted()).toEqual(['operation-answered', 'request-answered'])
  })

  test('run once for HEAD', async () => {
    const { url } = await start(greetings)
    await fetch(`${url}/export/greetings.txt`, { method: 'HEAD' })
    expect(counts).toEqual({ request: 1, operation: 1, execution: 1, executed: 1, answered: 1 })
  })

  test.each([
    ['request', 429, [1, 0, 0, 0, 0]],
    ['operation', 403, [1, 1, 0, 0, 1]],
    ['execution', 503, [1, 1, 1, 1, 1]],
  ] as const)('that refuse the %s stop it', async (which, status, expected) => {
    const { url } = await start(greetings)
    const refusal: Refusal = { status, code: 'NO', message: 'Not now.' }
    const error = new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } })
    refusing = which === 'operation' ? { operation: error } : { [which]: refusal }
    expect((await fetch(`${url}/export/greetings.txt`)).status).toBe(status)
    expect(Object.values(counts)).toEqual(expected)
  })

  test('get the error of an export that fails before it begins, and of one that breaks', async () => {
    const failing = await start(refused)
    expect((await fetch(`${failing.url}/export/greetings.txt`)).status).toBe(502)
    const breaking = await start(broken)
    const response = await fetch(`${breaking.url}/export/greetings.txt`)
    await expect(response.text()).rejects.toThrow()
    await until(() => counts.answered === 2)
    expect(outcomes.map(({ errorCodes }) => errorCodes)).toEqual([['SOURCES_FAILED'], ['INTERNAL']])
  })
})

test('refuses one export more than may run at once, and frees the place of each that ends, breaks or is left', async () => {
  for (const pieces of [greetings, broken, refused]) {
    const { url } = await start(pieces, { exports: exportsOf(pieces, 1) })
    for (let each = 1; each <= 3; each++) {
      const response = await fetch(`${url}/export/greetings.txt`)
      expect(response.status).not.toBe(429)
      await response.text().catch(() => undefined)
      await until(() => counts.answered === each)
    }
    counts.answered = 0
  }
})

describe('a client that reads nothing', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  const PIECE = 'x'.repeat(64 * 1024)

  async function startEndless() {
    let made = 0
    const over = Promise.withResolvers<void>()
    async function* endless(): AsyncGenerator<string, void> {
      try {
        for (;;) {
          made++
          yield PIECE
        }
      } finally {
        over.resolve()
      }
    }
    const { url } = await start(endless)
    const socket = await openRaw(url)
    socket.write('GET /export/greetings.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    await once(socket, 'readable')
    // Pieces are made without waiting for anything but the client.
    for (let quiet = 0, before = 0; quiet < 300; quiet++, before = made) {
      if (made !== before) quiet = 0
      await setImmediate()
    }
    return { socket, over: over.promise, made: () => made }
  }

  test('stops the making of pieces, until it reads on', async () => {
    const { socket, made } = await startEndless()
    const before = made()
    expect(before).toBeLessThan(1000)
    socket.on('data', () => undefined).resume()
    await until(() => made() > before + 100)
    socket.destroy()
    await until(() => counts.answered === 1)
  })

  test('is closed after 30 s, and the making ends', async () => {
    const { over } = await startEndless()
    vi.advanceTimersByTime(25_000)
    for (let turn = 0; turn < 50; turn++) await setImmediate()
    expect(counts.answered).toBe(0)
    vi.advanceTimersByTime(10_000)
    await over
    await until(() => counts.answered === 1)
    expect(counts.executed).toBe(1)
  })

  test('and leaves ends the making', async () => {
    const { socket, over } = await startEndless()
    socket.destroy()
    await over
    await until(() => counts.answered === 1)
  })
})
