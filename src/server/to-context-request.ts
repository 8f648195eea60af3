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
export function toContextRequest({ headers, address }: Received, identify: Identify, openSignal: () => AbortSignal): ContextRequest {
  let client: Client | undefined
  let signal: AbortSignal | undefined
  return {
    headers,
    get client() {
      return (client ??= identify(headers, address))
    },
    get signal() {
      return (signal ??= openSignal())
    },
  }
}
