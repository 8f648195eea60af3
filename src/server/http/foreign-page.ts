import type { IncomingHttpHeaders } from 'node:http'
import type { Refusal } from './refusal.js'

// Requests that a page of another site could have made a browser send, with all that the browser adds by itself: the
// address of the user in a trusted network, the session of a proxy.

/** What of a request says which page has sent it. */
interface PageRequest {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** Pages of other origins can set none of these without a preflight request, which is answered for `server.cors` only. */
const PREFLIGHTED_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name', 'graphql-require-preflight']

/** The media types that pages of other origins can send without a preflight request. */
const SIMPLE_TYPES: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
])

/**
 * Whether a page of another origin has sent a request. Browsers add `Origin` and `Sec-Fetch-Site` themselves, and no page
 * can change them; what has neither comes from a program, or from a browser that sends `Sec-Fetch-Site` by HTTPS only.
 * @param allowed the origins whose pages may call; `*` stands for all.
 */
export function isOfForeignPage({ headers }: PageRequest, allowed: readonly string[] = []): boolean {
  const { origin, host, 'sec-fetch-site': site = 'none' } = headers
  if (origin !== undefined && (allowed.includes(origin) || allowed.includes('*'))) return false
  if (site !== 'none' && site !== 'same-origin') return true
  return origin !== undefined && !isOrigin(origin, host)
}

/** The scheme may differ: a proxy in front may have ended TLS. */
function isOrigin(origin: string, host: string | undefined): boolean {
  const sender = URL.parse(origin)
  return sender !== null && host !== undefined && sender.host === URL.parse(`${sender.protocol}//${host}`)?.host
}

/**
 * Returns why a GET of an operation is refused: a link or an image of a foreign page could send it. Null: it may pass.
 * @param allowed the origins whose pages may call; `*` stands for all.
 */
export function refuseForeignGet(request: PageRequest, allowed: readonly string[] = []): Refusal | null {
  if (request.method !== 'GET' || isPreflighted(request.headers) || !isOfForeignPage(request, allowed)) return null
  return FOREIGN_GET
}

function isPreflighted(headers: IncomingHttpHeaders): boolean {
  if (PREFLIGHTED_HEADERS.some((name) => (headers[name] ?? '') !== '')) return true
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return type !== '' && !SIMPLE_TYPES.has(type)
}

const FOREIGN_GET: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  message:
    'A page of another origin has sent this GET (CSRF), as Sec-Fetch-Site or Origin says. List its origin in server.cors, ' +
    `or send one of the headers ${PREFLIGHTED_HEADERS.join(', ')}.`,
}
