import type { GraphQLSchema } from 'graphql'
import { type Limits, limitRule } from './apollo/limits.js'
import type { DocumentGate } from './documents/document-gate.js'
import type { Identify } from './http/client.js'
import type { ErrorFormat } from './http/error-format.js'
import type { HttpFront } from './http/http-front.js'
import type { UpgradeListener } from './http/request-entry.js'
import type { OnServerEvent } from './http/server-events.js'
import { LiveDocuments } from './live/live-documents.js'
import { LiveOperations } from './live/live-operations.js'
import type { LiveOptions } from './live/live-options.js'
import { LiveRoute } from './live/live-route.js'
import { LiveSockets } from './live/live-sockets.js'
import { OpenStreams } from './live/open-streams.js'
import type { Pipeline } from './pipeline/pipeline.js'
import type { Exchange } from './pipeline/step.js'

export interface LiveSurroundings {
  readonly schema: GraphQLSchema
  readonly limits: Limits
  readonly pipeline: Pipeline<never>
  readonly documents: DocumentGate | undefined
  readonly formatError: ErrorFormat
  readonly hidesSchema: ((exchange: Exchange) => boolean) | undefined
  readonly identify: Identify
  /** The origins whose pages may call beside its own; `*` is every origin. */
  readonly allowedOrigins: readonly string[] | undefined
  readonly vary: string
  readonly onEvent: OnServerEvent<never> | undefined
  readonly front: Pick<HttpFront, 'unsent' | 'isLast' | 'allowStall'>
}

/** How many subscriptions each transport serves. */
export type Subscribers = ReturnType<OpenStreams['count']>

export const NO_SUBSCRIBERS: Subscribers = { sse: 0, multipart: 0, websocket: 0 }

export const sumOf = (counts: readonly Subscribers[]): Subscribers =>
  counts.reduce(
    (sum, { sse, multipart, websocket }) => ({
      sse: sum.sse + sse,
      multipart: sum.multipart + multipart,
      websocket: sum.websocket + websocket,
    }),
    NO_SUBSCRIBERS,
  )

/** Subscriptions, on all transports. */
export interface Live {
  subscribers(): Subscribers
  readonly route: LiveRoute
  readonly upgrade: UpgradeListener
  /** Ends all of them, so that their clients subscribe again. Of many it takes several turns of the event loop. */
  cut(ending: 'REPLACED' | 'STOPPED'): Promise<void>
}

export function openLive(
  { hub, websocket, ...watching }: LiveOptions,
  { schema, limits, pipeline, documents, formatError, hidesSchema = () => false, front, ...others }: LiveSurroundings,
): Live {
  const rules = { schema, maxTokens: limits.maxTokens, rules: [limitRule(limits)] }
  const operations = new LiveOperations({
    ...{ hub, pipeline, formatError, hidesSchema },
    documents: new LiveDocuments(rules),
  })
  const streams = new OpenStreams(watching)
  const sockets = new LiveSockets({
    ...others,
    ...{ schema, operations, pipeline, documents, streams },
    isEnabled: websocket,
    maxMessageBytes: limits.maxBodyBytes,
    onFailed: (error) => void formatError({ message: 'internal error' }, error),
  })
  const { unsent, isLast, allowStall } = front
  return {
    route: new LiveRoute({ ...others, operations, streams, unsent, isLast, allowStall }),
    upgrade: (request, connection, head) => sockets.upgrade(request, connection, head),
    subscribers: () => streams.count(),
    async cut(ending) {
      sockets.cutAll()
      await streams.cutAll()
      hub.close(ending)
    },
  }
}
