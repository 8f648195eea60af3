/** Neither a user's own address nor an attack needs more. */
const MOST_LENGTH = 2000
/** What a URL parser drops or takes for a slash, so that a path would become a host. */
const UNSAFE = /[\\\p{C}\s]/u
const ANY_ORIGIN = 'http://local.invalid'

/**
 * A path on this host, with its query, to which a browser may be sent after it has logged in; else the fallback. The
 * author of a link to the log-in chooses it, and must not choose another host.
 */
export function localPath(given: string | null, fallback: string): string {
  if (given === null || given.length > MOST_LENGTH || UNSAFE.test(given) || !/^\/(?!\/)/.test(given)) return fallback
  const url = URL.parse(given, ANY_ORIGIN)
  // As the parser has understood it, which has removed `..` and the like, it must still be a path.
  return url === null || url.origin !== ANY_ORIGIN || url.pathname.startsWith('//')
    ? fallback
    : url.pathname + url.search
}
