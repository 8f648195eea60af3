import type { IncomingHttpHeaders } from 'node:http'

/** Who sends a request, as far as that can be told; for the audit log. */
export interface Client {
  /** The other end of the connection. */
  readonly address: string
  /** Where the request came from first, as proxies in front of the server say: X-Forwarded-For. Null: none does. */
  readonly forwardedFor: string | null
  /**
   * Who has logged in at a proxy in front of the server, as it says; null: none does. Whoever can reach the server
   * without the proxy can say so, too: the address tells the two apart.
   */
  readonly user: string | null
}

/** Headers in which proxies that ask for a log-in tell who it was: oauth2-proxy (both modes), Authelia, Apache, nginx. */
export const USER_HEADERS = ['x-forwarded-user', 'x-auth-request-user', 'remote-user', 'x-remote-user'] as const
/** Headers are whatever the client writes, of any length. */
const LONGEST = 200

const headerOf = (headers: IncomingHttpHeaders, name: string): string | null => {
  const text = [headers[name]].flat().join(', ').trim()
  return text === '' ? null : text.slice(0, LONGEST)
}

/** Tells who sends a request, by the connection that it came on and its headers. */
export function identifyClient(headers: IncomingHttpHeaders, address: string): Client {
  const user = USER_HEADERS.map((name) => headerOf(headers, name)).find((text) => text !== null) ?? null
  return { address, forwardedFor: headerOf(headers, 'x-forwarded-for'), user }
}
