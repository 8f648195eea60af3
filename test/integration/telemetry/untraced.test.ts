// Without an endpoint no traces are exported: OpenTelemetry's SDK is not even loaded.

import { expect, test, vi } from 'vitest'
import { startTraced } from './traced.js'

const loaded: string[] = []
vi.mock('../../../src/telemetry/otel-traces.js', () => {
  loaded.push('otel-traces')
  return {}
})

const SESSIONS = '{ sessions(first: 5) { nodes { id } } }'
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('nothing is loaded, and nothing is sent along', async () => {
  const { query, seen } = await startTraced({})
  await query(SESSIONS)
  expect(seen).toHaveLength(1)
  expect(seen[0]).not.toHaveProperty('traceparent')
  expect(loaded).toEqual([])
})

test('the trace of a client is passed on as it is', async () => {
  const { query, seen } = await startTraced({})
  await query(SESSIONS, { traceparent: TRACEPARENT, tracestate: 'desk=17, other=a b' })
  expect(seen[0]).toMatchObject({ traceparent: TRACEPARENT, tracestate: 'desk=17,other=a b' })
  expect(loaded).toEqual([])
})

test.each([
  '',
  'yes',
  TRACEPARENT.toUpperCase(),
  TRACEPARENT.replace('b7ad6b7169203331', '0000000000000000'),
  `${TRACEPARENT}\u00e9`,
])('invalid trace headers are not passed on: %s', async (traceparent) => {
  const { query, seen } = await startTraced({})
  await query(SESSIONS, { traceparent, tracestate: 'desk=17' })
  expect(seen[0]).not.toHaveProperty('traceparent')
  expect(seen[0]).not.toHaveProperty('tracestate')
})
