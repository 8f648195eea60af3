import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scrape } from '../../support/scrape.js'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeEach(async () => {
  stack = await startStack()
})
afterEach(() => stack.close())

const MOR = { source: 'mor-demo', operation: 'active_calls_get' }
const ACTIVE = '{ activeCalls(sources: ["mor-demo"], first: 5) { nodes { id } } }'
const LONG_AGO_MS = 60_000

const answers = async (source = 'mor-demo') =>
  (await scrape(stack.url)).by('origin', 'trunkline_source_answers_total', { source })

describe('GET /metrics', () => {
  test('is text in the format of Prometheus, which nothing may cache', async () => {
    const { status, contentType } = await scrape(stack.url)
    expect(status).toBe(200)
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect((await fetch(`${stack.url}/metrics`)).headers.get('cache-control')).toBe('no-store')
  })

  test('names every metric as Prometheus recommends, with help and type', async () => {
    await stack.query(ACTIVE)
    const { text, samples } = await scrape(stack.url)
    const types = new Map([...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]))
    const helped = [...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name = '']) => name)
    expect(helped.sort()).toEqual([...types.keys()].sort())
    for (const [name, type] of types) {
      if (name.startsWith('trunkline_')) expect(name.endsWith('_total'), name).toBe(type === 'counter')
      if (type === 'histogram') expect(name).toMatch(/_seconds$/)
      expect(name).not.toMatch(/_(ms|milliseconds|count|sum|bucket)$/)
    }
    const families = samples.map(({ name }) => (types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')))
    expect(families.filter((name) => !types.has(name))).toEqual([])
  })

  test('has metrics of the process', async () => {
    const { samples } = await scrape(stack.url)
    const names = new Set(samples.map(({ name }) => name))
    for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds'])
      expect(names).toContain(name)
  })

  test('is not there where the configuration turns it off', async () => {
    const quiet = await startStack({ vendors: ['mor'], server: { metrics: false } })
    const { status } = await scrape(quiet.url).finally(() => quiet.close())
    expect(status).toBe(404)
  })

  test('counts each gateway by itself, though they share a process', async () => {
    const other = await startStack({ vendors: ['mor'] })
    await other.query(ACTIVE)
    await other.close()
    expect(await answers()).toEqual({})
  })
})

describe('a GraphQL request', () => {
  const NAME = 'trunkline_graphql_request_duration_seconds_count'

  test('is counted by type and outcome, and by no name of the client', async () => {
    await stack.query(`query DeskOfAnna ${ACTIVE}`)
    await stack.query('{ sources { name } }')
    await stack.query('{ activeCalls(first: -1) { nodes { id } } }')
    await stack.query('{ nonsense }')
    await stack.query('{')
    const { samples, text } = await scrape(stack.url)
    const counts = samples.filter(({ name }) => name === NAME).map(({ labels, value }) => ({ ...labels, value }))
    expect(counts).toEqual([
      { operation_type: 'query', outcome: 'OK', value: 2 },
      { operation_type: 'query', outcome: 'BAD_USER_INPUT', value: 1 },
      { operation_type: 'none', outcome: 'GRAPHQL_VALIDATION_FAILED', value: 1 },
      { operation_type: 'none', outcome: 'GRAPHQL_PARSE_FAILED', value: 1 },
    ])
    expect(text).not.toContain('Anna')
  })

  test('that was answered with the answer to another is counted as shared, too', async () => {
    const shared = async () => (await scrape(stack.url)).value('trunkline_graphql_shared_answers_total', {})
    // The first time it is unknown, the second time there is no cached answer.
    for (let each = 0; each < 2; each++) await stack.query(ACTIVE)
    expect(await shared()).toBe(0)
    for (let each = 0; each < 3; each++) await stack.query(ACTIVE)
    expect(await shared()).toBe(3)
    stack.clock.nowMs += LONG_AGO_MS
    await stack.query(ACTIVE)
    const { value, samples } = await scrape(stack.url)
    expect(value('trunkline_graphql_shared_answers_total', {})).toBe(3)
    expect(samples.find(({ name }) => name === NAME)?.value).toBe(6)
  })

  test('is an HTTP request as well, counted by route', async () => {
    await stack.query(ACTIVE)
    await fetch(`${stack.url}/somewhere/4570305050`)
    await fetch(`${stack.url}/readyz`)
    const { value, text } = await scrape(stack.url)
    const count = (method: string, route: string, status: string) =>
      value('http_request_duration_seconds_count', { method, route, status_code: status })
    expect([count('POST', '/graphql', '200'), count('GET', '/readyz', '200'), count('GET', 'unknown', '404')]).toEqual([
      1, 1, 1,
    ])
    expect(text).not.toContain('4570305050')
  })
})

describe('a request to a source', () => {
  test('is counted by operation and outcome, with the bytes of its answer', async () => {
    await stack.query(ACTIVE)
    const { value } = await scrape(stack.url)
    expect(value('trunkline_source_request_duration_seconds_count', { ...MOR, outcome: 'OK' })).toBe(1)
    expect(value('trunkline_source_response_bytes_total', MOR)).toBeGreaterThan(0)
  })

  test('may be a log-in or a challenge', async () => {
    await stack.query('{ activeCalls(sources: ["telecomx-demo", "portasip-demo"], first: 5) { nodes { id } } }')
    const { samples } = await scrape(stack.url)
    const counts = samples
      .filter(({ name }) => name === 'trunkline_source_request_duration_seconds_count')
      .map(({ labels, value }) => [labels['operation'], labels['outcome'], value])
    expect(counts.sort()).toEqual([
      ['GET /sbc/session', 'OK', 1],
      ['POST /auth/login', 'OK', 1],
      ['listActiveCalls', 'CHALLENGED', 1],
      ['listActiveCalls', 'OK', 1],
    ])
  })

  test('is counted apart from answers that were shared, cached or stale', async () => {
    // Other texts: equal operations would share the whole answer.
    await Promise.all(Array.from({ length: 5 }, (_, at) => stack.query(`${ACTIVE} # ${at}`)))
    const { sent, shared = 0, cached = 0 } = await answers()
    expect([sent, shared + cached]).toEqual([1, 4])
    await stack.query(ACTIVE)
    expect((await answers())['cached']).toBe(cached + 1)
    stack.clock.nowMs += 1500
    stack.hosts['mor-demo']?.setFaults({ errorRate: 1 })
    await stack.query(ACTIVE)
    expect(await answers()).toMatchObject({ sent: 1, stale: 1 })
  })

  test('is counted with its rows, and with the status of the source', async () => {
    const { body } = await stack.query('{ calls(sources: ["restcomm-demo"], first: 7) { nodes { id } } }')
    expect(body.errors).toBeUndefined()
    await stack.query('{ calls(sources: ["restcomm-demo", "portasip-demo"], first: 3) { nodes { id } } }')
    await stack.query('{ sessions(sources: ["portasip-demo"], first: 3) { nodes { id } } }')
    const { value, by } = await scrape(stack.url)
    const list = { source: 'restcomm-demo', list: 'calls' }
    expect(value('trunkline_source_rows_returned_total', list)).toBe(10)
    expect(value('trunkline_source_rows_read_total', list)).toBeGreaterThanOrEqual(10)
    expect(by('status', 'trunkline_source_lists_total', list)).toEqual({ OK: 2 })
    expect(by('status', 'trunkline_source_lists_total', { source: 'portasip-demo', list: 'sessions' })).toEqual({
      UNSUPPORTED: 1,
    })
    await stack.query('{ calls(sources: ["restcomm-demo"], first: 4) { nodes { id } } }')
    const [second, third] = [await scrape(stack.url), await scrape(stack.url)]
    for (const { value: later } of [second, third]) {
      expect(later('trunkline_source_rows_returned_total', list)).toBe(14)
      expect(later('trunkline_source_lists_total', { ...list, status: 'OK' })).toBe(3)
    }
  })
})

describe('an action on a switch', () => {
  test('is counted by its outcome, without its target', async () => {
    const target = '4570305050'
    await stack.query(`mutation { disconnectAccount(source: "portasip-demo", accountId: "${target}") { outcome } }`)
    const { samples, text } = await scrape(stack.url)
    const actions = samples.filter(({ name }) => name === 'trunkline_control_actions_total')
    expect(actions.map(({ labels, value }) => [labels['source'], labels['operation'], value])).toEqual([
      ['portasip-demo', 'disconnectAccount', 1],
    ])
    expect(text).not.toContain(target)
  })
})

describe('labels', () => {
  test('hold nothing of requests or answers', async () => {
    const { body } = await stack.query(`{
      calls(first: 20, filter: { number: "+4570305050" }) { nodes { id } }
      sessions(first: 20) { nodes { id nativeId caller { number } callee { number } } }
      activeCalls(first: 20) { nodes { id nativeId caller { number } } }
      sipAccounts(first: 20) { nodes { id nativeId name } }
    }`)
    stack.clock.nowMs += LONG_AGO_MS
    const answered = new Set(JSON.stringify(body).match(/(?<=":")[^"]{5,}(?=")/g))
    expect(answered.size).toBeGreaterThan(50)
    const { samples } = await scrape(stack.url)
    const values = new Set(samples.flatMap(({ labels }) => Object.values(labels)))
    expect([...values].filter((value) => answered.has(value))).toEqual([])
    expect([...values].join()).not.toContain('70305050')
  })
})
