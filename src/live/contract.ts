import type { DocumentNode, ExecutionResult } from 'graphql'
import type { UpdateKind } from '../../schema/enums.js'
import type { Access } from '../access/rights/access.js'

// How the server subscribes. Equal subscriptions of viewers with equal rights share a channel: its events are made once,
// and its subscribers send the same bytes.

/** Who subscribes. */
export interface LiveViewer {
  readonly access: Access
  /** What identifies a client when its subscriptions are counted (`live.maxPerClient`): the id of its principal. */
  readonly client: string
}

export interface LiveQuestion {
  /** A validated document. */
  readonly document: DocumentNode
  readonly operationName: string | null
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly viewer: LiveViewer
  /** The position after which the client continues if the operation does not say. */
  readonly since?: string | null
  /** Ends the subscription when it fires: the client has disconnected. */
  readonly signal?: AbortSignal | undefined
}

/** Each of the three transports has its own form of an event. */
export type LiveTransport = 'sse' | 'multipart' | 'websocket'

/** One event, shared by all subscribers who get it. It never changes. */
export interface LiveEvent {
  readonly kind: UpdateKind
  /** For `id:` of SSE; null where the event has no position (source health). */
  readonly position: string | null
  /** For transports that serialize themselves. */
  readonly result: ExecutionResult
  /** The result as JSON in UTF-8, made once. */
  readonly json: Buffer
  /**
   * The bytes of the event on a transport, made once for all subscribers.
   * @param frame puts the JSON into the form of the transport; the same function for every event of the transport.
   */
  framed(transport: LiveTransport, frame: (event: LiveEvent) => Buffer): Buffer
}

/**
 * Why a stream has ended.
 * CLOSED: its signal fired, or `close` was called. MAX_AGE: `live.maxAge` has passed. REPLACED: the configuration was
 * reloaded. STOPPED: the server stops. FAILED: its channel broke. In all of them the client has to subscribe again (with
 * `since`), so none is sent as a clean end.
 */
export type LiveEnding = 'CLOSED' | 'MAX_AGE' | 'REPLACED' | 'STOPPED' | 'FAILED'

/** What one subscriber reads. It queues no events. */
export interface LiveStream {
  /**
   * The next event; null when the stream has ended (`ending`). A slow reader calls it later, and then gets everything that
   * has changed since, merged into one event, or a snapshot in parts. One call at a time. After a change the
   * waiting readers of all channels are resumed at most 250 per turn of the event loop, so each may write at once.
   * It never rejects: source failures are data.
   */
  next(): Promise<LiveEvent | null>
  /** Why the stream has ended; null while it has not. */
  readonly ending: LiveEnding | null
  /** Makes the next event one of the kind EXPIRING, before all others; the stream continues after it. */
  warnOfExpiry(): void
  /** Ends the stream; may be called again. A waiting `next` returns null. */
  close(): void
}

/** Subscribes to what the sources are doing. A reload makes another one, and closes this one. */
export interface LiveHub {
  /**
   * Opens a subscription. Its rights and its cost must have been checked by the steps of the pipeline.
   * The first event comes when every source has answered or is reported FAILED; headers need not wait for it.
   * @throws GraphQLError BAD_USER_INPUT for arguments and fields that a subscription cannot have; RATE_LIMITED with
   *   `extensions.limit` where `live.maxSubscribers`, `maxPerClient` or `maxChannels` is reached;
   *   OPERATION_RESOLUTION_FAILURE where the document has no such operation. All before the first event.
   */
  subscribe(question: LiveQuestion): LiveStream
  /** How many subscribers and channels there are, for gauges. */
  readonly size: { readonly subscribers: number; readonly channels: number }
  /** Ends all streams, of many of them over several turns of the event loop, and the polling. */
  close(ending: 'REPLACED' | 'STOPPED'): void
}
