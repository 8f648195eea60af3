import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'
import type { RequestPrincipal } from '../../../../../src/server/http/context-request.js'
import type { Refusal } from '../../../../../src/server/http/refusal.js'
import { type OpenStream, OpenStreams } from '../../../../../src/server/live/open-streams.js'
import { Exchange, type Verdict } from '../../../../../src/server/pipeline/step.js'
import { localAdministrator } from '../../../../support/unrestricted.js'

const UNAUTHENTICATED: Refusal = { status: 401, code: 'UNAUTHENTICATED', message: 'no' }
const admin = localAdministrator([])

const principalUntil = (expiresAtMs: number | null): RequestPrincipal => ({
  ...admin,
  principal: { ...admin.principal, expiresAtMs },
})

function setUp(signIn: (exchange: Exchange) => Verdict<Refusal> = asBefore(admin)) {
  const done: string[] = []
  const streams = new OpenStreams({ now: () => Date.now(), heartbeatMs: 10_000, signIn })
  const open = (principal: RequestPrincipal = admin, transport: OpenStream['transport'] = 'sse'): OpenStream => {
    const exchange = new Exchange(new IncomingMessage(new Socket()))
    exchange.principal = principal
    const end = (what: string) => () => {
      done.push(what)
      streams.delete(stream)
    }
    const stream: OpenStream = {
      transport,
      exchange,
      warn: () => void done.push('warn'),
      beat: () => void done.push('beat'),
      expire: end('expire'),
      cut: end('cut'),
    }
    streams.add(stream)
    return stream
  }
  return { streams, open, done }
}

const asBefore =
  (principal: RequestPrincipal) =>
  (exchange: Exchange): null => {
    exchange.principal = principal
    return null
  }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const without = (done: readonly string[], what: string) => done.filter((each) => each !== what)

describe('the end of rights', () => {
  it('is announced a minute before, and then ends the stream', () => {
    const { open, done } = setUp()
    open(principalUntil(Date.now() + 300_000))
    vi.advanceTimersByTime(239_000)
    expect(without(done, 'beat')).toEqual([])
    vi.advanceTimersByTime(1000)
    expect(without(done, 'beat')).toEqual(['warn'])
    vi.advanceTimersByTime(59_000)
    expect(without(done, 'beat')).toEqual(['warn'])
    vi.advanceTimersByTime(1000)
    expect(without(done, 'beat')).toEqual(['warn', 'expire'])
    vi.advanceTimersByTime(600_000)
    expect(without(done, 'beat')).toEqual(['warn', 'expire'])
  })

  it('is announced halfway where less than two minutes are left', () => {
    const { open, done } = setUp()
    open(principalUntil(Date.now() + 20_000))
    vi.advanceTimersByTime(9000)
    expect(done).toEqual([])
    vi.advanceTimersByTime(1000)
    expect(done).toContain('warn')
    vi.advanceTimersByTime(10_000)
    expect(done.at(-1)).toBe('expire')
  })

  it('never comes for a credential that does not expire', () => {
    const { open, done } = setUp()
    open(principalUntil(null))
    vi.advanceTimersByTime(7_200_000)
    expect(without(done, 'beat')).toEqual([])
  })
})

describe('a sender whose credentials are checked again', () => {
  test.each([
    ['at once', UNAUTHENTICATED],
    ['later', Promise.resolve(UNAUTHENTICATED)],
  ])('loses the stream within 30 s after the credential was removed: found %s', async (_name, removed) => {
    let verdict: Verdict<Refusal> = null
    const { open, done } = setUp((exchange) => {
      exchange.principal = admin
      return verdict
    })
    open()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(without(done, 'beat')).toEqual([])
    verdict = removed
    await vi.advanceTimersByTimeAsync(30_000)
    expect(without(done, 'beat')).toEqual(['expire'])
  })

  it('has the stream cut when the rights have changed: the next one has the new ones', async () => {
    let principal = admin
    const { open, done } = setUp((exchange) => asBefore(principal)(exchange))
    open()
    principal = { ...admin, sharingKey: 'other' }
    await vi.advanceTimersByTimeAsync(30_000)
    expect(without(done, 'beat')).toEqual(['cut'])
  })

  test.each([
    [503, 'AUTH_UNAVAILABLE'],
    [429, 'TOO_MANY_ATTEMPTS'],
  ])('keeps it while nobody can be recognised: %i', async (status, code) => {
    const { open, done } = setUp(() => ({ status, code, message: 'later' }))
    open()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(without(done, 'beat')).toEqual([])
  })

  it('has it cut where that fails', async () => {
    const { open, done } = setUp(() => Promise.reject(new Error('a bug')))
    open()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(without(done, 'beat')).toEqual(['cut'])
  })
})

describe('a quiet stream', () => {
  it('is sent something after ten seconds without an event, and only then', () => {
    const { streams, open, done } = setUp()
    const stream = open()
    for (let each = 0; each < 10; each++) {
      vi.advanceTimersByTime(9000)
      streams.sent(stream)
    }
    expect(done).toEqual([])
    vi.advanceTimersByTime(10_000)
    expect(done).toEqual(['beat'])
  })
})

it('counts the streams of each transport, and cuts all of them', () => {
  const { streams, open, done } = setUp()
  open()
  open()
  open(admin, 'websocket')
  expect(streams.count()).toEqual({ sse: 2, multipart: 0, websocket: 1 })
  streams.cutAll()
  expect(done).toEqual(['cut', 'cut', 'cut'])
  expect(streams.count()).toEqual({ sse: 0, multipart: 0, websocket: 0 })
  expect(vi.getTimerCount()).toBe(0)
})

describe('thousands of streams', () => {
  /** From one turn of the test to the next, in which two turns of the gateway may have a part. */
  const MOST_PER_TURN = 2 * 250
  const nextTurn = (): Promise<void> => new Promise(setImmediate)

  /** How many things were done in each turn, until nothing more is. */
  async function turnsOf(done: readonly string[]): Promise<readonly number[]> {
    const turns: number[] = []
    for (let before = 0; done.length > before; ) {
      turns.push(done.length - before)
      before = done.length
      await nextTurn()
    }
    return turns
  }

  test.each([
    ['a heartbeat', 'beat', null, 10_000],
    ['a warning', 'warn', 130_000, 70_000],
    ['the end of their rights', 'expire', 5000, 5000],
  ])('get %s over several turns', async (_name, what, expiresInMs, passedMs) => {
    const { open, done } = setUp()
    const principal = principalUntil(expiresInMs === null ? null : Date.now() + expiresInMs)
    for (let each = 0; each < 1000; each++) open(principal)
    vi.advanceTimersByTime(passedMs - 1000)
    await turnsOf(done)
    done.length = 0
    vi.advanceTimersByTime(1000)
    const turns = await turnsOf(done)
    expect(done.filter((each) => each === what)).toHaveLength(1000)
    expect(Math.max(...turns)).toBeLessThanOrEqual(MOST_PER_TURN)
  })

  it('are recognised again over several turns', async () => {
    const done: string[] = []
    const { open } = setUp((exchange) => {
      done.push('recognise')
      return asBefore(admin)(exchange)
    })
    for (let each = 0; each < 1000; each++) open()
    vi.setSystemTime(Date.now() + 60_000)
    vi.advanceTimersByTime(1000)
    const turns = await turnsOf(done)
    expect(done).toHaveLength(1000)
    expect(Math.max(...turns)).toBeLessThanOrEqual(MOST_PER_TURN)
  })

  it('are cut over several turns', async () => {
    const { streams, open, done } = setUp()
    for (let each = 0; each < 1000; each++) open()
    const cutting = streams.cutAll()
    expect(Math.max(...(await turnsOf(done)))).toBeLessThanOrEqual(MOST_PER_TURN)
    await cutting
    expect(done).toHaveLength(1000)
  })
})
