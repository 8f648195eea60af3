import type { IncomingHttpHeaders } from 'node:http'
import { createTraceState, type SpanContext } from '@opentelemetry/api'

// W3C Trace Context (https://www.w3.org/TR/trace-context/): which trace a request belongs to, in two HTTP headers.

/** Version, trace, parent and flags; what later versions may append is not read. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(?:-|$)/
const SAMPLED = 1

/** The trace that a client names; null when it names none, or not in the form of the standard. */
export function parseTraceContext({ traceparent, tracestate }: IncomingHttpHeaders): SpanContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(String(traceparent ?? '')) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  const state = tracestate === undefined ? {} : { traceState: createTraceState(String(tracestate)) }
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED, isRemote: true, ...state }
}

/** The headers that name a place in a trace; no text of a client is in them but its well-formed `tracestate`. */
export function formatTraceContext({ traceId, spanId, traceFlags, traceState }: SpanContext): Record<string, string> {
  const state = traceState?.serialize() ?? ''
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    ...(state === '' ? {} : { tracestate: state }),
  }
}
