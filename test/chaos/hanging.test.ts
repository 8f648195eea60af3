// Sources that do not answer, or not to the end. The clock of timeouts and deadlines is the test's; the network is
// real.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { GraphAnswer } from '../support/stack.js'
import {
  ACTIVE_CALLS,
  type ChaosStack,
  connectionOf,
  expectNoLeak,
  expectOthers,
  HEALTHY,
  letAge,
  othersHaveAnswered,
  reportOf,
  rowsOf,
  startChaosStack,
  until,
} from './chaos-stack.js'
import { DIALECTS } from './dialects.js'
import { behave, CALLS } from './misbehaviours.js'

const TIMEOUT_MS = 5000
const DEADLINE_MS = 8000
const HANGS = ['hangs-before-head', 'hangs-after-head', 'hangs-in-body', 'drips'] as const
const cases = HANGS.flatMap((hang) => DIALECTS.map((dialect) => [hang, dialect] as const))

let running: ChaosStack
beforeAll(async () => {
  running = await startChaosStack({}, { server: { deadlineMs: DEADLINE_MS } })
  // Signing in takes further requests.
  await running.stack.query(ACTIVE_CALLS, { sources: HEALTHY })
})
afterAll(async () => running?.close())
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** Asks the healthy sources and one that hangs; kept when they have answered, and it has been asked. */
async function askHanging(
  asked: ChaosStack,
  name: string,
  place: string,
): Promise<{ readonly answer: Promise<GraphAnswer> }> {
  letAge(asked)
  const { stack, chaos } = asked
  const count = chaos.received(place) + 1
  const answer = stack.query(ACTIVE_CALLS, { sources: [name, ...HEALTHY] })
  await chaos.arrived(place, count)
  await othersHaveAnswered(asked)
  return { answer }
}

describe('within a deadline,', () => {
  test.for(cases)('a source that %s (%s) is let go, and the others are there', async ([hang, dialect]) => {
    const name = `${hang}-${dialect}`
    const { answer } = await askHanging(running, name, `${hang}/${dialect}`)
    vi.advanceTimersByTime(DEADLINE_MS)
    const { text } = await answer
    await running.chaos.released(`${hang}/${dialect}`)
    const connection = connectionOf(await answer)
    expectOthers(connection)
    const requests = 1 + running.chaos.logIns(`${hang}/${dialect}`)
    expect(reportOf(connection, name)).toMatchObject({ status: 'FAILED', requests, error: { code: 'DEADLINE' } })
    expectNoLeak(text + running.stack.log.join(''))
  })
})

describe('within an attempt,', () => {
  let hurried: ChaosStack
  beforeAll(async () => {
    hurried = await startChaosStack({ timeoutMs: TIMEOUT_MS })
    await hurried.stack.query(ACTIVE_CALLS, { sources: HEALTHY })
  })
  afterAll(async () => hurried?.close())

  test.for(cases)('a source that %s (%s) meets its timeout, whatever it has sent', async ([hang, dialect]) => {
    const { stack, chaos } = hurried
    const name = `${hang}-${dialect}`
    const { answer } = await askHanging(hurried, name, `${hang}/${dialect}`)
    vi.advanceTimersByTime(TIMEOUT_MS)
    const connection = connectionOf(await answer)
    await chaos.released(`${hang}/${dialect}`)
    expectOthers(connection)
    const requests = 1 + chaos.logIns(`${hang}/${dialect}`)
    expect(reportOf(connection, name)).toMatchObject({ status: 'FAILED', requests, error: { code: 'TIMEOUT' } })
    expectNoLeak((await answer).text + stack.log.join(''))
  })
})

describe('a client', () => {
  const place = 'hangs-before-head/telecomx'

  function post(sources: readonly string[]): { readonly leave: () => void; readonly gone: Promise<unknown> } {
    const client = new AbortController()
    const gone = fetch(`${running.stack.url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: ACTIVE_CALLS, variables: { sources } }),
      signal: client.signal,
      headers: { 'content-type': 'application/json' },
    }).catch(() => 'gone')
    return { leave: () => client.abort(), gone }
  }

  test('that leaves ends the request to the vendor only as the last one that waits for it', async () => {
    letAge(running)
    const { chaos, stack } = running
    const before = chaos.received(place)
    const first = post(['hangs-before-head-telecomx'])
    await chaos.arrived(place, before + 1)
    // When the request to another source has come, the one to this source has been joined.
    const otherPlace = 'hangs-before-head/restcomm'
    const other = chaos.received(otherPlace) + 1
    const second = post(['hangs-before-head-telecomx', 'hangs-before-head-restcomm'])
    await chaos.arrived(otherPlace, other)
    let isReleased = false
    const released = chaos.released(place).then(() => (isReleased = true))
    first.leave()
    expect(await first.gone).toBe('gone')
    await until(() => stack.log.some((line) => line.includes('"operation-answered"')))
    expect(isReleased).toBe(false)
    second.leave()
    expect(await second.gone).toBe('gone')
    await released
    await chaos.released(otherPlace)
    expect(chaos.received(place)).toBe(before + 1)
  })
})

describe('a slow source', () => {
  const [name, place] = ['hangs-in-body-mor', 'hangs-in-body/mor'] as const

  let brisk: ChaosStack
  beforeAll(async () => {
    brisk = await startChaosStack({}, { server: { deadlineMs: 600 } })
  })
  afterAll(async () => brisk?.close())

  test.for([
    ['a second', DEADLINE_MS, 1000],
    ['half the deadline', 600, 300],
  ] as const)('whose rows were kept costs %s at most: they are given, and said to be old', async ([, ...times]) => {
    const [deadlineMs, afterMs] = times
    const callContext = deadlineMs === DEADLINE_MS ? running : brisk
    const { stack, chaos } = callContext
    letAge(callContext)
    chaos.mend(place, behave)
    const first = connectionOf(await stack.query(ACTIVE_CALLS, { sources: [name] }))
    expect(reportOf(first, name)).toMatchObject({ status: 'OK', stale: false })
    const { fetchedAt } = reportOf(first, name)
    stack.clock.nowMs += 5000
    let answerLate = (): void => {}
    chaos.mend(place, (request, response) => (answerLate = () => behave(request, response)))
    const asked = chaos.received(place) + 1
    const answer = stack.query(ACTIVE_CALLS, { sources: [name] })
    await chaos.arrived(place, asked)
    vi.advanceTimersByTime(afterMs)
    const connection = connectionOf(await answer)
    expect(reportOf(connection, name)).toMatchObject({ status: 'OK', stale: true, fetchedAt, error: null })
    expect(rowsOf(connection, name)).toHaveLength(CALLS.length)
    // The request continues after the answer, and the next one has its rows.
    answerLate()
    await othersHaveAnswered(callContext, [name])
    const next = connectionOf(await stack.query(ACTIVE_CALLS, { sources: [name] }))
    expect(reportOf(next, name)).toMatchObject({ stale: false, requests: 0 })
    expect(chaos.received(place)).toBe(asked)
  })
})

describe('after two timeouts', () => {
  let fresh: ChaosStack
  beforeAll(async () => {
    fresh = await startChaosStack({}, { server: { deadlineMs: DEADLINE_MS } })
    await fresh.stack.query(ACTIVE_CALLS, { sources: HEALTHY })
  })
  afterAll(async () => fresh?.close())

  test.for(DIALECTS)('clients are answered within a second, also while the source is probed (%s)', async (dialect) => {
    const [name, place] = [`hangs-before-head-${dialect}`, `hangs-before-head/${dialect}`]
    const { stack, chaos } = fresh
    for (let each = 0; each < 2; each++) {
      const { answer } = await askHanging(fresh, name, place)
      vi.advanceTimersByTime(DEADLINE_MS)
      await answer
    }
    const before = chaos.received(place)
    const unsent = connectionOf(await stack.query(ACTIVE_CALLS, { sources: [name, ...HEALTHY] }))
    expect(reportOf(unsent, name)).toMatchObject({ status: 'FAILED', requests: 0, error: { code: 'TIMEOUT' } })
    stack.clock.nowMs += 4000
    const probe = stack.query(ACTIVE_CALLS, { sources: [name, ...HEALTHY] })
    await chaos.arrived(place, before + 1)
    await othersHaveAnswered(fresh)
    vi.advanceTimersByTime(1000)
    expect(reportOf(connectionOf(await probe), name)).toMatchObject({ status: 'FAILED', error: { code: 'TIMEOUT' } })
    expect(chaos.received(place)).toBe(before + 1)
  })
})

describe('a source that keeps hanging', () => {
  const [name, place] = ['hangs-after-head-mor', 'hangs-after-head/mor'] as const
  const HEALTH = `{ sources { name health { state since lastError { code } lastSuccessAt } } }`

  test('costs nothing at all once its circuit is open, is DOWN, and is UP when it is back', async () => {
    const { stack, chaos } = running
    // Two timeouts in a row.
    for (let each = chaos.received(place); each < 2; each++) {
      stack.clock.nowMs += 5000
      const { answer } = await askHanging(running, name, place)
      vi.advanceTimersByTime(DEADLINE_MS)
      expect(reportOf(connectionOf(await answer), name).error?.code).toBe('DEADLINE')
    }
    const asked = chaos.received(place)
    const connection = connectionOf(await stack.query(ACTIVE_CALLS, { sources: [name, ...HEALTHY] }))
    expectOthers(connection)
    expect(reportOf(connection, name)).toMatchObject({
      status: 'FAILED',
      requests: 0,
      error: { code: 'TIMEOUT', retryAfterSeconds: expect.any(Number) },
    })
    expect(chaos.received(place)).toBe(asked)
    const { body } = await stack.query(HEALTH)
    expect(body.data).toMatchObject({
      sources: expect.arrayContaining([
        {
          name,
          health: { state: 'DOWN', since: expect.any(String), lastError: { code: 'TIMEOUT' }, lastSuccessAt: null },
        },
      ]),
    })
    expect((await fetch(`${stack.url}/readyz`)).status).toBe(200)
    chaos.mend(place, behave)
    stack.clock.nowMs += 4000
    const back = connectionOf(await stack.query(ACTIVE_CALLS, { sources: [name] }))
    expect(reportOf(back, name)).toMatchObject({ status: 'OK', requests: 1 })
    const then = new Date(stack.clock.nowMs).toISOString()
    expect((await stack.query(HEALTH)).body.data).toMatchObject({
      sources: expect.arrayContaining([
        { name, health: { state: 'UP', since: then, lastError: { code: 'TIMEOUT' }, lastSuccessAt: then } },
      ]),
    })
  })
})
