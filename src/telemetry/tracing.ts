import type { SpanContext } from '@opentelemetry/api'
import type { VendorRequest } from '../../adapters/contract.js'
import type { WatchedAttempt } from '../engine/reporting/events.js'
import type { OperationEvent } from './events.js'

/** The trace of one GraphQL request. */
export interface OperationTrace {
  readonly traceId: string | null
  /** Starts the span of a vendor request. */
  begin(source: string, request: VendorRequest): Omit<WatchedAttempt, 'sent'>
  ended(event: OperationEvent): void
}

export interface Tracing {
  /** @param parent the trace context that the client sent. */
  begin(parent: SpanContext | null): OperationTrace
  /** Exports the remaining spans. */
  close(): Promise<void>
}

export type Environment = Readonly<Record<string, string | undefined>>
