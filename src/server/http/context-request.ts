import type { IncomingHttpHeaders } from 'node:http'
import type { Access } from '../../access/rights/access.js'
import type { Principal } from '../../access/rights/principal.js'
import type { RateLimits } from '../../access/rights/settings.js'
import type { Client, Identify } from './client.js'

/** Who sends a request and what they may do, as a step of the pipeline has found out. */
export interface RequestPrincipal {
  /** The fingerprint of the rights, equal for equal rights: only those who have it may share an answer. */
  readonly sharingKey: string
  /** Unique among all principals: rates and budgets are counted by it. */
  readonly id: string
  readonly principal: Principal
  readonly access: Access
  readonly limits: RateLimits
}

/** What a request brings that its context may need. */
export interface ContextRequest {
  readonly headers: IncomingHttpHeaders
  /** The client that sent it. */
  readonly client: Client
  /** Aborts when the client disconnects before the response, or when the server stops and can wait no longer. */
  readonly signal: AbortSignal
  /** Null when no step has attached one. */
  readonly principal?: RequestPrincipal | null
}

/** What was received from the other end of a connection. */
interface Received {
  readonly headers: IncomingHttpHeaders
  /** The other end of the connection. */
  readonly address: string
  readonly principal?: RequestPrincipal | null
}

/** The parts of a request, computed when they are read: most contexts need few of them. */
export const toContextRequest = (
  received: Received,
  identify: Identify,
  openSignal: () => AbortSignal,
): ContextRequest => new LazyRequest(received, identify, openSignal)

// A class, not an object literal with getters: those have a hidden class per object, which retains the request's closures.
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
  get principal(): RequestPrincipal | null {
    return this.received.principal ?? null
  }
  get client(): Client {
    return (this.#client ??= this.identify(this.received.headers, this.received.address))
  }
  get signal(): AbortSignal {
    return (this.#signal ??= this.openSignal())
  }
}
