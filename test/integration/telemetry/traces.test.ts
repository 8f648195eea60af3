import { describe, expect, onTestFinished, test } from 'vitest'
import { type CollectedSpan, type Collector, startCollector } from './collector.js'
import { answerWith, EMPTY, SECRET, startTraced, type Traced } from './traced.js'

const SERVER = 2
const CLIENT = 3
const ERROR = 2
const SESSIONS = `query Wallboard {
  sessions(first: 5, filter: { number: "+4570305050" }) { totalCount nodes { id caller { number } } }
}`
const CLIENT_TRACE = '0af7651916cd43dd8448eb211c80319c'
const TRACEPARENT = `00-${CLIENT_TRACE}-b7ad6b7169203331-01`

async function startCollected(
  environment: Readonly<Record<string, string>> = {},
): Promise<Traced & { readonly collector: Collector }> {
  const collector = await startCollector()
  onTestFinished(() => collector.close())
  const traced = await startTraced({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment })
  return Object.assign(traced, { collector })
}

const graphSpans = ({ collector }: { readonly collector: Collector }): readonly CollectedSpan[] =>
  collector.spans.filter(({ kind }) => kind === SERVER)
const vendorSpans = ({ collector }: { readonly collector: Collector }): readonly CollectedSpan[] =>
  collector.spans.filter(({ kind }) => kind === CLIENT)

describe('a trace', () => {
  test('has a span for the GraphQL request and one for each vendor request, and none for fields', async () => {
    const traced = await startCollected()
    await traced.query(SESSIONS)
    await traced.close()
    const [graph] = graphSpans(traced)
    expect(traced.collector.spans).toHaveLength(2)
    expect(graph).toMatchObject({
      name: 'graphql.query Wallboard',
      parentSpanId: '',
      attributes: {
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Wallboard',
        'trunkline.vendor_requests': 1,
      },
      status: { code: 0 },
      service: 'trunkline',
    })
    expect(vendorSpans(traced)).toMatchObject([
      {
        name: 'GET /sbc/session',
        traceId: graph?.traceId,
        parentSpanId: graph?.spanId,
        attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200, 'trunkline.source': 'tx' },
        status: { code: 0 },
      },
    ])
  })

  test('continues at the vendor, under the span of its request', async () => {
    const traced = await startCollected()
    await traced.query(SESSIONS)
    await traced.close()
    const [span] = vendorSpans(traced)
    expect(traced.seen.map(({ traceparent }) => traceparent)).toEqual([`00-${span?.traceId}-${span?.spanId}-01`])
  })

  test('is the one that the client names', async () => {
    const traced = await startCollected()
    await traced.query(SESSIONS, { traceparent: TRACEPARENT, tracestate: 'desk=17' })
    await traced.close()
    expect(graphSpans(traced)).toMatchObject([{ traceId: CLIENT_TRACE, parentSpanId: 'b7ad6b7169203331' }])
    expect(traced.seen[0]?.['traceparent']).toContain(CLIENT_TRACE)
    expect(traced.seen[0]?.['traceparent']).not.toContain('b7ad6b7169203331')
    expect(traced.seen[0]?.['tracestate']).toBe('desk=17')
    expect(traced.log.filter((line) => line.includes(CLIENT_TRACE))).toHaveLength(1)
  })

  test('is not exported when the client has decided so, but passed on', async () => {
    const traced = await startCollected()
    await traced.query(SESSIONS, { traceparent: TRACEPARENT.replace(/01$/, '00') })
    await traced.close()
    expect(traced.collector.spans).toEqual([])
    expect(traced.seen[0]?.['traceparent']).toMatch(new RegExp(`^00-${CLIENT_TRACE}-[0-9a-f]{16}-00$`))
  })

  test('shows that a vendor failed, by the code, and that the request was retried', async () => {
    const traced = await startCollected()
    let asked = 0
    traced.answer = (response) => (asked++ === 0 ? answerWith(503, '{}') : answerWith(200, EMPTY))(response)
    await traced.query(SESSIONS)
    await traced.close()
    expect(vendorSpans(traced)).toMatchObject([
      {
        status: { code: ERROR, message: 'UNAVAILABLE' },
        attributes: { 'error.type': 'UNAVAILABLE', 'http.response.status_code': 503 },
      },
      { status: { code: 0 }, attributes: { 'http.request.resend_count': 1, 'http.response.status_code': 200 } },
    ])
    expect(graphSpans(traced)[0]?.status).toEqual({ code: 0 })
  })

  test('shows that a GraphQL request failed, by the codes of its errors', async () => {
    const traced = await startCollected()
    traced.answer = answerWith(401, '{}')
    await traced.query(SESSIONS)
    await traced.query('{ nonsense }')
    await traced.query('{ sources { name } }')
    await traced.close()
    expect(
      graphSpans(traced).map(({ name, status, attributes }) => [name, status.message, attributes['error.type']]),
    ).toEqual([
      ['graphql.query Wallboard', 'SOURCES_FAILED', 'SOURCES_FAILED'],
      ['graphql.request', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
      ['graphql.query', undefined, undefined],
    ])
  })

  test('has one span for a vendor request that several lists share', async () => {
    const traced = await startCollected()
    await traced.query('{ a: sessions(first: 5) { nodes { id } } b: sessions(first: 5) { nodes { id } } }')
    await traced.close()
    expect(traced.seen).toHaveLength(1)
    expect(vendorSpans(traced)).toHaveLength(1)
    expect(graphSpans(traced)).toMatchObject([
      { name: 'graphql.query', attributes: { 'trunkline.vendor_requests': 1 } },
    ])
  })

  test('holds nothing of requests and answers, and no secret', async () => {
    const traced = await startCollected()
    traced.answer = answerWith(500, `{"error":"${SECRET} +4570305050"}`)
    await traced.query(SESSIONS)
    await traced.close()
    const text = traced.collector.bodies.join()
    expect(text).toContain('Wallboard')
    for (const hidden of [SECRET, '70305050', 'totalCount', '127.0.0.1']) expect(text).not.toContain(hidden)
  })
})

describe('the environment', () => {
  test.each([
    [{ OTEL_SERVICE_NAME: 'calls-gateway' }, 'calls-gateway'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=calls,deployment.environment.name=lab' }, 'calls'],
  ])('names the service: %j', async (environment, service) => {
    const traced = await startCollected(environment)
    await traced.query(SESSIONS)
    await traced.close()
    expect(new Set(traced.collector.spans.map((span) => span.service))).toEqual(new Set([service]))
  })

  test.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }])(
    'turns it off: %j',
    async (environment) => {
      const traced = await startCollected(environment)
      await traced.query(SESSIONS)
      await traced.close()
      expect(traced.collector.bodies).toEqual([])
      expect(traced.seen[0]).not.toHaveProperty('traceparent')
    },
  )

  test('decides which traces are kept', async () => {
    const traced = await startCollected({ OTEL_TRACES_SAMPLER: 'always_off' })
    await traced.query(SESSIONS)
    await traced.close()
    expect(traced.collector.spans).toEqual([])
  })

  test('that names another protocol causes a warning that says what is used instead', async () => {
    const traced = await startCollected({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })
    expect(traced.log.join()).toContain('OTLP over HTTP')
  })

  test('that names an unreachable collector causes a warning, and affects no answer', async () => {
    const collector = await startCollector()
    await collector.close()
    const traced = await startTraced({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_TIMEOUT: '200' })
    expect(await traced.query(SESSIONS)).toContain('"nodes":[]')
    await traced.close()
    expect(traced.log.filter((line) => line.includes('traces could not be exported'))).not.toEqual([])
  })
})
