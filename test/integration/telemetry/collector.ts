// A collector of traces, which takes OTLP over HTTP as JSON.

import { startScriptedServer } from '../../support/scripted/scripted-server.js'

export interface CollectedSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  /** '' for the first span of a trace. */
  readonly parentSpanId: string
  /** SERVER 2, CLIENT 3. */
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly status: { readonly code?: number; readonly message?: string }
  /** Of the resource that it belongs to. */
  readonly service: unknown
}

export interface Collector {
  readonly url: string
  readonly spans: CollectedSpan[]
  /** What came, as it came. */
  readonly bodies: string[]
  close(): Promise<void>
}

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}
interface WireSpan extends Omit<CollectedSpan, 'attributes' | 'parentSpanId' | 'service'> {
  readonly parentSpanId?: string
  readonly attributes: readonly Attribute[]
}
interface Payload {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[]
  }[]
}

const toRecord = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

function spansIn({ resourceSpans }: Payload): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ name, traceId, spanId, parentSpanId = '', kind, attributes, status }) => ({
        name,
        traceId,
        spanId,
        parentSpanId,
        kind,
        attributes: toRecord(attributes),
        status,
        service: toRecord(resource.attributes)['service.name'],
      })),
  )
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = []
  const bodies: string[] = []
  const server = await startScriptedServer(({ path, body }, response) => {
    bodies.push(body)
    if (path === '/v1/traces') spans.push(...spansIn(JSON.parse(body)))
    response.writeHead(path === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
  })
  return { url: server.origin, spans, bodies, close: server.close }
}
