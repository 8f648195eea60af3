import {
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import type { Logger } from 'pino'
import type { VendorRequest } from '../../adapters/contract.js'
import type { AttemptOutcome } from '../engine/reporting/events.js'
import type { OperationEvent } from './events.js'
import { formatTraceContext } from './trace-context.js'
import type { OperationTrace, Tracing } from './tracing.js'

// Loaded only where traces are kept. Spans are made by hand, with their parents given: no global state of OpenTelemetry
// is used but its diagnostics, no library is patched, and no field of the graph has a span.

/** A collector that is gone must not hold up the stop of the gateway. */
const LONGEST_FLUSH_MS = 3000
/** Names are the client's own text, of any length. */
const LONGEST_NAME = 100
const LONGEST_DIAGNOSTIC = 300

/** Sends spans to the endpoint that OTEL_EXPORTER_OTLP_ENDPOINT names, as OTLP over HTTP. */
export function keepTraces(logger: Logger): Tracing {
  const tell = (text: string): void => logger.warn({ detail: toDetail(text) }, 'traces cannot be kept as they should')
  const quiet = (): void => {}
  diag.setLogger(
    { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'trunkline' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  const tracer = provider.getTracer('trunkline')
  return {
    begin: (parent) => new SpanOfOperation(tracer, parent),
    close: () =>
      within(
        LONGEST_FLUSH_MS,
        provider.shutdown().catch((error: unknown) => tell(String(error))),
      ),
  }
}

/** Errors come as JSON with a stack; their message says enough. */
const toDetail = (text: string): string =>
  (/"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text).slice(0, LONGEST_DIAGNOSTIC)

class SpanOfOperation implements OperationTrace {
  readonly #span: Span
  readonly #resent = new WeakMap<VendorRequest, number>()

  constructor(
    private readonly tracer: Tracer,
    parent: SpanContext | null,
  ) {
    const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent)
    this.#span = tracer.startSpan('graphql.request', { kind: SpanKind.SERVER }, context)
  }

  get traceId(): string {
    return this.#span.spanContext().traceId
  }

  begin(source: string, request: VendorRequest): ReturnType<OperationTrace['begin']> {
    const resent = this.#resent.get(request) ?? 0
    this.#resent.set(request, resent + 1)
    const span = this.tracer.startSpan(
      request.operation,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'http.request.method': request.method,
          'trunkline.source': source,
          ...(resent === 0 ? {} : { 'http.request.resend_count': resent }),
        },
      },
      trace.setSpan(ROOT_CONTEXT, this.#span),
    )
    return { headers: formatTraceContext(span.spanContext()), ended: (outcome) => endAttempt(span, outcome) }
  }

  ended({ operationName, operationType, errorCodes, vendorRequests }: OperationEvent): void {
    const span = this.#span
    const name = operationName?.slice(0, LONGEST_NAME)
    if (operationType !== null) {
      span.updateName([`graphql.${operationType}`, ...(name === undefined ? [] : [name])].join(' '))
      span.setAttribute('graphql.operation.type', operationType)
    }
    if (name !== undefined) span.setAttribute('graphql.operation.name', name)
    span.setAttribute('trunkline.vendor_requests', vendorRequests)
    if (errorCodes.length > 0) fail(span, [...new Set(errorCodes)].join(', '), errorCodes[0])
    span.end()
  }
}

function endAttempt(span: Span, { httpStatus, outcome }: AttemptOutcome): void {
  if (httpStatus !== null) span.setAttribute('http.response.status_code', httpStatus)
  // Whoever gave it up tells nothing about the vendor.
  if (outcome === 'CANCELLED') span.setAttribute('trunkline.cancelled', true)
  else if (outcome !== 'OK') fail(span, outcome, outcome)
  span.end()
}

function fail(span: Span, message: string, type = '_OTHER'): void {
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([work, over])
  clearTimeout(timer)
}
