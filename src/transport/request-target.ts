import type { Parameters, VendorRequest } from '../../adapters/contract.js'
import { SourceFailure } from '../errors/source-failure.js'
import type { BaseUrl } from '../net/base-url.js'

/** Percent-encodes for queries and form bodies: RFC 3986 unreserved characters stay, a space is %20 and a plus %2B. */
const encodeParameters = (parameters: Parameters): string =>
  parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')

const UNRESERVED = /^[\w.~-]*$/

function encode(text: string): string {
  if (UNRESERVED.test(text)) return text
  if (!text.isWellFormed()) throw new SourceFailure('REJECTED', 'a string in the request is not valid Unicode')
  return encodeURIComponent(text)
}

/** Segments of RFC 3986 path characters; only the last segment may be empty. */
const PLAIN_PATH = /^(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[\da-f]{2})+)*\/?$/i
/** Includes the forms seen by servers that decode an encoded slash, or strip a `;parameter`, before resolving the path. */
const DOT_SEGMENT = /(?:\/|%2f|%5c)(?:\.|%2e){1,2}(?:\/|;|%2f|%5c|%3b|$)/i
/** What is left of it where a request says that an id in its path was made sure of: no segment may be dots as a whole. */
const WHOLE_DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|;|%3b|$)/i

/**
 * Returns the path and query of a request exactly as they are sent.
 * @throws SourceFailure REJECTED when the path could leave the configured URL, for example with an id of '..'.
 */
export function formatTarget(
  base: BaseUrl,
  request: Pick<VendorRequest, 'path' | 'query' | 'allowsEncodedDots'>,
): string {
  const dots = request.allowsEncodedDots === true ? WHOLE_DOT_SEGMENT : DOT_SEGMENT
  if (!PLAIN_PATH.test(request.path) || dots.test(request.path)) {
    throw new SourceFailure('REJECTED', "an id in the request cannot be written into the source's URL")
  }
  const path = request.path === '' ? base.path : base.path.replace(/\/$/, '') + request.path
  return request.query === undefined || request.query.length === 0 ? path : `${path}?${encodeParameters(request.query)}`
}

/** Returns the body of a request as text; null when it has none. */
export function formatBody({ body }: VendorRequest): { readonly contentType: string; readonly text: string } | null {
  if (body === undefined) return null
  return body.kind === 'form'
    ? { contentType: 'application/x-www-form-urlencoded', text: encodeParameters(body.fields) }
    : { contentType: body.contentType, text: body.text }
}
