import type { IncomingHttpHeaders } from 'node:http'
import { createTraceState, type SpanContext } from '@opentelemetry/api'

// W3C Trace Context (https://www.w3.org/TR/trace-context/): two HTTP headers that identify the trace of a request.

/** Version, trace, parent and flags; fields that later versions may append are ignored. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(?:-|$)/
const SAMPLED = 1

/** Parses a client's trace context; null when it is absent or not valid. */
export function parseTraceContext({ traceparent, tracestate }: IncomingHttpHeaders): SpanContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(String(traceparent ?? '')) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  const state = tracestate === undefined ? {} : { traceState: createTraceState(String(tracestate)) }
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED, isRemote: true, ...state }
}

/** Returns the headers for a span; the only client text in them is its well-formed `tracestate`. */
export function formatTraceContext({ traceId, spanId, traceFlags, traceState }: SpanContext): Record<string, string> {
  const state = traceState?.serialize() ?? ''
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    ...(state === '' ? {} : { tracestate: state }),
  }
}
