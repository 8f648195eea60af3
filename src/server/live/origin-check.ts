import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../http/refusal.js'

// Which pages may open a stream by a request that browsers send without asking first: a GET, or a WebSocket.

/** Allowed origins of other pages, as `server.cors.origins` names them; `*` is every origin. */
export type AllowedOrigins = readonly string[] | undefined

/** What a page of another site would reveal itself by. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none'])

/** Whether a request was sent by a page of the gateway itself, of an allowed origin, or by no page at all. */
export function isOriginAllowed({ headers: { origin, host } }: IncomingMessage, allowed: AllowedOrigins): boolean {
  if (origin === undefined) return true
  if (allowed !== undefined && (allowed.includes('*') || allowed.includes(origin))) return true
  const page = URL.parse(origin)
  // As a URL, so that the default port may be written or not.
  return page !== null && page.host !== '' && page.host === URL.parse(`${page.protocol}//${host}/`)?.host
}

/** Returns why a GET that would open a stream is refused; null when it may pass. */
export function refuseForeignGet(request: IncomingMessage, allowed: AllowedOrigins): Refusal | null {
  const site = request.headers['sec-fetch-site']
  const isOwnSite = site === undefined || (typeof site === 'string' && OWN_SITES.has(site))
  return isOwnSite && isOriginAllowed(request, allowed) ? null : FOREIGN_PAGE
}

export const FOREIGN_PAGE: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  message:
    'A page of another origin may not subscribe in this way; server.cors.origins in the configuration lists the origins that may, by POST or a WebSocket.',
}
