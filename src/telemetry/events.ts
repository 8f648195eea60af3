import type { SourceStatus } from '../../schema/enums.js'
import type { AuditPlace } from '../audit/line.js'
import type { ActionEvent } from '../engine/control/control-events.js'
import type { EngineEvent } from '../engine/reporting/events.js'
import type { ResilienceEvent } from '../resilience/contract.js'
import type { ServerEvent } from '../server/http/server-events.js'
import type { TransportEvent } from '../transport/transport.js'

// All events that logs and metrics receive. Parts of the gateway emit events and do not depend on a logger.

/** An event of one source. */
export type SourceEvent = { readonly source: string } & (TransportEvent | ResilienceEvent | EngineEvent)

/** The id of the request, as its response has it in `x-request-id`; absent when no valid request arrived. */
interface OfRequest {
  readonly requestId?: string | undefined
}
type HttpEvent = Extract<ServerEvent, { readonly type: 'request-answered' }> & OfRequest
type StreamEvent = Extract<ServerEvent, { readonly type: 'stream-ended' }> & OfRequest
export type RefusedRequestEvent = Extract<ServerEvent, { readonly type: 'request-refused' }> & OfRequest
export type AnsweredOperation = Extract<ServerEvent, { readonly type: 'operation-answered' }>

/** One GraphQL request, with the outcome at each of its sources. */
export interface OperationEvent extends AnsweredOperation, OfRequest {
  /** The status of each source that the request used; the worst one when it used a source several times. */
  readonly sources: Readonly<Record<string, SourceStatus>>
  /** The sources for which older, cached rows were returned because they failed or were slow. */
  readonly stale: readonly string[]
  /** The number of HTTP requests sent to vendors for this request; shared and cached responses are not counted. */
  readonly vendorRequests: number
  /** The id of its trace; null when traces are not exported and the client sent no trace context. */
  readonly traceId: string | null
}

/** An event of an action; with an audit file, the place of its line there. */
export type ActionLogEvent = ActionEvent & { readonly audit?: AuditPlace }

/** The configuration was read again while the gateway runs. */
export interface ReloadEvent {
  readonly type: 'reload'
  /** reloaded: it is in use. refused: it cannot be used, and the former one stays in use. */
  readonly outcome: 'reloaded' | 'refused'
  /** What has requested it: a signal, the watch of the files, or the id of a principal. */
  readonly trigger: string
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly durationMs: number
  /** What is wrong, without values; empty unless it was refused. */
  readonly faults: readonly string[]
  /** Names of sources that were opened, opened again under other settings, or removed. */
  readonly sources: {
    readonly added: readonly string[]
    readonly changed: readonly string[]
    readonly removed: readonly string[]
  }
}

export type TelemetryEvent =
  | HttpEvent
  | RefusedRequestEvent
  | StreamEvent
  | OperationEvent
  | SourceEvent
  | ActionLogEvent
  | ReloadEvent

/** Must not throw. */
export type OnTelemetryEvent = (event: TelemetryEvent) => void
