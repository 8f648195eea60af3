import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { LRUCache } from 'lru-cache'
import { canonicalHost } from '../../net/host-name.js'
import type { Refusal } from './refusal.js'

// Protection against DNS rebinding. A page of attacker.example can make its own name resolve to the address of this
// server, and its requests then count as same-origin in the browser. The Host header still carries the attacker's name.

type Verdict = 'allowed' | 'unknown' | 'malformed'

/** Returns why the host in a request is refused; null when it is allowed. */
export type HostCheck = (request: IncomingMessage) => Refusal | null

/** Names that browsers resolve to this machine whatever a DNS server says (RFC 6761, section 6.3). */
const LOOPBACK_NAMES = ['localhost', '*.localhost']

/** Load balancers probe these paths by any name, and the responses contain no data. */
const EXEMPT_PATHS: ReadonlySet<string | undefined> = new Set(['/livez', '/readyz'])
const isExempt = (url = ''): boolean => EXEMPT_PATHS.has(url.split('?', 1)[0])

/** A name or an IP literal, with a port or without. No user name, no path. */
const HOST_FORM = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i
/** A DNS name has 253 characters at most, an IPv6 literal fewer. */
const LONGEST_HOST = 253 + ':65535'.length
/** Clients use few names; the limit is for clients that invent them. */
const VERDICTS_KEPT = 100

/** A target such as `http://name/path`, whose host takes precedence over the Host header (RFC 9112, section 3.2.2). */
const ABSOLUTE_TARGET = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i

/**
 * Checks the host of each request.
 * @param hosts names that are served besides loopback names and IP literals. `*.example.net` stands for every name
 * below example.net, and `*` for every name.
 */
export function createHostCheck(hosts: readonly string[]): HostCheck {
  const isServed = hostMatcher([...LOOPBACK_NAMES, ...hosts])
  const verdicts = new LRUCache<string, Verdict>({ max: VERDICTS_KEPT })
  const verdictOn = (host: string): Verdict => {
    const known = verdicts.get(host)
    if (known !== undefined) return known
    const verdict = judge(host, isServed)
    if (host.length <= LONGEST_HOST) verdicts.set(host, verdict)
    return verdict
  }
  const check = (host: string, { url }: IncomingMessage): Refusal | null => {
    const verdict = verdictOn(host)
    if (verdict === 'allowed' || (verdict === 'unknown' && isExempt(url))) return null
    return verdict === 'malformed' ? badRequest('The Host header is not a host name.') : misdirected(host)
  }
  return (request) => {
    const { headers, url = '/', httpVersion } = request
    const { host } = headers
    if (hasSeveralHosts(request.rawHeaders)) return badRequest('The request has more than one Host header.')
    if (host === undefined) {
      // An HTTP/1.0 probe may have none. No other request may: there would be no name to check.
      if (httpVersion === '1.0' && isExempt(url)) return null
      return badRequest('The request has no Host header.')
    }
    const target = url.startsWith('/') ? undefined : ABSOLUTE_TARGET.exec(url)?.[1]
    return check(host, request) ?? (target === undefined ? null : check(target, request))
  }
}

/** Node keeps the first of several and drops the others; a proxy in front may have used another. */
function hasSeveralHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}

function judge(host: string, isServed: (name: string) => boolean): Verdict {
  if (host.length > LONGEST_HOST || !HOST_FORM.test(host)) return 'malformed'
  const name = canonicalHost(host)
  if (name === null) return 'malformed'
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || isServed(name) ? 'allowed' : 'unknown'
}

function hostMatcher(hosts: readonly string[]): (name: string) => boolean {
  const names = new Set(hosts.flatMap((host) => (host.includes('*') ? [] : (canonicalHost(host) ?? []))))
  const suffixes = hosts.flatMap((host) => (host.startsWith('*.') ? `.${canonicalHost(host.slice(2))}` : []))
  const all = hosts.includes('*')
  return (name) => all || names.has(name) || suffixes.some((suffix) => name.endsWith(suffix))
}

const badRequest = (message: string): Refusal => ({ status: 400, code: 'BAD_REQUEST', message })

const misdirected = (host: string): Refusal => ({
  status: 421,
  code: 'MISDIRECTED_REQUEST',
  message: `The host name ${JSON.stringify(host)} is not served here; server.hosts in the configuration lists the names that are.`,
})
