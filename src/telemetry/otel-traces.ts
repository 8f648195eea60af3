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

// Loaded only when traces are exported. Spans are created explicitly with their parents: apart from its diagnostics, no
// global state of OpenTelemetry is used, no library is patched, and GraphQL fields have no spans.

/** A collector that does not respond must not delay the shutdown of the gateway. */
const LONGEST_FLUSH_MS = 3000
/** Operation names come from clients and may have any length. */
const LONGEST_NAME = 100
const LONGEST_DIAGNOSTIC = 300

/** Exports spans to the endpoint in OTEL_EXPORTER_OTLP_ENDPOINT, as OTLP over HTTP. */
export function exportTraces(logger: Logger): Tracing {
  const warn = (text: string): void => logger.warn({ detail: toDetail(text) }, 'traces could not be exported')
  const quiet = (): void => {}
  diag.setLogger(
    { error: warn, warn, info: quiet, debug: quiet, verbose: quiet },
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
    begin: (parent) => new OperationSpan(tracer, parent),
    close: () =>
      within(
        LONGEST_FLUSH_MS,
        provider.shutdown().catch((error: unknown) => warn(String(error))),
      ),
  }
}

/** The exporter reports errors as JSON with a stack; only the message is logged. */
const toDetail = (text: string): string =>
  (/"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text).slice(0, LONGEST_DIAGNOSTIC)

class OperationSpan implements OperationTrace {
  readonly #span: Span
  /** How often each vendor request has been sent. */
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
  // A cancellation is not an error of the vendor.
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
