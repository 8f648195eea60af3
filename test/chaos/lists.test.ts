// Sources whose answers are well formed, and wrong; and sources that come back.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ACTIVE_CALLS,
  askBeside,
  type ChaosStack,
  connectionOf,
  expectNoLeak,
  reportOf,
  rowsOf,
  startChaosStack,
} from './chaos-stack.js'
import { DIALECTS, type Dialect } from './dialects.js'
import { behave, CALLS, type Misbehave, type Misbehaviour, REPEATED } from './misbehaviours.js'

let running: ChaosStack
beforeAll(async () => {
  running = await startChaosStack({ retries: 2 })
})
afterAll(async () => running?.close())

const IDS = CALLS.map(({ id }) => id)

interface Paged {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: unknown }
}

describe('a page that repeats for ever', () => {
  const MANY_REQUESTS = 30

  test.for([
    ['same-page-for-ever', 'telecomx', 'activeCalls'],
    ['same-page-for-ever', 'telecomx', 'sessions'],
    ['same-page-for-ever', 'restcomm', 'calls'],
    ['first-page-for-ever', 'telecomx', 'activeCalls'],
    ['first-page-for-ever', 'telecomx', 'sessions'],
    ['first-page-for-ever', 'restcomm', 'calls'],
  ] as const)('ends, and gives each row once (%s: %s, %s)', async ([name, dialect, list]) => {
    const { stack, chaos } = running
    const place = `${name}/${dialect}`
    const before = chaos.received(place)
    const seen: string[] = []
    let cursor: unknown = null
    for (let page = 0; page < 10; page++) {
      const answer = await stack.query(
        `query ($after: String) { list: ${list}(first: 15, after: $after, sources: ["${name}-${dialect}"]) {
          nodes { nativeId source { name } } pageInfo { hasNextPage endCursor }
          sources { source { name } status stale fetchedAt requests error { code message retryAfterSeconds } } } }`,
        { after: cursor },
      )
      // What cannot be paged may be refused, but in time and by name.
      if (answer.body.errors !== undefined) {
        const error = { code: 'PROTOCOL', retryable: false }
        expect(answer.body.errors).toMatchObject([{ extensions: { sources: [{ error }] } }])
        break
      }
      seen.push(...connectionOf(answer).nodes.map(({ nativeId }) => nativeId))
      const { list: shown }: { list?: Paged } = answer.body.data ?? {}
      if (shown?.pageInfo.hasNextPage !== true) break
      cursor = shown.pageInfo.endCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.length).toBeLessThanOrEqual(REPEATED.length)
    expect(chaos.received(place) - before).toBeLessThanOrEqual(MANY_REQUESTS)
  })
})

interface Timed {
  readonly nodes: readonly { readonly startedAt: string | null; readonly durationSeconds: number | null }[]
}

describe('a clock that is years off', () => {
  test.for(DIALECTS)('changes nothing about the rows, nor the order they come in (%s)', async (dialect) => {
    const { stack } = running
    const { report } = await askBeside(running, 'clock-years-off', dialect)
    expect(report).toMatchObject({ status: 'OK', stale: false, fetchedAt: new Date(stack.clock.nowMs).toISOString() })
    const { body } = await stack.query(
      `{ activeCalls(sources: ["clock-years-off-${dialect}"]) { nodes { nativeId startedAt durationSeconds } } }`,
    )
    const times = ['2099-01-01T00:00:00Z', '1971-01-01T00:00:00Z'].map((text) => new Date(text).toISOString())
    const { activeCalls }: { activeCalls?: Timed } = body.data ?? {}
    expect(activeCalls?.nodes).toHaveLength(2)
    for (const { durationSeconds } of activeCalls?.nodes ?? []) expect(durationSeconds ?? 0).toBeGreaterThanOrEqual(0)
    const given = (activeCalls?.nodes ?? []).flatMap(({ startedAt }) => startedAt ?? [])
    const reported = given.map((text) => new Date(text).toISOString())
    expect(reported.length === 0 ? times : reported).toEqual(times)
  })
})

describe('a source that is back', () => {
  /** Misbehaves this often, then behaves. */
  const at = (times: number, misbehave: Misbehave): Misbehave => {
    let left = times
    return (request, response) => (left-- > 0 ? misbehave(request, response) : behave(request, response))
  }
  const fail: Misbehave = (_request, response) => void response.writeHead(500).end()

  const askAlone = async (name: Misbehaviour, dialect: (typeof DIALECTS)[number]) =>
    connectionOf(await running.stack.query(ACTIVE_CALLS, { sources: [`${name}-${dialect}`] }))

  /** Twilio's calls in progress take a request for each state. */
  const requestsOf = (dialect: Dialect): number => (dialect === 'twilio' ? 3 : 1)

  test.for(DIALECTS)('within two repetitions was never away (%s)', async (dialect) => {
    const { chaos } = running
    chaos.mend(`status-500/${dialect}`, at(2, fail))
    const connection = await askAlone('status-500', dialect)
    const requests = requestsOf(dialect) + 2 + chaos.logIns(`status-500/${dialect}`)
    expect(reportOf(connection, `status-500-${dialect}`)).toMatchObject({ status: 'OK', requests, error: null })
    expect(rowsOf(connection, `status-500-${dialect}`).toSorted()).toEqual(IDS)
  })

  test.for(DIALECTS)('has its connection broken receives the request again (%s)', async (dialect) => {
    running.chaos.mend(
      `reset/${dialect}`,
      at(1, (_request, response) => void response.socket?.resetAndDestroy()),
    )
    const connection = await askAlone('reset', dialect)
    const requests = requestsOf(dialect) + 1 + running.chaos.logIns(`reset/${dialect}`)
    expect(reportOf(connection, `reset-${dialect}`)).toMatchObject({ status: 'OK', requests })
  })

  // The bytes behind an answer look like an answer to the next request on the same connection.
  test.for(DIALECTS)('cannot answer a request before it was sent (%s)', async (dialect) => {
    const { chaos, stack } = running
    const name = `length-too-short-${dialect}`
    expect((await askBeside(running, 'length-too-short', dialect)).report).toMatchObject({
      error: { code: 'PROTOCOL' },
    })
    chaos.mend(`length-too-short/${dialect}`, behave)
    stack.clock.nowMs += 1000
    const answer = await stack.query(ACTIVE_CALLS, { sources: [name] })
    expect(rowsOf(connectionOf(answer), name).toSorted()).toEqual(IDS)
    expectNoLeak(answer.text)
  })
})

describe('a source that does not accept the credentials', () => {
  const unauthorized =
    (headers: Readonly<Record<string, string>> = {}): Misbehave =>
    (_request, response) =>
      void response.writeHead(401, headers).end()
  // With a challenge, or with two ways to sign in, there is a second attempt.
  const refusals: Readonly<Record<Dialect, { readonly requests: number; readonly refuse: Misbehave }>> = {
    telecomx: { requests: 1, refuse: unauthorized() },
    portasip: {
      requests: 2,
      refuse: unauthorized({ 'www-authenticate': 'Digest realm="switch", nonce="n1", qop="auth"' }),
    },
    restcomm: { requests: 1, refuse: unauthorized() },
    twilio: { requests: 1, refuse: unauthorized() },
    mor: {
      requests: 2,
      refuse: (_request, response) => void response.end('<status><error>Incorrect hash</error></status>'),
    },
    // A token that is refused as soon as it was fetched is not fetched again.
    portaone: {
      requests: 1,
      refuse: (_request, response) =>
        void response
          .writeHead(500, { 'content-type': 'application/json' })
          .end('{"faultcode":"Client.Session.check_auth.failed_to_process_jwt","faultstring":"refused"}'),
    },
  }

  test.for(DIALECTS)('receives no requests for a while: no account is locked out (%s)', async (dialect) => {
    const { chaos, stack } = running
    const { requests, refuse } = refusals[dialect]
    chaos.mend(`login-page/${dialect}`, refuse)
    for (let each = 0; each < 5; each++) {
      const { body } = await stack.query(ACTIVE_CALLS, { sources: [`login-page-${dialect}`] })
      const error = { code: 'UNAUTHENTICATED', retryable: false }
      expect(body.errors).toMatchObject([{ extensions: { code: 'SOURCES_FAILED', sources: [{ error }] } }])
    }
    expect(chaos.received(`login-page/${dialect}`)).toBe(requests)
  })
})
