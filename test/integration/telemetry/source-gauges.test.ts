// The state of a source at the time of the scrape.

import { EventEmitter, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { scrape } from '../../support/scrape.js'
import { startScriptedServer } from '../../support/scripted/scripted-server.js'
import { startStack } from '../../support/stack.js'

describe('a source', () => {
  const SOURCE = { source: 'mor-demo' }
  const query = '{ activeCalls(first: 1) { nodes { id } } }'

  test('is up, down, and behind an open circuit', async () => {
    const stack = await startStack({
      vendors: ['mor'],
      overrides: { 'mor-demo': { retries: 0, staleOnError: 0, freshness: { activeCalls: 0 } } },
    })
    onTestFinished(() => stack.close())
    expect((await scrape(stack.url)).value('trunkline_source_up', SOURCE)).toBeUndefined()
    await stack.query(query)
    const before = await scrape(stack.url)
    expect(before.value('trunkline_source_up', SOURCE)).toBe(1)
    expect(before.by('state', 'trunkline_source_circuit_breaker_state', SOURCE)).toEqual({
      closed: 1,
      open: 0,
      'half-open': 0,
    })
    stack.hosts['mor-demo']?.setFaults({ errorRate: 1 })
    for (let each = 0; each < 4; each++) {
      stack.clock.nowMs += each < 3 ? 4000 : 0
      await stack.query(query)
    }
    const { by, value } = await scrape(stack.url)
    expect(value('trunkline_source_up', SOURCE)).toBe(0)
    expect(by('state', 'trunkline_source_circuit_breaker_state', SOURCE)).toEqual({
      closed: 0,
      open: 1,
      'half-open': 0,
    })
    expect(by('state', 'trunkline_source_circuit_breaker_transitions_total', SOURCE)).toEqual({
      open: 3,
      'half-open': 2,
    })
    expect(by('outcome', 'trunkline_source_request_duration_seconds_count', SOURCE)).toEqual({ OK: 1, UNAVAILABLE: 3 })
    expect(by('code', 'trunkline_source_refused_requests_total', SOURCE)).toEqual({ CIRCUIT_OPEN: 1 })
  })

  test('receives retries, which are counted by the failure', async () => {
    const stack = await startStack({ vendors: ['mor'], overrides: { 'mor-demo': { retries: 1 } } })
    onTestFinished(() => stack.close())
    stack.hosts['mor-demo']?.setFaults({ errorRate: 1 })
    await stack.query(query)
    const { by } = await scrape(stack.url)
    expect(by('code', 'trunkline_source_retries_total', SOURCE)).toEqual({ UNAVAILABLE: 1 })
  })

  test('has requests in flight, and others that wait for a slot', async () => {
    const arrived = new EventEmitter()
    const held: ServerResponse[] = []
    const vendor = await startScriptedServer((_request, response) => {
      held.push(response)
      arrived.emit('request')
    })
    const sources = {
      slow: { vendor: 'telecomx', url: vendor.origin, auth: { token: 'demo-token' }, maxConcurrency: 1 },
    }
    const stack = await startStack({ vendors: [], sources })
    onTestFinished(async () => {
      await stack.close()
      await vendor.close()
    })
    const first = once(arrived, 'request')
    const queries = ['+4570305050', '+4581808888', '+4580808080'].map((number) =>
      stack.query(`{ sessions(filter: { number: "${number}" }) { nodes { id } } }`),
    )
    await first
    await vi.waitFor(async () => {
      const { value } = await scrape(stack.url)
      const load = ['in_flight', 'queued'].map((name) => value(`trunkline_source_requests_${name}`, { source: 'slow' }))
      expect(load).toEqual([1, 2])
    })
    const answer = () =>
      held
        .shift()
        ?.writeHead(200, { 'content-type': 'application/json' })
        .end('{"offset":0,"limit":51,"total":0,"sessions":[]}')
    arrived.on('request', answer)
    answer()
    for (const { body } of await Promise.all(queries)) expect(body.errors).toBeUndefined()
    const { value } = await scrape(stack.url)
    expect(value('trunkline_source_requests_in_flight', { source: 'slow' })).toBe(0)
    expect(value('trunkline_source_requests_queued', { source: 'slow' })).toBe(0)
  })

  test('has not failed when a client stops waiting for it', async () => {
    const arrived = new EventEmitter()
    const vendor = await startScriptedServer(() => void arrived.emit('request'))
    const sources = { slow: { vendor: 'telecomx', url: vendor.origin, auth: { token: 'demo-token' } } }
    const stack = await startStack({ vendors: [], sources })
    onTestFinished(async () => {
      await stack.close()
      await vendor.close()
    })
    const client = new AbortController()
    const first = once(arrived, 'request')
    const answer = fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ sessions { nodes { id } } }' }),
      signal: client.signal,
    })
    await first
    client.abort()
    await expect(answer).rejects.toThrow()
    await vi.waitFor(async () => {
      const { by } = await scrape(stack.url)
      const outcomes = by('outcome', 'trunkline_source_request_duration_seconds_count', { source: 'slow' })
      expect(outcomes).toEqual({ CANCELLED: 1 })
    })
  })
})
