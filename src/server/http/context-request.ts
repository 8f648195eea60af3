import type { IncomingHttpHeaders } from 'node:http'
import type { Client, Identify } from './client.js'

/** Who sends a request, as a step of the pipeline has found out. */
export interface Principal {
  /** Equal for those who have the same rights: only they may share an answer. */
  readonly sharingKey: string
}

/** What a request brings that its context may need. */
export interface ContextRequest {
  readonly headers: IncomingHttpHeaders
  /** Who has sent it. */
  readonly client: Client
  /** Fires when the client goes away before the answer, or when the server stops and can wait no longer. */
  readonly signal: AbortSignal
  /** Null where no step has attached one. */
  readonly principal?: Principal | null
}

/** What came over the wire, from the other end of a connection. */
interface Received {
  readonly headers: IncomingHttpHeaders
  /** The other end of the connection. */
  readonly address: string
  readonly principal?: Principal | null
}

/** What a request brings, looked at when it is needed: most contexts need little of it. */
export const toContextRequest = (
  received: Received,
  identify: Identify,
  openSignal: () => AbortSignal,
): ContextRequest => new LazyRequest(received, identify, openSignal)

// A class, for the reason that page-places.ts tells.
class LazyRequest implements ContextRequest {
  #client: Client | undefined
  #signal: AbortSignal | undefined

  constructor(
    private readonly received: Received,
    private readonly identify: Identify,
    private readonly openSignal: () => AbortSignal,
  ) {}

  get headers(): IncomingHttpHeaders {
    return this.received.headers
  }
  get principal(): Principal | null {
    return this.received.principal ?? null
  }
  get client(): Client {
    return (this.#client ??= this.identify(this.received.headers, this.received.address))
  }
  get signal(): AbortSignal {
    return (this.#signal ??= this.openSignal())
  }
}
