// Which requests may share a response: those with the same body and the same headers. Every header counts, known or
// not, because a proxy, a later access rule, or a resolver may depend on it. The few that do not are listed here, each with
// its reason.

const FRAMING = 'how the bytes of this message travel'
const TRACE = 'which trace the request belongs to: for the log, never for the answer'
const REQUEST_ID = 'a name for this one request: for logs'
const BROWSER = 'what kind of program sends it, as a browser adds it by itself'
const CACHES = 'for caches on the way; how old an answer may be is set by the configuration'
const ADDRESS =
  'the address of the client, as a proxy reports it. It goes into the audit of actions, which are never shared; reads do not depend on it'

/** Headers that may differ between requests that share a response, and why. A name that ends in `*` is a prefix. */
export const IRRELEVANT_HEADERS: Readonly<Record<string, string>> = {
  'user-agent': BROWSER,
  'sec-ch-ua*': BROWSER,
  'sec-fetch-*': 'where in a page the request comes from; requests of other origins are refused before',
  'sec-gpc': 'a wish not to be tracked, which nobody is',
  dnt: 'a wish not to be tracked, which nobody is',
  priority: 'in which order a browser wants its answers',
  accept: 'decides the media type only, which is part of the key itself',
  'accept-encoding': 'how the answer may be packed; what is shared is the answer before that',
  'content-length': FRAMING,
  connection: FRAMING,
  'keep-alive': FRAMING,
  te: FRAMING,
  'transfer-encoding': FRAMING,
  expect: FRAMING,
  'cache-control': CACHES,
  pragma: CACHES,
  traceparent: TRACE,
  tracestate: TRACE,
  b3: TRACE,
  'x-b3-*': TRACE,
  'x-cloud-trace-context': TRACE,
  'x-amzn-trace-id': TRACE,
  'uber-trace-id': TRACE,
  'sentry-trace': TRACE,
  'x-request-id': REQUEST_ID,
  'x-correlation-id': REQUEST_ID,
  'request-id': REQUEST_ID,
  'cf-ray': REQUEST_ID,
  'x-forwarded-for': ADDRESS,
  'x-real-ip': ADDRESS,
  forwarded: ADDRESS,
}

const names = new Set(Object.keys(IRRELEVANT_HEADERS).filter((name) => !name.endsWith('*')))
const prefixes = Object.keys(IRRELEVANT_HEADERS).flatMap((name) => (name.endsWith('*') ? name.slice(0, -1) : []))

const isIrrelevant = (name: string): boolean => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))

/** Clients send few header names, in few spellings; the limits are for clients that invent names. */
const MOST_NAMES = 1000
const LONGEST_NAME = 100

/** Formats the headers that must be equal in requests that share a response. */
export class HeaderKeys {
  /** By the name as received: the name in lower case with its separators, or null when it does not count. */
  readonly #labels = new Map<string, string | null>()
  readonly #alsoIrrelevant: ReadonlySet<string>

  /** @param alsoIrrelevant further names, in lower case, that do not count. */
  constructor(alsoIrrelevant: readonly string[] = []) {
    this.#alsoIrrelevant = new Set(alsoIrrelevant)
  }

  /** @param rawHeaders names and values in turn, as received: `headers` of Node lacks repeated ones. */
  format(rawHeaders: readonly string[]): string {
    let key = ''
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const label = this.#labelOf(rawHeaders[at] ?? '')
      // No value contains a line break.
      if (label !== null) key += `${label}${rawHeaders[at + 1] ?? ''}`
    }
    return key
  }

  #labelOf(name: string): string | null {
    const known = this.#labels.get(name)
    if (known !== undefined) return known
    const lower = name.toLowerCase()
    const label = isIrrelevant(lower) || this.#alsoIrrelevant.has(lower) ? null : `\n${lower}:`
    if (name.length > LONGEST_NAME) return label
    if (this.#labels.size >= MOST_NAMES) this.#labels.clear()
    this.#labels.set(name, label)
    return label
  }
}
