import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.js'

type Line = Readonly<Record<string, unknown>>
const LEVELS: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' }
const OPERATION = '{ activeCalls(sources: ["mor-demo", "restcomm-demo"], first: 5) { nodes { id } } }'

let stack: Stack
beforeEach(async () => {
  const overrides = { 'mor-demo': { retries: 0, staleOnError: 0, freshness: { activeCalls: 0 } } }
  stack = await startStack({ vendors: ['mor', 'restcomm'], overrides })
})
afterEach(() => stack.close())

/** What was logged, without the fields that pino adds to every line. */
const lines = (type?: string): readonly Line[] =>
  stack.log
    .map((text): Line => JSON.parse(text))
    .filter((line) => type === undefined || line['type'] === type)
    .map(({ pid: _pid, hostname: _hostname, time: _time, level, ...rest }) => ({
      ...rest,
      level: LEVELS[Number(level)],
    }))

/** From this level on. */
const linesFrom = (level: string): readonly Line[] => {
  const loud = Object.values(LEVELS).slice(Object.values(LEVELS).indexOf(level))
  return lines().filter((line) => loud.includes(String(line['level'])))
}

describe('a GraphQL request', () => {
  test('is one line, and the only one where nothing goes wrong', async () => {
    const before = linesFrom('info').length
    const document = 'query Wallboard($first: Int) { activeCalls(first: $first) { nodes { id } } }'
    await stack.query(document, { first: 3 })
    expect(linesFrom('info').slice(before)).toEqual([
      {
        level: 'info',
        msg: 'graphql request',
        type: 'operation-answered',
        operationName: 'Wallboard',
        operationType: 'query',
        errorCodes: [],
        sources: { 'mor-demo': 'OK', 'restcomm-demo': 'OK' },
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        vendorRequests: 2,
        durationMs: expect.any(Number),
      },
    ])
  })

  test('names the sources whose rows are stale, without a separate line, which would be one for every poll', async () => {
    await stack.query(OPERATION)
    stack.hosts['restcomm-demo']?.setFaults({ errorRate: 1 })
    stack.clock.nowMs += 2000
    const before = linesFrom('info').length
    await stack.query(OPERATION)
    const after = linesFrom('info').slice(before)
    expect(after.at(-1)).toMatchObject({
      sources: { 'mor-demo': 'OK', 'restcomm-demo': 'OK' },
      stale: ['restcomm-demo'],
    })
    expect(after.filter(({ type }) => type === 'answer')).toEqual([])
  })

  test('has the codes of errors, and nothing of its text or its variables', async () => {
    const number = '+4570305050'
    const filtered = 'activeCalls(first: -1, filter: { caller: $number }) { nodes { id } }'
    await stack.query(`query Find($number: String) { ${filtered} }`, { number })
    await stack.query(`{ activeCalls(filter: { caller: "${number}" }) { nodes { nonsense } } }`)
    expect(lines('operation-answered')).toMatchObject([
      { operationName: 'Find', errorCodes: ['BAD_USER_INPUT'], sources: {}, vendorRequests: 0 },
      { operationName: null, operationType: null, errorCodes: ['GRAPHQL_VALIDATION_FAILED'] },
    ])
    expect(stack.log.join()).not.toContain('70305050')
    expect(stack.log.join()).not.toContain('nonsense')
  })

  test('has the queried sources, each with its worst outcome', async () => {
    stack.hosts['mor-demo']?.setFaults({ down: true })
    await stack.query(`{ activeCalls(first: 5) { nodes { id } } calls(first: 1) { nodes { id } } }`)
    expect(lines('operation-answered')).toMatchObject([
      { sources: { 'mor-demo': 'FAILED', 'restcomm-demo': 'OK' }, vendorRequests: 4 },
    ])
  })

  test('counts what was sent for it, not what it shared', async () => {
    await stack.query('{ activeCalls(sources: ["restcomm-demo"], first: 5) { nodes { id } } }')
    await stack.query('{ activeCalls(sources: ["restcomm-demo"], first: 9) { nodes { id } } }')
    expect(lines('operation-answered').map(({ vendorRequests }) => vendorRequests)).toEqual([1, 0])
  })

  test('has records that are fetched by id, too', async () => {
    const { body } = await stack.query('{ calls(sources: ["restcomm-demo"], first: 1) { nodes { id } } }')
    const id = /"id":"([^"]+)"/.exec(JSON.stringify(body))?.[1]
    await stack.query('query One($id: ID!) { node(id: $id) { id } }', { id })
    stack.hosts['restcomm-demo']?.setFaults({ down: true })
    await stack.query('query Two($id: ID!) { node(id: $id) { id } }', { id })
    expect(lines('operation-answered').slice(1)).toMatchObject([
      { operationName: 'One', sources: { 'restcomm-demo': 'OK' }, vendorRequests: 1 },
      { operationName: 'Two', sources: { 'restcomm-demo': 'FAILED' } },
    ])
  })

  test('has its operation name cut to a limited length', async () => {
    await stack.query(`query ${'A'.repeat(5000)} { sources { name } }`)
    expect(String(lines('operation-answered')[0]?.['operationName'])).toHaveLength(100)
  })

  test('has the trace id of the client', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    await stack.query('{ sources { name } }', {}, { traceparent: `00-${traceId}-b7ad6b7169203331-01` })
    expect(lines('operation-answered')).toMatchObject([{ traceId }])
  })
})

describe('a source', () => {
  test('has a line for every request to it, at debug', async () => {
    await stack.query(OPERATION)
    const inOrder = [...lines('request')].sort((a, b) => (String(a['source']) < String(b['source']) ? -1 : 1))
    expect(inOrder).toEqual(
      ['mor-demo', 'restcomm-demo'].map((source) => ({
        level: 'debug',
        msg: 'vendor request',
        type: 'request',
        source,
        operation: expect.any(String),
        method: expect.any(String),
        httpStatus: 200,
        bytes: expect.any(Number),
        durationMs: expect.any(Number),
        outcome: 'OK',
      })),
    )
  })

  test('has a line at info for a request that failed, and a warning when its circuit opens', async () => {
    stack.hosts['mor-demo']?.setFaults({ errorRate: 1 })
    for (let each = 0; each < 7; each++) await stack.query(OPERATION)
    const aloud = linesFrom('info').filter(({ source }) => source === 'mor-demo')
    expect(aloud.map(({ level, type }) => [level, type])).toEqual([
      ['info', 'request'],
      ['warn', 'breaker'],
    ])
    expect(aloud.at(-1)).toEqual({
      level: 'warn',
      msg: 'circuit breaker',
      type: 'breaker',
      source: 'mor-demo',
      state: 'open',
    })
    expect(lines('refused')).toHaveLength(6)
    expect(lines('refused')[0]).toMatchObject({ level: 'debug', code: 'UNAVAILABLE', source: 'mor-demo' })
  })
})

describe('an action on a switch', () => {
  test('is a line that says what was done to what', async () => {
    await stack.query('mutation { disconnectCustomer(source: "mor-demo", customerId: "17") { outcome } }')
    expect(lines('control')).toMatchObject([
      { level: 'info', operation: 'disconnectCustomer', source: 'mor-demo', target: '17' },
    ])
  })
})
