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
  /** Who has sent it. */
  readonly client: Client
  /** Fires when the client goes away before the answer, or when the server stops and can wait no longer. */
  readonly signal: AbortSignal
  /** Null where no step has attached one. */
  readonly principal?: RequestPrincipal | null
}

/** What came over the wire, from the other end of a connection. */
interface Received {
  readonly headers: IncomingHttpHeaders
  /** The other end of the connection. */
  readonly address: string
  readonly principal?: RequestPrincipal | null
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
