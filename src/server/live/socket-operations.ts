import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql'
import { type Context, makeServer, type OperationResult, type Server, type SubscribePayload } from 'graphql-ws'
import type { DocumentGate } from '../documents/document-gate.js'
import { NOT_TRUSTED, resolveDocument } from '../documents/document-request.js'
import type { Identify } from '../http/client.js'
import type { Refusal } from '../http/refusal.js'
import { requestIdOf } from '../http/request-id.js'
import type { OnServerEvent } from '../http/server-events.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import { Exchange } from '../pipeline/step.js'
import type { LiveDocument } from './live-documents.js'
import { readFields } from './live-fields.js'
import type { LiveOperations, NotStarted } from './live-operations.js'
import { CLOSE, type LiveSocket, SocketStream } from './live-socket.js'
import type { OpenStreams } from './open-streams.js'
import { SocketEvents } from './socket-events.js'
import { credentialsIn, operationRequest } from './socket-request.js'

export interface SocketOperationsParts {
  readonly schema: GraphQLSchema
  readonly operations: LiveOperations
  readonly pipeline: Pipeline<never>
  /** What can be requested by id; undefined: nothing. */
  readonly documents: DocumentGate | undefined
  readonly streams: OpenStreams
  readonly identify: Identify
  readonly onEvent: OnServerEvent<never> | undefined
  /** Called with what a step threw. */
  readonly onFailed: (error: unknown) => void
  /** How many subscriptions all WebSockets together may have: events are serialized for each. */
  readonly mostSubscriptions: number
  /** Called when a client has signed in. */
  readonly onSignedIn: (socket: LiveSocket) => void
}

type SocketContext = Context<Record<string, unknown> | undefined, LiveSocket>
type Verdict = ExecutionArgs | readonly GraphQLError[]

/** How long a client may take to sign in, in milliseconds. */
const SIGN_IN_MS = 5000

/** Executes operations on WebSockets. Each is a separate request, and passes all steps of the pipeline. */
export class SocketOperations {
  readonly server: Server<LiveSocket>
  readonly #started = new WeakMap<ExecutionArgs, SocketEvents>()
  /** Errors as the client may see them, by the list that graphql-ws passes on in place of them. */
  readonly #formatted = new WeakMap<readonly GraphQLError[], readonly GraphQLFormattedError[]>()
  #subscriptions = 0

  constructor(private readonly parts: SocketOperationsParts) {
    this.server = makeServer<Record<string, unknown> | undefined, LiveSocket>({
      connectionInitWaitTimeout: SIGN_IN_MS,
      onConnect: (context) => this.#signIn(context),
      onSubscribe: ({ extra }, _id, payload) => this.#subscribe(extra, payload),
      onError: (_context, _id, _payload, errors) => this.#formatted.get(errors) ?? INTERNAL,
      subscribe: (args): OperationResult => this.#started.get(args) ?? { errors: [new GraphQLError('internal error')] },
    })
  }

  /** @returns false where the connection was closed. */
  async #signIn({ extra: socket, connectionParams }: SocketContext): Promise<boolean> {
    socket.credentials = credentialsIn(connectionParams)
    const refusal = await this.#check(this.#open(socket))
    if (refusal === null) {
      this.parts.onSignedIn(socket)
      return true
    }
    closeFor(socket, refusal)
    return false
  }

  #open(socket: LiveSocket): Exchange {
    const request = operationRequest(socket.request, socket.credentials)
    requestIdOf(request)
    return new Exchange(request)
  }

  /** A step that fails refuses the operation. */
  async #check(exchange: Exchange): Promise<Refusal | null> {
    try {
      return await this.parts.pipeline.checkExchange(exchange)
    } catch (error) {
      this.parts.onFailed(error)
      return FAILED
    }
  }

  async #subscribe(socket: LiveSocket, payload: SubscribePayload): Promise<Verdict> {
    const exchange = this.#open(socket)
    const refusal = await this.#check(exchange)
    if (refusal !== null) {
      if (refusal.status === 401 || refusal.status === 403) closeFor(socket, refusal)
      return this.#refuse({ refusal })
    }
    const read = this.#read(payload, exchange)
    if ('refusal' in read || 'errors' in read) return this.#refuse(read)
    if (this.#subscriptions >= this.parts.mostSubscriptions)
      return this.#refuse({ refusal: tooMany(this.parts.mostSubscriptions) })
    return this.#start(socket, exchange, read)
  }

  #read(payload: SubscribePayload, exchange: Exchange): FoundOperation | NotStarted {
    const { documents, operations } = this.parts
    // graphql-ws wants a text in `query` also where the document is named by its hash.
    const { query, ...others } = payload
    const resolved = documents === undefined ? null : resolveDocument(documents.store, query === '' ? others : payload)
    if (resolved !== null && 'refusal' in resolved) return resolved
    if (resolved !== null && documents?.admits(resolved.isTrusted, exchange) === false) return { refusal: NOT_TRUSTED }
    const fields = readFields(resolved === null ? payload : { ...payload, query: resolved.query })
    if (fields === null || typeof fields === 'string') return { refusal: badRequest(fields ?? 'query must be a text') }
    const document = operations.read(fields, exchange)
    if (document === null) return { refusal: ONLY_SUBSCRIPTIONS }
    return 'document' in document ? { document, fields } : document
  }

  async #start(socket: LiveSocket, exchange: Exchange, { document, fields }: FoundOperation): Promise<Verdict> {
    const { operations, streams, identify, schema } = this.parts
    const startedAt = performance.now()
    const client = identify(exchange.request.headers, exchange.request.socket.remoteAddress ?? '')
    // Counted at once: others may start while this one waits for its steps.
    this.#subscriptions++
    const started = await operations.start(document, fields, { exchange, client })
    if (!('stream' in started)) {
      this.#subscriptions--
      return this.#refuse(started)
    }
    const { stream } = started
    const open = new SocketStream(exchange, document.operationName, socket, stream)
    const events = new SocketEvents(stream, {
      onSent: () => streams.sent(open),
      onCut: () => open.cut(),
      onClosed: () => {
        this.#subscriptions--
        streams.delete(open)
        this.#reportEnd(open, startedAt)
      },
    })
    streams.add(open)
    const args = { schema, document: document.document, operationName: document.operationName }
    this.#started.set(args, events)
    return args
  }

  #refuse(refused: NotStarted): readonly GraphQLError[] {
    const errors = 'errors' in refused ? refused.errors : [toError(refused.refusal)]
    // Errors are passed on as they are: new ones would have no locations.
    const list = errors.map(({ message, extensions }) => new GraphQLError(message, { extensions }))
    this.#formatted.set(list, errors)
    return list
  }

  #reportEnd({ transport, operationName, exchange, end: reason }: SocketStream, startedAt: number): void {
    const { principal, request } = exchange
    const durationMs = performance.now() - startedAt
    const event = { type: 'stream-ended', transport, operationName, reason, durationMs } as const
    this.parts.onEvent?.({ ...event, principal: principal?.id ?? null }, null, request.headers)
  }
}

interface FoundOperation {
  readonly document: LiveDocument
  readonly fields: Exclude<ReturnType<typeof readFields>, string | null>
}

const INTERNAL: readonly GraphQLFormattedError[] = [{ message: 'internal error', extensions: { code: 'INTERNAL' } }]

/** Closes the connection of a client that may not subscribe, with the codes that clients of the protocol know. */
function closeFor(socket: LiveSocket, { status, message }: Refusal): void {
  if (status === 401) socket.close(CLOSE.unauthorized, message)
  else if (status === 403) socket.close(CLOSE.forbidden, message)
  else if (status === 429 || status >= 500) socket.close(CLOSE.tryLater, message)
  else socket.close(CLOSE.badRequest, message)
}

const toError = ({ message, code, extensions }: Refusal): GraphQLFormattedError => ({
  message,
  extensions: { code, ...extensions },
})

const badRequest = (message: string): Refusal => ({ status: 400, code: 'BAD_REQUEST', message })

const FAILED: Refusal = { status: 500, code: 'INTERNAL', message: 'internal error' }

const ONLY_SUBSCRIPTIONS = badRequest(
  'Only subscriptions are executed over a WebSocket; send queries and mutations by POST to /graphql.',
)

const tooMany = (most: number): Refusal => ({
  status: 503,
  code: 'OVERLOADED',
  message: `No more than ${most} subscriptions are served over WebSockets; subscribe by server-sent events.`,
})
