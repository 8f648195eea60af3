import type { IncomingHttpHeaders } from 'node:http'
import type { Client, Identify } from './client.js'
import type { ContextRequest } from './graphql-route.js'

/** What came over the wire, from the other end of a connection. */
interface Received {
  readonly headers: IncomingHttpHeaders
  /** The other end of the connection. */
  readonly address: string
}

/** What a request brings, looked at when it is needed: most contexts need little of it. */
export const toContextRequest = (received: Received, identify: Identify, openSignal: () => AbortSignal): ContextRequest =>
  new LazyRequest(received, identify, openSignal)

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
  get client(): Client {
    return (this.#client ??= this.identify(this.received.headers, this.received.address))
  }
  get signal(): AbortSignal {
    return (this.#signal ??= this.openSignal())
  }
}
