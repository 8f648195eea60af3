// The log lines of requests that were refused, of credentials that a source refuses, and of the requests that were sent.

import { pino } from 'pino'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { TelemetryEvent } from '../../../src/telemetry/events.js'
import { logEvents } from '../../../src/telemetry/log.js'
import { type StackOptions, startStack } from '../../support/stack.js'

type Line = Readonly<Record<string, unknown>>
const INFO = 30
const WARN = 40

afterEach(() => void vi.useRealTimers())

async function open(options: StackOptions) {
  const stack = await startStack(options)
  onTestFinished(() => stack.close())
  const lines = (type: string) =>
    stack.log.map((text): Line => JSON.parse(text)).filter((line) => line['type'] === type)
  const sent = () => Object.values(stack.hosts).reduce((sum, { requests }) => sum + requests.length, 0)
  const counted = () => lines('operation-answered').map((line) => line['vendorRequests'])
  return { stack, lines, sent, counted }
}

const CALLS = (first: number): string => `{ calls(first: ${first}) { nodes { id } sources { requests } } }`

const ACTIVE_CALLS = '{ activeCalls(first: 5) { nodes { id } } }'

describe('vendorRequests is what was sent for an operation:', () => {
  test('a log-in, and then none', async () => {
    const { stack, sent, counted } = await open({ vendors: ['telecomx'] })
    await stack.query(CALLS(5))
    expect([sent(), counted()]).toEqual([2, [2]])
    await stack.query(CALLS(5))
    expect([sent(), counted()]).toEqual([3, [2, 1]])
  })

  test('the round trip of a digest', async () => {
    const { stack, sent, counted } = await open({ vendors: ['portasip'] })
    await stack.query(ACTIVE_CALLS)
    expect(counted()).toEqual([sent()])
    expect(sent()).toBe(2)
  })

  test('each attempt that failed, where the request was repeated', async () => {
    const { stack, sent, counted } = await open({ vendors: ['mor'], overrides: { 'mor-demo': { retries: 2 } } })
    stack.hosts['mor-demo']?.setFaults({ errorRate: 1 })
    const { body } = await stack.query(ACTIVE_CALLS)
    expect(sent()).toBe(3)
    expect(counted()).toEqual([3])
    expect(JSON.stringify(body)).toContain('SOURCES_FAILED')
  })

  test('a log-in that was refused, and nothing while credentials are held back', async () => {
    const auth = { username: 'demo', password: 'wrong' }
    const { stack, sent, counted } = await open({ vendors: ['telecomx'], overrides: { 'telecomx-demo': { auth } } })
    await stack.query(CALLS(5))
    const first = sent()
    await stack.query(CALLS(6))
    expect(counted()).toEqual([first, sent() - first])
    expect(sent() - first).toBe(0)
  })
})

describe('credentials that a source refuses', () => {
  test('are a warning that says what to do', async () => {
    const auth = { username: 'demo', password: 'wrong' }
    const { stack, lines } = await open({ vendors: ['telecomx'], overrides: { 'telecomx-demo': { auth } } })
    for (let each = 1; each < 4; each++) await stack.query(CALLS(each))
    expect(lines('credentials-refused')).toMatchObject([
      {
        level: WARN,
        source: 'telecomx-demo',
        remedy: 'check sources.telecomx-demo.auth in the configuration, and the account at the vendor',
      },
    ])
    expect(stack.log.join()).not.toContain('wrong')
  })

  test('are a warning once a minute and source', () => {
    const { log, clock, lines } = logged()
    const refuse = (source: string) => log({ ...REQUEST, source, outcome: 'UNAUTHENTICATED' })
    for (const nowMs of [0, 1, 59_999, 60_000, 61_000, 120_000]) {
      clock.nowMs = nowMs
      refuse('a')
      if (nowMs > 60_000) refuse('b')
    }
    const warned = lines().filter(({ type }) => type === 'credentials-refused')
    expect(warned.map(({ source }) => source)).toEqual(['a', 'a', 'b', 'a'])
  })
})

const REQUEST = { type: 'request', operation: 'o', method: 'GET', httpStatus: 401, bytes: 0, durationMs: 1 } as const

/** The log by itself, with a clock that the test sets. */
function logged() {
  const written: string[] = []
  const clock = { nowMs: 0 }
  const log = logEvents(pino({ level: 'info' }, { write: (line: string) => written.push(line) }), () => clock.nowMs)
  return { log, clock, lines: () => written.map((text): Line => JSON.parse(text)) }
}

const REFUSED: TelemetryEvent = {
  type: 'request-refused',
  status: 421,
  code: 'MISDIRECTED_REQUEST',
  reason: 'no',
  method: 'GET',
  address: '192.0.2.1',
}

describe('a refused request', () => {
  test('is one line at info', async () => {
    const { stack, lines } = await open({ vendors: ['mor'] })
    const { url } = stack
    await fetch(`${url}/nothing`)
    await fetch(`${url}/graphql?query={sources{name}}`, { headers: { origin: 'https://other.example' } })
    expect(lines('request-refused')).toMatchObject([
      { level: INFO, status: 404, code: 'NOT_FOUND', method: 'GET', address: '127.0.0.1' },
      { level: INFO, status: 400, code: 'BAD_REQUEST', reason: expect.stringContaining('CSRF') },
    ])
    expect(lines('operation-answered')).toEqual([])
  })

  test('is counted in a summary where there are many, one a second', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { log, lines } = logged()
    for (let each = 0; each < 500; each++) log(REFUSED)
    for (let each = 0; each < 7; each++) log({ ...REFUSED, status: 400, code: 'BAD_REQUEST' })
    expect(lines()).toHaveLength(5)
    vi.advanceTimersByTime(1000)
    expect(lines()).toHaveLength(6)
    expect(lines().at(-1)).toMatchObject({
      level: INFO,
      refused: { '421 MISDIRECTED_REQUEST': 495, '400 BAD_REQUEST': 7 },
    })
    vi.advanceTimersByTime(5000)
    expect(lines()).toHaveLength(6)
    log(REFUSED)
    vi.advanceTimersByTime(1000)
    expect(lines()).toHaveLength(7)
    expect(lines().at(-1)).toMatchObject({ type: 'request-refused' })
  })
})
