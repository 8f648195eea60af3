import type { SourceStatus } from '../../schema/enums.js'
import type { ControlEvent, ControlSendingEvent } from '../engine/control/control.js'
import type { EngineEvent } from '../engine/reporting/events.js'
import type { ResilienceEvent } from '../resilience/contract.js'
import type { ServerEvent } from '../server/http/server-events.js'
import type { TransportEvent } from '../transport/transport.js'

// Everything that logs and metrics are told. Parts of the gateway tell what happened and know of no logger.

/** What happened at one source. */
export type SourceEvent = { readonly source: string } & (TransportEvent | ResilienceEvent | EngineEvent)

export type HttpEvent = Extract<ServerEvent, { readonly type: 'request-answered' }>
export type RefusedRequestEvent = Extract<ServerEvent, { readonly type: 'request-refused' }>
export type AnsweredOperation = Extract<ServerEvent, { readonly type: 'operation-answered' }>

/** One GraphQL request, with what it made of its sources. */
export interface OperationEvent extends AnsweredOperation {
  /** How much of its part each source that was asked has contributed; the worst of it where it was asked repeatedly. */
  readonly sources: Readonly<Record<string, SourceStatus>>
  /** Those of them that gave older rows, because they fail or are slow. */
  readonly stale: readonly string[]
  /** HTTP requests that were sent to vendors for it; what was shared is not counted. */
  readonly vendorRequests: number
  /** The trace that it belongs to; null: none is kept, and the client has named none. */
  readonly traceId: string | null
}

export type TelemetryEvent =
  | HttpEvent
  | RefusedRequestEvent
  | OperationEvent
  | SourceEvent
  | ControlEvent
  | ControlSendingEvent

/** Must not throw. */
export type OnTelemetryEvent = (event: TelemetryEvent) => void
