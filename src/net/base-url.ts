/** The configured URL of a source, validated. */
export interface BaseUrl {
  /** `https://host:port` */
  readonly origin: string
  /** As configured, including a trailing slash. */
  readonly path: string
}

/**
 * Parses the configured URL of a source.
 * @throws Error, without the URL's text, when it is not a plain http or https URL.
 */
export function parseBaseUrl(text: string): BaseUrl {
  const url = URL.parse(text)
  if (url === null) throw new Error("a source's url must be an absolute URL")
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error("a source's url must be http or https")
  if (url.username !== '' || url.password !== '') {
    throw new Error("a source's url must not hold a user name or password; they belong under auth")
  }
  if (url.search !== '' || url.hash !== '') throw new Error("a source's url must not hold a query or a fragment")
  return { origin: url.origin, path: url.pathname }
}
