// Each client with its real package: it connects, gets each event when it comes, sees how a stream ends, and disconnects.

import { EventSource } from 'eventsource'
import { GraphQLError } from 'graphql'
import { afterEach, describe, expect, it, onTestFinished, test, vi } from 'vitest'
import type { RequestStep } from '../../../src/server/pipeline/step.js'
import { fakeEvent } from '../../support/fake-hub.js'
import { localAdministrator } from '../../support/unrestricted.js'
import { type Heard, Hearing, LIVE_CLIENTS } from './live-clients.js'
import { type LiveServer, startLiveServer, TICKS } from './live-server.js'

const eventOf = (n: number, kind = 'CHANGES'): Heard => ({
  kind: 'result',
  data: { ticks: { __proto__: null, n, kind } },
  codes: [],
})

test('EventSource continues after the last event that it has had', async () => {
  const { graphql, hub } = await startLiveServer()
  const source = new EventSource(`${graphql}?${new URLSearchParams({ query: TICKS })}`)
  onTestFinished(() => source.close())
  const [first] = await hub.subscribers(1)
  expect(first?.question.since).toBeNull()
  const heard = new Promise((resolve) => source.addEventListener('next', resolve))
  hub.emit(fakeEvent(7))
  await heard
  const lost = new Promise<void>((resolve) => {
    source.addEventListener('error', () => {
      // It waits for three seconds.
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      resolve()
    })
  })
  onTestFinished(() => void vi.useRealTimers())
  first?.end('MAX_AGE')
  await lost
  vi.advanceTimersByTime(3000)
  vi.useRealTimers()
  const [second] = await hub.subscribers(1)
  expect(second?.question.since).toBe('p7')
})

describe.each(Object.entries(LIVE_CLIENTS))('%s', (name, subscribe) => {
  const open = ({ graphql: url }: LiveServer, query = TICKS) => {
    const hearing = new Hearing()
    const close = subscribe({ url, query, hearing })
    onTestFinished(close)
    return { hearing, close }
  }
  afterEach(() => void vi.useRealTimers())

  it('gets each event without waiting for the one after it, and is gone when it unsubscribes', async () => {
    const server = await startLiveServer()
    const { hearing, close } = open(server)
    await server.hub.subscribers(1)
    for (const n of [1, 2, 3]) {
      server.hub.emit(fakeEvent(n))
      expect(JSON.parse(JSON.stringify(await hearing.next()))).toMatchObject(eventOf(n))
    }
    close()
    await server.hub.subscribers(0)
  })

  it('does not take an end by the server for the end of the subscription', async () => {
    const server = await startLiveServer()
    const { hearing } = open(server)
    await server.hub.subscribers(1)
    server.hub.emit(fakeEvent(1))
    await hearing.next()
    await server.close()
    expect((await hearing.next()).kind).toBe('error')
  })

  it('shows its application why a subscription is refused', async () => {
    const server = await startLiveServer()
    server.hub.refusal = new GraphQLError('no such filter', { extensions: { code: 'BAD_USER_INPUT' } })
    const { hearing } = open(server)
    const heard = await hearing.next()
    // graphql-ws has a separate message for errors.
    const codes =
      heard.kind === 'error' && Array.isArray(heard.error)
        ? heard.error.map(({ extensions }) => extensions.code)
        : 'codes' in heard
          ? heard.codes
          : []
    expect(codes).toEqual(['BAD_USER_INPUT'])
  })

  it('learns when its rights end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const admin = localAdministrator([])
    const principal = { ...admin, principal: { ...admin.principal, expiresAtMs: Date.now() + 100_000 } }
    const onRequest: NonNullable<RequestStep<unknown>['onRequest']> = (exchange) => {
      if (!exchange.isPublic) exchange.principal = principal
      return null
    }
    const server = await startLiveServer({ steps: [{ name: 'sign-in', onRequest }], live: { signIn: onRequest } })
    const { hearing } = open(server)
    await server.hub.subscribers(1)
    vi.advanceTimersByTime(50_000)
    expect(JSON.parse(JSON.stringify(await hearing.next()))).toMatchObject(eventOf(0, 'EXPIRING'))
    vi.advanceTimersByTime(50_000)
    const heard = await hearing.next()
    if (name === 'graphql-ws')
      expect(heard).toMatchObject({ kind: 'error', error: { code: 4403, reason: 'AUTH_EXPIRED' } })
    else expect(heard).toMatchObject({ kind: 'result', codes: ['AUTH_EXPIRED'] })
  })
})
