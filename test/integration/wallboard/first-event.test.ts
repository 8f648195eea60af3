// The subscriptions of the page at the real gateway, without a browser.

import { expect, onTestFinished, test } from 'vitest'
import { EventStreamParser, type StreamEvent } from '../../../src/wallboard/core/event-stream.js'
import {
  CALLS_SUBSCRIPTION,
  COUNTRIES_SUBSCRIPTION,
  HEALTH_SUBSCRIPTION,
  HISTORY_QUERY,
  LONGEST_CALLS,
  statsSubscription,
} from '../../../src/wallboard/core/operations.js'
import { type Stack, startStack } from '../../support/stack.js'

/** The first event of a subscription. */
async function firstEventOf(stack: Stack, query: string, variables: object = {}): Promise<StreamEvent | undefined> {
  const stop = new AbortController()
  const { body } = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: stop.signal,
  })
  const parser = new EventStreamParser()
  const decoder = new TextDecoder()
  try {
    for await (const piece of body ?? []) {
      const [event] = parser.feed(decoder.decode(piece, { stream: true }))
      if (event !== undefined) return event
    }
    return undefined
  } finally {
    stop.abort()
  }
}

test('the first events have all that the board shows, also while alarms are raised', async () => {
  const stack = await startStack({
    vendors: ['mor'],
    access: { wallboard: { alarms: { longerThan: '1m' } } },
    overrides: { 'mor-demo': { probeEvery: '1s' } },
  })
  onTestFinished(() => stack.close())
  const { body } = await stack.query('{ activeCallStats { total } }')
  const dataOf = async (query: string, variables?: object): Promise<unknown> => {
    const event = await firstEventOf(stack, query, variables)
    return JSON.parse(event?.data ?? '{}')
  }
  const stats = await dataOf(statsSubscription(true))
  expect(stats).toMatchObject({
    data: { activeCallStats: { kind: 'SNAPSHOT', stats: { sources: [{ status: 'OK' }] } } },
  })
  expect(stats).toMatchObject({
    data: { activeCallStats: { stats: JSON.parse(JSON.stringify(body.data)).activeCallStats } },
  })
  expect(await dataOf(COUNTRIES_SUBSCRIPTION)).toMatchObject({ data: { activeCallStats: { kind: 'SNAPSHOT' } } })
  expect(await dataOf(HEALTH_SUBSCRIPTION)).toMatchObject({
    data: { sourceHealth: { kind: 'SNAPSHOT', sources: [{ name: 'mor-demo', health: { state: 'UP' } }] } },
  })
  const calls = await dataOf(CALLS_SUBSCRIPTION, { first: LONGEST_CALLS })
  expect(calls).toMatchObject({ data: { activeCallUpdates: { kind: 'SNAPSHOT', position: expect.any(String) } } })
  const history = await stack.query(HISTORY_QUERY, { minutes: 60 })
  expect(history.body).toMatchObject({ data: { activeCallHistory: expect.any(Array) } })
})
