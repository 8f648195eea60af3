import type { IncomingHttpHeaders } from 'node:http'
import { type Client, identifyClient } from './client.js'
import type { ContextRequest } from './graphql-route.js'

/** What a request brings, looked at when it is needed: most contexts need little of it. */
export function toContextRequest(headers: IncomingHttpHeaders, address: string, openSignal: () => AbortSignal): ContextRequest {
  let client: Client | undefined
  let signal: AbortSignal | undefined
  return {
    headers,
    get client() {
      return (client ??= identifyClient(headers, address))
    },
    get signal() {
      return (signal ??= openSignal())
    },
  }
}
